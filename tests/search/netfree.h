// netfree.h — search without a net (search/net_free.h) on solved Connect Four positions
// (configs/exams/README.md): the share of chosen moves that are of a worse class than the best.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "games/registry.h"
#include "search/budget.h"
#include "search/lockstep.h"
#include "search/net_free.h"
#include "search/uniform_evaluator.h"
#include "store/exam_set.h"

namespace az {

inline const std::array<std::string, 6> kLabelFiles{"end_easy.txt",      "middle_easy.txt",
                                                    "middle_medium.txt", "begin_easy.txt",
                                                    "begin_medium.txt",  "begin_hard.txt"};

/// Searches positions one after the other and counts mistakes.
class MistakeSlot final : public Slot {
 public:
  MistakeSlot(const Game& game, const SearchConfig& config,
              const std::vector<ExamPosition>& positions, std::size_t& next, int& mistakes)
      : search_(game, config), positions_(positions), next_(next), mistakes_(mistakes) {}
  Search* next() override {
    if (current_ != nullptr) {
      const auto& legal = current_->legal;
      const auto chosen = std::find(legal.begin(), legal.end(), search_.result().action);
      mistakes_ += current_->mistake[static_cast<std::size_t>(chosen - legal.begin())];
    }
    if (next_ == positions_.size()) return nullptr;
    current_ = &positions_[next_++];
    search_.begin(*current_->state, match_budget(search_.config()), {});
    return &search_;
  }

 private:
  Search search_;
  const std::vector<ExamPosition>& positions_;
  std::size_t& next_;
  int& mistakes_;
  const ExamPosition* current_ = nullptr;
};

/// Mistakes in percent of the file's positions.
inline double netfree_mistakes(const Game& game, const std::string& file, int simulations) {
  const auto positions =
      read_exam_set(Path(AZ_SOURCE_DIR) / "configs/exams/connect4" / file, game, 0);
  EXPECT_TRUE(positions) << positions.error().to_string();
  if (!positions) return 100;
  EXPECT_EQ(positions->size(), 1000u) << file;
  std::size_t next = 0;
  int mistakes = 0;
  std::vector<std::unique_ptr<Slot>> owned;
  std::vector<Slot*> slots;
  for (int i = 0; i < 16; ++i) {
    owned.push_back(std::make_unique<MistakeSlot>(game, net_free_search(simulations), *positions,
                                                  next, mistakes));
    slots.push_back(owned.back().get());
  }
  UniformEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator};
  run_lockstep(evaluators, slots, {});
  return 100.0 * mistakes / static_cast<double>(positions->size());
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
