#include "report/report_tool.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "report/report.h"

namespace az {

int run_report(int argc, char** argv) {
  CLI::App app{
      "az_report: writes RUN/report/index.html, which opens offline, and a CSV beside each plot"};
  std::string run;
  bool json = false;
  app.add_option("run", run, "the run directory")->required();
  app.add_flag("--json", json, "print the page's path as JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << fmt::format("az_report: {} (hint: az_report --help)\n", error.what());
    return static_cast<int>(Exit::kUsage);
  }
  try {
    const auto written = write_report(RunDir(run));
    if (!written) {
      std::cerr << fmt::format("az_report: {}\n", written.error().to_string());
      return static_cast<int>(written.error().code);
    }
    const std::string page = written->string();
    std::cout << (json ? nlohmann::json{{"report", page}}.dump() : page) << "\n" << std::flush;
    if (!std::cout) {
      std::cerr << "az_report: cannot write to standard output\n";
      return static_cast<int>(Exit::kIo);
    }
    return 0;
  } catch (const std::exception& bug) {
    std::cerr << fmt::format("az_report: a bug: {}\n", bug.what());
    return static_cast<int>(Exit::kBug);
  }
}

}  // namespace az
