#include "report/game_course.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace az {
namespace {

using Values = std::span<const double>;

int best_of(Values values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// The seat that is ahead of every other by the margin, or −1.
int clear_leader(Values values) {
  const int best = best_of(values);
  for (int seat = 0; seat < static_cast<int>(values.size()); ++seat)
    if (seat != best &&
        values[static_cast<std::size_t>(best)] - values[static_cast<std::size_t>(seat)] <
            kLeadMargin)
      return -1;
  return best;
}

/// The only seat with this place, or −1.
int only_seat(std::span<const std::int8_t> places, int place) {
  int found = -1;
  for (int seat = 0; seat < static_cast<int>(places.size()); ++seat) {
    if (places[static_cast<std::size_t>(seat)] != place) continue;
    if (found >= 0) return -1;
    found = seat;
  }
  return found;
}

/// Values before every move and after the last.
class Course {
 public:
  Course(const GameSample& sample, const PlayedGame& game)
      : game_(game), players_(static_cast<std::size_t>(sample.players())) {
    // Payoffs sum to 0, so this is everybody's when nobody is ahead.
    equal_share_ = sample.scaled(0);
    for (const float value : game.values) values_.push_back(static_cast<double>(value));
    for (std::size_t seat = 0; seat < players_; ++seat)
      values_.push_back(sample.scaled(static_cast<double>(game.outcome.payoff[seat])));
  }

  std::size_t length() const { return game_.moves.size(); }
  Values at(std::size_t ply) const { return Values(values_).subspan(ply * players_, players_); }
  bool known(std::size_t ply) const { return !std::isnan(at(ply)[0]); }
  bool behind(std::size_t ply, std::size_t seat) const { return at(ply)[seat] < equal_share_ / 2; }

  void follow_leader(GameCourse& course) const {
    int leader = -1;
    for (std::size_t ply = 0; ply <= length(); ++ply) {
      if (!known(ply)) continue;
      const int now = clear_leader(at(ply));
      if (now < 0 || now == leader) continue;
      if (leader >= 0) {
        ++course.changes;
        course.kingmade = ply > 0 && known(ply - 1) && made_by_seat_behind(ply - 1, now);
      }
      course.led = true;
      course.decided = static_cast<double>(ply) / static_cast<double>(length());
      leader = now;
    }
  }

  void ask_leaders(GameCourse& course) const {
    for (std::size_t i = 0; i < kLeaderAt.size(); ++i) {
      const auto ply =
          static_cast<std::size_t>(std::ceil(kLeaderAt[i] * static_cast<double>(length())));
      if (ply < length() && known(ply)) course.leader[i] = clear_leader(at(ply));
    }
  }

  void add_swings(GameCourse& course) const {
    const auto places = std::span(game_.outcome.place).first(players_);
    const int winner = only_seat(places, 1);
    const int last = only_seat(places, *std::max_element(places.begin(), places.end()));
    double winners = 0, winners_by_last = 0;
    for (std::size_t ply = 0; ply < length(); ++ply) {
      if (!known(ply) || !known(ply + 1)) continue;
      const std::size_t mover = game_.seats[ply];
      const auto best = static_cast<std::size_t>(best_of(at(ply)));
      if (best != mover) {
        MoveSwings& of = behind(ply, mover) ? course.behind : course.contender;
        ++of.moves;
        of.swing += change(ply, best);
      }
      if (winner < 0) continue;
      const double moved = change(ply, static_cast<std::size_t>(winner));
      winners += moved;
      if (static_cast<int>(mover) == last) winners_by_last += moved;
    }
    if (winner >= 0 && last >= 0 && last != winner && winners > 0)
      course.last_share = winners_by_last / winners;
  }

 private:
  double change(std::size_t ply, std::size_t seat) const {
    return std::abs(at(ply + 1)[seat] - at(ply)[seat]);
  }
  bool made_by_seat_behind(std::size_t ply, int leader_after) const {
    const std::size_t mover = game_.seats[ply];
    return static_cast<int>(mover) != leader_after && behind(ply, mover) && behind(ply + 1, mover);
  }

  const PlayedGame& game_;
  std::size_t players_;
  double equal_share_ = 0;
  std::vector<double> values_;
};

}  // namespace

std::optional<GameCourse> follow_course(const GameSample& sample, const PlayedGame& game) {
  if (game.moves.empty() || game.values.empty()) return {};
  const Course course(sample, game);
  bool any = false;
  for (std::size_t ply = 0; ply < course.length(); ++ply) any |= course.known(ply);
  if (!any) return {};
  GameCourse result;
  course.follow_leader(result);
  course.ask_leaders(result);
  course.add_swings(result);
  return result;
}

}  // namespace az
