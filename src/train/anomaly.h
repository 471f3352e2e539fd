// anomaly.h — is this generation's training like the run's own past? Pure: numbers in, a reason to
// halt or none out.
//
// Losses are judged by change, robustly: median and MAD of the run's own history. A loss that is
// high but steady is nobody's business; a loss that jumps is. Data are judged by size: what has
// stopped coming or has shrunk always halts, whatever the losses say.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "train/train_config.h"

namespace az {

/// One generation in numbers.
struct GenerationHealth {
  std::int64_t generation = 0;
  std::int64_t new_rows = 0;  ///< rows of its own self-play
  std::int64_t window_rows = 0;
  double unique_share = 1;                   ///< distinct games / games of its own self-play
  double policy_entropy = 0;                 ///< mean of its own self-play's targets, nats
  double policy_loss = 0, outcome_loss = 0;  ///< mean over the generation's steps
  double hold_out_policy_loss = 0,
         hold_out_outcome_loss = 0;  ///< of what was exported; 0: not measured

  bool operator==(const GenerationHealth&) const = default;
};

/// Judges the data before the first step. past: ascending generations, `now` not among them.
/// rows_due: that the window holds at least while no shard is lost (replay/window_law.h); it grows
/// with the run, so that no median of the past could notice what is missing.
std::optional<std::string> find_data_anomaly(const AnomalyConfig& config,
                                             std::span<const GenerationHealth> past,
                                             const GenerationHealth& now, double rows_due);
/// A loss that is no number, NaN or infinite. Nobody can accept that.
std::optional<std::string> find_no_number(const GenerationHealth& now);
/// Judges the losses, all of them numbers, after the last step, before anything is exported.
std::optional<std::string> find_loss_anomaly(const AnomalyConfig& config,
                                             std::span<const GenerationHealth> past,
                                             const GenerationHealth& now);

double median(std::vector<double> values);
/// 1.4826 · median |x − median|: the standard deviation of normal data, deaf to outliers.
double robust_deviation(const std::vector<double>& values);

}  // namespace az
