#include "rating/elo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "rating/newton.h"

namespace az {
namespace {

struct Davidson {
  double win, draw, loss, log_sum;
};

Davidson davidson_nats(double x, double log_nu, bool draws) {
  const double high = std::max(std::abs(x) / 2, draws ? log_nu : -std::abs(x));
  const double w = std::exp(x / 2 - high), l = std::exp(-x / 2 - high);
  const double d = draws ? std::exp(log_nu - high) : 0;
  const double sum = w + d + l;
  return {w / sum, d / sum, l / sum, std::log(sum) + high};
}

/// One record per ordered pairing, so that phi counts pairings and not the pieces they came in.
std::vector<PairRecord> merged(std::span<const PairRecord> records) {
  std::map<std::pair<int, int>, PairRecord> sums;
  for (const PairRecord& record : records) {
    PairRecord& sum = sums[{record.first, record.second}];
    sum.first = record.first, sum.second = record.second;
    sum.wins += record.wins, sum.draws += record.draws, sum.losses += record.losses;
  }
  std::vector<PairRecord> result;
  for (const auto& [pairing, sum] : sums)
    if (sum.games() > 0) result.push_back(sum);
  return result;
}

class Posterior {
 public:
  Posterior(int players, const std::vector<PairRecord>& records, const RatingOptions& options,
            bool draws)
      : players_(players),
        records_(records),
        advantage_(options.fit_seats),
        draws_(draws),
        precision_(options.prior_sd_elo > 0 ? std::pow(kEloPerNat / options.prior_sd_elo, 2) : 0) {}

  int size() const { return players_ + (advantage_ ? 1 : 0) + (draws_ ? 1 : 0); }
  int advantage_at() const { return players_; }
  int nu_at() const { return players_ + (advantage_ ? 1 : 0); }

  Curvature operator()(const Eigen::VectorXd& p) const {
    Curvature c{0, Eigen::VectorXd::Zero(p.size()), Eigen::MatrixXd::Zero(p.size(), p.size())};
    const double log_nu = draws_ ? p[nu_at()] : 0;
    for (const PairRecord& r : records_) add(r, p, log_nu, c);
    if (precision_ > 0) {
      // On every parameter: an advantage or a draw rate of 100 % is a shutout too.
      c.value -= precision_ / 2 * p.squaredNorm();
      c.gradient -= precision_ * p;
      c.information.diagonal().array() += precision_;
    } else {
      // The likelihood does not see the mean; this pins it to 0 and is projected out of the
      // covariance.
      const double mean_sum = p.head(players_).sum();
      c.value -= mean_sum * mean_sum / 2;
      c.gradient.head(players_).array() -= mean_sum;
      c.information.topLeftCorner(players_, players_).array() += 1;
    }
    return c;
  }

 private:
  void add(const PairRecord& r, const Eigen::VectorXd& p, double log_nu, Curvature& c) const {
    const double x = p[r.first] - p[r.second] + (advantage_ ? p[advantage_at()] : 0);
    const Davidson d = davidson_nats(x, log_nu, draws_);
    const double n = r.games(), spread = d.win - d.loss;
    c.value += (r.wins - r.losses) * x / 2 + r.draws * log_nu - n * d.log_sum;
    const double gx = (r.wins - r.losses - n * spread) / 2;
    const double hxx = n * (d.win + d.loss - spread * spread) / 4;
    std::array<std::pair<Eigen::Index, double>, 3> dx{
        {{r.first, 1.0}, {r.second, -1.0}, {advantage_at(), 1.0}}};
    const std::size_t parts = advantage_ ? 3 : 2;
    for (std::size_t i = 0; i < parts; ++i) {
      c.gradient[dx[i].first] += gx * dx[i].second;
      for (std::size_t j = 0; j < parts; ++j)
        c.information(dx[i].first, dx[j].first) += hxx * dx[i].second * dx[j].second;
    }
    if (!draws_) return;
    const Eigen::Index nu = nu_at();
    c.gradient[nu] += r.draws - n * d.draw;
    c.information(nu, nu) += n * d.draw * (1 - d.draw);
    for (std::size_t i = 0; i < parts; ++i) {
      const double hxn = -n * spread * d.draw / 2 * dx[i].second;
      c.information(nu, dx[i].first) += hxn;
      c.information(dx[i].first, nu) += hxn;
    }
  }

  int players_;
  const std::vector<PairRecord>& records_;
  bool advantage_, draws_;
  double precision_;
};

/// Expected score of the first player's games and its variance.
std::pair<double, double> expected_score(const RatingFit& fit, const PairRecord& r) {
  const auto [win, draw, loss] =
      davidson(fit.elo[static_cast<std::size_t>(r.first)] + fit.advantage -
                   fit.elo[static_cast<std::size_t>(r.second)],
               fit.nu);
  const double mean = win + draw / 2;
  return {r.games() * mean, r.games() * (win + draw / 4 - mean * mean)};
}

void judge_dispersion(const std::vector<PairRecord>& records, int parameters, RatingFit& fit) {
  double chi2 = 0;
  int pairings = 0;
  for (const PairRecord& r : records) {
    const auto [expected, variance] = expected_score(fit, r);
    if (variance < 0.5) continue;  // too few unexpected games for a chi² to mean anything
    chi2 += std::pow(r.score() - expected, 2) / variance;
    ++pairings;
  }
  fit.degrees_of_freedom = std::max(0, pairings - parameters);
  if (fit.degrees_of_freedom > 0) fit.phi = chi2 / fit.degrees_of_freedom;
}

}  // namespace

std::array<double, 3> davidson(double x_elo, double nu) {
  const Davidson d = davidson_nats(x_elo / kEloPerNat, nu > 0 ? std::log(nu) : 0, nu > 0);
  return {d.win, d.draw, d.loss};
}

Result<RatingFit> fit_elo(int players, std::span<const PairRecord> records,
                          const RatingOptions& options) {
  const std::vector<PairRecord> pairings = merged(records);
  RatingFit fit;
  std::vector<std::pair<int, int>> edges;
  double draws = 0;
  for (const PairRecord& r : pairings) {
    if (r.first == r.second || std::min(r.first, r.second) < 0 ||
        std::max(r.first, r.second) >= players)
      return fail(
          fmt::format("games of players {} and {} among {} players", r.first, r.second, players));
    edges.emplace_back(r.first, r.second);
    fit.games += r.games();
    draws += r.draws;
  }
  if (fit.games <= 0) return fail("no games to rate", "play a match first", Exit::kNotEnough);
  fit.component = components_of(players, edges);
  fit.components = 1 + *std::max_element(fit.component.begin(), fit.component.end());
  if (options.prior_sd_elo <= 0 && fit.components > 1)
    return fail(fmt::format("the games leave {} groups of players that never met", fit.components),
                "play games between the groups, or use a prior");

  const Posterior posterior(players, pairings, options, draws > 0);
  AZ_TRY(const Maximum maximum, maximise(posterior, Eigen::VectorXd::Zero(posterior.size())));
  set_elo(maximum, players, options.anchor, fit);
  if (options.fit_seats) fit.advantage = kEloPerNat * maximum.at[posterior.advantage_at()];
  if (draws > 0) fit.nu = std::exp(maximum.at[posterior.nu_at()]);
  judge_dispersion(pairings, players - 1 + (options.fit_seats ? 1 : 0), fit);
  if (options.widen_overdispersed && fit.phi > 1)
    for (double& entry : fit.covariance) entry *= fit.phi;
  return fit;
}

}  // namespace az
