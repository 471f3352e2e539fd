#include "train/training_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace az {
namespace {

using Column = std::pair<const char*, double GenerationHealth::*>;
constexpr auto kColumns =
    std::to_array<Column>({{"unique_share", &GenerationHealth::unique_share},
                           {"policy_entropy", &GenerationHealth::policy_entropy},
                           {"policy_loss", &GenerationHealth::policy_loss},
                           {"outcome_loss", &GenerationHealth::outcome_loss},
                           {"hold_out_policy_loss", &GenerationHealth::hold_out_policy_loss},
                           {"hold_out_outcome_loss", &GenerationHealth::hold_out_outcome_loss}});

constexpr std::string_view kBest = "best.";

std::string history_key(std::size_t index, const char* column) {
  return fmt::format("history.{:05}.{}", index, column);
}

/// Looks names up and remembers the first that is missing.
template <class T>
class Reader {
 public:
  explicit Reader(const std::map<std::string, T>& values) : values_(values) {}
  T operator()(const std::string& name) {
    const auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    if (missing_.empty()) missing_ = name;
    return {};
  }
  const std::string& missing() const { return missing_; }

 private:
  const std::map<std::string, T>& values_;
  std::string missing_;
};

std::vector<std::uint64_t> steps_of(const std::vector<std::string>& names) {
  constexpr std::string_view kStart = "step";
  std::vector<std::uint64_t> steps;
  for (const std::string_view name : names)
    if (name.starts_with(kStart))
      if (const auto step = parse_numbered(name.substr(kStart.size()), '-', ".h5"))
        steps.push_back(*step);
  std::sort(steps.begin(), steps.end());
  return steps;
}

Result<std::vector<std::uint64_t>> checkpoint_steps(const RunDir& run, Generation generation) {
  if (!exists(run.checkpoints(generation))) return std::vector<std::uint64_t>{};
  AZ_TRY(const auto names, list_directory(run.checkpoints(generation)));
  return steps_of(names);
}

}  // namespace

void put_state(const TrainingState& state, CheckpointFile& checkpoint) {
  auto& counters = checkpoint.counters;
  auto& numbers = checkpoint.numbers;
  counters["generation_step"] = state.generation_step;
  counters["generation_steps"] = state.generation_steps;
  counters["history"] = static_cast<std::int64_t>(state.history.size());
  counters["best_step"] = state.best ? state.best->step : -1;
  numbers["left_rows"] = state.left_rows;
  for (const auto& sum : kStepReportNumbers)
    numbers[fmt::format("sum.{}", sum.name)] = state.sums.*sum.member;
  for (std::size_t i = 0; i < state.history.size(); ++i) {
    const GenerationHealth& health = state.history[i];
    counters[history_key(i, "generation")] = health.generation;
    counters[history_key(i, "new_rows")] = health.new_rows;
    counters[history_key(i, "window_rows")] = health.window_rows;
    for (const auto& [name, member] : kColumns) numbers[history_key(i, name)] = health.*member;
  }
  if (!state.best) return;
  numbers["best.policy"] = state.best->policy;
  numbers["best.outcome"] = state.best->outcome;
  numbers["best.loss"] = state.best->loss;
  for (NamedTensor tensor : state.best->average) {
    tensor.name = std::string(kBest) + tensor.name;
    checkpoint.optimizer.push_back(std::move(tensor));
  }
}

Result<TrainingState> take_state(const CheckpointFile& checkpoint, const std::string& file) {
  Reader counter(checkpoint.counters);
  Reader number(checkpoint.numbers);
  TrainingState state;
  state.generation_step = counter("generation_step");
  state.generation_steps = counter("generation_steps");
  state.left_rows = number("left_rows");
  for (const auto& sum : kStepReportNumbers)
    state.sums.*sum.member = number(fmt::format("sum.{}", sum.name));
  const std::int64_t generations = counter("history");
  for (std::size_t i = 0; i < static_cast<std::size_t>(generations); ++i) {
    GenerationHealth& health = state.history.emplace_back();
    health.generation = counter(history_key(i, "generation"));
    health.new_rows = counter(history_key(i, "new_rows"));
    health.window_rows = counter(history_key(i, "window_rows"));
    for (const auto& [name, member] : kColumns) health.*member = number(history_key(i, name));
  }
  if (const std::int64_t step = counter("best_step"); step >= 0) {
    BestAverage& best = state.best.emplace();
    best.step = step;
    best.policy = number("best.policy");
    best.outcome = number("best.outcome");
    best.loss = number("best.loss");
    for (const NamedTensor& tensor : checkpoint.optimizer) {
      if (!tensor.name.starts_with(kBest)) continue;
      best.average.push_back(tensor);
      best.average.back().name.erase(0, kBest.size());
    }
  }
  for (const std::string& missing : {counter.missing(), number.missing()})
    if (!missing.empty())
      return fail(fmt::format("{} has no '{}'", file, missing),
                  "it was written by another version of az_train");
  return state;
}

Result<std::optional<std::uint64_t>> latest_checkpoint(const RunDir& run, Generation generation) {
  AZ_TRY(const auto steps, checkpoint_steps(run, generation));
  return steps.empty() ? std::optional<std::uint64_t>{} : steps.back();
}

Result<void> prune_checkpoints(const RunDir& run, Generation generation, int keep) {
  AZ_TRY(const auto steps, checkpoint_steps(run, generation));
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < steps.size(); ++i)
    AZ_OK(remove_file(run.checkpoint(generation, steps[i])));
  return {};
}

}  // namespace az
