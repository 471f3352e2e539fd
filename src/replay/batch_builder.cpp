#include "replay/batch_builder.h"

#include "core/check.h"
#include "games/advance.h"
#include "replay/target.h"

namespace az {
namespace {

std::size_t aux_count(const GameInfo& info, AuxTarget target) {
  return target == AuxTarget::kOwner ? static_cast<std::size_t>(info.canvas.cells()) : 1;
}

}  // namespace

std::size_t aux_size(const GameInfo& info) {
  std::size_t size = 0;
  for (const AuxTarget target : info.aux) size += aux_count(info, target);
  return size;
}

BatchBuilder::BatchBuilder(const Dataset& dataset, double value_mix, bool aux)
    : dataset_(dataset), value_mix_(value_mix), aux_(aux), planes_(dataset.variants()[0]->info()) {
  for (const Game* game : dataset.variants()) {
    Variant& variant = variants_.emplace_back();
    variant.start = game->new_state();
    variant.plain = game->new_state();
    variant.turned = game->new_state();
    advance(*variant.start, variant.start_legal);
  }
}

void BatchBuilder::build(std::span<const RowView> rows, Batch& batch) {
  batch.rows = rows.size();
  for (auto* floats : {&batch.scalars, &batch.policy, &batch.outcome, &batch.weight, &batch.aux})
    floats->clear();
  batch.bits.clear();
  batch.sites.clear();
  batch.legal_begin.assign(1, 0);
  const GameInfo& info = dataset_.variants()[0]->info();
  batch.outcome.resize(rows.size() * static_cast<std::size_t>(info.outcome_size()));
  for (std::size_t i = 0; i < rows.size(); ++i) add_row(rows[i], i, batch);
}

void BatchBuilder::step(State& plain, State& turned, Action action, int symmetry) {
  if (symmetry != 0) {
    turned.apply(plain.transform(action, symmetry));
    advance(turned, turned_legal_);
  }
  plain.apply(action);
  advance(plain, legal_);
}

void BatchBuilder::add_row(const RowView& view, std::size_t at, Batch& batch) {
  const Dataset::Row& row = dataset_.row(view.row);
  const Dataset::StoredGame& game = dataset_.game_of(row);
  Variant& variant = variants_[game.variant];
  State& plain = *variant.plain;
  State& seen = view.symmetry == 0 ? plain : *variant.turned;
  const GameInfo& info = plain.info();
  const auto actions = dataset_.actions(game);

  plain.assign(*variant.start);
  if (view.symmetry != 0) seen.assign(*variant.start);
  legal_ = variant.start_legal;
  for (std::uint32_t p = 0; p < row.ply; ++p) step(plain, seen, actions[p], view.symmetry);
  check(!legal_.empty(), "generation {}, game {}: no decision at ply {}", game.generation, game.id,
        row.ply);

  seen.encode(planes_);
  batch.bits.insert(batch.bits.end(), planes_.bits().begin(), planes_.bits().end());
  batch.scalars.insert(batch.scalars.end(), planes_.scalars().begin(), planes_.scalars().end());
  const std::size_t begin = batch.sites.size();
  for (const Action action : legal_) {
    const Action image = view.symmetry == 0 ? action : plain.transform(action, view.symmetry);
    batch.sites.push_back(seen.site(image).index(info.canvas, info.policy_maps));
  }
  batch.legal_begin.push_back(static_cast<std::uint32_t>(batch.sites.size()));
  batch.policy.resize(batch.sites.size());
  dense_policy(legal_, dataset_.policy(view.row), std::span(batch.policy).subspan(begin));
  const auto size = static_cast<std::size_t>(info.outcome_size());
  mixed_outcome(info, seen.to_play(), dataset_.result(row.game), dataset_.root_outcome(view.row),
                value_mix_, std::span(batch.outcome).subspan(at * size, size));
  batch.weight.push_back(row.weight);
  if (aux_) add_aux(seen, game, view, batch);
}

void BatchBuilder::add_aux(State& seen, const Dataset::StoredGame& game, const RowView& view,
                           Batch& batch) {
  State& plain = *variants_[game.variant].plain;
  const GameInfo& info = seen.info();
  const int seat = seen.to_play();
  const auto actions = dataset_.actions(game);
  for (std::uint32_t p = dataset_.row(view.row).ply; p < game.plies; ++p)
    step(plain, seen, actions[p], view.symmetry);
  if (!seen.terminal()) seen.adjudicate();
  for (const AuxTarget target : info.aux) {
    const std::size_t begin = batch.aux.size();
    batch.aux.resize(begin + aux_count(info, target));
    seen.aux(target, seat, std::span(batch.aux).subspan(begin));
  }
}

}  // namespace az
