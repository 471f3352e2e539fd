// encode.cpp — Hex as planes from the mover's view: board, own stones, the other's; scalar (with
// swap): may swap now.

#include "core/check.h"
#include "games/hex/rules.h"

namespace az {

Site Hex::site(Action action) const {
  if (action == swap_action()) return {Site::kGlobal, 0};
  return {0, static_cast<int>(to_play() == 0 ? action : transposed(action))};
}

void Hex::encode(Planes& planes) const {
  const auto mover = static_cast<std::size_t>(to_play());
  const auto fill = [&](int plane, const Bits128& cells) {
    if (mover == 0) {  // the planes' layout is the board's own
      planes.plane(plane)[0] = cells.low;
      if (planes.words_per_plane() > 1) planes.plane(plane)[1] = cells.high;
    } else {
      cells.for_each([&](unsigned cell) { planes.set(plane, static_cast<int>(transposed(cell))); });
    }
  };
  fill(0, geometry_->board);
  fill(1, stones_[mover]);
  fill(2, stones_[1 - mover]);
  if (swap_) planes.scalars()[0] = can_swap() ? 1.0f : 0.0f;
}

void Hex::aux(AuxTarget, int, std::span<float>) const { check(false, "hex has no aux target"); }

}  // namespace az
