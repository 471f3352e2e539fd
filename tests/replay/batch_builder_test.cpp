#include "replay/batch_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "games/registry.h"
#include "replay/target.h"
#include "tests/support/random_record.h"

namespace az {
namespace {

using test::random_record;

/// Everything that a batch says of one row, site by site and cell by cell.
struct Seen {
  std::vector<std::uint64_t> bits;
  std::vector<float> scalars, outcome;
  std::map<int, float> policy;  ///< by site
  bool operator==(const Seen&) const = default;
};

Seen only_row(const GameInfo& info, const Batch& batch) {
  EXPECT_EQ(batch.rows, 1u);
  EXPECT_EQ(batch.outcome.size(), static_cast<std::size_t>(info.outcome_size()));
  Seen seen{batch.bits, batch.scalars, batch.outcome, {}};
  for (std::size_t i = 0; i < batch.sites.size(); ++i) {
    EXPECT_GE(batch.sites[i], 0);
    EXPECT_LT(batch.sites[i], info.policy_size());
    EXPECT_TRUE(seen.policy.emplace(batch.sites[i], batch.policy[i]).second)
        << "two actions, one site";
  }
  return seen;
}

/// The naive way: play the transformed game from the start, encode it, look up every transformed
/// target.
Seen naive(const Game& game, const GameRecord& record, std::size_t ply, int symmetry, double mix) {
  const GameInfo& info = game.info();
  const auto plain = game.new_state(), turned = game.new_state();
  std::vector<Action> legal, legal_turned;
  advance(*plain, legal);
  advance(*turned, legal_turned);
  for (std::size_t p = 0; p < ply; ++p) {
    const Action action = record.plies[p].action;
    turned->apply(plain->transform(action, symmetry));
    plain->apply(action);
    advance(*plain, legal);
    advance(*turned, legal_turned);
  }
  Seen seen;
  // Planes move cell by cell; only the sites are asked of the turned game.
  Planes planes(info), moved(info);
  plain->encode(planes);
  for (int plane = 0; plane < info.bit_planes; ++plane)
    for (int cell = 0; cell < info.canvas.cells(); ++cell)
      if (planes.get(plane, cell)) moved.set(plane, plain->transform_cell(cell, symmetry));
  seen.bits.assign(moved.bits().begin(), moved.bits().end());
  seen.scalars.assign(planes.scalars().begin(), planes.scalars().end());
  double named = 0;
  const auto entries = record.policy_at(ply);
  for (const PolicyEntry& entry : entries) named += entry.probability;
  const auto others = static_cast<double>(legal.size() - entries.size());
  for (const Action action : legal) {
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const PolicyEntry& e) { return e.action == action; });
    const double p = entry == entries.end() ? (1 - named) / others
                     : others == 0          ? entry->probability / named
                                            : entry->probability;
    const Action image = plain->transform(action, symmetry);
    EXPECT_TRUE(std::binary_search(legal_turned.begin(), legal_turned.end(), image));
    seen.policy[turned->site(image).index(info.canvas, info.policy_maps)] = static_cast<float>(p);
  }
  std::vector<float> result(static_cast<std::size_t>(info.outcome_size()));
  outcome_vector(info, record.outcome, result);
  seen.outcome.resize(result.size());
  mixed_outcome(info, plain->to_play(), result,
                std::span(record.root_outcome).subspan(ply * result.size(), result.size()), mix,
                seen.outcome);
  return seen;
}

TEST(BatchBuilder, SeesEveryRowOfEveryGameAsTheNaiveTransformDoes) {
  for (const std::string& name : game_names()) {
    const auto game = *make_game(name);
    const GameInfo& info = game->info();
    Dataset dataset({game.get()});
    std::vector<GameRecord> records;
    for (std::uint64_t id = 0; id < 12; ++id) {
      records.push_back(random_record(*game, 5, id));
      ASSERT_TRUE(dataset.add(records.back(), 1, 0, false)) << name;
    }
    BatchBuilder builder(dataset, 0.5, false);
    Batch batch;
    for (std::uint32_t row = 0; row < dataset.training_rows().size(); row += 3)
      for (int symmetry = 0; symmetry < info.symmetries; ++symmetry) {
        const RowView view{row, symmetry};
        builder.build(std::span(&view, 1), batch);
        const auto& at = dataset.row(row);
        const Seen expected = naive(*game, records[at.game], at.ply, symmetry, 0.5);
        const Seen seen = only_row(info, batch);
        ASSERT_EQ(seen.bits, expected.bits) << name << " row " << row << " symmetry " << symmetry;
        ASSERT_EQ(seen.scalars, expected.scalars);
        ASSERT_EQ(seen.outcome, expected.outcome);
        ASSERT_EQ(seen.policy.size(), expected.policy.size());
        for (const auto& [site, probability] : expected.policy)
          ASSERT_NEAR(seen.policy.at(site), probability, 1e-6) << name;
      }
  }
}

TEST(BatchBuilder, RowsOfABatchAreThoseOfBatchesOfOne) {
  const auto game = *make_game("connect_four");
  Dataset dataset({game.get()});
  for (std::uint64_t id = 0; id < 4; ++id)
    ASSERT_TRUE(dataset.add(random_record(*game, 5, id), 1, 0, false));
  BatchBuilder builder(dataset, 0.5, false), again(dataset, 0.5, false);
  const std::vector<RowView> views{{3, 0}, {17, 1}, {8, 1}, {3, 0}};
  Batch all, one;
  builder.build(views, all);
  EXPECT_EQ(all.rows, 4u);
  ASSERT_EQ(all.legal_begin.size(), 5u);
  const std::size_t words = all.bits.size() / 4;
  for (std::size_t i = 0; i < views.size(); ++i) {
    again.build(std::span(&views[i], 1), one);
    EXPECT_TRUE(std::equal(one.bits.begin(), one.bits.end(),
                           all.bits.begin() + static_cast<std::ptrdiff_t>(i * words)));
    EXPECT_TRUE(
        std::equal(one.sites.begin(), one.sites.end(), all.sites.begin() + all.legal_begin[i]));
    float sum = 0;
    for (std::size_t k = all.legal_begin[i]; k < all.legal_begin[i + 1]; ++k) sum += all.policy[k];
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

}  // namespace
}  // namespace az
