#include "exam/exam_tool.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "config/command_line.h"
#include "exam/exam_report.h"
#include "exam/exam_stage.h"
#include "games/registry.h"
#include "infer/make_evaluator.h"
#include "layout/champion.h"
#include "store/checkpoint.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct Arguments {
  std::string run, net, file;
  int generation = -1, simulations = 100;
  bool json = false;
};

/// What is examined, and how it searches.
struct Examinee {
  Path net_file;
  Hash128 net;
  std::unique_ptr<Game> game;
  ExamStage::Config config;
};

Result<Examinee> from_run(const Arguments& arguments) {
  const RunDir run{Path(arguments.run)};
  AZ_TRY(const Value tree, load_yaml(run.run_yaml()));
  Examinee examinee;
  AZ_TRY(examinee.config, read_sections<ExamStage::Config>(tree));
  if (arguments.generation >= 0) {
    examinee.net_file = run.net(static_cast<Generation>(arguments.generation));
  } else {
    AZ_TRY(const Champion champion, read_champion(run));
    examinee.net_file = run.net(champion.generation);
  }
  const Value* section = tree.find("game");
  if (section == nullptr) return fail(fmt::format("{}: no game", run.run_yaml().string()));
  AZ_TRY(examinee.game, make_game(*section));
  return examinee;
}

Result<Examinee> from_net(const Arguments& arguments) {
  Examinee examinee;
  examinee.net_file = arguments.net;
  AZ_TRY(const StoredNet net, read_net_header(examinee.net_file));
  AZ_TRY(const Value section, parse_yaml(net.net.identity.game_section, arguments.net));
  AZ_TRY(examinee.game, make_game(section));
  return examinee;
}

Result<void> run(const Arguments& arguments) {
  if (arguments.run.empty() == arguments.net.empty())
    return fail("give --run or --net, one of them", "az_exam --run RUN --file F", Exit::kUsage);
  AZ_TRY(Examinee examinee, arguments.run.empty() ? from_net(arguments) : from_run(arguments));
  AZ_TRY(const StoredNet net, read_net_header(examinee.net_file));
  AZ_TRY(const auto positions, read_exam_set(arguments.file, *examinee.game, 0));
  AZ_TRY(const auto evaluator,
         make_evaluator(examinee.net_file, *examinee.game, examinee.config.infer, 0, &net.hash));
  SearchConfig search = examinee.config.search;
  search.simulations = arguments.simulations;
  const Stopwatch clock;
  const Grading grading = grade(*examinee.game, positions, 0, 1, *evaluator, search,
                                examinee.config.exam.slots, [] { return false; });
  const ExamSetResult result = exam_result(arguments.file, grading.score);
  if (arguments.json)
    fmt::print("{}\n", exam_json(result, net.hash.hex(), search.simulations, clock.wall_s()));
  else
    fmt::print("{}", exam_table(result, search.simulations));
  return {};
}

}  // namespace

bool is_exam_tool(int argc, char** argv) {
  const auto has = [&](std::string_view option) {
    return std::any_of(argv + 1, argv + argc, [&](const char* word) {
      return std::string_view(word).starts_with(option);
    });
  };
  // A run's scripts name the generation, and a person the file or how it is to be answered.
  return !has("--run") || !has("--generation") || has("--file") || has("--net") ||
         has("--simulations") || has("--json");
}

int run_exam_tool(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("az_exam: one net on one set of solved positions", "az_exam");
  app.footer("As the stage of a run: az_exam --run RUN --generation G");
  app.add_option("--run", arguments.run, "a run directory: its champion, or --generation");
  app.add_option("--net", arguments.net, "a net's file");
  app.add_option("--generation", arguments.generation, "with --run: which net")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--file", arguments.file, "lines `moves score [LABELS]`, plain or .gz")
      ->required();
  app.add_option("--simulations", arguments.simulations, "of the searched answers; 0: raw only")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--json", arguments.json, "one JSON object on stdout");
  return run_command_line(app, argc, argv, [&] { return run(arguments); });
}

}  // namespace az
