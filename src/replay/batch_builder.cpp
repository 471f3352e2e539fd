#include "replay/batch_builder.h"

#include "core/check.h"
#include "games/advance.h"
#include "replay/target.h"

namespace az {

BatchBuilder::BatchBuilder(const Dataset& dataset, const BatchTargets& targets)
    : dataset_(dataset), targets_(targets), planes_(dataset.variants()[0]->info()) {
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

State& BatchBuilder::seen(const RowView& view) {
  Variant& variant = variant_of(view);
  return view.symmetry == 0 ? *variant.plain : *variant.turned;
}

void BatchBuilder::step(const RowView& view, Action action) {
  State& plain = *variant_of(view).plain;
  if (view.symmetry != 0) {
    State& turned = seen(view);
    turned.apply(plain.transform(action, view.symmetry));
    advance(turned, turned_legal_);
  }
  plain.apply(action);
  advance(plain, legal_);
}

void BatchBuilder::add_row(const RowView& view, std::size_t at, Batch& batch) {
  const Dataset::Row& row = dataset_.row(view.row);
  const Dataset::StoredGame& game = dataset_.game_of(row);
  Variant& variant = variant_of(view);
  State& position = seen(view);
  const GameInfo& info = position.info();
  const auto actions = dataset_.actions(game);

  variant.plain->assign(*variant.start);
  if (view.symmetry != 0) position.assign(*variant.start);
  legal_ = variant.start_legal;
  for (std::uint32_t p = 0; p < row.ply; ++p) step(view, actions[p]);
  check(!legal_.empty(), "generation {}, game {}: no decision at ply {}", game.generation, game.id,
        row.ply);

  position.encode(planes_);
  batch.bits.insert(batch.bits.end(), planes_.bits().begin(), planes_.bits().end());
  batch.scalars.insert(batch.scalars.end(), planes_.scalars().begin(), planes_.scalars().end());
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

void BatchBuilder::add_policy(const RowView& view, std::span<const PolicyEntry> entries,
                              PolicyRows& rows) {
  const State& plain = *variant_of(view).plain;
  const State& position = seen(view);
  const GameInfo& info = plain.info();
  const std::size_t begin = rows.sites.size();
  for (const Action action : legal_) {
    const Action image = view.symmetry == 0 ? action : plain.transform(action, view.symmetry);
    rows.sites.push_back(position.site(image).index(info.canvas, info.policy_maps));
  }
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
  State& position = seen(view);
  const GameInfo& info = position.info();
  const auto actions = dataset_.actions(game);
  for (; ply < game.plies; ++ply) step(view, actions[ply]);
  if (!position.terminal()) position.adjudicate();
  for (const AuxTarget target : info.aux) {
    const std::size_t begin = batch.aux.size();
    batch.aux.resize(begin + static_cast<std::size_t>(info.aux_size(target)));
    position.aux(target, seat, std::span(batch.aux).subspan(begin));
  }
}

}  // namespace az
