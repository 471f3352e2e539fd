#include "analysis/analysis.h"

#include <CLI/CLI.hpp>

#include "analysis/server.h"
#include "config/command_line.h"
#include "play/opponent.h"

namespace az {
namespace {

struct Arguments {
  OpponentArguments opponent;
  AnalysisServerSettings server;
};

void add_options(CLI::App& app, Arguments& arguments) {
  add_opponent_options(app, arguments.opponent);
  app.add_option("--parallel", arguments.server.parallel, "positions searched at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--perspective", arguments.server.perspective,
                 "whose numbers, where a query does not say: black, white or mover")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Perspective>{{"black", Perspective::kBlack},
                                             {"white", Perspective::kWhite},
                                             {"mover", Perspective::kMover}}))
      ->default_str("black");
}

Result<void> serve(Arguments arguments, GtpChannel& session) {
  if (arguments.opponent.run.empty() && arguments.opponent.net.empty() &&
      arguments.opponent.game.empty())
    arguments.opponent.game = "go";
  AZ_TRY(Opponent opponent, open_opponent(arguments.opponent));
  if (const std::string name = opponent.game_section.find("name")->text(); name != "go")
    return fail("analysis speaks of Go alone, not of " + name,
                "`arrayzero gtp` analyses every game", Exit::kUsage);
  if (opponent.evaluator == nullptr)
    return fail("the random agent has no opinion", "give --net, --run or --agent search",
                Exit::kUsage);
  for (const std::string& setting : arguments.opponent.settings)
    arguments.server.komi_is_set |= setting.starts_with("game.komi=");
  AnalysisServer server(std::move(opponent), arguments.server);
  server.serve(session);
  return answers_written(session);
}

}  // namespace

int run_analysis(int argc, char** argv, GtpChannel& session, std::ostream& out, std::ostream& err) {
  Arguments arguments;
  CLI::App app("az_analysis: positions of Go over KataGo's analysis protocol", "az_analysis");
  add_options(app, arguments);
  return run_command_line(
      app, argc, argv, [&] { return serve(arguments, session); }, out, err);
}

}  // namespace az
