#include "config/command_line.h"

#include <fmt/ostream.h>

#include <CLI/CLI.hpp>

namespace az {

std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv, std::ostream& out,
                                      std::ostream& err) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, out, err);
    fmt::print(err, "{0}: {1} (hint: {0} --help)\n", app.get_name(), error.what());
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
