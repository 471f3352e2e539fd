// clock.h — how long the next move may take, from what GTP's time commands said.
#pragma once

#include <array>
#include <optional>

#include "core/game_info.h"

namespace az {

/// Canadian overtime as GTP 2 has it (section 4.2): main time, then `byo_stones` moves in
/// `byo_time`. Seconds.
class GtpClock {
 public:
  /// The same for every seat, from now on. Without main time and overtime, or with an overtime of
  /// no stones, there is no limit.
  void set(double main_time, double byo_time, int byo_stones);
  /// As after the last set(), for another game.
  void restart() { set(main_time_, byo_time_, byo_stones_); }
  /// stones: 0 in main time, else moves to be made in `time`.
  void set_left(int seat, double time, int stones);
  /// What a move took, where nobody tells.
  void spend(int seat, double time);

  /// For the next move of a seat that will make about `moves` more; nothing: no limit.
  std::optional<double> for_move(int seat, int moves) const;

 private:
  struct Left {
    double time = 0;
    int stones = 0;
  };
  bool limited_ = false;
  double main_time_ = 0, byo_time_ = 0;
  int byo_stones_ = 0;
  std::array<Left, kMaxPlayers> left_{};
};

}  // namespace az
