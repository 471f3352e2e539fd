#include "rating/plackett_luce.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "rating/newton.h"

namespace az {
namespace {

/// Every order of the seats, best first, that the places allow.
std::vector<std::vector<int>> compatible_orders(const std::vector<int>& place) {
  std::vector<int> order(place.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<std::vector<int>> orders;
  do {
    bool sorted = true;
    for (std::size_t m = 1; m < order.size() && sorted; ++m)
      sorted = place[static_cast<std::size_t>(order[m - 1])] <=
               place[static_cast<std::size_t>(order[m])];
    if (sorted) orders.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

/// log P of one strict order with derivatives by the strengths u: [seats].
Curvature strict_order(const Eigen::VectorXd& u, const std::vector<int>& order) {
  const Eigen::Index k = u.size();
  Curvature c{0, Eigen::VectorXd::Zero(k), Eigen::MatrixXd::Zero(k, k)};
  const double high = u.maxCoeff();
  for (std::size_t m = 0; m + 1 < order.size(); ++m) {
    Eigen::VectorXd p = Eigen::VectorXd::Zero(k);  // who comes next among those that remain
    for (std::size_t l = m; l < order.size(); ++l) p[order[l]] = std::exp(u[order[l]] - high);
    const double sum = p.sum();
    p /= sum;
    c.value += u[order[m]] - high - std::log(sum);
    c.gradient[order[m]] += 1;
    c.gradient -= p;
    c.information += Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose();
  }
  return c;
}

/// log of the mean probability over the orders.
Curvature tied_order(const Eigen::VectorXd& u, const std::vector<std::vector<int>>& orders) {
  if (orders.size() == 1) return strict_order(u, orders[0]);
  std::vector<Curvature> parts;
  double high = -1e300;
  for (const auto& order : orders) {
    parts.push_back(strict_order(u, order));
    high = std::max(high, parts.back().value);
  }
  double sum = 0;
  for (const Curvature& part : parts) sum += std::exp(part.value - high);
  const Eigen::Index k = u.size();
  Curvature c{high + std::log(sum / static_cast<double>(parts.size())), Eigen::VectorXd::Zero(k),
              Eigen::MatrixXd::Zero(k, k)};
  for (const Curvature& part : parts) {
    const double weight = std::exp(part.value - high) / sum;
    c.gradient += weight * part.gradient;
    c.information += weight * (part.information - part.gradient * part.gradient.transpose());
  }
  c.information += c.gradient * c.gradient.transpose();
  return c;
}

struct Prepared {
  const Ranking* ranking;
  std::vector<std::vector<int>> orders;
};

class Posterior {
 public:
  Posterior(int players, int seats, const std::vector<Prepared>& games,
            const RatingOptions& options)
      : players_(players),
        seats_(options.fit_seats ? seats : 0),
        games_(games),
        precision_(options.prior_sd_elo > 0 ? std::pow(kEloPerNat / options.prior_sd_elo, 2) : 0) {}

  int size() const { return players_ + seats_; }

  Curvature operator()(const Eigen::VectorXd& x) const {
    Curvature c{0, Eigen::VectorXd::Zero(x.size()), Eigen::MatrixXd::Zero(x.size(), x.size())};
    for (const Prepared& game : games_) add(game, x, c);
    pin(0, players_, x, c);
    pin(players_, seats_, x, c);
    return c;
  }

 private:
  void add(const Prepared& game, const Eigen::VectorXd& x, Curvature& c) const {
    const auto& who = game.ranking->player;
    const auto k = static_cast<Eigen::Index>(who.size());
    Eigen::MatrixXd map = Eigen::MatrixXd::Zero(k, x.size());  // u = map · x
    for (Eigen::Index seat = 0; seat < k; ++seat) {
      map(seat, who[static_cast<std::size_t>(seat)]) = 1;
      if (seats_ > 0) map(seat, players_ + seat) = 1;
    }
    const Curvature part = tied_order(map * x, game.orders);
    const double n = game.ranking->count;
    c.value += n * part.value;
    c.gradient += n * map.transpose() * part.gradient;
    c.information += n * map.transpose() * part.information * map;
  }
  /// The prior, or without one a term that holds the unseen mean at 0.
  void pin(Eigen::Index begin, Eigen::Index count, const Eigen::VectorXd& x, Curvature& c) const {
    if (count == 0) return;
    auto part = x.segment(begin, count);
    if (precision_ > 0) {
      c.value -= precision_ / 2 * part.squaredNorm();
      c.gradient.segment(begin, count) -= precision_ * part;
      c.information.diagonal().segment(begin, count).array() += precision_;
    } else {
      const double sum = part.sum();
      c.value -= sum * sum / 2;
      c.gradient.segment(begin, count).array() -= sum;
      c.information.block(begin, begin, count, count).array() += 1;
    }
  }

  int players_, seats_;
  const std::vector<Prepared>& games_;
  double precision_;
};

/// First places of one player in one line-up.
struct Cell {
  double won = 0, expected = 0, variance = 0;
};
/// By player; the line-up is who plays, whatever the seats: sorted, with repetitions.
using LineUps = std::map<std::vector<int>, std::map<int, Cell>>;

LineUps first_places(const std::vector<Prepared>& games, const RatingFit& fit) {
  LineUps line_ups;
  for (const Prepared& game : games) {
    const auto& who = game.ranking->player;
    std::map<int, double> strength, first;  // by player, summed over the seats that it holds
    double sum = 0, firsts = 0;
    for (std::size_t s = 0; s < who.size(); ++s) {
      const double seat = fit.seat.empty() ? 0 : fit.seat[s];
      const double u = std::exp((fit.elo[static_cast<std::size_t>(who[s])] + seat) / kEloPerNat);
      strength[who[s]] += u;
      sum += u;
      if (game.ranking->place[s] != 1) continue;
      first[who[s]] += 1;
      firsts += 1;
    }
    std::vector<int> line_up = who;
    std::sort(line_up.begin(), line_up.end());
    for (const auto& [player, u] : strength) {
      Cell& cell = line_ups[line_up][player];
      const double chance = u / sum, n = game.ranking->count;
      cell.won += n * first[player] / firsts;
      cell.expected += n * chance;
      cell.variance += n * chance * (1 - chance);
    }
  }
  return line_ups;
}

/// Pearson's chi² of first places. Every term (won − expected)² / variance has mean 1, but the m
/// players of a line-up share its games, so that m terms are worth m − 1: the factor (m − 1) / m
/// gives their sum that mean, whatever the chances are and however seats change them; for m = 2 it
/// is the chi² of a pairing. The fit takes one degree of freedom per strength, less one per group
/// of players that met; seats take none where line-ups rotate. Where lower places have told of the
/// strengths too the fit takes less than that, and phi errs to the wide side.
void judge_dispersion(const std::vector<Prepared>& games, int players, RatingFit& fit) {
  double chi2 = 0;
  int free = 0;
  for (const auto& [line_up, cells] : first_places(games, fit)) {
    double sum = 0;
    int counted = 0;
    for (const auto& [player, cell] : cells) {
      if (cell.variance < 0.5) continue;  // too few unexpected games for a chi² to mean anything
      sum += std::pow(cell.won - cell.expected, 2) / cell.variance;
      ++counted;
    }
    if (counted < 2) continue;
    chi2 += sum * (counted - 1) / counted;
    free += counted - 1;
  }
  fit.degrees_of_freedom = std::max(0, free - (players - fit.components));
  if (fit.degrees_of_freedom > 0) fit.phi = chi2 / fit.degrees_of_freedom;
}

}  // namespace

Result<RatingFit> fit_plackett_luce(int players, std::span<const Ranking> rankings,
                                    const RatingOptions& options) {
  RatingFit fit;
  std::vector<Prepared> games;
  std::vector<std::pair<int, int>> edges;
  std::size_t seats = 0;
  for (const Ranking& ranking : rankings) {
    if (ranking.count <= 0) continue;
    if (ranking.player.size() < 2 || ranking.player.size() != ranking.place.size() ||
        ranking.player.size() > 4)
      return fail(fmt::format("a ranking of {} players with {} places", ranking.player.size(),
                              ranking.place.size()));
    for (const int player : ranking.player) {
      if (player < 0 || player >= players)
        return fail(fmt::format("a game of player {} among {} players", player, players));
      edges.emplace_back(ranking.player[0], player);
    }
    seats = std::max(seats, ranking.player.size());
    fit.games += ranking.count;
    games.push_back({&ranking, compatible_orders(ranking.place)});
  }
  if (games.empty()) return fail("no games to rate", "play a match first", Exit::kNotEnough);
  fit.component = components_of(players, edges);
  fit.components = 1 + *std::max_element(fit.component.begin(), fit.component.end());
  if (options.prior_sd_elo <= 0 && fit.components > 1)
    return fail(fmt::format("the games leave {} groups of players that never met", fit.components),
                "play games between the groups, or use a prior");

  const Posterior posterior(players, static_cast<int>(seats), games, options);
  AZ_TRY(const Maximum maximum, maximise(posterior, Eigen::VectorXd::Zero(posterior.size())));
  set_elo(maximum, players, options.anchor, fit);
  if (options.fit_seats) {
    const Eigen::VectorXd offset = maximum.at.tail(static_cast<Eigen::Index>(seats));
    for (Eigen::Index s = 0; s < offset.size(); ++s)
      fit.seat.push_back(kEloPerNat * (offset[s] - offset.mean()));
    if (seats == 2) fit.advantage = fit.seat[0] - fit.seat[1];
  }
  judge_dispersion(games, players, fit);
  if (options.widen_overdispersed && fit.phi > 1)
    for (double& entry : fit.covariance) entry *= fit.phi;
  return fit;
}

}  // namespace az
