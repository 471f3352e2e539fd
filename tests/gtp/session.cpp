#include "tests/gtp/session.h"

#include <gtest/gtest.h>

#include <sstream>

namespace az {

bool ScriptChannel::read(std::string& line) {
  if (next_ == lines_.size()) return false;
  line = lines_[next_++];
  written_.emplace_back();
  return true;
}

bool ScriptChannel::input_waits(int) { return true; }

Answers gtp(const std::vector<std::string>& arguments, const std::vector<std::string>& lines) {
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), "az_gtp");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  ScriptChannel channel(lines);
  std::ostringstream out, err;
  Answers answers;
  answers.code = run_gtp(static_cast<int>(argv.size()), argv.data(), channel, out, err);
  answers.errors = out.str() + err.str();
  answers.raw.assign(channel.written().begin() + 1, channel.written().end());
  for (const std::string& raw : answers.raw) {
    std::string text = raw;
    while (text.ends_with('\n')) text.pop_back();
    if (text.starts_with("= ")) text.erase(0, 2);
    if (text == "=") text.clear();
    answers.texts.push_back(text);
  }
  return answers;
}

std::string last_of_go(int size, const std::vector<std::string>& lines) {
  const Answers answers =
      gtp({"--game", "go", "--set", "game.size=" + std::to_string(size)}, lines);
  EXPECT_EQ(answers.code, 0) << answers.errors;
  for (std::size_t i = 0; i + 1 < answers.texts.size(); ++i)
    EXPECT_FALSE(answers.texts[i].starts_with('?')) << lines[i] << ": " << answers.texts[i];
  return answers.texts.empty() ? "" : answers.texts.back();
}

}  // namespace az
