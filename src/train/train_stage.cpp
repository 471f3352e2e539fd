#include "train/train_stage.h"

#include <fmt/format.h>

#include <charconv>

#include "comm/nccl_collective.h"
#include "core/text.h"
#include "layout/champion.h"
#include "replay/window_law.h"
#include "replay/window_source.h"
#include "search/heuristic_evaluator.h"
#include "telemetry/clock.h"
#include "train/acceptance.h"
#include "train/anomaly.h"
#include "train/generation_trainer.h"
#include "train/init_run.h"
#include "train/subject.h"

namespace az {
namespace {

/// The checkpoint that training continues from.
struct Start {
  Generation generation = 0;
  std::uint64_t step = 0;
};

Result<Start> find_start(const RunDir& run, Generation generation) {
  AZ_TRY(const auto own, latest_checkpoint(run, generation));
  if (own) return Start{generation, *own};
  AZ_TRY(const auto previous, latest_checkpoint(run, generation - 1));
  if (previous) return Start{generation - 1, *previous};
  return fail(
      fmt::format("no checkpoint of {} to continue from", generation_name(generation - 1)),
      generation == 1 ? "run az_train --init first" : "train the generations in their order",
      Exit::kNotEnough);
}

/// What rank 0 finds out before the others read anything. Empty: the net exists, nothing to do.
Result<std::string> prepare(const Context& context, const TrainStage::Config& config,
                            const GameInfo& info) {
  if (exists(context.run.net(context.generation))) return std::string();
  const auto without_net = static_cast<Generation>(config.selfplay.without_net(context.generation));
  AZ_TRY(auto players, declared_players(context.run, context.generation, without_net));
  AZ_TRY(const Start start, find_start(context.run, context.generation));
  WindowDemands demands{.generation = context.generation,
                        .games = config.selfplay.games,
                        .simulations = config.search.simulations,
                        .rules_id = info.rules_id,
                        .action_space_id = info.action_space_id,
                        .nets = std::move(players)};
  if (config.selfplay.teacher.generations > 0) {
    demands.taught = static_cast<Generation>(config.selfplay.teacher.generations);
    AZ_TRY(const Teacher teacher,
           make_teacher(info, config.search, config.selfplay.teacher.simulations));
    demands.teacher = teacher.identity;
  }
  AZ_TRY(const WindowManifest window, prepare_window(context.run, config.replay, demands, ""));
  // So few that no guard halts for them (train.anomaly.least_window): a person hears of them.
  AZ_TRY(const auto missing, missing_shards(context.run, window));
  if (!missing.empty()) {
    context.log.warning(
        "older shards are gone ({}, {} first): the window is chosen without them (hint: restore "
        "them from a copy)",
        missing.size(), missing.front().string());
    AZ_OK(context.metrics.write("window",
                                {{"missing_shards", static_cast<std::int64_t>(missing.size())}}));
  }
  return fmt::format("{} {}", start.generation, start.step);
}

Start parse_start(const std::string& text) {
  Start start;
  const std::size_t space = text.find(' ');
  std::from_chars(text.data(), text.data() + space, start.generation);
  std::from_chars(text.data() + space + 1, text.data() + text.size(), start.step);
  return start;
}

Result<std::unique_ptr<Collective>> gradient_collective(const Context& context,
                                                        const TrainConfig& config, const Net& net) {
  if (config.device == TrainDevice::kCpu || context.session.size() == 1)
    return context.session.collective();
  return make_nccl_collective(
      context.session.rank(), context.session.size(), net.parameters().front().device().index(),
      [&](std::string bytes) { return context.session.broadcast(std::move(bytes)); });
}

std::int64_t new_training_rows(const Dataset& dataset, Generation generation) {
  return std::count_if(dataset.training_rows().begin(), dataset.training_rows().end(),
                       [&](std::uint32_t row) {
                         return dataset.game_of(dataset.row(row)).generation == generation;
                       });
}

/// The hash of the net that this generation's training began from.
Result<Hash128> parent_of(const RunDir& run, Generation generation) {
  AZ_TRY(const StoredNet parent, read_net_header(run.net(generation - 1)));
  return parent.hash;
}

Result<CheckpointFile> read_start(const Context& context, const Start& start,
                                  const NetIdentity& identity) {
  const Path path = context.run.checkpoint(start.generation, start.step);
  AZ_TRY(CheckpointFile checkpoint, read_checkpoint(path));
  if (checkpoint.identity != identity)
    return fail(fmt::format("{} is of another net or game than run.yaml", path.string()),
                "net and game cannot change within a run");
  return checkpoint;
}

Result<void> judge_data(const Context& context, const TrainStage::Config& config,
                        const std::vector<GenerationHealth>& past, const GenerationHealth& now) {
  std::vector<std::int64_t> rows;
  for (const GenerationHealth& health : past) rows.push_back(health.new_rows);
  rows.push_back(now.new_rows);
  const auto reason =
      find_data_anomaly(config.train.anomaly, past, now, rows_due(config.replay, rows));
  if (!reason) return {};
  return halt_unless_accepted(
      context, *reason,
      fmt::format("nothing was trained; mend the self-play and remove windows/{0}.yaml and "
                  "selfplay/{0}.h5, so that the window is chosen again, or take the data as they "
                  "are; then `arrayzero resume --accept-halt`",
                  generation_name(context.generation)));
}

Result<void> train_generation(Context& context, const TrainStage::Config& config) {
  const Stopwatch watch;
  AZ_TRY(Subject subject, make_subject(context, config.train));
  AZ_TRY(const std::string text, from_root(context, [&] {
           return prepare(context, config, subject.variants.game->info());
         }));
  if (text.empty()) {
    if (context.is_root())
      context.log.info("nothing to do: nets/{}.h5 exists", generation_name(context.generation));
    return {};
  }
  const Start start = parse_start(text);

  AZ_TRY(const WindowManifest manifest, read_manifest(context.run.window(context.generation)));
  const Stopwatch loading;
  AZ_TRY(const Dataset dataset,
         load_window(context.run, manifest, config.replay, subject.variants, config.seed));
  if (context.is_root())
    context.log.info(
        "loaded the window in {:.2f} s: {} games and {} rows of {} shards, {} held out, {} in "
        "memory "
        "({})",
        loading.wall_s(), manifest.games(), manifest.rows(), manifest.shards.size(),
        dataset.hold_out_rows().size(), short_bytes(dataset.size_bytes()), manifest.policy);

  AZ_TRY(const CheckpointFile checkpoint, read_start(context, start, subject.identity));
  const std::string file = context.run.checkpoint(start.generation, start.step).string();
  AZ_TRY(TrainingState state, take_state(checkpoint, file));
  if (start.generation == context.generation && checkpoint.window != manifest.hash())
    return fail(fmt::format("{} was trained on another window than windows/{}.yaml says", file,
                            generation_name(context.generation)),
                "remove this generation's checkpoints to train it again");
  if (start.generation != context.generation) {
    if (!state.complete())
      return fail(fmt::format("{}: the training of {} is not complete", file,
                              generation_name(start.generation)),
                  "train that generation to its end first", Exit::kNotEnough);
    AZ_OK(judge_data(context, config, state.history, data_health(manifest, dataset)));
    AZ_TRY(state,
           begin_generation(config.train, state, new_training_rows(dataset, context.generation)));
  } else if (context.is_root()) {
    context.log.info("resumed from step {} of {}", state.generation_step, state.generation_steps);
  }

  AZ_TRY(const Hash128 parent, parent_of(context.run, context.generation));
  const auto host = context.session.collective();
  AZ_TRY(const auto device, gradient_collective(context, config.train, *subject.net));
  GenerationTrainer trainer(context, config, subject, manifest, dataset, parent, std::move(state),
                            *host, *device);
  AZ_OK(trainer.restore(checkpoint));
  if (context.is_root()) context.log.info("ready after {:.2f} s", watch.wall_s());
  return trainer.run();
}

}  // namespace

Result<void> TrainStage::run(Context& context, const Config& config) {
  make_torch_deterministic(context.threads);
  if (context.flags.contains("init")) {
    // One writer: the other ranks only wait for its verdict.
    Result<void> made;
    if (context.is_root()) made = init_run(context, config.train, config.seed);
    return context.session.broadcast(std::move(made));
  }
  if (context.generation == 0)
    return fail("generation 0 is made by --init; training begins with generation 1",
                "az_train --run RUN --generation 1", Exit::kUsage);
  return train_generation(context, config);
}

}  // namespace az
