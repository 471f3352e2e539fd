#include "search/lockstep.h"

#include <array>
#include <vector>

#include "core/check.h"

namespace az {
namespace {

/// The leaves of one group that go to one evaluator, and the searches they belong to.
struct Batch {
  std::vector<Leaf> leaves;
  std::vector<Search*> searches;
  std::vector<Evaluation> evaluations;
  int ticket = 0;
};

struct Group {
  std::vector<Slot*> slots;       ///< with work
  std::vector<Search*> searches;  ///< [slots] under way; nullptr: ask the slot
  std::vector<Batch> batches;     ///< [evaluators]
};

void take_in(Group& group, std::span<Evaluator* const> evaluators) {
  for (std::size_t e = 0; e < evaluators.size(); ++e) {
    Batch& batch = group.batches[e];
    if (batch.searches.empty()) continue;
    batch.evaluations.clear();
    for (Search* search : batch.searches) batch.evaluations.push_back(search->evaluation());
    evaluators[e]->wait(batch.ticket, batch.evaluations);
    for (Search* search : batch.searches) search->accept();
    batch.searches.clear();
  }
}

void search_and_submit(Group& group, std::span<Evaluator* const> evaluators) {
  for (Batch& batch : group.batches) batch.leaves.clear();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < group.slots.size(); ++i) {
    Slot* const slot = group.slots[i];
    Search* search = group.searches[i];
    Leaf leaf;
    while (search == nullptr || !search->next_leaf(leaf)) {
      search = slot->next();
      if (search == nullptr) break;
    }
    if (search == nullptr) continue;  // out of work: the slot leaves the group
    group.slots[kept] = slot;
    group.searches[kept++] = search;
    const int which = slot->evaluator();
    check(which >= 0 && which < static_cast<int>(evaluators.size()), "no evaluator {}", which);
    Batch& batch = group.batches[static_cast<std::size_t>(which)];
    batch.leaves.push_back(leaf);
    batch.searches.push_back(search);
  }
  group.slots.resize(kept);
  group.searches.resize(kept);
  for (std::size_t e = 0; e < evaluators.size(); ++e) {
    Batch& batch = group.batches[e];
    if (!batch.leaves.empty()) batch.ticket = evaluators[e]->submit(batch.leaves);
  }
}

}  // namespace

bool run_lockstep(std::span<Evaluator* const> evaluators, std::span<Slot* const> slots,
                  const std::function<bool()>& stop) {
  check(!evaluators.empty(), "lockstep without an evaluator");
  std::array<Group, 2> groups;
  for (std::size_t i = 0; i < slots.size(); ++i) groups[i % 2].slots.push_back(slots[i]);
  for (Group& group : groups) {
    group.searches.resize(group.slots.size(), nullptr);
    group.batches.resize(evaluators.size());
  }
  while (!groups[0].slots.empty() || !groups[1].slots.empty())
    for (Group& group : groups) {
      take_in(group, evaluators);
      if (stop && stop()) {
        for (Group& other : groups) take_in(other, evaluators);
        return false;
      }
      search_and_submit(group, evaluators);
    }
  return true;
}

}  // namespace az
