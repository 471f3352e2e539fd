#include "engines/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/check.h"
#include "core/text.h"
#include "games/go/game_sgf.h"
#include "games/go/rules_name.h"

namespace az {
namespace {

constexpr std::string_view kSeed = "{seed}";
constexpr double kFarewell_s = 0.5;

std::string_view colour(int seat) {
  static constexpr std::array<std::string_view, kMaxPlayers> kColours{"b", "w", "p3", "p4"};
  return kColours.at(static_cast<std::size_t>(seat));
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// {"ko":"POSITIONAL", …} as KataGo and `arrayzero gtp` read it.
std::string kata_rules(const GoSettings& go) {
  return fmt::format(
      R"({{"ko":"{}","scoring":"AREA","tax":"NONE","suicide":{},"hasButton":false,"whiteHandicapBonus":"0"}})",
      katago_ko_word(go.ko), go.suicide);
}

/// The words of the command, the program's file first.
Result<std::vector<std::string>> program_words(const EngineConfig& config, std::uint32_t seed) {
  std::string command = config.command;
  for (std::size_t at = command.find(kSeed); at != std::string::npos; at = command.find(kSeed))
    command.replace(at, kSeed.size(), std::to_string(seed));
  AZ_TRY(std::vector<std::string> words, command_words(command));
  AZ_TRY(words[0], find_program(words[0]));
  return words;
}

}  // namespace

/// Says who failed and where to read more, and keeps the conversation there.
template <class T>
Result<T> Engine::reported(Result<T> result) {
  if (result) return result;
  Error& error = result.error();
  const std::string prefix = fmt::format("engine {}: ", order_.label);
  if (!error.message.starts_with(prefix)) error.message.insert(0, prefix);
  const bool stopped = order_.stop && order_.stop();
  if (order_.transcript.empty() || !talk_ || stopped) return result;
  if (make_directories(order_.transcript.parent_path()) &&
      write_file(order_.transcript, talk_->transcript()))
    error.hint += fmt::format("{}its conversation: {}", error.hint.empty() ? "" : "; ",
                              order_.transcript.string());
  return result;
}

Result<std::unique_ptr<Engine>> Engine::start(EngineOrder order) {
  std::unique_ptr<Engine> engine(new Engine(std::move(order)));
  const Result<void> greeted = engine->reported(engine->greet());
  if (!greeted) return tl::unexpected<Error>(greeted.error());
  return engine;
}

Engine::~Engine() {
  if (talk_) talk_->quit(kFarewell_s);
}

Result<void> Engine::greet() {
  AZ_TRY(const std::vector<std::string> words, program_words(order_.config, order_.seed));
  AZ_TRY(std::unique_ptr<Child> child, Child::start(words));
  talk_ = std::make_unique<Conversation>(std::move(child), order_.label, order_.stop);
  AZ_TRY(const std::string protocol, must("protocol_version"));
  if (protocol != "2")
    return fail(fmt::format("speaks GTP {}, not 2", one_line(protocol)), "", Exit::kUnavailable);
  AZ_TRY(const std::string name, must("name"));
  AZ_TRY(const std::string version, must("version"));
  name_ = name.empty() ? "unnamed" : one_line(name);  // empty means: not asked yet
  version_ = version.empty() ? "none" : one_line(version);
  const EngineConfig& wanted = order_.config;
  if ((!wanted.name.empty() && wanted.name != name_) ||
      (!wanted.version.empty() && wanted.version != version_))
    return fail(fmt::format("is {} {}, the run began with {} {}", name_, version_, wanted.name,
                            wanted.version),
                "ratings belong to one program: bring that one back, or begin a new run");
  AZ_TRY(const std::string commands, must("list_commands"));
  for (const std::string& line : split(commands, '\n')) commands_.emplace_back(trim(line));
  return {};
}

EngineConfig Engine::identified() const {
  EngineConfig config = order_.config;
  config.name = name_;
  config.version = version_;
  return config;
}

bool Engine::knows(std::string_view command) const {
  return std::find(commands_.begin(), commands_.end(), command) != commands_.end();
}

Result<std::string> Engine::must(const std::string& command) {
  return talk_->must(command, order_.config.start_timeout_s);
}

Result<void> Engine::order(const std::string& command) {
  const auto answer = must(command);
  if (answer) return {};
  return tl::unexpected<Error>(answer.error());
}

Result<void> Engine::begin_go(const Value& game_section) {
  AZ_TRY(const GoSettings go, read_go_settings(game_section));
  if (go.width() == go.size) {
    AZ_OK(order(fmt::format("boardsize {}", go.size)));
  } else {
    if (!knows("rectangular_boardsize"))
      return fail(
          fmt::format("plays on square boards only, the game is {} x {}", go.width(), go.size), "",
          Exit::kUnavailable);
    AZ_OK(order(fmt::format("rectangular_boardsize {} {}", go.width(), go.size)));
  }
  AZ_OK(order("clear_board"));
  AZ_OK(order(fmt::format("komi {:g}", go.komi)));
  if (knows("kata-set-rules")) {
    AZ_OK(order("kata-set-rules " + kata_rules(go)));
  }
  return {};
}

Result<void> Engine::begin_other(const Value& game_section) {
  const Value* size = game_section.find("size");
  if (size != nullptr && knows("boardsize")) {
    AZ_OK(order("boardsize " + size->text()));
  }
  AZ_OK(order("clear_board"));
  if (!knows("arrayzero-game")) return {};
  AZ_TRY(const std::string text, must("arrayzero-game"));
  AZ_TRY(Value theirs, parse_yaml(text, "arrayzero-game"));
  Value ours = game_section;
  for (Value* section : {&theirs, &ours}) section->erase("canvas");  // no rule: only nets see it
  if (theirs.to_yaml() == ours.to_yaml()) return {};
  return fail(fmt::format("plays another variant: {}; the game is {}",
                          join(split(trim(theirs.to_yaml()), '\n'), ", "),
                          join(split(trim(ours.to_yaml()), '\n'), ", ")),
              "give its command the same settings: --game NAME --set game.KEY=VALUE",
              Exit::kUnavailable);
}

Result<void> Engine::begin(const Game& game, const Value& game_section, std::uint32_t seed) {
  state_ = game.new_state();
  own_.reset();
  const bool go = game.info().family == "go";
  AZ_OK(reported(go ? begin_go(game_section) : begin_other(game_section)));
  if (knows("set_random_seed")) {
    AZ_OK(reported(order(fmt::format("set_random_seed {}", seed))));
  }
  return reported(follow({}));
}

Result<void> Engine::tell(Action action) {
  const std::string move =
      fmt::format("{} {}", colour(state_->to_play()), state_->to_string(action));
  AZ_TRY(const Conversation::Answer answer,
         talk_->ask("play " + move, order_.config.move_timeout_s));
  if (answer.good) return {};
  return fail(fmt::format("refuses our move `{}`: {}", move, one_line(answer.text)),
              "it plays by other rules: its command line must name the run's");
}

Result<void> Engine::follow(std::optional<Action> action) {
  while (true) {
    if (action) state_->apply(*action);
    state_->legal(legal_);
    if (legal_.size() != 1) return {};
    action = legal_[0];
    AZ_OK(tell(*action));
  }
}

Result<void> Engine::play(Action action) {
  const bool known = own_ == action;
  check(known || !own_, "engine {}: its own move was not played", order_.label);
  own_.reset();
  if (!known) AZ_OK(reported(tell(action)));
  return reported(follow(action));
}

Result<EngineMove> Engine::choose() {
  const std::string command = fmt::format("genmove {}", colour(state_->to_play()));
  AZ_TRY(const Conversation::Answer answer,
         reported(talk_->ask(command, order_.config.move_timeout_s)));
  if (!answer.good)
    return reported(Result<EngineMove>(fail(
        fmt::format("refuses `{}`: {}", command, one_line(answer.text)), "", Exit::kUnavailable)));
  if (lower(answer.text) == "resign") return EngineMove{true, 0};
  auto action = state_->parse(answer.text);
  if (!action) action = state_->parse(lower(answer.text));  // GTP's moves are the same in any case
  if (!action)
    return reported(
        Result<EngineMove>(fail(fmt::format("`{}` in answer to `{}` is no move: {}",
                                            one_line(answer.text), command, action.error().message),
                                "", Exit::kUnavailable)));
  if (!std::binary_search(legal_.begin(), legal_.end(), *action))
    return reported(Result<EngineMove>(
        fail(fmt::format("`{}` in answer to `{}` is not legal", one_line(answer.text), command),
             "it plays by other rules: its command line must name the run's")));
  own_ = *action;
  return EngineMove{false, *action};
}

Result<void> check_program(const std::string& label, const EngineConfig& config) {
  const auto words = program_words(config, 0);
  if (words) return {};
  return fail(fmt::format("engine {}: {}", label, words.error().message), words.error().hint,
              words.error().code);
}

}  // namespace az
