#include "tests/gtp/fuzz.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "gtp/gtp.h"
#include "gtp/protocol.h"

namespace az {
namespace {

const char* const kCommands[] = {
    "play b D4",
    "play w E5",
    "play white c3",
    "PLAY B PASS",
    "play b pass",
    "play w A1",
    "play b B2",
    "play b 4",
    "play w b2",
    "play p3 a1",
    "genmove b",
    "genmove w",
    "reg_genmove b",
    "undo",
    "gg-undo 2",
    "gogui-play_sequence b A2 w B1 b pass",
    "showboard",
    "all_legal b",
    "all_legal w",
    "final_score",
    "clear_board",
    "boardsize 5",
    "boardsize 4",
    "rectangular_boardsize 3 2",
    "komi 7.5",
    "komi -0.5",
    "get_komi",
    "kata-set-rules {\"ko\":\"SIMPLE\",\"scoring\":\"AREA\",\"tax\":\"NONE\",\"suicide\":true}",
    "kata-set-rules tromp-taylor",
    "kata-get-rules",
    "fixed_handicap 2",
    "place_free_handicap 3",
    "set_free_handicap A1 B2 C3",
    "final_status_list alive",
    "time_settings 10 5 3",
    "time_left b 10 2",
    "12 name",
    "version",
    "known_command play",
    "lz-analyze b 1",
    "kata-raw-nn",
    "arrayzero-game",
    "loadsgf absent.sgf 3",
    "gogui-setup b A1 w C3 b D2",
    "gogui-setup_player w",
    "kata-analyze b 1 avoid b A1,C3 1 minmoves 3",
    "kata-genmove_analyze w 5 pvVisits true",
    "# a comment",
};

std::string mutated(std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::string line = kCommands[below(std::size(kCommands))];
  for (std::size_t edits = below(4); edits > 0; --edits) {
    const std::size_t at = below(line.size() + 1);
    switch (below(8)) {
      case 0:
        line.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 1:
        if (at < line.size()) line[at] = static_cast<char>(below(256));
        break;
      case 2:
        line.erase(at, 1 + below(4));
        break;
      case 3:
        line.insert(at, std::string(kCommands[below(std::size(kCommands))]).substr(below(4)));
        break;
      case 4:
        line.insert(at, std::to_string(static_cast<int>(random())));
        break;
      case 5:
        line.insert(at, below(8) == 0 ? 20'000 : below(40), "[{"[below(2)]);
        break;
      case 6:
        if (at < line.size()) line[at] = static_cast<char>(line[at] ^ 0x20);
        break;
      default:
        line.insert(at, line.substr(below(line.size() + 1), 8));
    }
  }
  if (below(2000) == 0) line.insert(below(line.size() + 1), kMostGtpLine, 'x');
  return line;
}

class FuzzChannel final : public GtpChannel {
 public:
  FuzzChannel(std::uint32_t seed, int lines) : random_(seed), left_(lines) {}

  bool read(std::string& line) override {
    inspect();
    if (left_-- <= 0) return false;
    do line = mutated(random_);
    while (line.find('\n') != std::string::npos || parse_name(line) == "quit");
    line_ = line;
    written_.clear();
    return true;
  }
  bool input_waits(int) override { return true; }
  void write(std::string_view text) override { written_ += text; }
  int answers() const { return answers_; }
  int successes() const { return successes_; }

 private:
  static std::string parse_name(const std::string& line) {
    const auto command = parse_gtp(line);
    return command ? command->name : "";
  }
  void inspect() {
    if (written_.empty()) {
      const bool silent = line_.size() <= kMostGtpLine && !parse_gtp(line_);
      EXPECT_TRUE(silent || line_.empty()) << "no answer to: " << line_;
      return;
    }
    ++answers_;
    successes_ += written_[0] == '=' ? 1 : 0;
    const bool whole = (written_[0] == '=' || written_[0] == '?') && written_.ends_with("\n\n") &&
                       written_.find("\n\n") == written_.size() - 2 &&
                       written_.find("this is a bug") == std::string::npos;
    EXPECT_TRUE(whole) << line_ << "\n" << written_;
  }

  std::mt19937 random_;
  int left_, answers_ = 0, successes_ = 0;
  std::string line_, written_;
};

}  // namespace

void fuzz_gtp(const std::vector<std::string>& arguments, std::uint32_t seed, int lines) {
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), "az_gtp");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  FuzzChannel channel(seed, lines);
  std::ostringstream out, err;
  EXPECT_EQ(run_gtp(static_cast<int>(argv.size()), argv.data(), channel, out, err), 0) << err.str();
  EXPECT_GT(channel.answers(), lines * 4 / 5);
  EXPECT_GT(channel.successes(), lines / 25) << "nothing that does anything was tried";
}

}  // namespace az
