#include "telemetry/metrics.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/check.h"
#include "layout/schema.h"

namespace az {
namespace {

bool has_type(const Metric& metric, std::string_view type) {
  if (std::holds_alternative<std::string>(metric.value)) return type == "text";
  return type == "number" || (type == "int" && std::holds_alternative<std::int64_t>(metric.value));
}

/// Holds a line against the dictionary.
Result<void> check_line(std::string_view event, const std::vector<Metric>& metrics) {
  const Schema& dictionary = schema("metrics");
  for (const Metric& metric : metrics) {
    const SchemaField* declared = dictionary.key(metric.name);
    // Those that are not optional are what every line begins with.
    check(declared != nullptr && declared->optional,
          "metric '{}' of event '{}' is not declared in data_layout/metrics.schema.yaml",
          metric.name, event);
    check(has_type(metric, declared->type), "metric '{}' of event '{}' is declared as {}",
          metric.name, event, declared->type);
    if (const double* number = std::get_if<double>(&metric.value);
        number != nullptr && !std::isfinite(*number))
      return fail(fmt::format("metric '{}' of event '{}' is {}", metric.name, event, *number),
                  "what it measures went wrong before it was reported", Exit::kHalted);
  }
  return {};
}

}  // namespace

/// The directory, and an end to a last line without one.
Result<void> Metrics::open() {
  AZ_OK(make_directories(path_.parent_path()));
  std::ifstream file(path_, std::ios::binary);
  char last = '\n';
  if (file && file.seekg(-1, std::ios::end)) file.get(last);
  if (last != '\n') AZ_OK(append_file(path_, "\n", false));
  opened_ = true;
  return {};
}

Result<void> Metrics::write(std::string_view event, const std::vector<Metric>& metrics) {
  AZ_OK(check_line(event, metrics));
  if (path_.empty()) return {};
  if (!opened_) AZ_OK(open());
  nlohmann::ordered_json line;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  line["time"] = std::chrono::duration<double>(now).count();
  line["stage"] = stage_;
  line["generation"] = generation_;
  line["event"] = event;
  for (const Metric& metric : metrics)
    std::visit([&](const auto& value) { line[std::string(metric.name)] = value; }, metric.value);
  auto written = append_file(path_, line.dump() + "\n", false);
  opened_ = written.has_value();  // what did not fit may have left its beginning
  return written;
}

}  // namespace az
