// inspect.h — the command line of az_inspect: look into files and runs, replay, trace, check.
#pragma once

namespace az {

/// stdout: the answer (text, or one JSON object with --json); stderr: what is wrong. Returns the
/// exit code: 65 when a file is faulty. Under a launcher rank 0 works and all ranks leave with its
/// code.
int run_inspect(int argc, char** argv);

}  // namespace az
