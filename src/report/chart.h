// chart.h — a plot as SVG text, drawn by gnuplot with fixed options: equal data give equal bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"
#include "rating/interval.h"

namespace az {

/// One curve. low and high, where given, are drawn as a band or as error bars.
struct Series {
  std::string label;
  std::vector<double> x, y;       ///< equal lengths; NaN leaves a gap
  std::vector<double> low, high;  ///< empty, or [x]
  bool points_only = false;
};

struct Chart {
  std::string name;  ///< file name without extension: "loss"
  std::string title;
  std::string x_label, y_label;  ///< with units
  std::string caption;           ///< one or two sentences under the plot
  std::vector<Series> series;
  bool zero_based = false;  ///< the y-axis begins at 0
  bool log_x = false;       ///< powers of 2 on the x-axis
};

/// The chart's curve of this name, made when it is first asked for.
Series& curve_of(Chart& chart, const std::string& label);
/// With its interval; all of it times `scale`.
void add_point(Series& series, double x, const Estimate& estimate, double scale);

/// Long format: series,x,y,low,high. What the plot shows, for other tools.
std::string chart_csv(const Chart& chart);

/// The plot, self-contained SVG. Fails with kUnavailable when gnuplot is missing.
Result<std::string> draw_chart(const Chart& chart);

}  // namespace az
