// exam_tool.h — az_exam by hand: `(--run RUN | --net FILE) --file F [--simulations N] [--json]`,
// one net, one set.
#pragma once

namespace az {

/// Whether the command line asks for the tool and not for the stage.
bool is_exam_tool(int argc, char** argv);

/// Returns the exit code. stdout: a table, or one JSON object; stderr: errors.
int run_exam_tool(int argc, char** argv);

}  // namespace az
