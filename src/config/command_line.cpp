#include "config/command_line.h"

#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "core/text.h"

namespace az {
namespace {

/// The first word that stands where a command must and is none, with the nearest one; "": the
/// trouble is another.
std::string wrong_command(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  const auto word = std::find_if(argv + 1, argv + argc, [](const char* w) { return w[0] != '-'; });
  if (names.empty() || word == argv + argc || !app.get_subcommands().empty() ||
      std::find(names.begin(), names.end(), *word) != names.end())
    return "";
  const std::string near = nearest(*word, names);
  return fmt::format(
      "no command '{}'; {}", *word,
      near.empty() ? "one of " + join(names, ", ") : fmt::format("did you mean '{}'?", near));
}

}  // namespace

std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv, std::ostream& out,
                                      std::ostream& err) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    const std::string wrong = wrong_command(app, argc, argv);
    fmt::print(err, "{0}: {1} (hint: {0} --help)\n", app.get_name(),
               wrong.empty() ? error.what() : wrong);
    return static_cast<int>(Exit::kUsage);
  }
  return {};
}

int run_command_line(CLI::App& app, int argc, char** argv,
                     const std::function<Result<void>()>& work, std::ostream& out,
                     std::ostream& err) {
  if (const auto code = parse_command_line(app, argc, argv, out, err)) return *code;
  try {
    const Result<void> done = work();
    if (done) return 0;
    fmt::print(err, "{}: {}\n", app.get_name(), done.error().to_string());
    return static_cast<int>(done.error().code);
  } catch (const std::exception& bug) {
    fmt::print(err, "{}: {} (hint: this is a bug; the line says where)\n", app.get_name(),
               bug.what());
    return static_cast<int>(Exit::kBug);
  }
}

}  // namespace az
