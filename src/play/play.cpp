#include "play/play.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <istream>
#include <ostream>

#include "config/command_line.h"
#include "play/dialogue.h"
#include "play/opponent.h"

namespace az {
namespace {

struct Arguments {
  OpponentArguments opponent;
  DialogueSettings dialogue;
};

void add_options(CLI::App& app, Arguments& arguments) {
  add_opponent_options(app, arguments.opponent);
  CLI::Option* seat = app.add_option("--seat", arguments.dialogue.seat, "your seat, from 0")
                          ->check(CLI::NonNegativeNumber)
                          ->capture_default_str();
  app.add_flag("--both", arguments.dialogue.watch, "watch the agent play every seat")
      ->excludes(seat);
  app.add_option("--seed", arguments.dialogue.seed, "of the agent's random draws")
      ->capture_default_str();
}

Result<void> play(const Arguments& arguments, std::istream& in, std::ostream& out) {
  AZ_TRY(const Opponent opponent, open_opponent(arguments.opponent));
  const int players = opponent.game->info().players;
  if (arguments.dialogue.seat >= players)
    return fail(fmt::format("--seat {}: {} has {} seats", arguments.dialogue.seat,
                            opponent.game->info().family, players),
                fmt::format("0 to {}", players - 1), Exit::kUsage);
  Dialogue(*opponent.game, opponent.agent, opponent.evaluator.get(), arguments.dialogue, in, out)
      .run();
  out.flush();
  if (!out) return fail("cannot write to standard output", "", Exit::kIo);
  return {};
}

}  // namespace

int run_play(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  CLI::App app("az_play: play against a net or an anchor; `help` at the prompt lists the commands",
               "az_play");
  add_options(app, arguments);
  return run_command_line(
      app, argc, argv, [&] { return play(arguments, in, out); }, out, err);
}

}  // namespace az
