// window_law.h — how many of the newest rows training draws from, as a function of all rows so far.
//
// W(N) = m + b · ((N − m + s)^a − s^a) / (a · s^(a − 1)) with s = m, clamped to [m, max]: W(m) = m
// and W'(m) = b, and the window grows ever slower than the data. Source: KataGo (arXiv:1902.10565,
// Appendix C), re-scaled so that the minimum is where it starts.
#pragma once

#include <cstdint>
#include <span>

#include "replay/replay_config.h"

namespace az {

/// total_rows: N, every usable row of the run so far, at least config.minimum_rows. Rows, unclamped
/// by N.
double window_rows(const ReplayConfig& config, std::int64_t total_rows);

/// Rows that the window of the last generation holds at least while no shard is lost.
/// rows: of every generation's own self-play since the run began, ascending, at least one.
double rows_due(const ReplayConfig& config, std::span<const std::int64_t> rows);

}  // namespace az
