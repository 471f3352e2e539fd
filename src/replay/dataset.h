// dataset.h — the window's games in memory, compact: actions and targets, no planes.
//
// A row (a searched decision that may be learnt from) costs about 60 bytes of Connect Four; its
// planes are rebuilt by replaying the game when a batch needs them (replay/batch_builder.h), which
// costs about a microsecond per row, so loading a window costs no more than reading it and nothing
// is stored that an encoder's change would spoil.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/result.h"
#include "games/game.h"
#include "store/game_record.h"

namespace az {

/// What a generation's self-play looked like: the numbers that guards compare.
struct DataHealth {
  std::int64_t games = 0, unique_games = 0;  ///< unique: distinct sequences of actions
  std::int64_t plies = 0, rows = 0;          ///< rows: hold-out included
  double policy_entropy = 0;                 ///< mean over rows, nats
};

class Dataset {
 public:
  /// variants: a record's settings choose one; all of one family, and they outlive the dataset.
  explicit Dataset(std::vector<const Game*> variants);

  /// Takes a game's rows. variant: index into the constructor's list. Fails on a record that the
  /// game does not allow: an action out of range, targets that do not cover
  /// the plies.
  Result<void> add(const GameRecord& record, std::uint32_t generation, std::size_t variant,
                   bool held_out);
  /// Replays every ply of the games of a generation: actions legal, targets over legal actions, the
  /// end where the rules end it. Fails with the game's number.
  Result<void> verify(std::uint32_t generation) const;

  std::span<const std::uint32_t> training_rows() const { return training_; }
  std::span<const std::uint32_t> hold_out_rows() const { return hold_out_; }
  std::size_t game_count() const { return games_.size(); }
  DataHealth health(std::uint32_t generation) const;
  /// Bytes that the games take in memory.
  std::uint64_t size_bytes() const;
  float row_weight(std::uint32_t row) const { return rows_[row].weight; }
  const std::vector<const Game*>& variants() const { return variants_; }

  struct StoredGame {
    std::uint64_t id = 0;
    std::uint64_t first_ply = 0;  ///< into actions()
    std::uint32_t plies = 0, generation = 0, variant = 0;
    std::uint32_t first_row = 0, rows = 0;
    bool truncated = false;
  };
  struct Row {
    std::uint32_t game = 0, ply = 0;
    std::uint64_t first_policy = 0;  ///< into the policy entries; ends where the next row's begin
    float weight = 1;
    std::uint16_t legal_count = 0;  ///< saturating at 65535
  };
  const StoredGame& game_of(const Row& row) const { return games_[row.game]; }
  const Row& row(std::uint32_t index) const { return rows_[index]; }
  std::span<const Action> actions(const StoredGame& game) const {
    return std::span(actions_).subspan(game.first_ply, game.plies);
  }
  std::span<const PolicyEntry> policy(std::uint32_t row) const {
    const std::uint64_t end = row + 1 < rows_.size() ? rows_[row + 1].first_policy : policy_.size();
    return std::span(policy_).subspan(rows_[row].first_policy, end - rows_[row].first_policy);
  }
  /// [outcome_size] by absolute seat.
  std::span<const float> root_outcome(std::uint32_t row) const {
    return std::span(root_outcomes_).subspan(row * outcome_size_, outcome_size_);
  }
  std::span<const float> result(std::uint32_t game) const {
    return std::span(results_).subspan(game * outcome_size_, outcome_size_);
  }

 private:
  Result<void> verify_game(const StoredGame& game, State& state, std::vector<Action>& legal) const;

  std::vector<const Game*> variants_;
  std::size_t outcome_size_;
  std::vector<StoredGame> games_;
  std::vector<Row> rows_;
  std::vector<Action> actions_;
  std::vector<PolicyEntry> policy_;
  std::vector<float> root_outcomes_;  ///< [rows × outcome_size]
  std::vector<float> results_;        ///< [games × outcome_size]
  std::vector<std::uint32_t> training_, hold_out_;
};

}  // namespace az
