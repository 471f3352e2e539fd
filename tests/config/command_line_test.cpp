#include "config/command_line.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <sstream>
#include <stdexcept>

namespace az {
namespace {

using testing::HasSubstr;

class CommandLineTest : public testing::Test {
 protected:
  /// The exit code of `az_toy WORDS`, which does `work`.
  int run(std::vector<std::string> words, const std::function<Result<void>()>& work) {
    CLI::App app("az_toy: a toy", "az_toy");
    int number = 0;
    app.add_option("--number", number, "a number");
    words.insert(words.begin(), "/some/where/az_toy");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return run_command_line(app, static_cast<int>(argv.size()), argv.data(), work, out_, err_);
  }
  std::ostringstream out_, err_;
};

TEST_F(CommandLineTest, WhatIsWrongIsSaidUnderTheProgramsNameAndNothingIsDone) {
  bool worked = false;
  EXPECT_EQ(run({"--number", "many"},
                [&]() -> Result<void> {
                  worked = true;
                  return {};
                }),
            64);
  EXPECT_FALSE(worked);
  EXPECT_THAT(err_.str(), testing::StartsWith("az_toy: "));
  EXPECT_THAT(err_.str(), HasSubstr("many"));
  EXPECT_THAT(err_.str(), HasSubstr("(hint: az_toy --help)"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(CommandLineTest, ACommandThatIsNoneIsAnsweredWithTheNearest) {
  CLI::App app("a toy", "az_toy");
  app.require_subcommand(1);
  app.add_subcommand("status", "look");
  app.add_subcommand("cancel", "end");
  const auto code = [&](std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return parse_command_line(app, static_cast<int>(argv.size()), argv.data(), out_, err_);
  };
  EXPECT_EQ(code({"az_toy", "sttus"}), 64);
  EXPECT_EQ(err_.str(),
            "az_toy: no command 'sttus'; did you mean 'status'? (hint: az_toy --help)\n");
  EXPECT_EQ(code({"az_toy", "frobnicate"}), 64);
  EXPECT_THAT(err_.str(), HasSubstr("one of status, cancel"));
  err_.str("");
  EXPECT_EQ(code({"az_toy", "--json", "sttus"}), 64);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'status'?"));
  err_.str("");
  EXPECT_EQ(code({"az_toy"}), 64);
  EXPECT_THAT(err_.str(), HasSubstr("A subcommand is required"));
  EXPECT_EQ(code({"az_toy", "status"}), std::nullopt);
}

TEST_F(CommandLineTest, HelpGoesToStandardOutputAndEndsWell) {
  EXPECT_EQ(run({"--help"}, [] { return Result<void>(fail("done though asked for help", "")); }),
            0);
  EXPECT_THAT(out_.str(), HasSubstr("--number"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandLineTest, AnErrorsCodeAndHintReachTheUser) {
  EXPECT_EQ(run({}, [] { return Result<void>(fail("no file x", "make it", Exit::kIo)); }), 74);
  EXPECT_EQ(err_.str(), "az_toy: no file x (hint: make it)\n");
  EXPECT_EQ(run({}, []() -> Result<void> { return {}; }), 0);
}

TEST_F(CommandLineTest, AnExceptionIsABug) {
  EXPECT_EQ(run({}, []() -> Result<void> { throw std::logic_error("never"); }), 70);
  EXPECT_THAT(err_.str(), HasSubstr("az_toy: never (hint: this is a bug"));
}

}  // namespace
}  // namespace az
