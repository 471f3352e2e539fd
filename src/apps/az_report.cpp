// az_report — a run as one HTML page.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "report/report.h"

int main(int argc, char** argv) {
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
    std::cerr << "az_report: " << error.what() << " (hint: az_report --help)\n";
    return static_cast<int>(az::Exit::kUsage);
  }
  const auto written = az::write_report(az::RunDir(run));
  if (!written) {
    std::cerr << "az_report: " << written.error().to_string() << "\n";
    return static_cast<int>(written.error().code);
  }
  std::cout << (json ? "{\"report\": \"" + written->string() + "\"}" : written->string()) << "\n";
  return 0;
}
