#include "gtp/gtp.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "config/command_line.h"
#include "config/field.h"
#include "games/registry.h"
#include "gtp/go_position.h"
#include "gtp/server.h"
#include "play/opponent.h"

namespace az {
namespace {

struct Arguments {
  OpponentArguments opponent;
  GtpSettings gtp;
};

void add_options(CLI::App& app, Arguments& arguments) {
  add_opponent_options(app, arguments.opponent);
  app.add_option("--resign", arguments.gtp.resign,
                 "answer resign below this chance of winning, twice running; 0: never")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--friendly-pass", arguments.gtp.friendly_pass,
                 "Go: pass where the area wins and the other passed, or all is settled")
      ->capture_default_str();
  app.add_option("--seed", arguments.gtp.seed, "of the agent's random draws")
      ->capture_default_str();
}

bool sets(const OpponentArguments& arguments, std::string_view key) {
  for (const std::string& setting : arguments.settings)
    if (setting.starts_with(fmt::format("game.{}=", key))) return true;
  return false;
}

/// The rules of a Go session: what is on the board counts as it lies, and no number of moves ends
/// a game, as one does in training.
Result<Value> go_section(const OpponentArguments& arguments, const Opponent& opponent) {
  Value section = opponent.game_section;
  if (sets(arguments, "dead_stones"))
    return fail("--set game.dead_stones: over GTP the area counts as the board lies",
                "dead stones must be taken off by playing on", Exit::kUsage);
  if (sets(arguments, "max_moves"))
    return fail("--set game.max_moves: over GTP no number of moves ends a game",
                "leave the setting out", Exit::kUsage);
  section.set("dead_stones", Value::scalar("none"));
  section.set("max_moves", Value::scalar(std::to_string(GoSettings::kMostMoves)));
  const bool own_size = (!arguments.run.empty() || !arguments.net.empty()) &&
                        !sets(arguments, "size") && !sets(arguments, "columns");
  if (!own_size && !opponent.of_variant && !sets(arguments, "komi")) {
    Value settings = section;
    settings.erase("name");
    AZ_TRY(const GoSettings go, read_config<GoSettings>(settings, "game"));
    section.set("komi", Value::scalar(config_detail::print_double(usual_komi(go))));
  }
  return section;
}

Result<void> serve(const Arguments& arguments, GtpChannel& session) {
  const OpponentArguments& given = arguments.opponent;
  const bool has_player = !given.run.empty() || !given.net.empty() || !given.agent.empty();
  Opponent opponent;
  if (has_player) {
    AZ_TRY(opponent, open_opponent(given));
  } else {
    if (given.game.empty())
      return fail("give --game, or a player by --net, --run or --agent",
                  "for example: arrayzero gtp --game go --agent search", Exit::kUsage);
    if (given.generation >= 0 || given.simulations >= 0)
      return fail("--generation and --simulations are of a player",
                  "give --net, --run or --agent, too", Exit::kUsage);
    AZ_TRY(opponent.game_section, choose_game_section(given));
  }
  if (opponent.game_section.find("name")->text() == "go") {
    AZ_TRY(opponent.game_section, go_section(given, opponent));
    opponent.game.reset();
  }
  if (opponent.game == nullptr) {
    AZ_TRY(opponent.game, make_game(opponent.game_section));
  }
  GtpSettings settings = arguments.gtp;
  settings.simulations = given.simulations;
  settings.komi_is_set = sets(given, "komi");
  settings.rules_are_set = sets(given, "ko") || sets(given, "suicide");
  GtpServer server(std::move(opponent), has_player, settings);
  for (std::string line; !server.over() && session.good() && session.read(line);)
    server.answer(line, session);
  return answers_written(session);
}

}  // namespace

int run_gtp(int argc, char** argv, GtpChannel& session, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  CLI::App app("az_gtp: any game over the Go Text Protocol, version 2", "az_gtp");
  add_options(app, arguments);
  return run_command_line(
      app, argc, argv, [&] { return serve(arguments, session); }, out, err);
}

}  // namespace az
