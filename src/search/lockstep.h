// lockstep.h — many searches on one thread, in two groups: one searches while the other's leaves
// are evaluated.
//
// A step of a group is: wait for its evaluations, take them in, run every search to its next leaf,
// submit. While group A is being evaluated group B does its step. A slot whose search is over gets
// its next search at once, so batches stay full until the work runs out. Results do not depend on
// the number or the order of the slots, nor on the grouping.
#pragma once

#include <functional>
#include <span>

#include "search/evaluator.h"
#include "search/search.h"

namespace az {

/// One place that always has a search under way: usually a game.
class Slot {
 public:
  virtual ~Slot() = default;
  /// The previous search (if any) is over: consume its result and begin the next. nullptr: no more
  /// work. The search stays the slot's and must live until the next call.
  virtual Search* next() = 0;
  /// Which evaluator the current search uses; asked after every next().
  virtual int evaluator() const { return 0; }
};

/// Runs until every slot is out of work (true), or until stop() says so (false): then evaluations
/// under way are waited for and taken in, so every search is whole. stop is asked twice per round
/// of all slots and must be cheap.
bool run_lockstep(std::span<Evaluator* const> evaluators, std::span<Slot* const> slots,
                  const std::function<bool()>& stop);

}  // namespace az
