// netfree.h — PUCT without a net on solved Connect Four positions: the share of chosen moves that
// lose value.
//
// Files: `moves score LABELS` (configs/exams/README.md). A mistake is a move of a
// worse class than the best.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "games/registry.h"
#include "search/lockstep.h"
#include "search/uniform_evaluator.h"

namespace az {

inline const std::array<std::string, 6> kLabelFiles{"end_easy.txt",      "middle_easy.txt",
                                                    "middle_medium.txt", "begin_easy.txt",
                                                    "begin_medium.txt",  "begin_hard.txt"};

struct LabelledPosition {
  std::unique_ptr<State> state;
  std::string labels;  ///< one character per column
  bool mistake(Action column) const {
    const auto rank = [](char label) { return std::string("L0D?W1").find(label) / 2; };
    std::size_t best = 0;
    for (const char label : labels)
      if (label != 'x') best = std::max(best, rank(label));
    return rank(labels[column]) < best;
  }
};

inline std::vector<LabelledPosition> load_labelled(const Game& game, const std::string& file) {
  std::ifstream in(AZ_SOURCE_DIR "/configs/exams/connect4/" + file);
  std::vector<LabelledPosition> positions;
  std::string moves, score, labels;
  while (in >> moves >> score >> labels) {
    auto state = game.new_state();
    for (const char move : moves) state->apply(static_cast<Action>(move - '1'));
    positions.push_back({std::move(state), labels});
  }
  return positions;
}

/// The settings under which the published table was made: one simulation = one new node or one
/// terminal, Q = 0 where unvisited, U = 2 P sqrt(N) / (1 + n), ties to the middle, forced steps
/// searched like others.
inline SearchConfig netfree_config(int simulations) {
  SearchConfig config;
  config.algorithm = SearchAlgorithm::kPuct;
  config.simulations = simulations;
  config.collapse_forced = false;
  config.tie_order = TieOrder::kMiddleOut;
  config.puct.c_init = 2;
  config.puct.c_log = 0;
  config.puct.visit_offset = 0;
  config.puct.first_play = FirstPlay::kZero;
  return config;
}

/// Searches positions one after the other and counts mistakes.
class MistakeSlot final : public Slot {
 public:
  MistakeSlot(const Game& game, const SearchConfig& config,
              const std::vector<LabelledPosition>& positions, std::size_t& next, int& mistakes)
      : search_(game, config), positions_(positions), next_(next), mistakes_(mistakes) {}
  Search* next() override {
    if (current_) mistakes_ += current_->mistake(search_.result().action);
    if (next_ == positions_.size()) return nullptr;
    current_ = &positions_[next_++];
    search_.begin(*current_->state, match_budget(search_.config()), {});
    return &search_;
  }

 private:
  Search search_;
  const std::vector<LabelledPosition>& positions_;
  std::size_t& next_;
  int& mistakes_;
  const LabelledPosition* current_ = nullptr;
};

/// Mistakes in percent of the file's positions.
inline double netfree_mistakes(const Game& game, const std::string& file, int simulations) {
  const auto positions = load_labelled(game, file);
  EXPECT_EQ(positions.size(), 1000u) << file;
  std::size_t next = 0;
  int mistakes = 0;
  std::vector<std::unique_ptr<Slot>> owned;
  std::vector<Slot*> slots;
  for (int i = 0; i < 16; ++i) {
    owned.push_back(std::make_unique<MistakeSlot>(game, netfree_config(simulations), positions,
                                                  next, mistakes));
    slots.push_back(owned.back().get());
  }
  UniformEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator};
  run_lockstep(evaluators, slots, {});
  return 100.0 * mistakes / static_cast<double>(positions.size());
}

struct NetfreeRow {
  int simulations;
  std::array<double, 6> percent;  ///< in the order of kLabelFiles
  friend void PrintTo(const NetfreeRow& row, std::ostream* out) {
    *out << row.simulations << " simulations";
  }
};

class NetfreePuct : public ::testing::TestWithParam<NetfreeRow> {
 protected:
  void expect_row() {
    const auto game = make_game("connect_four");
    ASSERT_TRUE(game) << game.error().to_string();
    for (std::size_t i = 0; i < kLabelFiles.size(); ++i)
      EXPECT_NEAR(netfree_mistakes(**game, kLabelFiles[i], GetParam().simulations),
                  GetParam().percent[i],
                  0.1001)  // one position of 1000
          << kLabelFiles[i];
  }
};

}  // namespace az
