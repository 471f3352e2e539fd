#include "store/exam_set.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "core/text.h"

namespace az {
namespace {

/// The whole file; gzip is recognised by its content.
Result<std::string> read_maybe_compressed(const Path& file) {
  AZ_TRY(std::string text, read_file(file));
  if (!text.starts_with("\x1f\x8b")) return text;
  gzFile in = gzopen(file.c_str(), "rb");
  if (in == nullptr) return fail(fmt::format("cannot open {}", file.string()), "", Exit::kIo);
  std::string plain;
  char buffer[1 << 16];
  int got = 0;
  while ((got = gzread(in, buffer, sizeof buffer)) > 0)
    plain.append(buffer, static_cast<std::size_t>(got));
  int code = Z_OK;
  gzerror(in, &code);
  const bool whole = got == 0 && code == Z_OK && gzdirect(in) == 0;
  if (gzclose_r(in) != Z_OK || !whole)
    return fail(fmt::format("{}: the gzip data are damaged or cut off", file.string()),
                "copy the file again");
  return plain;
}

Result<void> play_moves(State& state, std::string_view moves) {
  if (moves == "-") return {};
  for (const char symbol : moves) {
    AZ_TRY(const Action action, state.parse(std::string_view(&symbol, 1)));
    std::vector<Action> legal;
    state.legal(legal);
    if (!std::binary_search(legal.begin(), legal.end(), action))
      return fail(fmt::format("move '{}' is not legal", symbol));
    state.apply(action);
  }
  return {};
}

Result<std::vector<bool>> read_labels(std::string_view labels, const ExamPosition& position,
                                      int action_count) {
  if (labels.size() != static_cast<std::size_t>(action_count))
    return fail(fmt::format("{} labels for {} actions", labels.size(), action_count));
  const auto rank = [](char label) { return std::string_view("L0D1W").find(label); };
  std::size_t best = 0;
  std::vector<std::size_t> ranks;
  for (std::size_t a = 0; a < labels.size(); ++a) {
    const bool legal =
        std::binary_search(position.legal.begin(), position.legal.end(), static_cast<Action>(a));
    if (legal != (labels[a] != 'x'))
      return fail(fmt::format("label '{}' of action {}, which is {}legal", labels[a], a,
                              legal ? "" : "not "));
    if (!legal) continue;
    ranks.push_back(rank(labels[a]));
    if (ranks.back() == std::string_view::npos)
      return fail(fmt::format("label '{}' is not one of W D L 1 0 x", labels[a]));
    best = std::max(best, ranks.back());
  }
  std::vector<bool> mistake;
  for (const std::size_t r : ranks) mistake.push_back(r < best);
  return mistake;
}

Result<ExamPosition> read_line(std::string_view line, const Game& game) {
  std::vector<std::string> words;
  for (const std::string& word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  if (words.size() < 2 || words.size() > 3) return fail("expected `moves score [LABELS]`");
  ExamPosition position{game.new_state(), {}, ValueClass::kDraw, {}};
  AZ_OK(play_moves(*position.state, words[0]));
  if (position.state->terminal()) return fail("the game is over here");
  position.state->legal(position.legal);
  int score = 0;
  const char* end = words[1].data() + words[1].size();
  if (const auto [stop, error] = std::from_chars(words[1].data(), end, score);
      error != std::errc{} || stop != end)
    return fail(fmt::format("score '{}' is not a whole number", words[1]));
  position.value = score > 0 ? ValueClass::kWin : score < 0 ? ValueClass::kLoss : ValueClass::kDraw;
  if (words.size() == 3) {
    AZ_TRY(position.mistake, read_labels(words[2], position, game.info().action_count));
  }
  return position;
}

}  // namespace

bool ExamPosition::decisive() const {
  return std::find(mistake.begin(), mistake.end(), true) != mistake.end();
}

Result<std::vector<ExamPosition>> read_exam_set(const Path& file, const Game& game,
                                                std::uint64_t limit) {
  if (game.info().players != 2) return fail("exams need a game of two players", "", Exit::kUsage);
  AZ_TRY(const std::string text, read_maybe_compressed(file));
  struct Line {
    std::string_view text;
    int number = 0;
  };
  std::vector<Line> lines;
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trim(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (!line.empty() && line.front() != '#') lines.push_back({line, number});
  }
  const std::size_t count = limit > 0 ? std::min<std::size_t>(limit, lines.size()) : lines.size();
  std::vector<ExamPosition> positions;
  for (std::size_t i = 0; i < count; ++i) {
    const Line& line = lines[i * lines.size() / count];
    auto position = read_line(line.text, game);
    if (!position)
      return fail(fmt::format("{}:{}: {}", file.string(), line.number, position.error().message),
                  position.error().hint);
    positions.push_back(*std::move(position));
  }
  if (positions.empty()) return fail(fmt::format("{} holds no positions", file.string()));
  return positions;
}

}  // namespace az
