#include "play/dialogue.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <istream>
#include <ostream>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "play/thought.h"

namespace az {
namespace {

constexpr std::size_t kListed = 30;  ///< so many legal moves are listed unasked

struct Command {
  std::string_view name, help;
};
constexpr std::array kCommands{
    Command{"help", "these lines"},
    Command{"undo", "take back your last move, and what followed it"},
    Command{"hint", "what the agent would play in your place, and what it expects for you"},
    Command{"moves", "the legal moves"},
    Command{"board", "the board again (also: show)"},
    Command{"new", "begin a new game"},
    Command{"quit", "leave"},
};

std::vector<std::string> texts_of(const Table& table) {
  std::vector<std::string> texts;
  for (const Action action : table.legal()) texts.push_back(table.state().to_string(action));
  return texts;
}

std::string result_in_words(const GameInfo& info, const Outcome& outcome, int seat) {
  const auto self = static_cast<std::size_t>(seat);
  if (info.players == 2) {
    const std::int8_t own = outcome.place[self], other = outcome.place[1 - self];
    return own < other ? "won" : own > other ? "lost" : "drew";
  }
  const auto places = std::span(outcome.place).first(static_cast<std::size_t>(info.players));
  const auto sharing = std::count(places.begin(), places.end(), outcome.place[self]);
  return fmt::format("{} place {} (payoff {:+.2f})", sharing > 1 ? "shares" : "takes",
                     outcome.place[self], outcome.payoff[self]);
}

}  // namespace

Dialogue::Dialogue(const Game& game, const Agent& agent, Evaluator* evaluator,
                   const DialogueSettings& settings, std::istream& in, std::ostream& out)
    : game_(game),
      agent_(agent),
      evaluator_(evaluator),
      settings_(settings),
      in_(in),
      out_(out),
      table_(game) {}

void Dialogue::run() {
  const GameInfo& info = game_.info();
  fmt::print(out_, "{}{}{}, {} players; {} sits at {}\n", info.family,
             info.variant.empty() ? "" : " ", info.variant, info.players, agent_.name,
             settings_.watch ? "every seat"
                             : fmt::format("every seat but {}, which is yours", settings_.seat));
  if (settings_.watch) {
    show();
    show_forced();
    go_on();
    return;
  }
  fmt::print(out_, "type a move, or help\n");
  show_forced();
  go_on();
  for (std::string line; prompt(), std::getline(in_, line);)
    if (!answer(std::string(trim(line)))) return;
  fmt::print(out_, "\n");  // the input ended behind a prompt
}

bool Dialogue::persons_turn() const {
  return !settings_.watch && table_.state().to_play() == settings_.seat;
}

void Dialogue::go_on() {
  while (!table_.over() && !persons_turn()) {
    const State& state = table_.state();
    const int seat = state.to_play();
    const Thought thought = think(game_, agent_, evaluator_, state, table_.legal(),
                                  {.seed = settings_.seed,
                                   .game = game_number_,
                                   .ply = static_cast<std::uint32_t>(table_.moves().size())});
    fmt::print(out_, "{} plays {}{}\n", who(seat), state.to_string(thought.action),
               thought.options.empty() ? "" : ": " + describe(thought, state, seat));
    table_.play(thought.action);
    show_forced();
    if (settings_.watch) show();
  }
  if (!settings_.watch) show();
  if (table_.over()) show_end();
}

bool Dialogue::answer(const std::string& line) {
  if (line.empty()) return true;
  // A move's text comes before a command's name, should a game use one.
  const std::vector<std::string> texts = texts_of(table_);
  const bool legal = std::find(texts.begin(), texts.end(), line) != texts.end();
  const std::string command = legal ? "" : line;
  if (command == "quit" || command == "exit") {
    return false;
  }
  if (command == "help") {
    help();
  } else if (command == "undo") {
    undo();
  } else if (command == "hint") {
    hint();
  } else if (command == "moves") {
    list_moves();
  } else if (command == "board" || command == "show") {
    show();
  } else if (command == "new") {
    ++game_number_;
    table_.restart();
    show_forced();
    go_on();
  } else {
    move(line);
  }
  return true;
}

void Dialogue::move(const std::string& text) {
  const State& state = table_.state();
  const Result<Action> action = state.parse(text);
  const auto legal = table_.legal();
  if (!table_.over() && action && std::binary_search(legal.begin(), legal.end(), *action)) {
    table_.play(*action);
    show_forced();
    return go_on();
  }
  if (table_.over() && action) {
    fmt::print(out_, "the game is over: new, undo or quit\n");
    return;
  }
  const std::vector<std::string> texts = texts_of(table_);
  const bool listed = texts.size() <= kListed;
  std::vector<std::string> words;
  words.reserve(kCommands.size());
  for (const Command& command : kCommands) words.emplace_back(command.name);
  if (!listed) words.insert(words.end(), texts.begin(), texts.end());
  const std::string near = nearest(text, words);
  std::string sentence =
      fmt::format("'{}' is {}", text, action ? "not legal here" : "neither a move nor a command");
  if (!near.empty()) sentence += fmt::format("; did you mean '{}'?", near);
  if (table_.over()) {
    sentence += "; the game is over: new, undo or quit";
  } else if (listed) {
    sentence += "; legal: " + join(texts, " ");
  } else {
    sentence += fmt::format("; `moves` lists all {} that are legal", texts.size());
  }
  fmt::print(out_, "{}\n", sentence);
}

void Dialogue::hint() {
  if (table_.over()) {
    fmt::print(out_, "the game is over: new, undo or quit\n");
    return;
  }
  const Thought thought = think(game_, agent_, evaluator_, table_.state(), table_.legal(),
                                {.seed = settings_.seed,
                                 .game = game_number_,
                                 .ply = static_cast<std::uint32_t>(table_.moves().size())});
  fmt::print(out_, "{} would play {}: {}\n", agent_.name, table_.state().to_string(thought.action),
             describe(thought, table_.state(), settings_.seat));
}

void Dialogue::undo() {
  const auto moves = table_.moves();
  const auto last = std::find_if(moves.rbegin(), moves.rend(),
                                 [&](const Table::Step& s) { return s.seat == settings_.seat; });
  if (last == moves.rend()) {
    fmt::print(out_, "you have made no move that could be taken back\n");
    return;
  }
  const std::string text = last->text;
  table_.take_back_to(static_cast<std::size_t>(moves.rend() - last) - 1);
  fmt::print(out_, "took back {}\n", text);
  go_on();
}

void Dialogue::list_moves() {
  if (table_.over()) {
    fmt::print(out_, "the game is over: new, undo or quit\n");
    return;
  }
  fmt::print(out_, "{} legal: {}\n", table_.legal().size(), join(texts_of(table_), " "));
}

void Dialogue::help() {
  for (const Command& command : kCommands)
    fmt::print(out_, "  {:<6} {}\n", command.name, command.help);
  if (table_.over()) return;
  std::vector<std::string> texts = texts_of(table_);
  texts.resize(std::min<std::size_t>(texts.size(), 3));
  fmt::print(out_, "anything else is a move, written like {}\n", join(texts, " "));
}

void Dialogue::show() { fmt::print(out_, "{}", table_.state().draw()); }

void Dialogue::show_forced() {
  for (const Table::Step& step : table_.forced())
    fmt::print(out_, "{} had only {}\n", who(step.seat), step.text);
}

void Dialogue::show_end() {
  const Outcome outcome = table_.state().outcome();
  fmt::print(out_, "the end ({}{}):", to_string(outcome.reason),
             outcome.truncated ? ", at the cap of moves" : "");
  for (int seat = 0; seat < game_.info().players; ++seat)
    fmt::print(out_, "{} {} {}", seat == 0 ? "" : ",", who(seat),
               result_in_words(game_.info(), outcome, seat));
  fmt::print(out_, "\n");
}

void Dialogue::prompt() {
  if (table_.over()) {
    fmt::print(out_, "over> ");
  } else {
    fmt::print(out_, "seat {} (you) to play, move {}> ", settings_.seat, table_.moves().size() + 1);
  }
  out_.flush();
}

std::string Dialogue::who(int seat) const {
  if (!settings_.watch && seat == settings_.seat) return fmt::format("seat {} (you)", seat);
  return fmt::format("seat {} ({})", seat, agent_.name);
}

}  // namespace az
