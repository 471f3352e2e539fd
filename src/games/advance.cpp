#include "games/advance.h"

namespace az {

int advance(State& state, std::vector<Action>& legal) {
  for (int steps = 0;; ++steps) {
    state.legal(legal);
    if (legal.size() != 1) return steps;
    state.apply(legal.front());
  }
}

}  // namespace az
