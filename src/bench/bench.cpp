#include "bench/bench.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "config/command_line.h"
#include "core/check.h"
#include "core/text.h"

namespace az {
namespace {

struct Arguments {
  std::string kind, game;
  std::vector<std::string> settings;
  double seconds = 3;
  bool json = false;
};

Result<const BenchKind*> find_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const BenchKind& kind : bench_kinds()) {
    if (kind.name == name) return &kind;
    names.emplace_back(kind.name);
  }
  return fail(fmt::format("az_bench: no kind '{}'", name), "one of " + join(names, ", "),
              Exit::kUsage);
}

/// The kind's defaults, then --game, then --set; sections that the kind does not read are errors.
Result<Value> merged_config(const BenchKind& kind, const Arguments& arguments) {
  AZ_TRY(Value config, parse_yaml(kind.defaults, "defaults of " + std::string(kind.name)));
  std::vector<std::string> sections;
  for (const auto& [key, value] : config.members()) sections.push_back(key);
  if (!arguments.game.empty()) {
    if (config.find("game") == nullptr)
      return fail(fmt::format("az_bench {}: --game: this kind has no game", kind.name), "",
                  Exit::kUsage);
    Value game = Value::map();
    game.set("name", Value::scalar(arguments.game, {"--game", 0}));
    config.set("game", std::move(game));
  }
  for (const std::string& setting : arguments.settings) AZ_OK(apply_setting(config, setting));
  for (const auto& [key, value] : config.members())
    if (std::find(sections.begin(), sections.end(), key) == sections.end())
      return fail(fmt::format("--set: az_bench {} has no section '{}'", kind.name, key),
                  "it reads " + join(sections, ", "), Exit::kUsage);
  return config;
}

Result<void> measure(const Session& session, const Arguments& arguments) {
  AZ_TRY(const BenchKind* kind, find_kind(arguments.kind));
  AZ_TRY(Value config, merged_config(*kind, arguments));
  auto worked =
      kind->run({.config = std::move(config), .seconds = arguments.seconds, .session = session});
  if (!worked && session.size() > 1) {
    // Others may wait in a collective for this rank: leave together, at once.
    fmt::print(stderr, "rank {}: {}\n", session.rank(), worked.error().to_string());
    session.abort(worked.error().code);
  }
  AZ_TRY(const BenchReport report, std::move(worked));

  std::array<double, 2> sums{report.work, report.cpu_s};
  std::array<double, 1> wall{report.wall_s};
  const auto collective = session.collective();
  collective->all_reduce(std::span<double>(sums), Reduce::kSum);
  collective->all_reduce(std::span<double>(wall), Reduce::kMax);
  if (session.rank() != 0) return {};

  const double per_cpu = sums[0] / std::max(1e-9, sums[1]),
               per_wall = sums[0] / std::max(1e-9, wall[0]);
  if (!arguments.json)
    fmt::print("{}{}{}: {} {}/CPU-second, {}/s of wall time, {} rank(s), {:.1f} s\n", kind->name,
               report.game.empty() ? "" : " ", report.game, short_count(per_cpu), report.unit,
               short_count(per_wall), session.size(), wall[0]);
  nlohmann::ordered_json line = {{"bench", kind->name},         {"game", report.game},
                                 {"unit", report.unit},         {"rate_per_cpu_s", per_cpu},
                                 {"rate_per_wall_s", per_wall}, {"seconds", wall[0]},
                                 {"ranks", session.size()}};
  for (const auto& [name, value] : report.details) line[name] = value;
  fmt::print("{}\n", line.dump());
  return {};
}

}  // namespace

int run_bench(int argc, char** argv) {
  Arguments arguments;
  std::string kinds;
  for (const BenchKind& kind : bench_kinds())
    kinds += fmt::format("\n  {:<10} {}", kind.name, kind.help);
  CLI::App app(
      "Measures how fast the parts are; the last line of stdout is one JSON object.\nKinds:" +
          kinds,
      "az_bench");
  app.add_option("KIND", arguments.kind, "what to measure")->required();
  app.add_option("--game", arguments.game, "name of the game, with its default settings");
  app.add_option("--set", arguments.settings, "section.key=value, repeatable")
      ->allow_extra_args(false);
  app.add_option("--seconds", arguments.seconds, "wall time to measure for")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  app.add_flag("--json", arguments.json, "print nothing but the JSON line");
  if (const auto code = parse_command_line(app, argc, argv)) return *code;

  const Session session;
  Exit code = Exit::kDone;
  try {
    // Every rank reads the same command line, so every rank finds the same errors.
    if (const auto result = measure(session, arguments); !result) {
      if (session.rank() == 0) fmt::print(stderr, "{}\n", result.error().to_string());
      code = result.error().code;
    }
  } catch (const std::exception& bug) {
    fmt::print(stderr, "az_bench: {}\n", bug.what());
    session.abort(Exit::kBug);
  }
  return static_cast<int>(code);
}

}  // namespace az
