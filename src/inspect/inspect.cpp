#include "inspect/inspect.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "comm/session.h"
#include "config/command_line.h"
#include "config/field.h"
#include "core/text.h"
#include "games/conformance.h"
#include "games/playthrough.h"
#include "games/registry.h"
#include "inspect/check_run.h"
#include "inspect/conform.h"
#include "inspect/lineage.h"
#include "inspect/show_game.h"
#include "inspect/stored_sgf.h"
#include "inspect/summary.h"
#include "inspect/verify.h"

namespace az {
namespace {

struct Arguments {
  std::string path;
  std::uint64_t number = 0, seed = 1;
  std::vector<std::string> settings;
  std::string family;
  std::vector<Path> files;
  bool json = false, sgf = false;
};

Result<Answer> play_through(const Arguments& arguments) {
  Value section = Value::map();
  section.set("name", Value::scalar(arguments.path, {"command line", 0}));
  for (const std::string& setting : arguments.settings) AZ_OK(apply_game_setting(section, setting));
  AZ_TRY(const Value complete, complete_game_section(section));
  AZ_TRY(const std::string text, record_playthrough(complete, arguments.seed));
  const nlohmann::ordered_json json = {
      {"game", arguments.path}, {"seed", arguments.seed}, {"playthrough", text}};
  return Answer{text, json.dump(), {}};
}

int print(const Result<Answer>& answer, bool json) {
  if (!answer) {
    std::cerr << "az_inspect: " << answer.error().to_string() << "\n";
    return static_cast<int>(answer.error().code);
  }
  std::cout << (json ? answer->json + "\n" : answer->text) << std::flush;
  if (!std::cout) {
    std::cerr << "az_inspect: cannot write to standard output\n";
    return static_cast<int>(Exit::kIo);
  }
  for (const std::string& fault : answer->faults) std::cerr << "az_inspect: " << fault << "\n";
  return static_cast<int>(answer->faults.empty() ? Exit::kDone : Exit::kData);
}

}  // namespace

int run_inspect(int argc, char** argv) {
  Arguments arguments;
  std::function<Result<Answer>()> work;
  CLI::App app("az_inspect: look into the files of a run, replay its games, trace and check it",
               "az_inspect");
  app.require_subcommand(1);
  const auto verb = [&](const char* name, const char* help, const char* path_help,
                        std::function<Result<Answer>()> run) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("path", arguments.path, path_help)->required();
    command->add_flag("--json", arguments.json, "one JSON object instead of text");
    command->callback([&work, run = std::move(run)] { work = run; });
    return command;
  };
  verb("summary", "what a file says of itself, or a run by generation",
       "an HDF5 file or a run directory", [&] { return summarize(arguments.path); });
  CLI::App* game = verb("game", "one stored game with boards", "a shard, carry or match file", [&] {
    return arguments.sgf ? stored_sgf(arguments.path, arguments.number)
                         : show_game(arguments.path, arguments.number);
  });
  game->add_option("number", arguments.number, "game number; in a match file the row")
      ->required()
      ->check([](const std::string& text) {
        return config_detail::parse_uint64(text) ? "" : "a whole number of at least 0 is wanted";
      });
  game->add_flag("--sgf", arguments.sgf, "as SGF, with visits and values as comments (Go only)");
  verb("verify", "replay every stored move and outcome by the rules",
       "a run directory, a shard or a match file", [&] { return verify(arguments.path); });
  verb("lineage", "from the champion to the first net, recomputing every hash", "a run directory",
       [&] { return trace_lineage(arguments.path); });
  verb("check", "hold a run directory against its schemas", "a run directory",
       [&] { return check_run(arguments.path); });
  CLI::App* play = verb("playthrough", "a random game as text: boards, legal ids, planes, hashes",
                        "a game's name", [&] { return play_through(arguments); });
  play->add_option("--seed", arguments.seed, "of the random moves")->capture_default_str();
  play->add_option("--set", arguments.settings, "a setting of the game: game.size=5");
  CLI::App* held = app.add_subcommand(
      "conform", "replay games that others recorded, comparing positions, legal moves and ends");
  held->add_option("--game", arguments.family, "whose records: " + join(conformance_games(), ", "))
      ->required();
  held->add_option("files", arguments.files, "recorded games, plain or gzip")->required();
  held->add_flag("--json", arguments.json, "one JSON object instead of text");
  held->callback([&] { work = [&] { return conform(arguments.family, arguments.files); }; });
  if (const auto code = parse_command_line(app, argc, argv)) return *code;

  const Session session;
  int code = 0;
  if (session.rank() == 0) {
    try {
      code = print(work(), arguments.json);
    } catch (const std::exception& error) {
      std::cerr << fmt::format("az_inspect: {} (hint: this is a bug; the line says where)\n",
                               error.what());
      code = static_cast<int>(Exit::kBug);
    }
  }
  return static_cast<int>(session.agree(static_cast<Exit>(code)));
}

}  // namespace az
