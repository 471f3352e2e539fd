#include "exam/exam_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace az {

ExamSetResult exam_result(std::string name, const ExamScore& score) {
  const auto positions = static_cast<double>(std::max<std::int64_t>(1, score.positions));
  const auto labelled = static_cast<double>(std::max<std::int64_t>(1, score.labelled));
  return {.name = std::move(name),
          .n = static_cast<std::uint64_t>(score.positions),
          .labelled = static_cast<std::uint64_t>(score.labelled),
          .decisive = static_cast<std::uint64_t>(score.decisive),
          .searched = score.searched && score.labelled > 0,
          .mistakes_raw_percent = score.mistakes_raw_percent(),
          .mistakes_search_percent = score.mistakes_search_percent(),
          .value_class_percent = score.percent(score.value_right),
          .value_log_loss = score.value_log_loss / positions,
          .optimal_mass = score.optimal_mass / labelled};
}

std::string exam_json(const ExamSetResult& result, const std::string& net, int simulations,
                      double seconds) {
  const auto measured = [](bool was, double value) {
    return was ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json json;
  json["file"] = result.name;
  json["n"] = result.n;
  json["decisive"] = result.decisive;
  json["mistakes_raw_percent"] = measured(result.labelled > 0, result.mistakes_raw_percent);
  json["mistakes_search_percent"] = measured(result.searched, result.mistakes_search_percent);
  json["value_class_percent"] = result.value_class_percent;
  json["value_log_loss"] = result.value_log_loss;
  json["optimal_mass"] = measured(result.labelled > 0, result.optimal_mass);
  json["labelled"] = result.labelled;
  json["simulations"] = simulations;
  json["net"] = net;
  json["seconds"] = seconds;
  return json.dump();
}

std::string exam_table(const ExamSetResult& result, int simulations) {
  const auto percent = [](bool was, double value) {
    return was ? fmt::format("{:.1f}", value) : std::string("-");
  };
  return table({{"set", "positions", "decisive", "raw mistakes %",
                 fmt::format("mistakes % at {} simulations", simulations), "value class %"},
                {result.name, std::to_string(result.n), std::to_string(result.decisive),
                 percent(result.labelled > 0, result.mistakes_raw_percent),
                 percent(result.searched, result.mistakes_search_percent),
                 percent(true, result.value_class_percent)}});
}

}  // namespace az
