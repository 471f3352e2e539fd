#include "store/exam_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "core/temporary_folder.h"
#include "games/registry.h"

namespace az {
namespace {

const Path kSets = Path(AZ_SOURCE_DIR) / "configs/exams/connect4";

class ExamSet : public testing::Test {
 protected:
  Result<std::vector<ExamPosition>> read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_exam_set(file_, *game_, 0);
  }
  std::string message(const std::string& text) {
    const auto result = read(text);
    return result ? "" : result.error().message;
  }

  const TemporaryFolder folder_ = TemporaryFolder::make("az_exam").value();
  const Path file_ = folder_.path() / "exam.txt";
  const std::unique_ptr<Game> game_ = make_game("connect_four").value();
};

TEST_F(ExamSet, ReadsResultsAndFlagsOfActionsAsMistakes) {
  const auto set = read("# a comment\n4 -1 WDLDLLL\n\n- 1 0001000\n");
  ASSERT_TRUE(set) << set.error().to_string();
  ASSERT_EQ(set->size(), 2u);
  EXPECT_EQ((*set)[0].value, ValueClass::kLoss);
  EXPECT_EQ((*set)[0].mistake, (std::vector<bool>{false, true, true, true, true, true, true}));
  EXPECT_EQ((*set)[1].value, ValueClass::kWin);
  EXPECT_EQ((*set)[1].mistake, (std::vector<bool>{true, true, true, false, true, true, true}));
  EXPECT_TRUE((*set)[1].decisive());
}

TEST_F(ExamSet, ALostPositionHasNoMistakes) {
  const auto set = read("4 -1 LLLLLLL\n44 -2 1111111\n");
  ASSERT_TRUE(set) << set.error().to_string();
  EXPECT_FALSE((*set)[0].decisive());
  EXPECT_FALSE((*set)[1].decisive());
}

TEST_F(ExamSet, FlawedLinesAreRefusedWithFileAndLine) {
  EXPECT_THAT(message("4 1\n48 1\n"), testing::HasSubstr(":2: "));
  EXPECT_THAT(message("4444444 1\n"), testing::HasSubstr("not legal"));
  EXPECT_THAT(message("4\n"), testing::HasSubstr("expected `moves score"));
  EXPECT_THAT(message("4 one\n"), testing::HasSubstr("not a whole number"));
  EXPECT_THAT(message("4 1 WWWWWW\n"), testing::HasSubstr("6 labels for 7 actions"));
  EXPECT_THAT(message("4 1 WWWWWWx\n"), testing::HasSubstr("label 'x' of action 6"));
  EXPECT_THAT(message("444444 1 WWWWWWW\n"), testing::HasSubstr("label 'W' of action 3"));
  EXPECT_THAT(message("4 1 WWWWWWQ\n"), testing::HasSubstr("label 'Q'"));
  EXPECT_THAT(message("1212121 1\n"), testing::HasSubstr("over"));
  EXPECT_THAT(message("# nothing\n"), testing::HasSubstr("no positions"));
  EXPECT_FALSE(read_exam_set(Path("no/such/file"), *game_, 0));
}

TEST_F(ExamSet, TheSuppliedSetsHaveTheirPublishedSizes) {
  // Published counts of decisive positions and of wins, draws, losses.
  struct Known {
    const char* name;
    int decisive, wins, draws, losses;
  };
  for (const Known& known : {Known{"end_easy", 497, 327, 432, 241},
                             {"middle_easy", 455, 548, 12, 440},
                             {"middle_medium", 581, 447, 170, 383},
                             {"begin_easy", 499, 723, 0, 277},
                             {"begin_medium", 502, 552, 22, 426},
                             {"begin_hard", 739, 550, 197, 253}}) {
    const auto set = read_exam_set(kSets / (std::string(known.name) + ".txt"), *game_, 0);
    ASSERT_TRUE(set) << set.error().to_string();
    int decisive = 0;
    std::array<int, 3> classes{};
    for (const ExamPosition& position : *set) {
      decisive += position.decisive();
      ++classes[static_cast<std::size_t>(position.value)];
    }
    EXPECT_EQ(set->size(), 1000u) << known.name;
    EXPECT_EQ(decisive, known.decisive) << known.name;
    EXPECT_EQ(classes, (std::array<int, 3>{known.wins, known.draws, known.losses})) << known.name;
  }
}

TEST_F(ExamSet, TheCompressedBookIsReadAndADamagedOneRefused) {
  const Path book = kSets / "book8.txt.gz";
  const auto set = read_exam_set(book, *game_, 0);
  ASSERT_TRUE(set) << set.error().to_string();
  EXPECT_EQ(set->size(), 129498u);
  const auto wins = std::count_if(set->begin(), set->end(), [](const ExamPosition& position) {
    return position.value == ValueClass::kWin;
  });
  EXPECT_NEAR(100.0 * static_cast<double>(wins) / 129498, 65.8, 0.05);
  // A part is spread over the file, which is sorted by the number of stones.
  const auto part = read_exam_set(book, *game_, 10);
  ASSERT_EQ(part->size(), 10u);
  EXPECT_EQ((*part)[9].state->hash(), (*set)[9 * set->size() / 10].state->hash());

  std::string bytes = read_file(book).value();
  bytes.resize(bytes.size() / 2);
  EXPECT_THAT(message(bytes), testing::HasSubstr("damaged or cut off"));
}

}  // namespace
}  // namespace az
