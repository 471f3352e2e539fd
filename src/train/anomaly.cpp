#include "train/anomaly.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace az {
namespace {

struct Loss {
  const char* name;
  double GenerationHealth::*member;
};
constexpr Loss kLosses[] = {{"policy loss", &GenerationHealth::policy_loss},
                            {"outcome loss", &GenerationHealth::outcome_loss},
                            {"hold-out policy loss", &GenerationHealth::hold_out_policy_loss},
                            {"hold-out outcome loss", &GenerationHealth::hold_out_outcome_loss}};

std::vector<double> column(const AnomalyConfig& config, std::span<const GenerationHealth> past,
                           const auto& pick) {
  const std::size_t kept = std::min(past.size(), static_cast<std::size_t>(config.history));
  std::vector<double> values;
  for (const GenerationHealth& health : past.last(kept))
    values.push_back(static_cast<double>(pick(health)));
  return values;
}

std::optional<std::string> shrunken(const char* what, double now, const std::vector<double>& past,
                                    double least) {
  const double usual = median(past);
  if (now >= least * usual) return {};
  return fmt::format(
      "shrunken data: {} {:.4g}, the run's median is {:.4g} and the least fraction {}", what, now,
      usual, least);
}

}  // namespace

double median(std::vector<double> values) {
  check(!values.empty(), "median of nothing");
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double robust_deviation(const std::vector<double>& values) {
  const double centre = median(values);
  std::vector<double> distance;
  for (const double value : values) distance.push_back(std::abs(value - centre));
  return 1.4826 * median(std::move(distance));
}

std::optional<std::string> find_data_anomaly(const AnomalyConfig& config,
                                             std::span<const GenerationHealth> past,
                                             const GenerationHealth& now, double rows_due) {
  if (now.new_rows <= 0)
    return fmt::format("stale data: generation {} has no new rows", now.generation);
  if (past.empty()) return {};
  if (now.generation <= past.back().generation)
    return fmt::format("stale data: generation {} was trained already, after {}", now.generation,
                       past.back().generation);
  const auto rows = column(config, past, [](const auto& h) { return h.new_rows; });
  const auto unique = column(config, past, [](const auto& h) { return h.unique_share; });
  const auto entropy = column(config, past, [](const auto& h) { return h.policy_entropy; });
  if (auto reason =
          shrunken("new rows", static_cast<double>(now.new_rows), rows, config.least_rows))
    return reason;
  if (static_cast<double>(now.window_rows) < config.least_window * rows_due)
    return fmt::format(
        "shrunken data: window rows {}, its law asks {:.0f} of all rows that the run has made and "
        "the least fraction is {}: older shards are missing",
        now.window_rows, rows_due, config.least_window);
  if (auto reason =
          shrunken("share of distinct games", now.unique_share, unique, config.least_unique))
    return reason;
  return shrunken("mean entropy of the policy targets", now.policy_entropy, entropy,
                  config.least_entropy);
}

std::optional<std::string> find_no_number(const GenerationHealth& now) {
  for (const Loss& loss : kLosses)
    if (!std::isfinite(now.*loss.member))
      return fmt::format("{} is {}", loss.name, now.*loss.member);
  return {};
}

std::optional<std::string> find_loss_anomaly(const AnomalyConfig& config,
                                             std::span<const GenerationHealth> past,
                                             const GenerationHealth& now) {
  for (const Loss& loss : kLosses) {
    const double value = now.*loss.member;
    const auto values = column(config, past, [&](const auto& h) { return h.*loss.member; });
    if (values.size() < static_cast<std::size_t>(config.least_history)) continue;
    const double usual = median(values), deviation = robust_deviation(values);
    const double bound =
        usual + std::max(config.deviations * deviation, config.least_rise * std::abs(usual));
    if (value > bound)
      return fmt::format(
          "{} jumped to {:.4g}: the run's median is {:.4g}, its robust deviation {:.2g}, "
          "the bound {:.4g}",
          loss.name, value, usual, deviation, bound);
  }
  return {};
}

}  // namespace az
