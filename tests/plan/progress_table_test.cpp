#include "plan/progress_table.h"

#include <gmock/gmock.h>

namespace az {
namespace {

using testing::HasSubstr;
using testing::Not;

GenerationProgress examined(Generation generation, double mistakes, bool partial) {
  GenerationProgress row;
  row.generation = generation;
  row.exams.push_back({"book", 200, 2 * mistakes, mistakes, partial});
  row.value_class.push_back({"book", 200, 50, partial});
  return row;
}

TEST(ProgressTable, MarksAScoreOnAPartOfTheSet) {
  const std::vector<GenerationProgress> rows{examined(0, 10, false), examined(1, 5, true)};
  const std::string text = progress_table(rows);
  EXPECT_THAT(text, HasSubstr("10.0 [20.0]\n"));
  EXPECT_THAT(text, HasSubstr("5.0 [10.0]*\n"));
  EXPECT_THAT(text, HasSubstr("*: on fewer of the set's positions"));
  EXPECT_THAT(progress_table({rows[0]}), Not(HasSubstr("*")));
}

TEST(ProgressTable, ShowsTheGainOverTheFirstNet) {
  GenerationProgress row;
  row.generation = 3;
  row.rating = 1450;  // over random play, with an interval that says little about the nets
  row.rating_half_width = 340;
  row.gain = 120;
  row.gain_half_width = 30;
  const std::string text = progress_table({row});
  EXPECT_THAT(text, HasSubstr(" 120      30"));
  EXPECT_THAT(text, HasSubstr("Elo: over g0000, with its 95 % interval"));
  EXPECT_THAT(text, Not(HasSubstr("1450")));
}

TEST(ProgressTable, SaysWhatAStageThatIsDoneHasGiven) {
  GenerationProgress row = examined(3, 5, true);
  row.loss = 1.2345;
  row.hold_out_loss = 1.5;
  row.decision = "promoted";
  row.gain = 120;
  row.gain_half_width = 30;
  Step step;
  step.generation = 3;
  const auto result = [&](const std::string& app) {
    step.app = app;
    return stage_result(step, row);
  };
  EXPECT_EQ(result("az_train"), "loss 1.234, hold-out 1.500");
  EXPECT_EQ(result("az_exam"), "book 5.0 [10.0]* %");
  EXPECT_EQ(result("az_promote"), "promoted, +120 Elo ± 30 over g0000");
  EXPECT_EQ(result("az_evaluate"), "");
  row.hold_out_loss.reset();
  EXPECT_EQ(result("az_train"), "loss 1.234");
}

}  // namespace
}  // namespace az
