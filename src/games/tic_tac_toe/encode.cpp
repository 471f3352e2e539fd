// encode.cpp — tic-tac-toe as planes: board, own stones, the other's stones.

#include "core/check.h"
#include "games/tic_tac_toe/rules.h"

namespace az {

void TicTacToe::encode(Planes& planes) const {
  const auto mover = static_cast<std::size_t>(to_play());
  planes.plane(0)[0] = 0x1ff;
  planes.plane(1)[0] = stones_[mover];
  planes.plane(2)[0] = stones_[1 - mover];
}

void TicTacToe::aux(AuxTarget, int, std::span<float>) const {
  check(false, "tic_tac_toe has no aux target");
}

}  // namespace az
