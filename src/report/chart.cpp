#include "report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/temporary_folder.h"
#include "plan/process.h"

namespace az {
namespace {

/// Okabe & Ito's palette: distinguishable with any colour vision.
constexpr std::array<const char*, 8> kColours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                              "#E69F00", "#56B4E9", "#444444", "#B8A800"};

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.8g}", value) : "NaN";
}

/// Text inside gnuplot's double quotes.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string script(const Chart& chart) {
  std::string text =
      "set terminal svg size 760,380 fixed font 'DejaVu Sans,12' background '#ffffff' noenhanced\n"
      "set encoding utf8\nset datafile missing 'NaN'\nset grid lc '#dddddd' lw 1\nset border 3 lc "
      "'#888888'\n"
      "set tics nomirror\nset key outside right top samplen 2 spacing 1.1\n"
      "set style fill transparent solid 0.18 noborder\n";
  text += fmt::format("set title \"{}\"\nset xlabel \"{}\"\nset ylabel \"{}\"\n",
                      quoted(chart.title), quoted(chart.x_label), quoted(chart.y_label));
  if (chart.log_x) text += "set logscale x 2\n";
  if (chart.zero_based) text += "set yrange [0:*]\n";
  std::vector<std::string> plots;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const Series& s = chart.series[i];
    const char* colour = kColours[i % kColours.size()];
    text += fmt::format("$d{} << EOD\n", i);
    for (std::size_t k = 0; k < s.x.size(); ++k)
      text += fmt::format("{} {} {} {}\n", number(s.x[k]), number(s.y[k]),
                          s.low.empty() ? "NaN" : number(s.low[k]),
                          s.high.empty() ? "NaN" : number(s.high[k]));
    text += "EOD\n";
    if (!s.low.empty() && !s.points_only)
      plots.push_back(fmt::format("$d{} using 1:3:4 with filledcurves lc '{}' notitle", i, colour));
    if (!s.low.empty() && s.points_only) {
      plots.push_back(
          fmt::format("$d{} using 1:2:3:4 with yerrorbars pt 7 ps 0.5 lc '{}' title \"{}\"", i,
                      colour, quoted(s.label)));
    } else {
      plots.push_back(fmt::format("$d{} using 1:2 with {} pt 7 ps 0.45 lw 2 lc '{}' title \"{}\"",
                                  i, s.points_only ? "points" : "linespoints", colour,
                                  quoted(s.label)));
    }
  }
  text += "plot ";
  for (std::size_t i = 0; i < plots.size(); ++i) text += (i ? ", \\\n  " : "") + plots[i];
  return text + "\n";
}

}  // namespace

Series& curve_of(Chart& chart, const std::string& label) {
  for (Series& series : chart.series)
    if (series.label == label) return series;
  Series& series = chart.series.emplace_back();
  series.label = label;
  return series;
}

void add_point(Series& series, double x, const Estimate& estimate, double scale) {
  series.x.push_back(x);
  series.y.push_back(estimate.value * scale);
  series.low.push_back(estimate.low * scale);
  series.high.push_back(estimate.high * scale);
}

std::string chart_csv(const Chart& chart) {
  std::string text = "series,x,y,low,high\n";
  for (const Series& s : chart.series)
    for (std::size_t k = 0; k < s.x.size(); ++k)
      text += fmt::format("{},{},{},{},{}\n", s.label, number(s.x[k]), number(s.y[k]),
                          s.low.empty() ? "" : number(s.low[k]),
                          s.high.empty() ? "" : number(s.high[k]));
  return text;
}

Result<std::string> draw_chart(const Chart& chart) {
  const bool empty = std::all_of(chart.series.begin(), chart.series.end(), [](const Series& s) {
    return std::none_of(s.y.begin(), s.y.end(), [](double y) { return std::isfinite(y); });
  });
  if (empty) return fail(fmt::format("chart {} has no points", chart.name), "", Exit::kNotEnough);

  AZ_TRY(const TemporaryFolder folder, TemporaryFolder::make("az_chart"));
  const Path script_file = folder.path() / "chart.gp", svg_file = folder.path() / "chart.svg";
  AZ_OK(
      write_file(script_file, fmt::format("set output '{}'\n", svg_file.string()) + script(chart)));
  AZ_TRY(const ProcessResult gnuplot, run_process({"gnuplot", script_file.string()}));
  if (!gnuplot.ok())
    return fail(fmt::format("gnuplot failed on chart {}: {}", chart.name,
                            gnuplot.timed_out ? "no end" : gnuplot.err),
                "install gnuplot (slurm/setup.sh does)", Exit::kUnavailable);
  AZ_TRY(const std::string drawn, read_file(svg_file));
  // Inside a page the XML declaration must go.
  const std::size_t begin = drawn.find("<svg");
  return begin == std::string::npos ? drawn : drawn.substr(begin);
}

}  // namespace az
