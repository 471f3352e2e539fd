#include "replay/hold_out.h"

#include "core/rng.h"

namespace az {

bool is_held_out(std::uint64_t seed, std::uint32_t generation, std::uint64_t root_game,
                 double share) {
  Rng rng({.seed = seed,
           .purpose = Purpose::kHoldOut,
           .generation = generation,
           .game = static_cast<std::uint32_t>(root_game)});
  return rng.uniform() < share;
}

}  // namespace az
