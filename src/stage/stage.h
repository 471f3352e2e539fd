// stage.h — one main for every stage: `int main(int c, char** v) { return
// az::run_stage<az::SelfPlayStage>(c, v); }`.
//
// run_stage checks the launch, lets rank 0 read the frozen configuration and broadcast it, opens
// log and metrics, calls S::run, lets all ranks agree on the exit code, and finalizes MPI after
// every other object is gone.
#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "core/result.h"
#include "stage/context.h"

namespace az {

template <class S>
concept Stage = requires(Context& context, const typename S::Config& config) {
  { S::kName } -> std::convertible_to<std::string_view>;           ///< "selfplay"
  { S::kFlags } -> std::convertible_to<std::vector<std::string>>;  ///< own flags, without "--"
  /// A stop that saved its state is fail(…, Exit::kRequeue) or fail(…, Exit::kTerminated).
  { S::run(context, config) } -> std::same_as<Result<void>>;
};

namespace stage_detail {

struct Description {
  std::string_view name;
  std::vector<std::string> flags;
  std::function<Result<void>(Context&)> run;
};

int run(int argc, char** argv, const Description& description);

}  // namespace stage_detail

/// The whole of a stage's main; returns the exit code. S::Config is a described struct whose groups
/// are sections of run.yaml.
template <Stage S>
int run_stage(int argc, char** argv) {
  return stage_detail::run(argc, argv, {S::kName, S::kFlags, [](Context& context) -> Result<void> {
                                          AZ_TRY(const auto config,
                                                 read_sections<typename S::Config>(context.config));
                                          return S::run(context, config);
                                        }});
}

}  // namespace az
