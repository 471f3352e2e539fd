// command_line.h — what every executable does with its command line, and with what comes of it.
#pragma once

#include <functional>
#include <iostream>
#include <optional>

#include "core/result.h"

namespace CLI {
class App;
}

namespace az {

/// Parses. A value: leave with it at once, 0 after --help, kUsage after a wrong command line, which
/// `err` has been told under the app's name.
std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv,
                                      std::ostream& out = std::cout, std::ostream& err = std::cerr);

/// Parses, does `work` and returns the exit code of both; `err` is told what went wrong. An
/// exception that leaves `work` is a bug: kBug.
int run_command_line(CLI::App& app, int argc, char** argv,
                     const std::function<Result<void>()>& work, std::ostream& out = std::cout,
                     std::ostream& err = std::cerr);

}  // namespace az
