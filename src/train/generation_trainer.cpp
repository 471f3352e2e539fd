#include "train/generation_trainer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/build_info.h"
#include "core/text.h"
#include "store/file_identity.h"
#include "train/acceptance.h"
#include "train/anomaly.h"
#include "train/rank_slice.h"
#include "train/row_budget.h"

namespace az {
namespace {

std::vector<Metric> metrics_of(const StepReport& report) {
  return {{"policy_loss", report.policy},
          {"outcome_loss", report.outcome},
          {"owner_loss", report.owner},
          {"score_loss", report.score},
          {"ending_loss", report.ending},
          {"reply_loss", report.reply},
          {"policy_divergence", report.divergence},
          {"loss", report.total},
          {"gradient_norm", report.gradient_norm},
          {"policy_gradient_norm", report.policy_gradient},
          {"outcome_gradient_norm", report.outcome_gradient},
          {"learning_rate", report.learning_rate}};
}

}  // namespace

GenerationHealth data_health(const WindowManifest& manifest, const Dataset& dataset) {
  const DataHealth data = dataset.health(manifest.generation);
  GenerationHealth health;
  health.generation = manifest.generation;
  health.new_rows = data.rows;
  health.window_rows = static_cast<std::int64_t>(manifest.rows());
  health.unique_share =
      data.games == 0 ? 0
                      : static_cast<double>(data.unique_games) / static_cast<double>(data.games);
  health.policy_entropy = data.policy_entropy;
  return health;
}

Result<TrainingState> begin_generation(const TrainConfig& config, const TrainingState& previous,
                                       std::int64_t new_training_rows) {
  const RowBudget budget = spend_rows(previous.left_rows, new_training_rows, config.reuse,
                                      config.batch, config.maximum_steps);
  if (budget.steps == 0)
    return fail(
        fmt::format("too few new rows for one step: have {} × reuse {} + {:.0f} carried over, "
                    "need a batch of {}",
                    new_training_rows, config.reuse, previous.left_rows, config.batch),
        "begin a new run with more selfplay.games or a lower train.batch", Exit::kNotEnough);
  TrainingState state;
  state.generation_steps = budget.steps;
  state.left_rows = budget.left;
  state.history = previous.history;
  return state;
}

GenerationTrainer::GenerationTrainer(Context& context, const TrainStage::Config& config,
                                     const Subject& subject, const WindowManifest& manifest,
                                     const Dataset& dataset, Hash128 parent, TrainingState state,
                                     Collective& host, Collective& device)
    : context_(context),
      config_(config),
      subject_(subject),
      manifest_(manifest),
      dataset_(dataset),
      parent_(parent),
      state_(std::move(state)),
      trainer_(*subject.net, config.train, host, device),
      order_(config.seed, manifest.generation, dataset.training_rows().size()),
      builder_(dataset, {.value_mix = config.replay.value_mix,
                         .aux = config.train.loss.aux(),
                         .reply = config.train.loss.reply > 0}) {}

Result<void> GenerationTrainer::restore(const CheckpointFile& start) {
  return trainer_.restore(start.weights, start.ema, start.optimizer,
                          static_cast<std::int64_t>(start.step));
}

Result<void> GenerationTrainer::run() {
  const bool judged =
      !state_.history.empty() && state_.history.back().generation == context_.generation;
  if (!judged) {
    AZ_OK(train());
    AZ_OK(judge());
    AZ_OK(save());
  }
  return export_net();
}

Result<void> GenerationTrainer::train() {
  const std::int64_t first = state_.generation_step;
  while (!state_.complete()) {
    // Asked at every boundary on every rank, so that all leave the loop at the same step.
    const Exit stop =
        context_.session.agree(context_.stop.requested() ? context_.stop.exit_code() : Exit::kDone);
    if (stop != Exit::kDone) return stop_early(stop, first);
    AZ_TRY(const StepReport report, step());
    ++state_.generation_step;
    ++steps_of_this_life_;
    state_.sums += report;
    AZ_OK(log_step(report));
    if (measures_at(state_.generation_step)) AZ_OK(measure());
    const bool due = context_.is_root() && !state_.complete() &&
                     since_save_.wall_s() > 60 * config_.train.checkpoint_minutes;
    if (context_.session.any(due)) AZ_OK(save());
  }
  return {};
}

Result<StepReport> GenerationTrainer::step() {
  const auto rows = static_cast<std::uint64_t>(config_.train.batch);
  const std::uint64_t first = static_cast<std::uint64_t>(state_.generation_step) * rows;
  const RankSlice slice = slice_of(rows, context_.session.rank(), context_.session.size());
  const int symmetries = config_.replay.augment ? subject_.variants.game->info().symmetries : 1;
  std::vector<RowView> views;
  double weight_sum = 0;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const std::uint32_t row = dataset_.training_rows()[order_.at(first + i)];
    weight_sum += static_cast<double>(dataset_.row_weight(row));
    if (i >= slice.begin && i < slice.end)
      views.push_back({row, order_.symmetry_at(first + i, symmetries)});
  }
  builder_.build(views, batch_);
  return trainer_.step(batch_, weight_sum);
}

Result<void> GenerationTrainer::log_step(const StepReport& report) {
  since_log_ += report;
  const std::int64_t period = config_.train.log_steps;
  if (!context_.is_root() || state_.generation_step % period != 0) return {};
  const StepReport mean =
      since_log_.scaled(1.0 / static_cast<double>(std::min(period, steps_of_this_life_)));
  since_log_ = {};
  auto metrics = metrics_of(mean);
  const double rate = static_cast<double>(steps_of_this_life_) / watch_.wall_s();
  metrics.push_back({"step", trainer_.steps()});
  metrics.push_back({"steps", state_.generation_step});
  metrics.push_back({"planned_steps", state_.generation_steps});
  metrics.push_back({"rows_per_s", rate * static_cast<double>(config_.train.batch)});
  context_.log.info(
      "step {} of {}: policy {:.4f} (divergence {:.4f}), outcome {:.4f}, {:.1f} steps/s",
      state_.generation_step, state_.generation_steps, mean.policy, mean.divergence, mean.outcome,
      rate);
  return context_.metrics.write("step", metrics);
}

Result<void> GenerationTrainer::stop_early(Exit code, std::int64_t steps_before) {
  if (state_.generation_step == steps_before && code == Exit::kRequeue)
    return fail("stopped before a single step: this life added nothing",
                "raise the class's time limit in the profile", Exit::kBug);
  AZ_OK(save());
  return fail(fmt::format("stopped early at step {} of {}, checkpoint saved",
                          state_.generation_step, state_.generation_steps),
              "", code);
}

bool GenerationTrainer::measures_at(std::int64_t step) const {
  const std::int64_t checks =
      std::min<std::int64_t>(config_.train.hold_out_checks, state_.generation_steps);
  // The k-th of `checks` measurements stands after step steps · k / checks.
  return step * checks / state_.generation_steps != (step - 1) * checks / state_.generation_steps;
}

Result<void> GenerationTrainer::measure() {
  const auto all = dataset_.hold_out_rows();
  const std::size_t rows =
      std::min(all.size(), static_cast<std::size_t>(config_.train.hold_out_rows));
  if (rows == 0) return {};
  double weight_sum = 0;
  std::vector<RowView> chosen;  // evenly spread over the window's games
  for (std::size_t i = 0; i < rows; ++i) {
    chosen.push_back({all[i * all.size() / rows], 0});
    weight_sum += static_cast<double>(dataset_.row_weight(chosen.back().row));
  }
  const auto batch = static_cast<std::size_t>(config_.train.batch);
  StepReport sum;
  for (std::size_t first = 0; first < rows; first += batch) {
    const std::size_t size = std::min(batch, rows - first);
    const RankSlice slice = slice_of(size, context_.session.rank(), context_.session.size());
    builder_.build(std::span(chosen).subspan(first + slice.begin, slice.end - slice.begin), batch_);
    AZ_TRY(const StepReport report, trainer_.measure(batch_, weight_sum));
    sum += report;
  }
  const bool better = !state_.best || sum.total < state_.best->loss;
  if (better)
    state_.best = BestAverage{.average = trainer_.average(),
                              .policy = sum.policy,
                              .outcome = sum.outcome,
                              .loss = sum.total,
                              .step = state_.generation_step};
  if (!context_.is_root()) return {};
  context_.log.info(
      "step {} of {}: {} held-out rows: policy {:.4f} (divergence {:.4f}), outcome {:.4f}{}",
      state_.generation_step, state_.generation_steps, rows, sum.policy, sum.divergence,
      sum.outcome, better ? "" : ", worse than before");
  return context_.metrics.write("hold_out", {{"step", trainer_.steps()},
                                             {"hold_out_policy_loss", sum.policy},
                                             {"hold_out_outcome_loss", sum.outcome},
                                             {"hold_out_policy_divergence", sum.divergence},
                                             {"hold_out_loss", sum.total},
                                             {"hold_out_rows", static_cast<std::int64_t>(rows)}});
}

Result<void> GenerationTrainer::judge() {
  const StepReport mean = state_.sums.scaled(1.0 / static_cast<double>(state_.generation_steps));
  GenerationHealth health = data_health(manifest_, dataset_);
  health.policy_loss = mean.policy;
  health.outcome_loss = mean.outcome;
  if (state_.best) {
    health.hold_out_policy_loss = state_.best->policy;
    health.hold_out_outcome_loss = state_.best->outcome;
  }
  if (const auto reason = find_no_number(health))
    return fail(*reason,
                "nothing was exported; look at metrics/train; begin a new run with a lower "
                "train.optimizer.learning_rate",
                Exit::kHalted);
  if (const auto reason = find_loss_anomaly(config_.train.anomaly, state_.history, health)) {
    // First: a rank that halts ends the others, and here they wait until rank 0 has saved.
    AZ_OK(save());
    AZ_OK(halt_unless_accepted(
        context_, *reason,
        "nothing was exported; look at metrics/train: `arrayzero resume --accept-halt` goes on "
        "with this generation as it is; or begin a new run with other train: settings"));
  }
  state_.history.push_back(health);
  return {};
}

Result<void> GenerationTrainer::save() {
  since_save_ = {};
  if (!context_.is_root()) return {};
  const auto step = static_cast<std::uint64_t>(trainer_.steps());
  CheckpointFile checkpoint{.identity = subject_.identity,
                            .generation = context_.generation,
                            .step = step,
                            .parent = parent_,
                            .window = manifest_.hash(),
                            .seed = config_.seed,
                            .build = build_info().version,
                            .weights = trainer_.weights(),
                            .ema = trainer_.average(),
                            .optimizer = trainer_.optimizer_state(),
                            .counters = {},
                            .numbers = {},
                            .action_texts = action_texts(*subject_.variants.game)};
  put_state(state_, checkpoint);
  AZ_OK(make_directories(context_.run.checkpoints(context_.generation)));
  AZ_OK(write_checkpoint(context_.run.checkpoint(context_.generation, step), checkpoint));
  return prune_checkpoints(context_.run, context_.generation, config_.train.keep_checkpoints);
}

Result<void> GenerationTrainer::export_net() {
  if (!context_.is_root()) return {};
  const NetFile net{.identity = subject_.identity,
                    .generation = context_.generation,
                    .parent = parent_,
                    .window = manifest_.hash(),
                    .seed = config_.seed,
                    .steps = static_cast<std::uint64_t>(trainer_.steps()),
                    .build = build_info().version,
                    .weights = state_.best ? state_.best->average : trainer_.average(),
                    .action_texts = action_texts(*subject_.variants.game)};
  const Path path = context_.run.net(context_.generation);
  AZ_OK(make_directories(path.parent_path()));
  AZ_TRY(const Hash128 hash, write_net(path, net));
  const GenerationHealth& health = state_.history.back();
  const double wall = watch_.wall_s();
  context_.log.info(
      "wrote nets/{}.h5: net {}, {} steps, policy {:.4f}, outcome {:.4f}, held out {:.4f} and "
      "{:.4f}, "
      "{:.1f} s",
      generation_name(context_.generation), hash.hex12(), state_.generation_steps,
      health.policy_loss, health.outcome_loss, health.hold_out_policy_loss,
      health.hold_out_outcome_loss, wall);
  auto metrics = metrics_of(state_.sums.scaled(1.0 / static_cast<double>(state_.generation_steps)));
  metrics.insert(metrics.end(), {{"step", trainer_.steps()},
                                 {"steps", state_.generation_steps},
                                 {"new_rows", health.new_rows},
                                 {"window_rows", health.window_rows},
                                 {"unique_share", health.unique_share},
                                 {"policy_entropy", health.policy_entropy},
                                 {"hold_out_policy_loss", health.hold_out_policy_loss},
                                 {"hold_out_outcome_loss", health.hold_out_outcome_loss},
                                 {"left_rows", state_.left_rows},
                                 {"net", hash.hex()},
                                 {"wall_s", wall},
                                 {"cpu_s", watch_.cpu_s()}});
  return context_.metrics.write("done", metrics);
}

}  // namespace az
