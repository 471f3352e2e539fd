// arrayzero_command.h — the command that users type, run and timed from outside.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace az {

struct TimedCommand {
  std::string out;    ///< its stdout
  double wall_s = 0;  ///< from its start to its end
  double cpu_s = 0;   ///< of it and of all it waited for
};

/// Runs the arrayzero beside this executable and waits for it, at most ten minutes. Fails with the
/// command's own error and exit code.
Result<TimedCommand> run_arrayzero(std::vector<std::string> arguments);

}  // namespace az
