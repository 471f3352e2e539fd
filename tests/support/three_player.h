// three_player.h — a small game of three seats, for tests of max-n, places and seat rotation.
//
// A 3 × 4 board whose fields are worth 1, 2 or 3:   1 2 2 1
//                                                  3 1 1 3
//                                                  1 2 2 1
// Seats take fields in turn: one beside the field taken last, or any free one when none of those is
// free (so that many steps leave no choice). Who takes a 3 moves again. When all fields are taken
// the sums rank the seats; equal sums share their places, and the game is a draw when all three are
// equal.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/game.h"
#include "games/planes.h"

namespace az {

enum class ThreePlayerPayoff { kRanks, kWinner };

/// Field row · 4 + column is action id and canvas cell alike.
class ThreePlayer {
 public:
  static constexpr int kFields = 12;
  struct Settings {
    ThreePlayerPayoff payoff = ThreePlayerPayoff::kRanks;
    int max_plies = kFields;
    static void describe(auto& self, auto& v) {
      v.field("payoff", self.payoff,
              Words<ThreePlayerPayoff>{
                  {{"ranks", ThreePlayerPayoff::kRanks}, {"winner", ThreePlayerPayoff::kWinner}}},
              "ranks: 1, 0, -1 by place; winner: 1, -0.5, -0.5");
      v.field("max_plies", self.max_plies, Range{1, kFields},
              "decisions after which self-play adjudicates; below 12 not every game ends by then");
    }
  };
  static constexpr std::string_view kName = "three_player";
  static constexpr std::string_view kBlurb = "three seats share out twelve fields";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1, kHeuristicVersion = 1;
  static constexpr std::array<int, kFields> kWorth = {1, 2, 2, 1, 3, 1, 1, 3, 1, 2, 2, 1};

  explicit ThreePlayer(const Settings& settings) : payoff_(settings.payoff) { owner_.fill(-1); }
  static GameInfo info(const Settings& settings);

  int to_play() const { return to_play_; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  void adjudicate();
  Outcome outcome() const;
  /// Planes: board, own fields, the next seat's, the previous seat's, the field taken last.
  /// Scalars: the three sums / 10.
  void encode(Planes& planes) const;
  Site site(Action action) const { return {0, static_cast<int>(action)}; }
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;
  std::string draw() const;
  std::uint64_t hash() const;
  /// A seat's fields so far against the mean of all.
  void heuristic(std::span<float> values) const;

  /// The sum of a seat's fields so far.
  int sum(int seat) const;

 private:
  std::array<std::int8_t, kFields> owner_;  ///< seat, or −1
  std::int8_t last_ = -1;                   ///< the field taken last
  std::int8_t to_play_ = 0;
  std::int8_t taken_ = 0;
  EndReason reason_ = EndReason::kNone;
  ThreePlayerPayoff payoff_;
};

std::unique_ptr<Game> three_player_game(ThreePlayerPayoff payoff = ThreePlayerPayoff::kRanks,
                                        int max_plies = ThreePlayer::kFields);

}  // namespace az
