#include "rating/sprt.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/check.h"

namespace az {
namespace {

/// A smoothed empirical distribution.
struct Distribution {
  std::vector<double> a, p;
  double n = 0;
};

Distribution smoothed(const ScoreCounts& counts) {
  Distribution d{counts.scores, counts.counts, 0};
  for (double& p : d.p) {
    if (p <= 0) p = 1e-3;
    d.n += p;
  }
  for (double& p : d.p) p /= d.n;
  return d;
}

/// The root of Σ p b / (1 + l b) = 0, which is decreasing in l, between its poles. Nothing unless b
/// changes sign.
std::optional<double> secular_root(const std::vector<double>& p, const std::vector<double>& b) {
  const auto [low, high] = std::minmax_element(b.begin(), b.end());
  if (*low >= -1e-12 || *high <= 1e-12) return {};
  double left = -1 / *high, right = -1 / *low;
  for (int i = 0; i < 200; ++i) {
    const double middle = (left + right) / 2;
    if (middle <= left || middle >= right) break;
    double sum = 0;
    for (std::size_t k = 0; k < p.size(); ++k) sum += p[k] * b[k] / (1 + middle * b[k]);
    (sum > 0 ? left : right) = middle;
  }
  return (left + right) / 2;
}

/// The most likely distribution with Σ q b = 0; nothing when there is none.
std::optional<std::vector<double>> constrained(const Distribution& d,
                                               const std::vector<double>& b) {
  const auto l = secular_root(d.p, b);
  if (!l) return {};
  std::vector<double> q(d.p.size());
  for (std::size_t k = 0; k < q.size(); ++k) q[k] = d.p[k] / (1 + *l * b[k]);
  return q;
}

std::vector<double> with_mean(const Distribution& d, double s) {
  std::vector<double> b = d.a;
  for (double& x : b) x -= s;
  auto q = constrained(d, b);
  check(q.has_value(), "mean {} outside the support of the scores", s);
  return std::move(q).value_or(std::vector<double>{});
}

/// The most likely distribution with (mean − reference) / sigma = t.
std::optional<std::vector<double>> with_t_value(const Distribution& d, double reference, double t) {
  std::vector<double> q(d.p.size(), 1.0 / static_cast<double>(d.p.size()));
  for (int i = 0; i < 100; ++i) {
    double mean = 0, variance = 0;
    for (std::size_t k = 0; k < q.size(); ++k) mean += q[k] * d.a[k];
    for (std::size_t k = 0; k < q.size(); ++k) variance += q[k] * (d.a[k] - mean) * (d.a[k] - mean);
    const double sigma = std::sqrt(variance);
    if (!(sigma > 0)) return {};
    std::vector<double> b = d.a;
    for (double& x : b) {
      const double z = (mean - x) / sigma;
      x = x - reference - t * sigma * (1 + z * z) / 2;
    }
    auto next = constrained(d, b);
    if (!next) return {};
    double change = 0;
    for (std::size_t k = 0; k < q.size(); ++k)
      change = std::max(change, std::abs(q[k] - (*next)[k]));
    q = *std::move(next);
    if (change < 1e-9) return q;
  }
  return {};
}

double log_ratio(const Distribution& d, const std::vector<double>& q1,
                 const std::vector<double>& q0) {
  double sum = 0;
  for (std::size_t k = 0; k < q1.size(); ++k) sum += d.p[k] * std::log(q1[k] / q0[k]);
  return d.n * sum;
}

}  // namespace

ScoreCounts ScoreCounts::pentanomial() { return {{0, 0.25, 0.5, 0.75, 1}, {0, 0, 0, 0, 0}}; }

void ScoreCounts::add(double score, double count) {
  constexpr double kSame = 1e-6;  // scores are means of a few payoffs; rounding is far below
  const auto at = std::lower_bound(scores.begin(), scores.end(), score - kSame);
  const auto k = at - scores.begin();
  if (at == scores.end() || *at > score + kSame) {
    scores.insert(at, score);
    counts.insert(counts.begin() + k, 0);
  }
  counts[static_cast<std::size_t>(k)] += count;
}

void ScoreCounts::add(const ScoreCounts& other) {
  for (std::size_t k = 0; k < other.scores.size(); ++k) add(other.scores[k], other.counts[k]);
}

double ScoreCounts::total() const {
  double sum = 0;
  for (const double count : counts) sum += count;
  return sum;
}

double ScoreCounts::mean() const {
  double sum = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) sum += counts[k] * scores[k];
  return total() > 0 ? sum / total() : reference;
}

double ScoreCounts::variance() const {
  const double m = mean();
  double sum = 0;
  for (std::size_t k = 0; k < counts.size(); ++k)
    sum += counts[k] * (scores[k] - m) * (scores[k] - m);
  return total() > 0 ? sum / total() : 0;
}

double score_to_elo(double score, double reference) {
  if (score <= 0) return -std::numeric_limits<double>::infinity();
  if (score >= 1) return std::numeric_limits<double>::infinity();
  return 400 * std::log10((1 / reference - 1) / (1 / score - 1));
}

double elo_to_score(double elo, double reference) {
  return 1 / (1 + (1 / reference - 1) * std::pow(10, -elo / 400));
}

double normalised_elo(const ScoreCounts& counts) {
  const double sigma_game = std::sqrt(counts.games_per_unit * counts.variance());
  const double lead = counts.mean() - counts.reference;
  return lead == 0 ? 0 : kNormalisedEloScale * lead / sigma_game;
}

double llr_logistic(const ScoreCounts& counts, double elo0, double elo1) {
  if (counts.total() <= 0) return 0;
  const Distribution d = smoothed(counts);
  return log_ratio(d, with_mean(d, elo_to_score(elo1, counts.reference)),
                   with_mean(d, elo_to_score(elo0, counts.reference)));
}

double llr_normalised(const ScoreCounts& counts, double elo0, double elo1) {
  if (counts.total() <= 0) return 0;
  const Distribution d = smoothed(counts);
  const double t_per_elo = std::sqrt(counts.games_per_unit) / kNormalisedEloScale;
  const auto q0 = with_t_value(d, counts.reference, elo0 * t_per_elo);
  const auto q1 = with_t_value(d, counts.reference, elo1 * t_per_elo);
  if (!q0 || !q1) return llr_normalised_approximate(counts, elo0, elo1);
  return log_ratio(d, *q1, *q0);
}

double llr_normalised_approximate(const ScoreCounts& counts, double elo0, double elo1) {
  if (counts.total() <= 0) return 0;
  const Distribution d = smoothed(counts);  // a match of equal scores has no variance of its own
  double mean = 0, variance = 0;
  for (std::size_t k = 0; k < d.p.size(); ++k) mean += d.p[k] * d.a[k];
  for (std::size_t k = 0; k < d.p.size(); ++k)
    variance += d.p[k] * (d.a[k] - mean) * (d.a[k] - mean);
  const double t = (mean - counts.reference) / std::sqrt(counts.games_per_unit * variance);
  const double t0 = t - elo0 / kNormalisedEloScale, t1 = t - elo1 / kNormalisedEloScale;
  return d.n * counts.games_per_unit / 2 * std::log((1 + t0 * t0) / (1 + t1 * t1));
}

double SprtSettings::lower() const { return std::log(beta / (1 - alpha)); }
double SprtSettings::upper() const { return std::log((1 - beta) / alpha); }

std::string_view to_string(SprtVerdict verdict) {
  switch (verdict) {
    case SprtVerdict::kAcceptH0:
      return "H0";
    case SprtVerdict::kAcceptH1:
      return "H1";
    case SprtVerdict::kContinue:
      break;
  }
  return "undecided";
}

double llr(const ScoreCounts& counts, const SprtSettings& settings) {
  return settings.normalised ? llr_normalised(counts, settings.elo0, settings.elo1)
                             : llr_logistic(counts, settings.elo0, settings.elo1);
}

SprtVerdict judge(double llr, const SprtSettings& settings) {
  if (llr >= settings.upper()) return SprtVerdict::kAcceptH1;
  if (llr <= settings.lower()) return SprtVerdict::kAcceptH0;
  return SprtVerdict::kContinue;
}

}  // namespace az
