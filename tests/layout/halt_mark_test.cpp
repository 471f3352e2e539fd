#include "layout/halt_mark.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/temporary_folder.h"

namespace az {
namespace {

class HaltMarkTest : public testing::Test {
 protected:
  const TemporaryFolder folder_ = TemporaryFolder::make("az_halt").value();
  const RunDir run_{folder_.path()};
};

TEST_F(HaltMarkTest, AcceptanceHoldsForItsStageAndGenerationAndKeepsTheReasonToTheLetter) {
  const std::string reason = "loss jumped: 'a' is 1.5 # not a comment, \"quoted\": yes";
  ASSERT_TRUE(mark_halted(run_, "train", 3, reason));
  EXPECT_EQ(accepted_halt(run_, "train", 3), "");
  ASSERT_TRUE(accept_halt(run_));
  EXPECT_EQ(halt_reason(run_), "");
  EXPECT_EQ(accepted_halt(run_, "train", 3), reason);
  EXPECT_EQ(accepted_halt(run_, "train", 4), "");
  EXPECT_EQ(accepted_halt(run_, "promote", 3), "");
  // The next halt asks again, and its acceptance replaces the earlier one.
  ASSERT_TRUE(mark_halted(run_, "train", 3, "another"));
  EXPECT_EQ(halt_reason(run_), "another");
  EXPECT_EQ(accepted_halt(run_, "train", 3), reason);
  ASSERT_TRUE(accept_halt(run_));
  EXPECT_EQ(accepted_halt(run_, "train", 3), "another");
}

TEST_F(HaltMarkTest, AMarkThatNamesNoStageIsOnlyTakenAway) {
  ASSERT_TRUE(accept_halt(run_)) << "none is fine";
  ASSERT_TRUE(make_directories(run_.jobs()));
  for (const char* mark : {"reason: planted\n", "stage: train\n", "{", ""}) {
    ASSERT_TRUE(write_file(run_.halted(), mark));
    ASSERT_TRUE(accept_halt(run_)) << mark;
    EXPECT_EQ(halt_reason(run_), "") << mark;
  }
}

}  // namespace
}  // namespace az
