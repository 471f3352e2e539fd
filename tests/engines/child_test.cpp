#include "engines/child.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "core/file.h"
#include "core/temporary_folder.h"
#include "tests/engines/process_group.h"

namespace az {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Child::Clock::time_point in(double seconds) {
  return Child::Clock::now() +
         std::chrono::duration_cast<Child::Clock::duration>(std::chrono::duration<double>(seconds));
}
bool has_line(const std::string& output) { return output.find('\n') != std::string::npos; }
bool never(const std::string&) { return false; }

std::unique_ptr<Child> shell(const std::string& script) {
  return Child::start({"/bin/sh", "-c", script}).value();
}
/// The number that a child printed as its first line.
pid_t group_of(Child& child) {
  EXPECT_EQ(child.talk("", has_line, in(20), {}), Child::Wait::kEnough);
  return static_cast<pid_t>(std::stoi(child.output()));
}

TEST(Child, TalksBothWays) {
  const auto child = shell("read a; echo \"$a and more\"; echo quiet >&2; read b; exit 4");
  EXPECT_EQ(child->talk("something\n", has_line, in(20), {}), Child::Wait::kEnough);
  EXPECT_EQ(child->output(), "something and more\n");
  EXPECT_EQ(child->how_it_is(), "is still running");
  child->output().clear();
  EXPECT_EQ(child->talk("again\n", has_line, in(20), {}), Child::Wait::kClosed);
  EXPECT_EQ(child->errors(), "quiet\n");
  EXPECT_TRUE(child->wait_for_end(20));
  EXPECT_EQ(child->how_it_is(), "ended with exit code 4");
}

TEST(Child, MoreThanPipesHoldGoesBothWaysAtOnce) {
  const auto child = shell("cat; cat /dev/zero | head -c 300000 >&2");
  const std::string text(500000, 'x');
  EXPECT_EQ(
      child->talk(text, [&](const auto& out) { return out.size() == text.size(); }, in(20), {}),
      Child::Wait::kEnough);
  EXPECT_TRUE(child->wait_for_end(20)) << "its stderr is read on the way";
  EXPECT_EQ(child->errors().size(), Child::kKeptErrors);
}

TEST(Child, NothingWaitsLongerThanItMay) {
  const auto child = shell("sleep 60");
  EXPECT_EQ(child->talk("", never, in(0.05), {}), Child::Wait::kTimeOut);
  const std::string more_than_a_pipe(1 << 20, 'x');
  EXPECT_EQ(child->talk(more_than_a_pipe, never, in(0.05), {}), Child::Wait::kTimeOut);
  int asked = 0;
  EXPECT_EQ(child->talk("", never, in(20), [&] { return ++asked == 3; }), Child::Wait::kStopped);
  EXPECT_EQ(shell("cat /dev/zero")->talk("", never, in(20), {}), Child::Wait::kFlood);
}

TEST(Child, WritingToAProgramThatIsGoneIsAnAnswer) {
  const auto child = shell("exec <&-; exec >&-; sleep 60");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(child->talk("hello\n", never, in(20), {}), Child::Wait::kClosed);
  EXPECT_EQ(child->how_it_is(), "is still running");
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

TEST(Child, TakesItsWholeGroupAlong) {
  auto child = shell("echo $$; trap '' TERM; sleep 60 & sleep 60 & wait");
  const pid_t group = group_of(*child);
  child.reset();
  EXPECT_TRUE(is_gone(group));
  child = shell("echo $$; sleep 60 & exit 0");  // the leader has ended, its child has not
  const pid_t orphan = group_of(*child);
  EXPECT_TRUE(child->wait_for_end(20));
  child.reset();
  EXPECT_TRUE(is_gone(orphan));
}

TEST(Child, EndsWithAProcessThatIsKilled) {
  const auto folder = TemporaryFolder::make("az_child").value();
  const std::string file = (folder.path() / "group").string();
  const pid_t parent = ::fork();
  if (parent == 0) {  // stands for a rank that the launcher kills
    const auto child =
        Child::start({"/bin/sh", "-c", "echo $$ > " + file + "; sleep 60 & sleep 60"});
    while (!file_exists(file) || read_file(file)->empty()) ::usleep(1000);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(parent, &status, 0), parent);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(is_gone(static_cast<pid_t>(std::stoi(*read_file(file)))));
}

TEST(Child, IsStartedWithoutWhatWouldMakeItARankAndWithoutOurSignals) {
  ::setenv("OMPI_COMM_WORLD_RANK", "0", 1);
  ::setenv("PMI_RANK", "0", 1);
  std::signal(SIGUSR2, SIG_IGN);
  const auto child = shell("env | grep -c -e ^OMPI_ -e ^PMI_; kill -USR2 $$; echo immune");
  EXPECT_EQ(child->talk("", never, in(20), {}), Child::Wait::kClosed);
  std::signal(SIGUSR2, SIG_DFL);
  ::unsetenv("OMPI_COMM_WORLD_RANK");
  ::unsetenv("PMI_RANK");
  EXPECT_EQ(child->output(), "0\n");
  EXPECT_TRUE(child->wait_for_end(20));
  EXPECT_EQ(child->how_it_is(), "was killed by signal 12");
}

TEST(Child, AProgramThatCannotBeStartedIsUnavailable) {
  const auto child = Child::start({"/nowhere/engine"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().code, Exit::kUnavailable);
  EXPECT_THAT(child.error().message, HasSubstr("/nowhere/engine: No such file"));
}

TEST(CommandWords, AreSplitAsAShellWould) {
  EXPECT_THAT(command_words("gnugo --mode gtp").value(), ElementsAre("gnugo", "--mode", "gtp"));
  EXPECT_THAT(command_words("  'a b'\t\"c 'd\" e\\ f\\\\ '' g\"h\"i ").value(),
              ElementsAre("a b", "c 'd", "e f\\", "", "ghi"));
  EXPECT_THAT(command_words("a 'b\\'").value(), ElementsAre("a", "b\\"));
  EXPECT_THAT(command_words("$HOME *").value(), ElementsAre("$HOME", "*"));
  EXPECT_EQ(command_words("a 'b").error().code, Exit::kUsage);
  EXPECT_EQ(command_words("  ").error().code, Exit::kUsage);
}

TEST(FindProgram, LooksOnThePath) {
  EXPECT_THAT(find_program("sh").value(), testing::EndsWith("/sh"));
  EXPECT_EQ(find_program("/bin/sh").value(), "/bin/sh");
  EXPECT_THAT(find_program("no-such-engine").error().message,
              HasSubstr("no program no-such-engine"));
  EXPECT_THAT(find_program("/bin/no-such-engine").error().message, HasSubstr("No such file"));
  EXPECT_THAT(find_program("/tmp").error().message, HasSubstr("is a folder"));
}

}  // namespace
}  // namespace az
