#include "report/game_charts.h"

#include "report/estimate_text.h"

namespace az {
namespace {

Chart seats_chart(const std::vector<Measured>& all, bool variants) {
  Chart chart;
  chart.name = "seats";
  chart.title = "Who wins, by strength";
  chart.x_label = "level: generation of self-play; 0: random play";
  chart.y_label = "credit, % of games";
  chart.caption =
      "A shared first place counts as its part. Bands are 95 % intervals; a fair game gives every "
      "seat the same.";
  for (const Measured& each : all) {
    if (each.sample->source == GameSource::kGate) continue;
    const auto& credit = each.statistics.seats.credit;
    for (std::size_t seat = 0; seat < credit.size(); ++seat)
      add_point(curve_of(chart, seat_name(seat) +
                                    (variants ? ", " + each.sample->variant() : std::string())),
                each.sample->level, credit[seat], 100);
  }
  return chart;
}

Chart lengths_chart(const std::vector<Measured>& all, bool variants) {
  Chart chart;
  chart.name = "lengths";
  chart.title = "Length of games, by strength";
  chart.x_label = "level: generation of self-play; 0: random play";
  chart.y_label = "decisions";
  chart.caption = "The median; the band holds the middle 80 % of the games.";
  chart.zero_based = true;
  for (const Measured& each : all) {
    if (each.sample->source == GameSource::kGate) continue;
    const LengthStatistics& length = each.statistics.length;
    Estimate band = length.median;
    band.low = length.low10.value;
    band.high = length.high90.value;
    add_point(curve_of(chart, variants ? each.sample->variant() : std::string("median")),
              each.sample->level, band, 1);
  }
  return chart;
}

}  // namespace

std::vector<Chart> game_charts(const std::vector<Measured>& all, bool variants) {
  std::vector<Chart> charts;
  for (Chart& chart : std::vector<Chart>{seats_chart(all, variants), lengths_chart(all, variants)})
    if (!chart.series.empty()) charts.push_back(std::move(chart));
  return charts;
}

Chart ladder_chart(const std::vector<Ladder>& ladders) {
  Chart chart;
  chart.name = "ladder";
  chart.title = "Strength against simulations";
  chart.x_label = "simulations per move";
  chart.y_label = "Elo over the run's own number";
  chart.caption =
      "A net against itself; bands are 95 % intervals. Where the curve is steep, thinking pays; "
      "where it is flat, the game is decided by what is seen at once, or the net knows no better.";
  chart.log_x = true;
  for (const Ladder& ladder : ladders)
    for (const LadderRung& rung : ladder.rungs)
      add_point(curve_of(chart, "net " + generation_name(ladder.generation)), rung.simulations,
                rung.elo, 1);
  return chart;
}

}  // namespace az
