#include "store/verify_games.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "core/hash.h"
#include "games/advance.h"

namespace az {
namespace {

/// Halves and 8-bit codes: what the sum of a stored distribution may be off by.
constexpr double kSumTolerance = 5e-3;

Hash128 moves_hash(const GameRecord& game) {
  Hasher hasher;
  hasher.add(game.settings_id).add(game.setup);
  for (const Ply& ply : game.plies) hasher.add(ply.action);
  return hasher.finish();
}

bool is_legal(const std::vector<Action>& legal, Action action) {
  return std::binary_search(legal.begin(), legal.end(), action);
}

/// 2 players: the entries sum to 1; more: every seat's distribution over places and the last entry
/// (all share) do.
bool is_outcome(const GameInfo& info, std::span<const float> outcome) {
  for (const float entry : outcome)
    if (!std::isfinite(entry) || entry < -kSumTolerance) return false;
  const auto sums_to = [](std::span<const float> entries, double total) {
    for (const float entry : entries) total -= static_cast<double>(entry);
    return std::abs(total) <= kSumTolerance;
  };
  if (info.players == 2) return sums_to(outcome, 1);
  const auto places = static_cast<std::size_t>(info.players);
  for (std::size_t seat = 0; seat < places; ++seat)
    if (!sums_to(outcome.subspan(seat * places, places), 1 - static_cast<double>(outcome.back())))
      return false;
  return true;
}

/// What is wrong with the search results of a ply, or "".
std::string search_fault(const GameInfo& info, const GameRecord& record, std::size_t index,
                         const std::vector<Action>& legal) {
  const Ply& ply = record.plies[index];
  if (!(std::isfinite(ply.weight) && ply.weight >= 0))
    return fmt::format("a weight of {}", ply.weight);
  std::uint64_t visits = 0;
  for (const VisitedAction& visited : record.visited_at(index)) {
    if (!is_legal(legal, visited.action))
      return fmt::format("visited action {} is not legal", visited.action);
    if (!(visited.q >= info.value_low - kSumTolerance &&
          visited.q <= info.value_high + kSumTolerance))
      return fmt::format("a mean payoff of {}", visited.q);
    visits += visited.visits;
  }
  double policy = 0;
  for (const PolicyEntry& entry : record.policy_at(index)) {
    if (!is_legal(legal, entry.action))
      return fmt::format("policy action {} is not legal", entry.action);
    if (!(entry.probability >= 0)) return "a negative probability";
    policy += static_cast<double>(entry.probability);
  }
  if (ply.kind == PlyKind::kOpening)
    return ply.weight > 0 ? "an opening move is a training row" : "";
  // A simulation is one visit of a root action; a reused tree brings some of its own.
  if (visits < ply.simulations)
    return fmt::format("{} simulations, but {} visits", ply.simulations, visits);
  if (ply.weight > 0 && std::abs(policy - 1) > kSumTolerance)
    return fmt::format("a policy that sums to {}", policy);
  const auto size = static_cast<std::size_t>(info.outcome_size());
  if (!is_outcome(info, std::span(record.net_outcome).subspan(index * size, size)) ||
      !is_outcome(info, std::span(record.root_outcome).subspan(index * size, size)))
    return "an outcome vector that does not sum to 1";
  return "";
}

std::string outcome_text(const GameInfo& info, const Outcome& outcome) {
  std::string text(to_string(outcome.reason));
  for (int seat = 0; seat < info.players; ++seat)
    text += fmt::format(" {}:{}", outcome.place[static_cast<std::size_t>(seat)],
                        outcome.payoff[static_cast<std::size_t>(seat)]);
  return text + (outcome.truncated ? " truncated" : "");
}

/// The end of a replay: `legal` is empty exactly when the rules ended the game.
Result<void> check_end(State& state, bool over, const Outcome& stored, const std::string& file) {
  if (stored.reason == EndReason::kNone) {
    if (over) return fail(fmt::format("{}: recorded as unfinished, but the rules ended it", file));
    return {};
  }
  if (!over) {
    if (!stored.truncated)
      return fail(fmt::format("{}: recorded as over, but the rules go on", file));
    state.adjudicate();
  }
  const Outcome derived = state.outcome();
  if (derived != stored)
    return fail(fmt::format("{}: recorded outcome {}, by the rules {}", file,
                            outcome_text(state.info(), stored),
                            outcome_text(state.info(), derived)));
  return {};
}

}  // namespace

double policy_entropy(std::span<const PolicyEntry> policy, std::size_t legal_count) {
  double entropy = 0, listed = 0;
  for (const PolicyEntry& entry : policy) {
    const auto p = static_cast<double>(entry.probability);
    listed += p;
    if (p > 0) entropy -= p * std::log(p);
  }
  const double tail = 1 - listed;
  if (legal_count > policy.size() && tail > 0)
    entropy -= tail * std::log(tail / static_cast<double>(legal_count - policy.size()));
  return entropy;
}

GameStatistics measure_games(std::span<const GameRecord> games) {
  GameStatistics statistics;
  std::set<Hash128> distinct;
  std::uint64_t supported = 0;
  double entropy = 0;
  for (const GameRecord& game : games) {
    distinct.insert(moves_hash(game));
    statistics.plies += game.plies.size();
    for (std::size_t i = 0; i < game.plies.size(); ++i) {
      if (!(game.plies[i].weight > 0)) continue;
      ++statistics.rows;
      supported += game.policy_at(i).size() >= 2 ? 1 : 0;
      entropy += policy_entropy(game.policy_at(i), game.plies[i].legal_count);
    }
  }
  statistics.games = games.size();
  statistics.distinct_games = distinct.size();
  const auto share = [](double part, std::uint64_t all) {
    return all == 0 ? 0.0 : part / static_cast<double>(all);
  };
  statistics.support_fraction = share(static_cast<double>(supported), statistics.rows);
  statistics.mean_entropy = share(entropy, statistics.rows);
  statistics.duplicate_fraction =
      share(static_cast<double>(statistics.games - statistics.distinct_games), statistics.games);
  return statistics;
}

Result<void> verify_game(const Game& game, const GameRecord& record, const std::string& file) {
  const std::string name = fmt::format("{}: game {}", file, record.id);
  if (!record.setup.empty())
    return fail(fmt::format("{}: begins at a position of its own, which no game here has", name));
  const GameInfo& info = game.info();
  const std::size_t outcomes = record.plies.size() * static_cast<std::size_t>(info.outcome_size());
  if (record.net_outcome.size() != outcomes || record.root_outcome.size() != outcomes)
    return fail(fmt::format("{}: outcome vectors of another length than the game's", name));
  const std::unique_ptr<State> state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  for (std::size_t i = 0; i < record.plies.size(); ++i) {
    const Ply& ply = record.plies[i];
    const auto fault = [&](const std::string& what) {
      return fail(fmt::format("{}, ply {}: {}", name, i, what));
    };
    if (legal.empty()) return fault("the rules ended the game before it");
    if (!is_legal(legal, ply.action))
      return fault(fmt::format("action {} is not legal", ply.action));
    if (ply.seat != state->to_play())
      return fault(fmt::format("seat {} is recorded, seat {} chooses", ply.seat, state->to_play()));
    if (ply.legal_count != std::min<std::size_t>(legal.size(), 0xffff))
      return fault(fmt::format("{} legal actions are recorded, there are {}", ply.legal_count,
                               legal.size()));
    if (const std::string what = search_fault(info, record, i, legal); !what.empty())
      return fault(what);
    state->apply(ply.action);
    advance(*state, legal);
  }
  return check_end(*state, legal.empty(), record.outcome, name);
}

Result<void> verify_match_game(const Game& game, const MatchGame& record,
                               std::span<const StoredAgent> agents, const std::string& file) {
  const std::vector<Action>& moves = record.moves;
  const std::unique_ptr<State> state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (!is_legal(legal, moves[i]))
      return fail(fmt::format("{}, ply {}: action {} is not legal", file, i, moves[i]));
    state->apply(moves[i]);
    advance(*state, legal);
  }
  if (record.outcome.reason != EndReason::kResigned)
    return check_end(*state, legal.empty(), record.outcome, file);
  if (legal.empty())
    return fail(fmt::format("{}: recorded as resigned, but the rules ended it", file));
  if (game.info().players != 2)
    return fail(fmt::format("{}: resigned in a game of {}", file, game.info().players));
  const StoredAgent& loser = agents[record.seat_agent[static_cast<std::size_t>(state->to_play())]];
  if (loser.engine.empty())
    return fail(fmt::format("{}: {} resigned, which no player of ours does", file, loser.label));
  const Outcome derived = resigned_outcome(game.info(), state->to_play());
  if (derived == record.outcome) return {};
  return fail(fmt::format("{}: recorded outcome {}, resigned by the mover is {}", file,
                          outcome_text(game.info(), record.outcome),
                          outcome_text(game.info(), derived)));
}

Result<void> verify_games(std::span<const Game* const> variants, std::span<const GameRecord> games,
                          const std::string& file) {
  for (const GameRecord& record : games) {
    if (record.settings_id >= variants.size())
      return fail(fmt::format("{}: game {} has settings {}, there are {}", file, record.id,
                              record.settings_id, variants.size()));
    AZ_OK(verify_game(*variants[record.settings_id], record, file));
  }
  return {};
}

Result<void> check_statistics(const GameStatistics& statistics, const StatisticsBounds& bounds,
                              const std::string& file) {
  if (statistics.rows > 0 && statistics.support_fraction < bounds.min_support_fraction)
    return fail(fmt::format("{}: only {:.3f} of the policy targets have two or more moves, at "
                            "least {:.3f} are required",
                            file, statistics.support_fraction, bounds.min_support_fraction),
                "is search.simulations large enough to try several moves?");
  if (statistics.rows > 0 && statistics.mean_entropy < bounds.min_mean_entropy)
    return fail(
        fmt::format(
            "{}: the policy targets' mean entropy is {:.4f} nats, at least {:.4f} is required",
            file, statistics.mean_entropy, bounds.min_mean_entropy),
        "the targets teach hardly more than the move itself");
  if (statistics.duplicate_fraction > bounds.max_duplicate_fraction)
    return fail(fmt::format("{}: {:.3f} of the games repeat another, at most {:.3f} may", file,
                            statistics.duplicate_fraction, bounds.max_duplicate_fraction),
                "more random opening plies or noise; max_duplicate_fraction: 1 for games that can "
                "be enumerated");
  return {};
}

}  // namespace az
