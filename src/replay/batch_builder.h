// batch_builder.h — rebuilds rows: replays the game to the row's ply, encodes, adds the targets.
//
// A row seen through a symmetry is the stored position with its planes, sites and per-cell targets
// moved. The turned game is never played: where rules are symmetric but for a tie that they break
// by direction (RingRift's recovery), its later moves need not be legal.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "games/game.h"
#include "replay/batch.h"
#include "replay/dataset.h"

namespace az {

/// What a batch holds beyond planes, policy, outcome and weight.
struct BatchTargets {
  double value_mix = 0;  ///< share of the search's root outcome in the outcome target
  bool aux = false;      ///< Batch::aux, which replays every game to its end
  bool reply = false;    ///< Batch::reply
};

struct RowView {
  std::uint32_t row = 0;  ///< of the dataset
  int symmetry = 0;
};

/// Holds scratch memory: one per thread; the dataset may be shared.
class BatchBuilder {
 public:
  BatchBuilder(const Dataset& dataset, const BatchTargets& targets);

  /// Replaces the contents of `batch`; its memory is kept.
  void build(std::span<const RowView> rows, Batch& batch);

 private:
  struct Variant {
    std::unique_ptr<State> start, position;
    std::vector<Action> start_legal;
    std::vector<int> images;  ///< [symmetries, cells] where each cell moves to
    int image(int symmetry, int cell, int cells) const {
      return images[static_cast<std::size_t>(symmetry * cells + cell)];
    }
  };
  Variant& variant_of(const RowView& view);
  void step(const RowView& view, Action action);
  void add_row(const RowView& view, std::size_t at, Batch& batch);
  void add_planes(const RowView& view, Batch& batch);
  void add_policy(const RowView& view, std::span<const PolicyEntry> entries, PolicyRows& rows);
  /// The next decision's search, or the action played where that was not learnt from. Returns the
  /// ply at which the game in scratch memory stands then.
  std::uint32_t add_reply(const RowView& view, PolicyRows& rows);
  /// Plays on from `ply` to the end. seat: the row's.
  void add_aux(const RowView& view, std::uint32_t ply, int seat, Batch& batch);

  const Dataset& dataset_;
  BatchTargets targets_;
  std::vector<Variant> variants_;
  std::vector<Action> legal_;
  Planes planes_, turned_;
  std::vector<float> owner_;
};

}  // namespace az
