// stage_ranks.cpp — a stage for the tests of several ranks: every rank says which champion it
// plays; with --sick, rank 1 alone fails.
#include <fmt/format.h>

#include "stage/stage.h"

namespace az {
namespace {

struct RanksStage {
  static constexpr std::string_view kName = "ranks";
  static inline const std::vector<std::string> kFlags{"sick"};
  struct Config {
    static void describe(auto&, auto&) {}
  };
  static Result<void> run(Context& context, const Config&) {
    AZ_TRY(const Champion champion, shared_champion(context));
    if (context.flags.contains("sick") && context.session.rank() == 1)
      return fail("planted: have 3, need 5", "", Exit::kNotEnough);
    fmt::print("rank {} plays {}\n", context.session.rank(), generation_name(champion.generation));
    std::fflush(stdout);
    static_cast<void>(context.session.any(false));  // a sick rank never comes here
    return {};
  }
};

}  // namespace
}  // namespace az

int main(int argc, char** argv) { return az::run_stage<az::RanksStage>(argc, argv); }
