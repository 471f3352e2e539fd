// rules.h — Go by the rules of Tromp and Taylor: area scoring, superko, any komi in half points.
//
// Action id = row · canvas + column with row 0 at the bottom (line 1), so that "D4" is the same
// action on every size of one canvas; the last id is the pass. Source: J. Tromp, B. Taylor, "The
// game of Go", tromp.github.io/go.html.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.h"
#include "core/game_info.h"
#include "core/outcome.h"
#include "core/result.h"
#include "games/game.h"
#include "games/go/board.h"
#include "games/go/history.h"
#include "games/go/settings.h"
#include "games/planes.h"

namespace az {

/// Boards of up to kSide × kSide.
template <int kSide>
class Go {
 public:
  using Settings = GoSettings;
  using Board = GoBoard<kSide>;
  using Set = Board::Set;
  using Point = Board::Point;

  static constexpr std::string_view kName = "go";
  static constexpr std::string_view kBlurb = "surround more than half of the board; area scoring";
  static constexpr int kRulesVersion = 1, kEncoderVersion = 1;
  static constexpr int kMostHistory = GoSettings::kMostHistory;

  explicit Go(const Settings& settings);
  static GameInfo info(const Settings& settings) { return go_info(settings); }
  static bool fits(const Settings& settings) { return settings.longer_side() <= kSide; }

  int to_play() const { return plies_ & 1; }
  void legal(std::vector<Action>& actions) const;
  void apply(Action action);
  bool terminal() const { return reason_ != EndReason::kNone; }
  /// By area, as the board lies.
  void adjudicate() {
    if (!terminal()) reason_ = EndReason::kAdjudicated;
  }
  Outcome outcome() const;
  /// The second pass, where the area is the mover's.
  std::optional<Action> decisive() const;
  void encode(Planes& planes) const;
  Site site(Action action) const;
  Action transform(Action action, int symmetry) const;
  int transform_cell(int cell, int symmetry) const;
  void aux(AuxTarget target, int seat, std::span<float> out) const;
  std::string to_string(Action action) const;
  Result<Action> parse(std::string_view text) const;
  std::string draw() const;
  /// Of all that legal() and encode() show; what a superko forbids only later is not in it.
  std::uint64_t hash() const;

  /// The start is this board, and `to_play` moves; false where a chain has no liberty. Before the
  /// first ply only.
  bool set_up(const Set& black, const Set& white, int to_play);
  const Board& board() const { return board_; }
  /// Plays on after passes: none has been counted, and the end, if there was one, is taken back.
  void resume() {
    passes_ = 0;
    reason_ = EndReason::kNone;
  }
  /// The points that the mover may play.
  Set legal_points() const;
  /// May the mover play this empty point? The same question for one point.
  bool is_legal(unsigned point) const;
  void play(unsigned point);
  void pass();
  /// games/game.h; the start's own ko rule, suicide and dead stones play no part.
  static PlayoutCounts playouts(const Go& start, PlayoutMode mode, std::uint64_t games, Rng& rng);

  /// Who owns what as the board lies (settings.dead_stones): [0] black, [1] white.
  std::array<Set, 2> territory() const;
  /// Black's area minus white's minus komi, in half points.
  int score_x2() const;
  /// Every point is beyond capture for one side (area.h, pass_alive).
  bool is_settled() const;

 private:
  Action pass_action() const { return static_cast<Action>(canvas_ * canvas_); }
  Action action_of(unsigned point) const;
  bool repeats(unsigned point) const;
  void play_any(Rng& rng);
  /// What the ko rule compares: a board's hash, with who moves next where that matters.
  std::uint64_t situation(std::uint64_t board_hash, int next) const {
    return ko_rule_ == KoRule::kSituational && next == 1 ? ~board_hash : board_hash;
  }
  void remember() {
    if (ko_rule_ != KoRule::kSimple)
      history_.add(situation(board_.hash(), to_play()), board_.count(0), board_.count(1));
  }
  void begin_turn();
  void end_turn();

  Board board_;
  PositionHistory<(kSide <= 9 ? 128 : 256)> history_;
  struct Past {
    std::array<Set, 2> stones{};
    std::uint64_t hash = 0;
  };
  std::array<Past, kMostHistory> past_{};  ///< a ring: before ply p at p % kMostHistory
  std::uint64_t variant_;                  ///< tells variants apart in hash()
  std::uint16_t most_plies_;
  std::int16_t komi_x2_;
  std::uint16_t plies_ = 0;
  std::uint8_t canvas_, shown_, passes_ = 0;
  KoRule ko_rule_;
  DeadStones dead_stones_;
  bool suicide_;
  EndReason reason_ = EndReason::kNone;
};

extern template class Go<9>;
extern template class Go<13>;
extern template class Go<19>;

}  // namespace az
