#include "replay/batch_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/check.h"
#include "games/registry.h"
#include "games/state_of.h"
#include "games/tic_tac_toe/rules.h"
#include "games/variants.h"
#include "replay/target.h"
#include "tests/support/random_record.h"

namespace az {
namespace {

using test::random_record;

constexpr double kMix = 0.5;
constexpr BatchTargets kAllTargets{.value_mix = kMix, .aux = true, .reply = true};

/// Everything that a batch says of one row, site by site and cell by cell.
struct Seen {
  std::vector<std::uint64_t> bits;
  std::vector<float> scalars, outcome, aux;
  std::map<int, float> policy, reply;  ///< by site
};

std::map<int, float> by_site(const GameInfo& info, const PolicyRows& rows) {
  EXPECT_EQ(rows.begin,
            (std::vector<std::uint32_t>{0, static_cast<std::uint32_t>(rows.sites.size())}));
  std::map<int, float> seen;
  for (std::size_t i = 0; i < rows.sites.size(); ++i) {
    EXPECT_GE(rows.sites[i], 0);
    EXPECT_LT(rows.sites[i], info.policy_size());
    EXPECT_TRUE(seen.emplace(rows.sites[i], rows.target[i]).second) << "two actions, one site";
  }
  return seen;
}

Seen only_row(const GameInfo& info, const Batch& batch) {
  EXPECT_EQ(batch.rows, 1u);
  EXPECT_EQ(batch.outcome.size(), static_cast<std::size_t>(info.outcome_size()));
  return {batch.bits,
          batch.scalars,
          batch.outcome,
          batch.aux,
          by_site(info, batch.policy),
          by_site(info, batch.reply)};
}

/// A game and the same game turned, played side by side from the start.
class Naive {
 public:
  Naive(const Game& game, const GameRecord& record, std::size_t ply, int symmetry)
      : info_(game.info()),
        record_(record),
        symmetry_(symmetry),
        plain_(game.new_state()),
        turned_(game.new_state()) {
    advance(*plain_, legal_);
    advance(*turned_, legal_turned_);
    while (ply_ < ply) step();
  }

  Seen row() {
    Seen seen;
    // Planes move cell by cell; only the sites are asked of the turned game.
    Planes planes(info_), moved(info_);
    plain_->encode(planes);
    for (int plane = 0; plane < info_.bit_planes; ++plane)
      for (int cell = 0; cell < info_.canvas.cells(); ++cell)
        if (planes.get(plane, cell)) moved.set(plane, plain_->transform_cell(cell, symmetry_));
    seen.bits.assign(moved.bits().begin(), moved.bits().end());
    seen.scalars.assign(planes.scalars().begin(), planes.scalars().end());
    seen.policy = policy();
    std::vector<float> result(static_cast<std::size_t>(info_.outcome_size()));
    outcome_vector(info_, record_.outcome, result);
    seen.outcome.resize(result.size());
    mixed_outcome(info_, plain_->to_play(), result,
                  std::span(record_.root_outcome).subspan(ply_ * result.size(), result.size()),
                  kMix, seen.outcome);
    const int seat = plain_->to_play();
    if (ply_ + 1 < record_.plies.size()) {
      step();
      seen.reply = policy();
    }
    while (ply_ < record_.plies.size()) step();
    for (const AuxTarget target : info_.aux) {
      const bool by_cell = target == AuxTarget::kOwner;
      std::vector<float> values(static_cast<std::size_t>(info_.aux_size(target)));
      plain_->aux(target, seat, values);
      std::vector<float> turned = values;
      if (by_cell)
        for (int cell = 0; cell < info_.canvas.cells(); ++cell)
          turned[static_cast<std::size_t>(plain_->transform_cell(cell, symmetry_))] =
              values[static_cast<std::size_t>(cell)];
      seen.aux.insert(seen.aux.end(), turned.begin(), turned.end());
    }
    return seen;
  }

 private:
  void step() {
    const Action action = record_.plies[ply_++].action;
    turned_->apply(plain_->transform(action, symmetry_));
    plain_->apply(action);
    advance(*plain_, legal_);
    advance(*turned_, legal_turned_);
  }

  /// Of the position at hand, by the turned game's sites; a ply without a target has its action.
  std::map<int, float> policy() const {
    std::map<int, float> policy;
    const auto entries = record_.policy_at(ply_);
    double named = 0;
    for (const PolicyEntry& entry : entries) named += entry.probability;
    const auto others = static_cast<double>(legal_.size() - entries.size());
    for (const Action action : legal_) {
      const auto entry = std::find_if(entries.begin(), entries.end(),
                                      [&](const PolicyEntry& e) { return e.action == action; });
      const double p = entries.empty()          ? (action == record_.plies[ply_].action ? 1 : 0)
                       : entry == entries.end() ? (1 - named) / others
                       : others == 0            ? entry->probability / named
                                                : entry->probability;
      const Action image = plain_->transform(action, symmetry_);
      EXPECT_TRUE(std::binary_search(legal_turned_.begin(), legal_turned_.end(), image));
      policy[turned_->site(image).index(info_.canvas, info_.policy_maps)] = static_cast<float>(p);
    }
    return policy;
  }

  const GameInfo& info_;
  const GameRecord& record_;
  int symmetry_;
  std::unique_ptr<State> plain_, turned_;
  std::vector<Action> legal_, legal_turned_;
  std::size_t ply_ = 0;
};

/// The same game, but every third ply was searched too little to be learnt from.
GameRecord with_fast_plies(const GameRecord& record) {
  GameRecord thinned = record;
  thinned.policy.clear();
  thinned.policy_begin.assign(1, 0);
  for (std::size_t p = 0; p < record.plies.size(); ++p) {
    if (p % 3 == 1) {
      thinned.plies[p].kind = PlyKind::kFast;
      thinned.plies[p].weight = 0;
    } else {
      const auto entries = record.policy_at(p);
      thinned.policy.insert(thinned.policy.end(), entries.begin(), entries.end());
    }
    thinned.policy_begin.push_back(static_cast<std::uint32_t>(thinned.policy.size()));
  }
  return thinned;
}

void expect_near(const std::map<int, float>& seen, const std::map<int, float>& expected) {
  ASSERT_EQ(seen.size(), expected.size());
  for (const auto& [site, probability] : expected)
    ASSERT_NEAR(seen.at(site), probability, 1e-6) << site;
}

/// Games of all variants in turn, rebuilt by one builder.
void compare_with_naive(const std::vector<const Game*>& variants) {
  const GameInfo& info = variants[0]->info();
  Dataset dataset(variants);
  std::vector<GameRecord> records;
  for (std::uint64_t id = 0; id < 12; ++id) {
    const std::size_t variant = id % variants.size();
    records.push_back(with_fast_plies(random_record(*variants[variant], 5, id)));
    ASSERT_TRUE(dataset.add(records.back(), 1, variant, false));
  }
  ASSERT_TRUE(dataset.verify(1));
  BatchBuilder builder(dataset, kAllTargets);
  Batch batch;
  int ends = 0;
  for (std::uint32_t row = 0; row < dataset.training_rows().size(); row += 3)
    for (int symmetry = 0; symmetry < info.symmetries; ++symmetry) {
      const RowView view{row, symmetry};
      builder.build(std::span(&view, 1), batch);
      const auto& at = dataset.row(row);
      const Seen expected =
          Naive(*variants[at.game % variants.size()], records[at.game], at.ply, symmetry).row();
      const Seen seen = only_row(info, batch);
      ASSERT_EQ(seen.bits, expected.bits) << "row " << row << " symmetry " << symmetry;
      ASSERT_EQ(seen.scalars, expected.scalars);
      ASSERT_EQ(seen.outcome, expected.outcome);
      ASSERT_EQ(seen.aux, expected.aux) << "row " << row << " symmetry " << symmetry;
      ASSERT_NO_FATAL_FAILURE(expect_near(seen.policy, expected.policy));
      ASSERT_NO_FATAL_FAILURE(expect_near(seen.reply, expected.reply));
      ends += seen.reply.empty();
    }
  EXPECT_GT(ends, 0) << "no row is a game's last decision";
}

TEST(BatchBuilder, SeesEveryRowOfEveryGameAsTheNaiveTransformDoes) {
  for (const std::string& name : game_names()) {
    SCOPED_TRACE(name);
    const auto game = *make_game(name);
    compare_with_naive({game.get()});
  }
}

TEST(BatchBuilder, SeesEveryRowOfSeveralVariantsByItsOwnRules) {
  const auto variants = make_game_variants(*parse_yaml(
      "game: {name: go, size: 6, canvas: 6, max_moves: 60}\n"
      "variants: [{share: 0.5}, {share: 0.25, size: 3, komi: -2.5}, {share: 0.25, size: 5}]\n",
      "run.yaml"));
  ASSERT_TRUE(variants);
  compare_with_naive(variants->pointers());
}

/// Whoever takes the first cell closes the second: no symmetry of the board keeps that.
struct Tilted : TicTacToe {
  using TicTacToe::TicTacToe;
  void legal(std::vector<Action>& actions) const {
    TicTacToe::legal(actions);
    if (closed_ && actions.size() > 1) std::erase(actions, Action{1});
  }
  void apply(Action action) {
    std::vector<Action> actions;
    legal(actions);
    check(std::binary_search(actions.begin(), actions.end(), action), "illegal action");
    TicTacToe::apply(action);
    closed_ = closed_ || action == 0;
  }
  bool closed_ = false;
};

TEST(BatchBuilder, NeedsNoTurnedGameToBeLegal) {
  const GameOf<Tilted> game;
  Dataset dataset({&game});
  for (std::uint64_t id = 0; id < 8; ++id)
    ASSERT_TRUE(dataset.add(random_record(game, 5, id), 1, 0, false));
  BatchBuilder builder(dataset, {.value_mix = kMix, .reply = true});
  Batch batch, plain;
  const GameInfo& info = game.info();
  const auto board = game.new_state();
  for (std::uint32_t row = 0; row < dataset.training_rows().size(); ++row)
    for (int symmetry = 0; symmetry < info.symmetries; ++symmetry) {
      const RowView view{row, symmetry}, straight{row, 0};
      ASSERT_NO_THROW(builder.build(std::span(&view, 1), batch)) << row << " " << symmetry;
      builder.build(std::span(&straight, 1), plain);
      const Seen seen = only_row(info, batch);
      ASSERT_EQ(seen.policy.size(), plain.policy.sites.size());
      for (std::size_t i = 0; i < plain.policy.sites.size(); ++i)
        ASSERT_EQ(seen.policy.at(board->transform_cell(plain.policy.sites[i], symmetry)),
                  plain.policy.target[i]);
    }
}

TEST(BatchBuilder, RowsOfABatchAreThoseOfBatchesOfOne) {
  const auto game = *make_game("connect_four");
  Dataset dataset({game.get()});
  for (std::uint64_t id = 0; id < 4; ++id)
    ASSERT_TRUE(dataset.add(random_record(*game, 5, id), 1, 0, false));
  BatchBuilder builder(dataset, kAllTargets), again(dataset, kAllTargets);
  const std::vector<RowView> views{{3, 0}, {17, 1}, {8, 1}, {3, 0}};
  Batch all, one;
  builder.build(views, all);
  EXPECT_EQ(all.rows, 4u);
  const std::size_t words = all.bits.size() / 4;
  for (std::size_t i = 0; i < views.size(); ++i) {
    again.build(std::span(&views[i], 1), one);
    EXPECT_TRUE(std::equal(one.bits.begin(), one.bits.end(),
                           all.bits.begin() + static_cast<std::ptrdiff_t>(i * words)));
    for (const auto& [alone, together] :
         {std::pair{&one.policy, &all.policy}, {&one.reply, &all.reply}}) {
      ASSERT_EQ(together->begin.size(), 5u);
      const std::uint32_t begin = together->begin[i];
      ASSERT_EQ(together->begin[i + 1] - begin, alone->sites.size());
      EXPECT_TRUE(
          std::equal(alone->sites.begin(), alone->sites.end(), together->sites.begin() + begin));
      EXPECT_TRUE(
          std::equal(alone->target.begin(), alone->target.end(), together->target.begin() + begin));
      EXPECT_NEAR(std::accumulate(alone->target.begin(), alone->target.end(), 0.0), 1, 1e-5);
    }
  }
}

TEST(BatchBuilder, MakesNoTargetThatNobodyAskedFor) {
  const auto game = *make_game("go");
  Dataset dataset({game.get()});
  ASSERT_TRUE(dataset.add(random_record(*game, 5, 0), 1, 0, false));
  BatchBuilder builder(dataset, {.value_mix = kMix});
  Batch batch;
  const RowView view{3, 2};
  builder.build(std::span(&view, 1), batch);
  EXPECT_TRUE(batch.aux.empty());
  EXPECT_EQ(batch.reply.begin.size(), 1u);
}

}  // namespace
}  // namespace az
