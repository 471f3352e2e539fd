#include "telemetry/metrics.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace az {

Result<void> Metrics::write(std::string_view event, const std::vector<Metric>& metrics) {
  if (path_.empty()) return {};
  if (!made_directory_) {
    AZ_OK(make_directories(path_.parent_path()));
    made_directory_ = true;
  }
  nlohmann::ordered_json line;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  line["time"] = std::chrono::duration<double>(now).count();
  line["stage"] = stage_;
  line["generation"] = generation_;
  line["event"] = event;
  for (const Metric& metric : metrics)
    std::visit([&](const auto& value) { line[std::string(metric.name)] = value; }, metric.value);
  return append_file(path_, line.dump() + "\n", false);
}

}  // namespace az
