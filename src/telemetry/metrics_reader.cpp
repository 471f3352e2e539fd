#include "telemetry/metrics_reader.h"

#include <map>
#include <nlohmann/json.hpp>

namespace az {

std::vector<nlohmann::json> read_metrics(const RunDir& run, std::string_view stage,
                                         Generation generation) {
  std::vector<nlohmann::json> lines;
  const auto names = list_directory(run.metrics(stage));
  if (!names) return lines;
  const std::string prefix = generation_name(generation) + "-";
  for (const std::string& name : *names) {
    if (!name.starts_with(prefix) || !name.ends_with(".jsonl")) continue;
    const auto text = read_file(run.metrics(stage) / name);
    if (!text) continue;
    std::size_t begin = 0;
    for (std::size_t end; (end = text->find('\n', begin)) != std::string::npos; begin = end + 1) {
      auto line =
          nlohmann::json::parse(text->begin() + static_cast<std::ptrdiff_t>(begin),
                                text->begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
      if (line.is_object()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::vector<nlohmann::json> shard_lines(const std::vector<nlohmann::json>& metrics) {
  std::map<double, const nlohmann::json*> newest;  // by the shard's number
  for (const nlohmann::json& line : metrics) {
    if (line.value("event", "") != "shard") continue;
    const nlohmann::json*& known = newest[metric(line, "shard")];
    if (known == nullptr || metric(*known, "time") <= metric(line, "time")) known = &line;
  }
  std::vector<nlohmann::json> lines;
  for (const auto& [shard, line] : newest) lines.push_back(*line);
  return lines;
}

double metric(const nlohmann::json& line, const char* key, double otherwise) {
  const auto found = line.find(key);
  return found != line.end() && found->is_number() ? found->get<double>() : otherwise;
}

}  // namespace az
