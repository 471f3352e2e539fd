#include "gtp/clock.h"

#include <algorithm>

namespace az {
namespace {

constexpr double kShare = 0.9;   ///< of what could be used: rates vary
constexpr double kDelay = 0.05;  ///< seconds lost on the way to a controller and back
constexpr double kLeast = 0.01;  ///< seconds, whatever is left
constexpr int kFewestMoves = 10;

}  // namespace

void GtpClock::set(double main_time, double byo_time, int byo_stones) {
  limited_ = byo_stones > 0 || (byo_time == 0 && main_time > 0);
  main_time_ = main_time;
  byo_time_ = byo_time;
  byo_stones_ = byo_stones;
  left_.fill({main_time, 0});
}

void GtpClock::set_left(int seat, double time, int stones) {
  limited_ = true;
  left_[static_cast<std::size_t>(seat)] = {time, stones};
}

void GtpClock::spend(int seat, double time) {
  Left& left = left_[static_cast<std::size_t>(seat)];
  left.time -= time;
  if (left.stones > 0) {
    --left.stones;
    if (left.stones == 0) left = {byo_time_, byo_stones_};
  }
  if (left.time <= 0 && left.stones == 0 && byo_stones_ > 0) left = {byo_time_, byo_stones_};
  left.time = std::max(left.time, 0.0);
}

std::optional<double> GtpClock::for_move(int seat, int moves) const {
  if (!limited_) return {};
  const Left& left = left_[static_cast<std::size_t>(seat)];
  double time = 0;
  if (left.stones > 0) {
    time = left.time / left.stones;
  } else {
    time = left.time / std::max(moves, kFewestMoves);
    if (byo_stones_ > 0) time = std::max(time, std::min(left.time, byo_time_ / byo_stones_));
    if (byo_stones_ > 0 && left.time <= 0) time = byo_time_ / byo_stones_;
  }
  return std::max(kShare * time - kDelay, kLeast);
}

}  // namespace az
