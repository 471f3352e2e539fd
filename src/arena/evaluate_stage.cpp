#include "arena/evaluate_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "arena/block_games.h"
#include "core/build_info.h"
#include "core/check.h"
#include "core/leftovers.h"
#include "engines/engine.h"
#include "infer/make_evaluator.h"
#include "layout/champion.h"
#include "matches/evidence.h"
#include "search/heuristic_evaluator.h"
#include "search/uniform_evaluator.h"
#include "store/checkpoint.h"
#include "telemetry/clock.h"

namespace az {
namespace {

/// A net's identity as its file claims it; make_evaluator verifies it.
Result<Hash128> net_hash(const Path& file) {
  if (!file_exists(file))
    return fail(fmt::format("{} does not exist", file.string()), "az_train makes it",
                Exit::kNotEnough);
  AZ_TRY(const StoredNet net, read_net_header(file));
  return net.hash;
}

/// Makes agents and keeps the evaluators that they share.
class Contestants {
 public:
  Contestants(const RunDir& run, const Game& game, const EvaluateStage::Config& config,
              const Registration& list, const Champion& champion, int local_rank)
      : run_(run),
        game_(game),
        infer_(config.infer),
        arena_(config.arena),
        list_(list),
        champion_(champion),
        local_rank_(local_rank) {}

  Result<Evaluator*> candidate() {
    return net(candidate_, run_.net(list_.generation), list_.candidate.net);
  }
  Result<Evaluator*> opponent(const RegisteredBlock& block) {
    if (block.opponent == "champion")
      return net(champion_net_, run_.net(champion_.generation), champion_.net);
    if (block.agent.net == list_.candidate.net) return candidate();
    if (anchor(block).kind == AnchorKind::kHeuristic) return &heuristic_;
    return &uniform_;
  }
  Agent candidate_agent() const {
    return net_agent(list_.candidate.label, list_.candidate.net, list_.search);
  }
  Agent opponent_agent(const RegisteredBlock& block) const {
    if (block.opponent == "champion")
      return net_agent(block.agent.label, champion_.net, list_.search);
    for (const int simulations : arena_.ladder.simulations) {
      if (LadderConfig::label(simulations) != block.opponent) continue;
      SearchConfig search = list_.search;
      search.simulations = simulations;
      return net_agent(block.agent.label, list_.candidate.net, search);
    }
    const AnchorConfig& config = anchor(block);
    switch (config.kind) {
      case AnchorKind::kRandom:
        break;
      case AnchorKind::kSearch:
        return search_agent(config.simulations);
      case AnchorKind::kHeuristic:
        return heuristic_agent(game_.info(), config.simulations);
      case AnchorKind::kEngine:
        return engine_agent(config.agent, arena_.agents.at(config.agent));
    }
    return random_agent();
  }

 private:
  const AnchorConfig& anchor(const RegisteredBlock& block) const {
    const auto at = std::find_if(arena_.anchors.begin(), arena_.anchors.end(),
                                 [&](const auto& a) { return a.label() == block.opponent; });
    check(at != arena_.anchors.end(), "no anchor {}", block.opponent);
    return *at;
  }
  Result<Evaluator*> net(std::unique_ptr<Evaluator>& kept, const Path& file, const Hash128& hash) {
    if (!kept) {
      AZ_TRY(kept, make_evaluator(file, game_, infer_, local_rank_, &hash));
    }
    return kept.get();
  }

  const RunDir& run_;
  const Game& game_;
  const InferConfig& infer_;
  const ArenaConfig& arena_;
  const Registration& list_;
  Champion champion_;
  int local_rank_;
  UniformEvaluator uniform_;
  HeuristicEvaluator heuristic_;
  std::unique_ptr<Evaluator> candidate_, champion_net_;
};

/// This worker's entries of the registered list.
class Worker {
 public:
  Worker(Context& context, const EvaluateStage::Config& config, const Registration& list,
         const Game& game, const Champion& champion)
      : context_(context),
        config_(config),
        list_(list),
        game_(game),
        variants_(list.variants.pointers()),
        contestants_(context.run, game, config, list, champion, context.session.local_rank()) {}

  /// false: a signal stopped it before its last block.
  Result<bool> run() {
    AZ_OK(check_engines());
    for (const int entry : blocks_of_task(context_.worker(), context_.workers(),
                                          static_cast<int>(list_.blocks.size()))) {
      const RegisteredBlock& block = list_.blocks[static_cast<std::size_t>(entry)];
      if (entry < list_.champion_blocks) {
        AZ_TRY(const Prefix prefix, champion_prefix(context_.run, list_));
        if (prefix.complete && prefix.blocks <= entry) {
          context_.log.info("skipped champion block {}: {} blocks decided, LLR {:.2f}", block.block,
                            prefix.blocks, prefix.llr);
          continue;
        }
      }
      AZ_TRY(const auto existing, read_block(context_.run, list_, block));
      if (existing) continue;
      AZ_TRY(const bool played, play(block));
      if (!played) return false;
      ++played_;
    }
    return true;
  }
  int played() const { return played_; }

 private:
  /// Before hours of games against others: are the programs of what is still to be played here?
  Result<void> check_engines() {
    for (const int entry : blocks_of_task(context_.worker(), context_.workers(),
                                          static_cast<int>(list_.blocks.size()))) {
      const RegisteredBlock& block = list_.blocks[static_cast<std::size_t>(entry)];
      if (file_exists(context_.run.match(list_.generation, block.opponent, block.block))) continue;
      const Agent agent = contestants_.opponent_agent(block);
      if (agent.kind == AgentKind::kEngine) AZ_OK(check_program(agent.name, agent.engine));
    }
    return {};
  }

  /// false: stopped, nothing is kept of the block.
  Result<bool> play(const RegisteredBlock& block) {
    if (context_.stop.requested()) return false;
    const Stopwatch clock;
    const Agent candidate = contestants_.candidate_agent();
    const Agent opponent = contestants_.opponent_agent(block);
    AZ_TRY(Evaluator* const candidate_evaluator, contestants_.candidate());
    AZ_TRY(Evaluator* const opponent_evaluator, contestants_.opponent(block));
    const std::array<Evaluator*, 2> evaluators{candidate_evaluator, opponent_evaluator};
    const BlockOrder order{
        .games = variants_,
        .candidate = &candidate,
        .opponent = &opponent,
        .openings =
            std::span(list_.openings).subspan(block.first_opening, list_.block_variants.size()),
        .first_opening = block.first_opening,
        .seed = list_.seed,
        .generation = list_.generation,
        .sections = list_.variants.sections,
        .variants = list_.block_variants,
        .conversation =
            context_.run.conversation(EvaluateStage::kName, list_.generation, context_.task,
                                      context_.session.rank(), opponent.name)};
    AZ_TRY(auto played,
           play_block(order, evaluators, [this] { return context_.stop.requested(); }));
    if (!played) return false;
    const std::vector<MatchGame>& games = *played;
    const Path path = context_.run.match(list_.generation, block.opponent, block.block);
    AZ_OK(check_games(list_, block, games, path.string()));
    AZ_OK(write(block, games, path));
    Match match;
    match.games = games;
    const ScoreCounts counts = unit_scores(list_, match);
    context_.log.info("wrote {}: {} games, score {:.3f}, {:.1f} s", path.filename().string(),
                      games.size(), counts.mean(), clock.wall_s());
    AZ_OK(context_.metrics.write("block", {{"opponent", block.opponent},
                                           {"block", static_cast<std::int64_t>(block.block)},
                                           {"games", static_cast<std::int64_t>(games.size())},
                                           {"score", counts.mean()},
                                           {"seconds", clock.wall_s()}}));
    return true;
  }

  Result<void> write(const RegisteredBlock& block, const std::vector<MatchGame>& games,
                     const Path& path) {
    MatchHeader header;
    header.game = stored_game(game_, list_.game_section);
    header.settings = list_.variants.settings;
    header.generation = list_.generation;
    header.block = block.block;
    header.protocol = list_.protocol;
    header.protocol_section = list_.protocol_section;
    header.seed = list_.seed;
    header.build = build_info().version;
    header.agents = {list_.candidate, block.agent};
    AZ_OK(make_directories(path.parent_path()));
    AZ_OK(remove_leftovers(path));
    AZ_OK(write_match(path, header, games));
    return {};
  }

  Context& context_;
  const EvaluateStage::Config& config_;
  const Registration& list_;
  const Game& game_;
  const std::vector<const Game*> variants_;
  Contestants contestants_;
  int played_ = 0;
};

}  // namespace

Result<void> EvaluateStage::run(Context& context, const Config& config) {
  if (context.session.any(file_exists(context.run.rating(context.generation)))) {
    // The champion may have moved since: these games cannot be registered again.
    context.log.info("{} was decided before; nothing to play", generation_name(context.generation));
    return {};
  }
  AZ_TRY(Champion champion, shared_champion(context));
  AZ_TRY(const Hash128 candidate, net_hash(context.run.net(context.generation)));
  // The first net has nobody to follow, whoever is champion by now.
  if (context.generation == 0) champion = {.generation = 0, .net = candidate};
  AZ_TRY(const Hash128 champion_net, net_hash(context.run.net(champion.generation)));
  if (champion_net != champion.net)
    return fail(fmt::format("{} is net {}, champion.yaml names {}",
                            context.run.net(champion.generation).string(), champion_net.hex12(),
                            champion.net.hex12()),
                "nets never change: restore the file");
  AZ_TRY(const Registration list,
         register_matches(context.run.root(), context.config, config.arena, context.generation,
                          candidate, champion.generation, champion.net));
  if (list.champion_blocks == 0 && context.generation > 0)
    context.log.warning("candidate {} is the champion's net: only anchors are played",
                        candidate.hex12());
  Worker worker(context, config, list, *list.variants.game, champion);
  AZ_TRY(const bool complete, worker.run());
  // A life of the task counts, not of a rank: one may be stopped within its first block.
  const bool added = context.session.any(worker.played() > 0);
  if (complete) return {};
  if (!added && context.stop.exit_code() == Exit::kRequeue)
    return fail("the time limit came before a single block was played: this life added nothing",
                "raise the class's time limit in the profile, or begin a new run with a "
                "lower arena.pairs_per_block",
                Exit::kBug);
  return fail("stopped before all registered blocks were played",
              "az_evaluate goes on where it stopped", context.stop.exit_code());
}

}  // namespace az
