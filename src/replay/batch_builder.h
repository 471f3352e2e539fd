// batch_builder.h — rebuilds rows: replays the game to the row's ply, encodes, adds the targets.
//
// A row seen through a symmetry is a row of the turned game: that game is played beside the stored
// one, so nothing is asked of planes and sites but that the rules are symmetric (which the games'
// contract tests prove).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "games/game.h"
#include "replay/batch.h"
#include "replay/dataset.h"

namespace az {

struct RowView {
  std::uint32_t row = 0;  ///< of the dataset
  int symmetry = 0;
};

/// Holds scratch memory: one per thread; the dataset may be shared.
class BatchBuilder {
 public:
  /// value_mix: share of the search's root outcome in the outcome target. aux: also fill
  /// Batch::aux, which replays every game to its end.
  BatchBuilder(const Dataset& dataset, double value_mix, bool aux);

  /// Replaces the contents of `batch`; its memory is kept.
  void build(std::span<const RowView> rows, Batch& batch);

 private:
  struct Variant {
    std::unique_ptr<State> start, plain, turned;
    std::vector<Action> start_legal;
  };
  void add_row(const RowView& view, std::size_t at, Batch& batch);
  void add_aux(State& state, const Dataset::StoredGame& game, const RowView& view, Batch& batch);
  void step(State& plain, State& turned, Action action, int symmetry);

  const Dataset& dataset_;
  double value_mix_;
  bool aux_;
  std::vector<Variant> variants_;
  std::vector<Action> legal_, turned_legal_;
  Planes planes_;
};

/// Numbers of one row's aux targets: [cells] per owner map, 1 per score.
std::size_t aux_size(const GameInfo& info);

}  // namespace az
