#include "rating/newton.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace az {

Result<Maximum> maximise(const std::function<Curvature(const Eigen::VectorXd&)>& posterior,
                         Eigen::VectorXd start) {
  constexpr int kMaxSteps = 200;
  constexpr double kSingular =
      1e-13;  // reached on the way to infinity, never by a connected set of games
  constexpr double kLimitNats = 100;  // 17,000 Elo: no data can support it
  Eigen::VectorXd x = std::move(start);
  Curvature here = posterior(x);
  for (int step = 0; step < kMaxSteps; ++step) {
    Eigen::LDLT<Eigen::MatrixXd> factor(here.information);
    if (factor.info() != Eigen::Success || !factor.isPositive() || factor.rcond() < kSingular)
      return fail("the ratings are not determined by these games",
                  "use a prior, or connect all players by games with wins on both sides");
    Eigen::VectorXd move = factor.solve(here.gradient);
    Curvature next = posterior(x + move);
    for (int half = 0; half < 60 && !(next.value >= here.value - 1e-12 * std::abs(here.value));
         ++half) {
      move *= 0.5;
      next = posterior(x + move);
    }
    x += move;
    here = std::move(next);
    if (x.cwiseAbs().maxCoeff() > kLimitNats)
      return fail("a rating runs off to infinity: some player won or lost every game",
                  "use a prior");
    if (move.cwiseAbs().maxCoeff() < 1e-9) {
      const Eigen::Index n = x.size();
      return Maximum{
          x, Eigen::LDLT<Eigen::MatrixXd>(here.information).solve(Eigen::MatrixXd::Identity(n, n))};
    }
  }
  return fail(fmt::format("the rating fit did not converge in {} steps", kMaxSteps), "use a prior");
}

void set_elo(const Maximum& maximum, int players, int anchor, RatingFit& fit) {
  Eigen::MatrixXd gauge = Eigen::MatrixXd::Identity(players, players);
  if (anchor >= 0)
    gauge.col(anchor).array() -= 1;
  else
    gauge.array() -= 1.0 / players;
  const Eigen::VectorXd elo = kEloPerNat * (gauge * maximum.at.head(players));
  const Eigen::MatrixXd covariance = kEloPerNat * kEloPerNat * gauge *
                                     maximum.covariance.topLeftCorner(players, players) *
                                     gauge.transpose();
  fit.elo.assign(elo.data(), elo.data() + players);
  fit.covariance.assign(covariance.data(), covariance.data() + covariance.size());  // symmetric
}

std::vector<int> components_of(int vertices, const std::vector<std::pair<int, int>>& edges) {
  std::vector<int> root(static_cast<std::size_t>(vertices));
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int v) {
    while (root[static_cast<std::size_t>(v)] != v) v = root[static_cast<std::size_t>(v)];
    return v;
  };
  for (const auto& [a, b] : edges) {
    const int ra = find(a), rb = find(b);
    if (ra != rb) root[static_cast<std::size_t>(rb)] = ra;
  }
  std::vector<int> number(static_cast<std::size_t>(vertices), -1),
      result(static_cast<std::size_t>(vertices));
  int next = 0;
  for (int v = 0; v < vertices; ++v) {
    int& n = number[static_cast<std::size_t>(find(v))];
    if (n < 0) n = next++;
    result[static_cast<std::size_t>(v)] = n;
  }
  return result;
}

}  // namespace az
