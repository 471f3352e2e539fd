#include "gtp/go_position.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/check.h"
#include "games/go/area.h"
#include "games/go/point_name.h"
#include "games/go/rules.h"
#include "games/state_of.h"

namespace az {
namespace {

/// visit(state) with the type that it has; false: it is no Go.
template <class Visit>
bool visit_go(const State& state, Visit&& visit) {
  const auto as = [&]<int kSide>() {
    const auto* const go = dynamic_cast<const StateOf<Go<kSide>>*>(&state);
    if (go != nullptr) visit(*go);
    return go != nullptr;
  };
  return as.template operator()<9>() || as.template operator()<13>() ||
         as.template operator()<19>();
}

}  // namespace

bool is_go(const State& state) {
  return visit_go(state, [](const auto&) {});
}

std::unique_ptr<State> resumed(const State& go) {
  std::unique_ptr<State> after;
  const bool known = visit_go(go, [&](const auto& state) {
    auto rules = state.rules();
    rules.resume();
    after = std::make_unique<std::decay_t<decltype(state)>>(state.info(), rules);
  });
  check(known, "{} is not Go", go.info().family);
  return after;
}

int area_difference(const State& go) {
  int difference = 0;
  visit_go(go, [&](const auto& state) {
    const auto [black, white] = area(state.rules().board());
    difference = black.count() - white.count();
  });
  return difference;
}

bool is_settled(const State& go) {
  bool settled = false;
  visit_go(go, [&](const auto& state) { settled = state.rules().is_settled(); });
  return settled;
}

std::vector<Action> stones(const State& go) {
  std::vector<Action> actions;
  visit_go(go, [&](const auto& state) {
    const auto& board = state.rules().board();
    const auto canvas = static_cast<Action>(state.info().canvas.width);
    (board.stones(0) | board.stones(1)).for_each([&](unsigned point) {
      actions.push_back(static_cast<Action>(board.row(point)) * canvas +
                        static_cast<Action>(board.column(point)));
    });
  });
  return actions;
}

std::string score_text(double points) {
  if (points == 0) return "0";
  return fmt::format("{}+{:g}", points > 0 ? 'B' : 'W', std::abs(points));
}

double usual_komi(const GoSettings& settings) {
  const int shorter = std::min(settings.size, settings.width());
  if (shorter >= 9) return 7.5;
  if (settings.size == settings.width() && shorter == 7) return 9.5;
  if (settings.size == settings.width() && shorter == 5) return 24.5;
  return 0.5;
}

int most_handicap(const GoSettings& settings) {
  if (settings.size != settings.width() || settings.size < 7) return 0;
  return settings.size == 7 || settings.size % 2 == 0 ? 4 : 9;
}

Result<std::vector<std::string>> handicap_points(const GoSettings& settings, int stones) {
  const int most = most_handicap(settings);
  if (stones < 2 || stones > most)
    return fail(most == 0 ? "invalid number of stones: the fixed points are of square boards from "
                            "7 x 7 on"
                          : fmt::format("invalid number of stones: 2 to {} here", most));
  const int edge = settings.size >= 13 ? 3 : 2, far = settings.size - 1 - edge,
            middle = settings.size / 2;
  struct Place {
    int row, column;
    bool used;
  };
  const Place places[] = {{edge, edge, true},
                          {far, far, true},
                          {far, edge, stones >= 3},
                          {edge, far, stones >= 4},
                          {middle, edge, stones >= 6},
                          {middle, far, stones >= 6},
                          {edge, middle, stones >= 8},
                          {far, middle, stones >= 8},
                          {middle, middle, stones >= 5 && stones % 2 == 1}};
  std::vector<std::string> points;
  for (const Place& place : places)
    if (place.used) points.push_back(go_point_name(place.row, place.column));
  return points;
}

}  // namespace az
