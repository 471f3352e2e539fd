#include "games/go/rules.h"

#include <fmt/format.h>

#include <cmath>

#include "core/check.h"
#include "games/go/area.h"
#include "games/go/point_name.h"
#include "games/position_hash.h"

namespace az {

Result<void> GoSettings::check() const {
  if (canvas != 0 && canvas < longer_side())
    return fail(
        fmt::format("a board of {} x {} does not fit a canvas of side {}", size, width(), canvas),
        "canvas: 0 takes the longer side");
  if (std::floor(2 * komi) != 2 * komi)
    return fail(fmt::format("komi {} is no multiple of 0.5", komi), "for example 7.5 or 7");
  return {};
}

GameInfo go_info(const GoSettings& settings) {
  const int side = settings.canvas_side();
  GameInfo info;
  info.action_count = side * side + 1;
  info.symmetries = settings.size == settings.width() ? 8 : 4;
  info.canvas = {side, side};
  info.bit_planes = kGoPlanes + 2 * settings.history;
  info.mask_plane = 0;
  info.scalars = kGoScalars;
  info.policy_maps = 1;
  info.policy_globals = 1;
  info.max_plies = settings.move_cap();
  info.aux = {AuxTarget::kOwner, AuxTarget::kScore};
  info.payoff_by_place = {1, -1};
  return info;
}

template <int kSide>
Go<kSide>::Go(const Settings& settings)
    : board_(settings.size, settings.width()),
      history_(settings.ko == KoRule::kSimple
                   ? 0u
                   : static_cast<std::size_t>(std::min(settings.move_cap(), settings.usual_cap())) +
                         2),
      variant_(position_hash(settings.size, settings.width(), settings.canvas_side(),
                             static_cast<std::int64_t>(2 * settings.komi), settings.ko,
                             settings.suicide, settings.dead_stones, settings.history)),
      most_plies_(static_cast<std::uint16_t>(settings.move_cap())),
      komi_x2_(static_cast<std::int16_t>(2 * settings.komi)),
      canvas_(static_cast<std::uint8_t>(settings.canvas_side())),
      shown_(static_cast<std::uint8_t>(settings.history)),
      ko_rule_(settings.ko),
      dead_stones_(settings.dead_stones),
      suicide_(settings.suicide) {
  check(Go::fits(settings) && canvas_ <= GoSettings::kMostSide, "{} x {} on {}", settings.size,
        settings.width(), canvas_);
  remember();
}

template <int kSide>
bool Go<kSide>::set_up(const Set& black, const Set& white, int to_play) {
  check(plies_ == 0 && !board_.count(0) && !board_.count(1), "the game has begun");
  black.for_each([&](unsigned point) { board_.put(point, 0); });
  white.for_each([&](unsigned point) { board_.put(point, 1); });
  plies_ = static_cast<std::uint16_t>(to_play);
  most_plies_ = static_cast<std::uint16_t>(most_plies_ + to_play);
  history_.clear();
  remember();
  return board_.is_alive();
}

template <int kSide>
Action Go<kSide>::action_of(unsigned point) const {
  return static_cast<Action>(board_.row(point) * canvas_ + board_.column(point));
}

template <int kSide>
bool Go<kSide>::repeats(unsigned point) const {
  const auto after = board_.after(point, to_play());
  return history_.has(situation(after.hash, 1 - to_play()), after.counts[0], after.counts[1]);
}

/// A stone makes an earlier board again only where such a stone died before, for that board had it
/// and the present one has not; or where it dies at once.
template <int kSide>
auto Go<kSide>::legal_points() const -> Set {
  const int colour = to_play();
  auto [points, captures] = board_.playable(colour, suicide_);
  if (ko_rule_ == KoRule::kSimple) return points;
  const Set again = points & board_.dead(colour);
  const auto drop_if_repeated = [&](unsigned point) {
    if (repeats(point)) points.remove(point);
  };
  (again & captures).for_each(drop_if_repeated);
  Set quiet = again - captures;
  if (suicide_) {
    const Set shut_in = points - captures - board_.neighbours(board_.empty());
    shut_in.for_each([&](unsigned point) {
      if (board_.effect(point, colour) != Board::Effect::kSuicide) return;
      quiet.remove(point);
      drop_if_repeated(point);
    });
  }
  // All that take nothing off lead to the same numbers of stones.
  const unsigned black = board_.count(0) + (colour == 0 ? 1 : 0),
                 white = board_.count(1) + (colour == 1 ? 1 : 0);
  history_.for_each(black, white, [&](std::uint64_t before) {
    quiet.for_each([&](unsigned point) {
      if (situation(board_.hash_with(point, colour), 1 - colour) == before) points.remove(point);
    });
  });
  return points;
}

template <int kSide>
bool Go<kSide>::is_legal(unsigned point) const {
  if (board_.at(point) != Stone::kEmpty || point == board_.ko()) return false;
  bool dies = false;
  if (!board_.has_room(point)) {
    const auto effect = board_.effect(point, to_play());
    dies = effect == Board::Effect::kSuicide;
    if (effect == Board::Effect::kLoneSuicide || (dies && !suicide_)) return false;
  }
  if (ko_rule_ == KoRule::kSimple) return true;
  if (!dies && !board_.dead(to_play()).has(point)) return true;
  return !repeats(point);
}

template <int kSide>
void Go<kSide>::begin_turn() {
  if (shown_ == 0) return;
  past_[plies_ % kMostHistory] = {{board_.stones(0), board_.stones(1)}, board_.hash()};
}

template <int kSide>
void Go<kSide>::end_turn() {
  ++plies_;
  remember();
  if (passes_ == 2)
    reason_ = EndReason::kScore;
  else if (plies_ >= most_plies_)
    adjudicate();
}

template <int kSide>
void Go<kSide>::play(unsigned point) {
  begin_turn();
  board_.play(point, to_play());
  passes_ = 0;
  end_turn();
  // A stone has at most two empty points to itself: a line across three rows.
  if (dead_stones_ == DeadStones::kPassAlive && 3 * board_.empty().count() <= 2 * board_.area() &&
      is_settled())
    reason_ = EndReason::kScore;
}

template <int kSide>
void Go<kSide>::pass() {
  begin_turn();
  board_.forget_ko();
  ++passes_;
  end_turn();
}

template <int kSide>
void Go<kSide>::legal(std::vector<Action>& actions) const {
  actions.clear();
  if (terminal()) return;
  const Set points = legal_points();
  actions.resize(static_cast<std::size_t>(points.count()) + 1);
  Action* next = actions.data();
  points.for_each([&](unsigned point) { *next++ = action_of(point); });
  *next = pass_action();
}

template <int kSide>
void Go<kSide>::apply(Action action) {
  check(!terminal() && action <= pass_action(), "illegal action {}", action);
  if (action == pass_action()) return pass();
  const auto row = static_cast<int>(action) / canvas_, column = static_cast<int>(action) % canvas_;
  check(row < board_.rows() && column < board_.columns() && is_legal(board_.point(row, column)),
        "illegal action {}", action);
  play(board_.point(row, column));
}

template <int kSide>
auto Go<kSide>::territory() const -> std::array<Set, 2> {
  return dead_stones_ == DeadStones::kNone ? area(board_) : area_without_dead(board_, suicide_);
}

template <int kSide>
int Go<kSide>::score_x2() const {
  const auto [black, white] = territory();
  return 2 * (black.count() - white.count()) - komi_x2_;
}

template <int kSide>
bool Go<kSide>::is_settled() const {
  return (pass_alive(board_, 0, suicide_) | pass_alive(board_, 1, suicide_)) == board_.points();
}

template <int kSide>
Outcome Go<kSide>::outcome() const {
  const int score = score_x2();
  Outcome outcome = duel_outcome(score > 0 ? 0 : score < 0 ? 1 : -1, reason_);
  outcome.truncated = reason_ == EndReason::kAdjudicated;
  return outcome;
}

template <int kSide>
std::optional<Action> Go<kSide>::decisive() const {
  if (terminal() || passes_ != 1) return std::nullopt;
  const int score = score_x2();
  return (to_play() == 0 ? score > 0 : score < 0) ? std::optional(pass_action()) : std::nullopt;
}

template <int kSide>
void Go<kSide>::aux(AuxTarget target, int seat, std::span<float> out) const {
  if (target == AuxTarget::kScore) {
    out[0] = 0.5f * static_cast<float>(seat == 0 ? score_x2() : -score_x2());
    return;
  }
  check(target == AuxTarget::kOwner, "unknown target");
  std::fill(out.begin(), out.end(), 0.0f);
  const auto owners = territory();
  for (int colour = 0; colour < 2; ++colour)
    owners[static_cast<std::size_t>(colour)].for_each(
        [&](unsigned point) { out[action_of(point)] = colour == seat ? 1.0f : -1.0f; });
}

template <int kSide>
Action Go<kSide>::transform(Action action, int symmetry) const {
  if (action == pass_action()) return action;
  return static_cast<Action>(transform_cell(static_cast<int>(action), symmetry));
}

template <int kSide>
int Go<kSide>::transform_cell(int cell, int symmetry) const {
  int row = cell / canvas_, column = cell % canvas_;
  if (row >= board_.rows() || column >= board_.columns()) return cell;
  if (symmetry & 1) column = board_.columns() - 1 - column;
  if (symmetry & 2) row = board_.rows() - 1 - row;
  return symmetry & 4 ? column * canvas_ + row : row * canvas_ + column;
}

template <int kSide>
std::string Go<kSide>::to_string(Action action) const {
  if (action == pass_action()) return "pass";
  return go_point_name(static_cast<int>(action) / canvas_, static_cast<int>(action) % canvas_);
}

template <int kSide>
Result<Action> Go<kSide>::parse(std::string_view text) const {
  if (is_go_pass(text)) return pass_action();
  AZ_TRY(const auto cell, parse_go_point(text, canvas_));
  return static_cast<Action>(cell.row * canvas_ + cell.column);
}

template <int kSide>
std::string Go<kSide>::draw() const {
  std::string letters = "  ";
  for (int column = 0; column < board_.columns(); ++column)
    letters += {' ', go_point_name(0, column).front()};
  std::string text = letters + '\n';
  for (int row = board_.rows() - 1; row >= 0; --row) {
    text += fmt::format("{:>2}", row + 1);
    for (int column = 0; column < board_.columns(); ++column)
      text += {' ', "XO."[static_cast<int>(board_.at(board_.point(row, column)))]};
    text += fmt::format(" {}\n", row + 1);
  }
  return text + letters + fmt::format("\nX black, O white, komi {:g}\n", 0.5 * komi_x2_);
}

template <int kSide>
std::uint64_t Go<kSide>::hash() const {
  std::uint64_t hash = position_hash(variant_, board_.hash(), board_.ko(),
                                     static_cast<unsigned>(reason_) << 8 | passes_, to_play());
  for (int back = 1; back <= std::min<int>(shown_, plies_); ++back)
    hash = mix64(hash, past_[static_cast<std::size_t>(plies_ - back) % kMostHistory].hash);
  if (ko_rule_ != KoRule::kSimple && !terminal() && (suicide_ || board_.dead(to_play()).any()))
    for (const std::uint64_t word : legal_points().words) hash = mix64(hash, word);
  return hash;
}

template class Go<9>;
template class Go<13>;
template class Go<19>;

}  // namespace az
