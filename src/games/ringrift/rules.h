// rules.h — RingRift: two to four seats stack rings, overtake, close lines and cut off territory.
//
// Every step that the rules record is an action, also where nothing else is possible; a recovery is
// two (recovery.h). The board is known when compiling.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/planes.h"
#include "games/ringrift/actions.h"
#include "games/ringrift/settings.h"
#include "games/ringrift/turn_end.h"

namespace az {

template <ringrift::Board kBoard>
class RingRift {
 public:
  using Settings = RingRiftSettings;
  using Position = ringrift::Position<kBoard>;
  using Actions = ringrift::Actions<kBoard>;
  using G = ringrift::Geometry<kBoard>;
  using Set = typename G::Set;

  static constexpr std::string_view kName = "ringrift";
  static constexpr std::string_view kBlurb =
      "stack rings, overtake, close lines, cut off territory; two to four players";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 2, kHeuristicVersion = 1;

  explicit RingRift(const Settings& settings);
  static GameInfo info(const Settings& settings) { return ringrift_info(settings); }
  static bool fits(const Settings& settings) { return settings.board == kBoard; }

  int to_play() const { return position_.mover; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  /// By the ladder that decides a bare board.
  void adjudicate();
  Outcome outcome() const;
  void encode(Planes& planes) const;
  Site site(Action action) const { return actions_.site(action); }
  static constexpr bool kFixedSites = true;  ///< rows and regions are named by their least cell
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  std::string to_string(Action action) const { return actions_.to_string(action); }
  Result<Action> parse(std::string_view text) const { return actions_.parse(text); }
  std::string draw() const;
  std::uint64_t hash() const;
  void heuristic(std::span<float> values) const;

  /// What lies on a board where a turn begins.
  struct Start {
    struct Stack {
      int cell;
      std::vector<int> rings;  ///< seats, bottom first
    };
    int to_play = 0;
    std::vector<Stack> stacks;
    std::array<std::vector<int>, kMaxPlayers> markers, collapsed;  ///< cells by seat
    std::array<int, kMaxPlayers> hand{}, credit{};
  };
  /// The start is this board; every cell holds one thing, and rings may be fewer than the board's.
  void set_up(const Start& start);
  const Position& position() const { return position_; }
  const Actions& actions() const { return actions_; }
  const ringrift::LastStanding& rounds() const { return rounds_; }
  /// −1 while the game runs.
  int winner() const { return winner_; }
  EndReason reason() const { return reason_; }

 private:
  using Global = ringrift::Global;
  using Phase = ringrift::Phase;

  void place(const ringrift::Parts& parts);
  void move(const ringrift::Parts& parts);
  void slide(const ringrift::Parts& parts);
  void line(const ringrift::Parts& parts);
  void window(const ringrift::Parts& parts);
  void pay(const ringrift::Parts& parts);
  void region(const ringrift::Parts& parts);
  void pass(Global which);

  void after_line();
  void end_lines();
  void end_recovery();
  void end_territory();
  void note_losers();
  void end_turn();
  void end_game(const ringrift::Victory& end);

  Position position_;
  Actions actions_;
  ringrift::Thresholds needed_;
  ringrift::LastStanding rounds_;
  std::array<std::uint8_t, kMaxPlayers>
      out_{};  ///< 0: owns rings; k: the k-th to lose the last one
  std::uint16_t steps_ = 0, max_moves_ = 0;
  RingRiftPayoff payoff_;
  std::int8_t winner_ = -1;
  EndReason reason_ = EndReason::kNone;
  bool bare_ = false;  ///< hands count as eliminated in the ranking
};

using RingRiftSquare8 = RingRift<ringrift::Board::kSquare8>;
using RingRiftSquare19 = RingRift<ringrift::Board::kSquare19>;
using RingRiftHex8 = RingRift<ringrift::Board::kHex8>;
using RingRiftHexagonal = RingRift<ringrift::Board::kHexagonal>;

extern template class RingRift<ringrift::Board::kSquare8>;
extern template class RingRift<ringrift::Board::kSquare19>;
extern template class RingRift<ringrift::Board::kHex8>;
extern template class RingRift<ringrift::Board::kHexagonal>;

static_assert(std::is_trivially_copyable_v<RingRiftSquare8> &&
              std::is_trivially_copyable_v<RingRiftHexagonal>);
static_assert(sizeof(RingRiftSquare8) <= 2048 && sizeof(RingRiftHex8) <= 2048);

}  // namespace az
