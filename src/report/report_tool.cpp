#include "report/report_tool.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "config/command_line.h"
#include "report/report.h"

namespace az {

int run_report(int argc, char** argv) {
  CLI::App app(
      "az_report: writes RUN/report/index.html, which opens offline, and a CSV beside each plot",
      "az_report");
  std::string run;
  bool json = false;
  app.add_option("run", run, "the run directory")->required();
  app.add_flag("--json", json, "print the page's path as JSON");
  return run_command_line(app, argc, argv, [&]() -> Result<void> {
    AZ_TRY(const Path page, write_report(RunDir(run)));
    std::cout << (json ? nlohmann::json{{"report", page.string()}}.dump() : page.string()) << "\n"
              << std::flush;
    if (!std::cout) return fail("cannot write to standard output", "", Exit::kIo);
    return {};
  });
}

}  // namespace az
