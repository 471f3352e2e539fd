#include "gtp/protocol.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace az {
namespace {

constexpr int kDeepestJson = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_control(char c) { return (c >= 0 && c < ' ') || c == 127; }

std::string answer(char mark, std::string_view id, std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' && !clean.empty() && clean.back() == '\n') continue;
    if (c == '\t')
      clean += ' ';
    else if (c == '\n' || !is_control(c))
      clean += c;
  }
  while (!clean.empty() && clean.back() == '\n') clean.pop_back();
  std::string all{mark};
  all += id;
  if (!clean.empty()) all += ' ';
  return all + clean + "\n\n";
}

}  // namespace

std::optional<GtpCommand> parse_gtp(std::string_view line) {
  std::string clean;
  for (const char c : line.substr(0, line.find('#'))) {
    if (c == '\t')
      clean += ' ';
    else if (!is_control(c))
      clean += c;
  }
  std::vector<std::string> words;
  for (std::string& word : split(clean, ' '))
    if (!word.empty()) words.push_back(std::move(word));
  if (words.empty()) return {};
  GtpCommand command;
  auto next = words.begin();
  if (std::all_of(next->begin(), next->end(), is_digit)) command.id = std::move(*next++);
  if (next != words.end()) command.name = std::move(*next++);
  command.arguments.assign(std::make_move_iterator(next), std::make_move_iterator(words.end()));
  return command;
}

std::string gtp_answer(std::string_view id, std::string_view text) { return answer('=', id, text); }

std::string gtp_error(std::string_view id, std::string_view message) {
  return answer('?', id, message);
}

int parse_gtp_colour(std::string_view word) {
  struct Colour {
    std::string_view word;
    int seat;
  };
  static constexpr std::array kColours{Colour{"b", 0},  Colour{"black", 0}, Colour{"p1", 0},
                                       Colour{"w", 1},  Colour{"white", 1}, Colour{"p2", 1},
                                       Colour{"p3", 2}, Colour{"p4", 3}};
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const Colour& colour : kColours)
    if (colour.word == lower) return colour.seat;
  return -1;
}

bool is_deep_json(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kDeepestJson) return true;
  }
  return false;
}

}  // namespace az
