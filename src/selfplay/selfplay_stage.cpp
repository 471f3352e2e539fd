#include "selfplay/selfplay_stage.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "core/build_info.h"
#include "core/text.h"
#include "games/variants.h"
#include "infer/make_evaluator.h"
#include "layout/champion.h"
#include "search/heuristic_evaluator.h"
#include "search/uniform_evaluator.h"
#include "selfplay/play_games.h"
#include "selfplay/shard_book.h"
#include "telemetry/clock.h"
#include "telemetry/memory.h"
#include "telemetry/progress.h"

namespace az {
namespace {

/// Names this writer in temporary files, so that two processes never share one.
std::string writer_tag(const Context& context) {
  const auto environment = [](const char* name) {
    const char* text = std::getenv(name);
    return std::string(text == nullptr ? "0" : text);
  };
  return fmt::format("{}.{}.{}.{}", environment("SLURM_JOB_ID"), environment("SLURM_RESTART_COUNT"),
                     context.worker(), ::getpid());
}

struct Player {
  StoredAgent agent;
  SearchConfig search;
  std::unique_ptr<Evaluator> evaluator;
};

Result<Player> make_player(const Context& context, const Game& game,
                           const SelfPlayStage::Config& config) {
  Player player{{}, config.search, {}};
  if (config.selfplay.evaluator == SelfPlayEvaluator::kUniform) {
    player.agent = {"uniform", {}, hash_config(player.search)};
    player.evaluator = std::make_unique<UniformEvaluator>();
    return player;
  }
  if (config.selfplay.is_taught(context.generation)) {
    AZ_TRY(Teacher teacher,
           make_teacher(game.info(), config.search, config.selfplay.teacher.simulations));
    player.search = teacher.search;
    player.agent = {
        fmt::format("teacher heuristic{}", player.search.simulations), {}, teacher.identity};
    player.evaluator = std::make_unique<HeuristicEvaluator>();
    return player;
  }
  AZ_TRY(const Champion champion, shared_champion(context));
  if (!file_exists(context.run.net(champion.generation)))
    return fail(fmt::format("{}, the champion's net, does not exist",
                            context.run.net(champion.generation).string()),
                "nets are never made twice: restore the file", Exit::kNotEnough);
  player.agent = {fmt::format("champion {}", generation_name(champion.generation)), champion.net,
                  hash_config(player.search)};
  AZ_TRY(player.evaluator, make_evaluator(context.run.net(champion.generation), game, config.infer,
                                          context.session.local_rank(), &champion.net));
  return player;
}

Result<void> report(Context& context, const ShardBook::Counters& counters, const Player& player,
                    bool taught, const Stopwatch& watch) {
  const double wall = watch.wall_s();
  const std::uint64_t done = counters.finished + counters.truncated;
  context.log.info(
      "{} played {} games ({} finished, {} truncated, {} carried over), {} plies, {} shards, {}; "
      "{} games/s, {} evaluations/s",
      player.agent.label, done, counters.finished, counters.truncated, counters.carried_over,
      short_count(static_cast<double>(counters.plies)), counters.shards,
      short_bytes(counters.bytes), short_count(static_cast<double>(done) / wall),
      short_count(static_cast<double>(player.evaluator->evaluations()) / wall));
  std::vector<Metric> metrics{
      {"games_started", static_cast<std::int64_t>(counters.started)},
      {"games_carried_in", static_cast<std::int64_t>(counters.carried_in)},
      {"games_finished", static_cast<std::int64_t>(counters.finished)},
      {"games_truncated", static_cast<std::int64_t>(counters.truncated)},
      {"games_carried_over", static_cast<std::int64_t>(counters.carried_over)},
      {"plies", static_cast<std::int64_t>(counters.plies)},
      {"searched_plies", static_cast<std::int64_t>(counters.searched_plies)},
      {"bytes", static_cast<std::int64_t>(counters.bytes)},
      {"wall_s", wall},
      {"cpu_s", watch.cpu_s()},
      {"resident_bytes", resident_bytes()}};
  // A teacher's are of another kind, and some hundred times as many: no law may add them up.
  if (!taught)
    metrics.push_back({"evaluations", static_cast<std::int64_t>(player.evaluator->evaluations())});
  return context.metrics.write("done", metrics);
}

}  // namespace

Result<void> SelfPlayStage::run(Context& context, const Config& config) {
  const Stopwatch watch;
  AZ_TRY(const GameVariants variants, make_game_variants(context.config));
  AZ_TRY(Player player, make_player(context, *variants.game, config));

  ShardHeader header;
  header.game = stored_game(*variants.game, variants.section.to_yaml());
  header.generation = context.generation;
  header.net = player.agent.net;
  header.search = player.agent.search;
  header.search_section = print_config(player.search).to_yaml();
  header.simulations = static_cast<std::uint32_t>(player.search.simulations);
  header.seed = config.seed;
  header.build = build_info().version;
  header.run_config = context.config.to_yaml();
  header.settings = variants.settings;
  header.agents = {player.agent};
  const std::vector<const Game*> games = variants.pointers();
  AZ_TRY(ShardBook book,
         ShardBook::open(context.run, games, variants.shares, config.selfplay, header,
                         context.worker(), context.workers(), writer_tag(context)));
  const std::uint64_t owed = book.counters().owed;
  if (owed == 0) {
    context.log.info("nothing to do: all shards exist");
    context.session.any(false);  // as the other ranks ask below
    return {};
  }
  Result<void> metrics_written;
  book.on_shard = [&](std::uint64_t s, const GameStatistics& statistics, std::uint64_t bytes) {
    context.log.info("wrote {}.h5: {} games, {} plies, {}", shard_name(s), statistics.games,
                     short_count(static_cast<double>(statistics.plies)), short_bytes(bytes));
    metrics_written = context.metrics.write(
        "shard", {{"shard", static_cast<std::int64_t>(s)},
                  {"games_finished", static_cast<std::int64_t>(statistics.games)},
                  {"plies", static_cast<std::int64_t>(statistics.plies)},
                  {"support_fraction", statistics.support_fraction},
                  {"mean_entropy", statistics.mean_entropy},
                  {"duplicate_fraction", statistics.duplicate_fraction},
                  {"bytes", static_cast<std::int64_t>(bytes)}});
  };

  Progress progress(context.log, "games", owed, config.selfplay.progress_period_s);
  const ShardBook::Counters& counters = book.counters();
  const Stopwatch playing;  // the player is made: its start-up is no game's
  AZ_TRY(const Played played,
         play_games({games, player.search, config.selfplay, config.seed, context.generation}, book,
                    *player.evaluator, [&] {
                      progress.update(counters.finished + counters.truncated);
                      return context.stop.requested() || !metrics_written;
                    }));
  AZ_OK(metrics_written);
  const bool taught = config.selfplay.is_taught(context.generation);
  AZ_OK(report(context, counters, player, taught, watch));
  // A life of the task counts, not of a rank: one may be stopped before its first move.
  const bool moved = context.session.any(played.decisions > 0);
  if (!played.complete) {
    if (!moved && context.stop.exit_code() == Exit::kRequeue)
      return fail("stopped before a single move was played: this life added nothing",
                  "raise the class's time limit in the profile", Exit::kBug);
    return fail(fmt::format("stopped early: {} games ended, {} carried over",
                            counters.finished + counters.truncated, counters.carried_over),
                "", context.stop.exit_code());
  }
  // A requeued task may have had only the last games left: they fill no batch and show no rate.
  const std::uint64_t ended = counters.finished + counters.truncated;
  const double rate = static_cast<double>(ended) / playing.wall_s();
  if (!taught && ended >= static_cast<std::uint64_t>(config.selfplay.slots) &&
      rate < config.selfplay.min_games_per_s)
    return fail(fmt::format("{:.2f} games/s, selfplay.min_games_per_s is {}", rate,
                            config.selfplay.min_games_per_s),
                "the machine is overloaded or the configuration does more work than meant",
                Exit::kHalted);
  return {};
}

}  // namespace az
