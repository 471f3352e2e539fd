// evaluator.h — the seam between search and inference: positions go in by the batch, priors and
// outcomes come out.
#pragma once

#include <cstdint>
#include <span>

#include "core/game_info.h"
#include "games/state.h"

namespace az {

/// A position to evaluate. Both pointers are borrowed until submit() returns.
struct Leaf {
  const State* state = nullptr;
  std::span<const Action> legal;  ///< the state's legal actions, ascending, at least one
  bool aux = false;  ///< Evaluation::aux is wanted, too: only where has_aux(); never cached
};

/// Where the answer goes; the memory is the caller's. Seats are absolute: the evaluator turns them
/// back.
struct Evaluation {
  std::span<float> log_priors;  ///< [legal] log-probabilities, their exponentials sum to 1
  std::span<float>
      outcome;  ///< [info.outcome_size()] probabilities (core/game_info.h gives the layout)
  std::span<float> aux = {};  ///< [info.aux_size()] what is expected of info.aux, in its order,
                              ///< seen from the player to move; only of a Leaf that asked for it
};

/// Evaluates batches. submit() copies what it needs before it returns; every ticket is waited for
/// exactly once. Several search threads may share one evaluator.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  /// Starts a batch; returns its ticket.
  virtual int submit(std::span<const Leaf> leaves) = 0;
  /// Fills one Evaluation per leaf, in the order of submit().
  virtual void wait(int ticket, std::span<Evaluation> out) = 0;
  /// Positions evaluated by the net itself so far (without cache hits): the x-axis of every law.
  virtual std::uint64_t evaluations() const = 0;
  /// Whether it can answer Leaf::aux.
  virtual bool has_aux() const { return false; }
};

}  // namespace az
