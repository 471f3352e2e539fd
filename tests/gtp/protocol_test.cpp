// Lines in, lines out: what the specification says of characters, ids and empty lines.
#include "gtp/protocol.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <thread>

#include "gtp/channel.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(GtpProtocol, ReadsIdNameAndArguments) {
  const auto command = parse_gtp("12 play b D4");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->id, "12");
  EXPECT_EQ(command->name, "play");
  EXPECT_THAT(command->arguments, ElementsAre("b", "D4"));
  const auto bare = parse_gtp("boardsize 9");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->id, "");
  EXPECT_EQ(bare->name, "boardsize");
  EXPECT_THAT(bare->arguments, ElementsAre("9"));
}

TEST(GtpProtocol, DropsControlCharactersCommentsAndTurnsTabsIntoSpaces) {
  const auto command = parse_gtp(
      "\t play\tb\a  D\x01"
      "4\x7f \r# and # more");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->name, "play");
  EXPECT_THAT(command->arguments, ElementsAre("b", "D4"));
  EXPECT_EQ(parse_gtp(std::string_view("na\0me", 5))->name, "name");
}

TEST(GtpProtocol, EmptyLinesAreNoCommands) {
  for (const char* line : {"", "   ", "\t\r", "# only words", "  # 1 name", "\x01\x02"})
    EXPECT_FALSE(parse_gtp(line)) << line;
}

TEST(GtpProtocol, AnIdAloneHasNoName) {
  const auto command = parse_gtp("7");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->id, "7");
  EXPECT_EQ(command->name, "");
  EXPECT_THAT(command->arguments, IsEmpty());
  EXPECT_EQ(parse_gtp("007 name")->id, "007") << "ids are answered as they were written";
  EXPECT_EQ(parse_gtp("7a name")->name, "7a");
  EXPECT_EQ(parse_gtp("-7 name")->name, "-7");
}

TEST(GtpProtocol, AnswersEndWithOneEmptyLineAndHoldNoOther) {
  EXPECT_EQ(gtp_answer("", ""), "=\n\n");
  EXPECT_EQ(gtp_answer("3", ""), "=3\n\n");
  EXPECT_EQ(gtp_answer("3", "D4"), "=3 D4\n\n");
  EXPECT_EQ(gtp_error("", "unknown command"), "? unknown command\n\n");
  EXPECT_EQ(gtp_error("12", "illegal move"), "?12 illegal move\n\n");
  EXPECT_EQ(gtp_answer("", "\na\n\n\nb\n\n"), "= \na\nb\n\n");
  EXPECT_EQ(gtp_error("", "a\tb\rc\x01"), "? a bc\n\n");
}

TEST(GtpProtocol, ColoursAreWordsInAnyCase) {
  for (const char* word : {"b", "B", "black", "BLACK", "Black", "p1"})
    EXPECT_EQ(parse_gtp_colour(word), 0) << word;
  for (const char* word : {"w", "W", "white", "WhItE", "P2"})
    EXPECT_EQ(parse_gtp_colour(word), 1) << word;
  EXPECT_EQ(parse_gtp_colour("p3"), 2);
  EXPECT_EQ(parse_gtp_colour("P4"), 3);
  for (const char* word : {"", "bl", "blackk", "p0", "p5", "x", "green"})
    EXPECT_EQ(parse_gtp_colour(word), -1) << word;
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_), 0); }
  ~Pipe() {
    ::close(ends_[0]);
    end();
  }
  int reader() const { return ends_[0]; }
  void put(const std::string& text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void end() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

TEST(FileChannel, ReadsLineByLineToTheEnd) {
  Pipe pipe;
  FileChannel channel(pipe.reader(), -1);
  EXPECT_FALSE(channel.input_waits(0));
  pipe.put("name\r\nversion\nwithout an end");
  EXPECT_TRUE(channel.input_waits(-1));
  std::string line;
  ASSERT_TRUE(channel.read(line));
  EXPECT_EQ(line, "name\r");
  EXPECT_TRUE(channel.input_waits(0)) << "read, but not yet asked for";
  ASSERT_TRUE(channel.read(line));
  EXPECT_EQ(line, "version");
  pipe.end();
  ASSERT_TRUE(channel.read(line));
  EXPECT_EQ(line, "without an end");
  EXPECT_FALSE(channel.read(line));
  EXPECT_TRUE(channel.input_waits(-1)) << "the end is something to act on";
}

TEST(FileChannel, KeepsOfAnEndlessLineOnlyThatItIsTooLong) {
  Pipe pipe;
  FileChannel channel(pipe.reader(), -1);
  const std::string part(30000, 'x');
  pipe.put(part);
  pipe.put(part);  // a pipe holds 64 kB
  std::string line;
  std::thread writer([&] {
    for (int i = 0; i < 20; ++i) pipe.put(part);
    pipe.put("\nname\n");
    pipe.end();
  });
  ASSERT_TRUE(channel.read(line));
  EXPECT_EQ(line.size(), kMostGtpLine + 1);
  ASSERT_TRUE(channel.read(line));
  EXPECT_EQ(line, "name");
  EXPECT_FALSE(channel.read(line));
  writer.join();
}

}  // namespace
}  // namespace az
