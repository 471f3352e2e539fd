#include "inspect/conform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "store/gzip.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const Path kSubset = Path(AZ_SOURCE_DIR) / "tests/data/ringrift/subset.jsonl.gz";

class Conform : public testing::Test {
 protected:
  Path write(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder_.path() / name, text));
    return folder_.path() / name;
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_conform").value();
};

TEST_F(Conform, ReplaysPlainAndPackedFiles) {
  const Path plain = write("plain.jsonl", read_text(kSubset).value());
  const auto answer = conform("ringrift", {kSubset, plain});
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->text, "games 72 steps 6672 mismatches 0\n");
  EXPECT_THAT(answer->json, HasSubstr(R"("games":72,"steps":6672,"mismatches":0)"));
  EXPECT_THAT(answer->faults, IsEmpty());
}

TEST_F(Conform, ShowsTheFirstDifferenceInFullAndCountsIt) {
  std::string text = read_text(kSubset).value();
  text.replace(text.find(R"("hand":[18,18])"), 14, R"("hand":[18,16])");
  const Path wrong = write("wrong.jsonl", text);
  const auto answer = conform("ringrift", {kSubset, wrong});
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_THAT(answer->text, StartsWith("games 72 steps 6672 mismatches 1\n" + wrong.string()));
  EXPECT_THAT(answer->text, HasSubstr("hand: recorded [18,16], here [18,18]"));
  ASSERT_EQ(answer->faults.size(), 1u);  // which makes the exit code 65
  EXPECT_THAT(answer->faults[0], HasSubstr(wrong.string()));
}

TEST_F(Conform, RefusesWhatCannotBeRead) {
  const auto refused = [](const std::string& family, const Path& file) {
    const auto answer = conform(family, {file});
    EXPECT_FALSE(answer);
    return answer ? Error{} : answer.error();
  };
  std::string packed = read_file(kSubset).value();
  const Error cut = refused("ringrift", write("cut.gz", packed.substr(0, packed.size() / 2)));
  EXPECT_THAT(cut.message, HasSubstr("cut.gz: damaged or cut off"));
  EXPECT_EQ(cut.code, Exit::kData);
  packed[packed.size() / 2] ^= 1;
  EXPECT_EQ(refused("ringrift", write("flipped.gz", packed)).code, Exit::kData);
  const Error foreign = refused("ringrift", write("x.sgf", "(;SZ[9];B[aa])\n"));
  EXPECT_THAT(foreign.message, HasSubstr("x.sgf:1: not a record of a game"));
  EXPECT_EQ(foreign.code, Exit::kData);
  EXPECT_EQ(refused("chess", kSubset).code, Exit::kUsage);
  EXPECT_THAT(refused("chess", kSubset).hint, HasSubstr("one of ringrift"));
  EXPECT_FALSE(conform("ringrift", {folder_.path() / "none"}));
}

}  // namespace
}  // namespace az
