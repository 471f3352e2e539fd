// report_tool.h — the command line of az_report: a run as one HTML page.
#pragma once

namespace az {

/// stdout: the page's path, or one JSON object with --json; stderr: what is wrong. Returns the exit
/// code.
int run_report(int argc, char** argv);

}  // namespace az
