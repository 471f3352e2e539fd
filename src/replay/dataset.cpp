#include "replay/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "core/hash.h"
#include "games/advance.h"
#include "store/verify_games.h"

namespace az {
namespace {

std::string name_of(std::uint32_t generation, std::uint64_t game) {
  return fmt::format("generation {}, game {}", generation, game);
}

}  // namespace

Dataset::Dataset(std::vector<const Game*> variants) : variants_(std::move(variants)) {
  check(!variants_.empty(), "a dataset of no game");
  outcome_size_ = static_cast<std::size_t>(variants_[0]->info().outcome_size());
}

Result<void> Dataset::add(const GameRecord& record, std::uint32_t generation, std::size_t variant,
                          bool held_out) {
  const std::string name = name_of(generation, record.id);
  check(variant < variants_.size(), "variant {} of {}", variant, variants_.size());
  const GameInfo& info = variants_[variant]->info();
  const std::size_t plies = record.plies.size();
  if (!record.setup.empty())
    return fail(
        fmt::format("{} starts from a set-up position, which {} cannot replay", name, info.family));
  if (record.policy_begin.size() != plies + 1 ||
      record.root_outcome.size() != plies * outcome_size_)
    return fail(fmt::format("{}: targets for {} plies, {} plies played", name,
                            record.root_outcome.size() / outcome_size_, plies));
  check(rows_.size() + plies < std::numeric_limits<std::uint32_t>::max(), "too many rows");

  StoredGame game{.id = record.id,
                  .first_ply = actions_.size(),
                  .plies = static_cast<std::uint32_t>(plies),
                  .generation = generation,
                  .variant = static_cast<std::uint32_t>(variant),
                  .first_row = static_cast<std::uint32_t>(rows_.size()),
                  .truncated = record.outcome.truncated};
  for (std::size_t p = 0; p < plies; ++p) {
    const Ply& ply = record.plies[p];
    if (ply.action >= static_cast<Action>(info.action_count))
      return fail(
          fmt::format("{}, ply {}: action {} of {}", name, p, ply.action, info.action_count));
    actions_.push_back(ply.action);
    if (!(ply.weight > 0)) continue;
    if (ply.kind != PlyKind::kFull)
      return fail(fmt::format("{}, ply {}: a training row without a full search", name, p));
    const auto entries = record.policy_at(p);
    const auto root = std::span(record.root_outcome).subspan(p * outcome_size_, outcome_size_);
    double mass = 0;
    for (const PolicyEntry& entry : entries) mass += entry.probability;
    if (entries.empty() || !(mass > 0.5 && mass < 1.01))
      return fail(fmt::format("{}, ply {}: a policy target with {} entries and mass {}", name, p,
                              entries.size(), mass));
    if (!std::all_of(root.begin(), root.end(), [](float x) { return x >= -0.01f && x <= 1.01f; }))
      return fail(fmt::format("{}, ply {}: a root outcome that is no probability", name, p));
    (held_out ? hold_out_ : training_).push_back(static_cast<std::uint32_t>(rows_.size()));
    rows_.push_back({.game = static_cast<std::uint32_t>(games_.size()),
                     .ply = static_cast<std::uint32_t>(p),
                     .first_policy = policy_.size(),
                     .weight = ply.weight,
                     .legal_count = ply.legal_count});
    policy_.insert(policy_.end(), entries.begin(), entries.end());
    root_outcomes_.insert(root_outcomes_.end(), root.begin(), root.end());
    ++game.rows;
  }
  results_.resize(results_.size() + outcome_size_);
  outcome_vector(info, record.outcome, std::span(results_).last(outcome_size_));
  games_.push_back(game);
  return {};
}

Result<void> Dataset::verify(std::uint32_t generation) const {
  std::vector<std::unique_ptr<State>> states;
  for (const Game* variant : variants_) states.push_back(variant->new_state());
  std::vector<Action> legal;
  for (const StoredGame& game : games_)
    if (game.generation == generation) AZ_OK(verify_game(game, *states[game.variant], legal));
  return {};
}

Result<void> Dataset::verify_game(const StoredGame& game, State& state,
                                  std::vector<Action>& legal) const {
  const std::string name = name_of(game.generation, game.id);
  const auto start = variants_[game.variant]->new_state();
  state.assign(*start);
  advance(state, legal);
  std::uint32_t next_row = game.first_row;
  for (std::uint32_t p = 0; p < game.plies; ++p) {
    const Action action = actions_[game.first_ply + p];
    if (next_row < game.first_row + game.rows && rows_[next_row].ply == p) {
      for (const PolicyEntry& entry : policy(next_row))
        if (!std::binary_search(legal.begin(), legal.end(), entry.action))
          return fail(
              fmt::format("{}, ply {}: the policy target names action {}, which is not legal", name,
                          p, entry.action));
      ++next_row;
    }
    if (!std::binary_search(legal.begin(), legal.end(), action))
      return fail(fmt::format("{}, ply {}: action {} is not legal", name, p, action),
                  "the shard was made by other rules, or is damaged: az_inspect verify");
    state.apply(action);
    advance(state, legal);
  }
  // Self-play cut it short, or the rules have a cap of their own.
  const bool as_the_rules_say =
      state.terminal() ? state.outcome().truncated == game.truncated : game.truncated;
  if (!as_the_rules_say)
    return fail(
        fmt::format("{} ends after {} plies, but the rules say otherwise", name, game.plies));
  return {};
}

DataHealth Dataset::health(std::uint32_t generation) const {
  DataHealth health;
  std::unordered_set<std::uint64_t> seen;
  for (const StoredGame& game : games_) {
    if (game.generation != generation) continue;
    ++health.games;
    health.plies += game.plies;
    health.rows += game.rows;
    const auto played = actions(game);
    seen.insert(hash64({reinterpret_cast<const char*>(played.data()), played.size_bytes()}) +
                game.variant);
    for (std::uint32_t row = game.first_row; row < game.first_row + game.rows; ++row)
      health.policy_entropy += policy_entropy(policy(row), rows_[row].legal_count);
  }
  health.unique_games = static_cast<std::int64_t>(seen.size());
  if (health.rows > 0) health.policy_entropy /= static_cast<double>(health.rows);
  return health;
}

std::uint64_t Dataset::size_bytes() const {
  const auto bytes = [](const auto& items) { return items.capacity() * sizeof(items[0]); };
  return bytes(games_) + bytes(rows_) + bytes(actions_) + bytes(policy_) + bytes(root_outcomes_) +
         bytes(results_) + bytes(training_) + bytes(hold_out_);
}

}  // namespace az
