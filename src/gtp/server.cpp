#include "gtp/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "config/field.h"
#include "core/build_info.h"
#include "core/text.h"
#include "games/registry.h"
#include "gtp/go_position.h"

namespace az {
namespace {

/// Those that write before they have ended.
constexpr std::string_view kAnalyses[] = {"lz-analyze", "kata-analyze", "lz-genmove_analyze",
                                          "kata-genmove_analyze"};

bool is_analysis(std::string_view name) {
  return std::find(std::begin(kAnalyses), std::end(kAnalyses), name) != std::end(kAnalyses);
}

}  // namespace

std::span<const GtpServer::Command> GtpServer::commands() {
  using S = GtpServer;
  static constexpr Command kCommands[] = {
      {"protocol_version", &S::protocol_version},
      {"name", &S::name},
      {"version", &S::version},
      {"known_command", &S::known_command},
      {"list_commands", &S::list_commands},
      {"quit", &S::quit},
      {"boardsize", &S::boardsize, For::kSized},
      {"rectangular_boardsize", &S::rectangular_boardsize, For::kGo},
      {"clear_board", &S::clear_board},
      {"komi", &S::komi, For::kGo},
      {"get_komi", &S::get_komi, For::kGo},
      {"kata-set-rules", &S::set_rules, For::kGo},
      {"kata-get-rules", &S::get_rules, For::kGo},
      {"fixed_handicap", &S::fixed_handicap, For::kGo},
      {"place_free_handicap", &S::place_free_handicap, For::kGo},
      {"set_free_handicap", &S::set_free_handicap, For::kGo},
      {"play", &S::play},
      {"gogui-play_sequence", &S::play_sequence},
      {"gogui-setup", &S::set_up, For::kGo},
      {"gogui-setup_player", &S::set_up_player, For::kGo},
      {"gogui-analyze_commands", &S::gogui_commands, For::kGo},
      {"undo", &S::undo},
      {"gg-undo", &S::undo_several},
      {"showboard", &S::showboard},
      {"all_legal", &S::all_legal},
      {"final_score", &S::final_score},
      {"loadsgf", &S::loadsgf, For::kGo},
      {"printsgf", &S::printsgf, For::kGo},
      {"final_status_list", &S::final_status_list, For::kGo},
      {"genmove", &S::genmove},
      {"reg_genmove", &S::reg_genmove},
      {"kgs-genmove_cleanup", &S::genmove_cleanup, For::kGo},
      {"time_settings", &S::time_settings},
      {"time_left", &S::time_left},
      {"kata-raw-nn", &S::go_raw_net, For::kGo},
      {"arrayzero-raw-net", &S::raw_net},
      {"arrayzero-policy", &S::show_policy, For::kGo},
      {"arrayzero-ownership", &S::show_ownership, For::kGo},
      {"arrayzero-game", &S::show_game},
  };
  return kCommands;
}

GtpServer::GtpServer(Opponent opponent, bool has_player, const GtpSettings& settings)
    : section_(std::move(opponent.game_section)),
      board_(std::move(opponent.game)),
      has_player_(has_player),
      agent_(std::move(opponent.agent)),
      evaluator_(std::move(opponent.evaluator)),
      generation_(opponent.generation),
      settings_(settings),
      variants_(std::move(opponent.variants)),
      action_space_id_(board_.game().info().action_space_id),
      encoder_id_(board_.game().info().encoder_id) {
  if (board_.is_go()) own_ = go();
  if (const Value* canvas = section_.find("canvas"))
    canvas_ = static_cast<int>(config_detail::parse_int64(canvas->text()).value());
}

const GtpServer::Command* GtpServer::find(std::string_view name) const {
  for (const Command& command : commands()) {
    const bool fits = command.games == For::kAll || board_.is_go() ||
                      (command.games == For::kSized && section_.find("size") != nullptr);
    if (command.name == name && fits) return &command;
  }
  return nullptr;
}

void GtpServer::answer(std::string_view line, GtpChannel& channel) {
  try {
    carry_out(line, channel);
  } catch (const std::exception& error) {
    // A front end would wait for ever, and a game may still be saved.
    channel.write(gtp_error("", fmt::format("this is a bug: {}", error.what())));
  }
}

void GtpServer::carry_out(std::string_view line, GtpChannel& channel) {
  if (line.size() > kMostGtpLine)
    return channel.write(gtp_error("", fmt::format("a line of more than {} bytes", kMostGtpLine)));
  const std::optional<GtpCommand> command = parse_gtp(line);
  if (!command) return;
  if (is_analysis(command->name))
    return command->name.ends_with("-genmove_analyze") ? generate_with_analysis(*command, channel)
                                                       : analyse(*command, channel);
  const Command* known = find(command->name);
  if (known == nullptr) return channel.write(gtp_error(command->id, "unknown command"));
  channel.write(formatted(*command, (this->*known->run)(command->arguments)));
}

std::string GtpServer::formatted(const GtpCommand& command, const Answer& answer) {
  return answer ? gtp_answer(command.id, *answer)
                : gtp_error(command.id, answer.error().to_string());
}

Result<int> GtpServer::seat_of(Words words, std::size_t at) const {
  const int seat = at < words.size() ? parse_gtp_colour(words[at]) : -1;
  const int players = board_.game().info().players;
  if (seat < 0 || seat >= players)
    return fail(players == 2 ? "syntax error: a colour is b or w"
                             : fmt::format("syntax error: a colour is p1 to p{}", players));
  return seat;
}

Result<Action> GtpServer::action_of(const std::string& word) const {
  const auto action = board_.state().parse(word);
  if (!action) return fail(fmt::format("syntax error: {}", action.error().to_string()));
  return *action;
}

GtpServer::Answer GtpServer::protocol_version(Words) { return "2"; }

GtpServer::Answer GtpServer::name(Words) {
  return has_player_ ? fmt::format("ArrayZero {}", agent_.name) : "ArrayZero";
}

GtpServer::Answer GtpServer::version(Words) {
  std::string text = build_info().version;
  if (!has_player_) return text + ", no player";
  text += ", " + agent_.name;
  if (generation_ >= 0)
    text += fmt::format(", generation {}, net {}", generation_, agent_.net.hex12());
  if (agent_.kind != AgentKind::kRandom)
    text += fmt::format(", {} simulations", agent_.search.simulations);
  return text;
}

GtpServer::Answer GtpServer::known_command(Words words) {
  const bool known = !words.empty() && (is_analysis(words[0]) || find(words[0]) != nullptr);
  return known ? "true" : "false";
}

GtpServer::Answer GtpServer::list_commands(Words) {
  std::string text;
  for (const Command& command : commands())
    if (find(command.name) != nullptr) text += fmt::format("{}\n", command.name);
  for (const std::string_view name : kAnalyses) text += fmt::format("{}\n", name);
  return text;
}

GtpServer::Answer GtpServer::quit(Words) {
  over_ = true;
  return "";
}

void GtpServer::begin_again() {
  ++game_number_;
  hopeless_.fill(0);
}

GtpServer::Answer GtpServer::clear_board(Words) {
  board_.clear();
  clock_.restart();
  begin_again();
  return "";
}

GtpServer::Answer GtpServer::play(Words words) {
  if (words.size() != 2) return fail("syntax error: play COLOUR MOVE");
  AZ_TRY(const int seat, seat_of(words, 0));
  AZ_TRY(const Action action, action_of(words[1]));
  AZ_OK(board_.play(seat, action));
  return "";
}

GtpServer::Answer GtpServer::play_sequence(Words words) {
  if (words.size() % 2 != 0) return fail("syntax error: gogui-play_sequence {COLOUR MOVE}");
  for (std::size_t at = 0; at < words.size(); at += 2)
    if (const Answer played = play(words.subspan(at, 2)); !played) {
      board_.undo(at / 2);
      return played;
    }
  return "";
}

GtpServer::Answer GtpServer::undo(Words) {
  if (!board_.undo()) return fail("cannot undo");
  hopeless_.fill(0);
  return "";
}

GtpServer::Answer GtpServer::undo_several(Words words) {
  const auto moves = config_detail::parse_int64(words.empty() ? "1" : words[0]);
  if (words.size() > 1 || !moves || *moves < 0) return fail("syntax error: gg-undo [MOVES]");
  if (!board_.undo(static_cast<std::size_t>(*moves))) return fail("cannot undo");
  hopeless_.fill(0);
  return "";
}

GtpServer::Answer GtpServer::showboard(Words) {
  const State& state = board_.state();
  std::string text = fmt::format("\n{}", state.draw());
  if (!text.ends_with('\n')) text += '\n';
  if (state.terminal()) return text + "the game is over";
  const int seat = state.to_play();
  return text + (board_.game().info().players > 2 ? fmt::format("p{} to play", seat + 1)
                 : seat == 0                      ? "b to play"
                                                  : "w to play");
}

GtpServer::Answer GtpServer::all_legal(Words words) {
  if (words.size() != 1) return fail("syntax error: all_legal COLOUR");
  AZ_TRY(const int seat, seat_of(words, 0));
  const auto state = board_.position_for(seat);
  if (!state) return "";  // of other games: nothing is legal out of turn
  std::vector<Action> legal;
  (*state)->legal(legal);
  if (board_.is_go()) legal.pop_back();  // the pass
  std::vector<std::string> texts;
  for (const Action action : legal) texts.push_back((*state)->to_string(action));
  return join(texts, " ");
}

GtpServer::Answer GtpServer::final_score(Words) {
  const State& state = board_.state();
  if (board_.is_go()) return score_text(area_difference(state) - go().komi);
  if (!state.terminal()) return fail("cannot score: the game is not over");
  const Outcome outcome = state.outcome();
  const int players = board_.game().info().players;
  if (players == 2)
    return outcome.place[0] == outcome.place[1] ? "0" : outcome.place[0] == 1 ? "B+1" : "W+1";
  std::vector<std::string> places;
  for (int seat = 0; seat < players; ++seat)
    places.push_back(
        fmt::format("p{}:{}", seat + 1, outcome.place[static_cast<std::size_t>(seat)]));
  return join(places, " ");
}

GtpServer::Answer GtpServer::show_game(Words) { return fmt::format("\n{}", section_.to_yaml()); }

}  // namespace az
