// encode.cpp — Connect Four as planes: board, own stones, the other's stones; canvas row 0 is the
// top row.

#include <bit>

#include "core/check.h"
#include "games/connect_four/rules.h"

namespace az {

void ConnectFour::encode(Planes& planes) const {
  const auto mover = static_cast<std::size_t>(to_play());
  for (int cell = 0; cell < rows_ * columns_; ++cell) planes.set(0, cell);
  for (int plane = 1; plane <= 2; ++plane)
    for (std::uint64_t rest = stones_[plane == 1 ? mover : 1 - mover]; rest != 0;
         rest &= rest - 1) {
      const int bit = std::countr_zero(rest), column = bit / (rows_ + 1),
                height = bit % (rows_ + 1);
      planes.set(plane, (rows_ - 1 - height) * columns_ + column);
    }
}

void ConnectFour::aux(AuxTarget, int, std::span<float>) const {
  check(false, "connect_four has no aux target");
}

}  // namespace az
