// report.h — a run as one self-contained HTML page, with a CSV beside each plot.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "layout/run_dir.h"
#include "report/chart.h"
#include "report/run_history.h"

namespace az {

/// The plots that a history has data for, in the order of the page.
std::vector<Chart> make_charts(const RunHistory& history);

/// Writes report/index.html and report/<chart>.csv; returns the page's path. Fails with kNotEnough
/// on a run that has done nothing yet, kUnavailable without gnuplot.
Result<Path> write_report(const RunDir& run);

}  // namespace az
