// metrics_reader.h — a stage's metrics, read back for progress and reports.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "layout/run_dir.h"

namespace az {

/// Every whole line that the ranks of a stage have written in a generation, file by file; a line
/// that is still being written is left out, and files that cannot be read are as if not there.
std::vector<nlohmann::json> read_metrics(const RunDir& run, std::string_view stage,
                                         Generation generation);

/// The line of every finished shard among a generation's self-play metrics; of one that was played
/// again the newest.
std::vector<nlohmann::json> shard_lines(const std::vector<nlohmann::json>& metrics);

/// The number under a key of such a line, or `otherwise`.
double metric(const nlohmann::json& line, const char* key, double otherwise = 0);

}  // namespace az
