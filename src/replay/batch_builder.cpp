#include "replay/batch_builder.h"

#include <bit>

#include "core/check.h"
#include "games/advance.h"
#include "replay/target.h"

namespace az {

BatchBuilder::BatchBuilder(const Dataset& dataset, const BatchTargets& targets)
    : dataset_(dataset),
      targets_(targets),
      planes_(dataset.variants()[0]->info()),
      turned_(dataset.variants()[0]->info()) {
  for (const Game* game : dataset.variants()) {
    Variant& variant = variants_.emplace_back();
    variant.start = game->new_state();
    variant.position = game->new_state();
    advance(*variant.start, variant.start_legal);
    for (int symmetry = 0; symmetry < game->info().symmetries; ++symmetry)
      for (int cell = 0; cell < game->info().canvas.cells(); ++cell)
        variant.images.push_back(variant.start->transform_cell(cell, symmetry));
  }
}

void BatchBuilder::build(std::span<const RowView> rows, Batch& batch) {
  batch.rows = rows.size();
  for (auto* floats : {&batch.scalars, &batch.outcome, &batch.weight, &batch.aux}) floats->clear();
  batch.bits.clear();
  batch.policy.clear();
  batch.reply.clear();
  const GameInfo& info = dataset_.variants()[0]->info();
  batch.outcome.resize(rows.size() * static_cast<std::size_t>(info.outcome_size()));
  for (std::size_t i = 0; i < rows.size(); ++i) add_row(rows[i], i, batch);
}

BatchBuilder::Variant& BatchBuilder::variant_of(const RowView& view) {
  return variants_[dataset_.game_of(dataset_.row(view.row)).variant];
}

void BatchBuilder::step(const RowView& view, Action action) {
  State& position = *variant_of(view).position;
  position.apply(action);
  advance(position, legal_);
}

void BatchBuilder::add_row(const RowView& view, std::size_t at, Batch& batch) {
  const Dataset::Row& row = dataset_.row(view.row);
  const Dataset::StoredGame& game = dataset_.game_of(row);
  Variant& variant = variant_of(view);
  const State& position = *variant.position;
  const GameInfo& info = position.info();
  const auto actions = dataset_.actions(game);

  variant.position->assign(*variant.start);
  legal_ = variant.start_legal;
  for (std::uint32_t p = 0; p < row.ply; ++p) step(view, actions[p]);
  check(!legal_.empty(), "generation {}, game {}: no decision at ply {}", game.generation, game.id,
        row.ply);

  add_planes(view, batch);
  add_policy(view, dataset_.policy(view.row), batch.policy);
  const int seat = position.to_play();
  const auto size = static_cast<std::size_t>(info.outcome_size());
  mixed_outcome(info, seat, dataset_.result(row.game), dataset_.root_outcome(view.row),
                targets_.value_mix, std::span(batch.outcome).subspan(at * size, size));
  batch.weight.push_back(row.weight);
  std::uint32_t ply = row.ply;
  if (targets_.reply) ply = add_reply(view, batch.reply);
  if (targets_.aux) add_aux(view, ply, seat, batch);
}

void BatchBuilder::add_planes(const RowView& view, Batch& batch) {
  const Variant& variant = variant_of(view);
  const GameInfo& info = variant.position->info();
  variant.position->encode(planes_);
  batch.scalars.insert(batch.scalars.end(), planes_.scalars().begin(), planes_.scalars().end());
  const Planes* seen = &planes_;
  if (view.symmetry != 0) {
    turned_.clear();
    const auto words = static_cast<std::size_t>(planes_.words_per_plane());
    for (int plane = 0; plane < info.bit_planes; ++plane)
      for (std::size_t word = 0; word < words; ++word)
        for (std::uint64_t rest = planes_.plane(plane)[word]; rest != 0; rest &= rest - 1)
          turned_.set(plane, variant.image(view.symmetry,
                                           static_cast<int>(64 * word) + std::countr_zero(rest),
                                           info.canvas.cells()));
    seen = &turned_;
  }
  batch.bits.insert(batch.bits.end(), seen->bits().begin(), seen->bits().end());
}

void BatchBuilder::add_policy(const RowView& view, std::span<const PolicyEntry> entries,
                              PolicyRows& rows) {
  const State& position = *variant_of(view).position;
  const GameInfo& info = position.info();
  const std::size_t begin = rows.sites.size();
  for (const Action action : legal_)
    rows.sites.push_back(
        position.site_through(action, view.symmetry).index(info.canvas, info.policy_maps));
  rows.begin.push_back(static_cast<std::uint32_t>(rows.sites.size()));
  rows.target.resize(rows.sites.size());
  dense_policy(legal_, entries, std::span(rows.target).subspan(begin));
}

std::uint32_t BatchBuilder::add_reply(const RowView& view, PolicyRows& rows) {
  const std::uint32_t ply = dataset_.row(view.row).ply, next = ply + 1;
  const Dataset::StoredGame& game = dataset_.game_of(dataset_.row(view.row));
  const auto actions = dataset_.actions(game);
  if (next >= game.plies) {
    rows.begin.push_back(static_cast<std::uint32_t>(rows.sites.size()));
    return ply;
  }
  step(view, actions[ply]);
  const std::uint32_t next_row = view.row + 1;
  const bool is_row = next_row < game.first_row + game.rows && dataset_.row(next_row).ply == next;
  const PolicyEntry played{actions[next], 1};
  add_policy(view, is_row ? dataset_.policy(next_row) : std::span(&played, 1), rows);
  return next;
}

void BatchBuilder::add_aux(const RowView& view, std::uint32_t ply, int seat, Batch& batch) {
  const Dataset::StoredGame& game = dataset_.game_of(dataset_.row(view.row));
  const Variant& variant = variant_of(view);
  State& position = *variant.position;
  const GameInfo& info = position.info();
  const auto actions = dataset_.actions(game);
  for (; ply < game.plies; ++ply) step(view, actions[ply]);
  if (!position.terminal()) position.adjudicate();
  for (const AuxTarget target : info.aux) {
    const std::size_t begin = batch.aux.size();
    batch.aux.resize(begin + static_cast<std::size_t>(info.aux_size(target)));
    const auto out = std::span(batch.aux).subspan(begin);
    position.aux(target, seat, out);
    if (target != AuxTarget::kOwner || view.symmetry == 0) continue;
    owner_.assign(out.begin(), out.end());
    for (int cell = 0; cell < info.canvas.cells(); ++cell)
      out[static_cast<std::size_t>(variant.image(view.symmetry, cell, info.canvas.cells()))] =
          owner_[static_cast<std::size_t>(cell)];
  }
}

}  // namespace az
