#include "report/sample_statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <span>

#include "core/rng.h"
#include "games/advance.h"

namespace az {
namespace {

std::vector<std::uint64_t> clusters_of(const GameSample& sample) {
  std::vector<std::uint64_t> clusters;
  if (sample.source == GameSource::kGate)
    for (const PlayedGame& game : sample.games) clusters.push_back(game.opening);
  return clusters;
}

std::span<const std::int8_t> places_of(const GameSample& sample, const PlayedGame& game) {
  return std::span(game.outcome.place).first(static_cast<std::size_t>(sample.players()));
}

bool wins_alone(const GameSample& sample, const PlayedGame& game, std::size_t seat) {
  const auto places = places_of(sample, game);
  return places[seat] == 1 && std::count(places.begin(), places.end(), 1) == 1;
}

template <class F>
std::vector<double> per_game(const GameSample& sample, const F& value) {
  std::vector<double> values;
  for (const PlayedGame& game : sample.games) values.push_back(value(game));
  return values;
}

/// How often each number of choices occurred in one game.
using Histogram = std::map<std::size_t, std::uint64_t>;

/// Nothing when the rules do not play the game so.
std::optional<Histogram> replay(const GameSample& sample, const PlayedGame& game) {
  Histogram choices;
  const std::unique_ptr<State> state = sample.game->new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  for (const Action move : game.moves) {
    if (!std::binary_search(legal.begin(), legal.end(), move)) return {};
    ++choices[legal.size()];
    state->apply(move);
    advance(*state, legal);
  }
  return choices;
}

double quantile(const Histogram& choices, double q) {
  std::uint64_t all = 0, seen = 0;
  for (const auto& [number, count] : choices) all += count;
  for (const auto& [number, count] : choices) {
    seen += count;
    if (static_cast<double>(seen) >= q * static_cast<double>(all))
      return static_cast<double>(number);
  }
  return 0;
}

void merge(Histogram& all, const Histogram& one) {
  for (const auto& [number, count] : one) all[number] += count;
}

}  // namespace

double credit_quantile(int players) {
  return players == 2 ? kInterval95 : normal_quantile_two_sided(1 - 0.05 / players);
}

SeatRates measure_seats(const GameSample& sample) {
  SeatRates rates;
  const auto players = static_cast<std::size_t>(sample.players());
  const std::vector<std::uint64_t> clusters = clusters_of(sample);
  const double together = credit_quantile(sample.players());
  for (std::size_t seat = 0; seat < players; ++seat) {
    rates.wins.push_back(mean_share(per_game(sample,
                                             [&](const PlayedGame& game) {
                                               return wins_alone(sample, game, seat) ? 1.0 : 0.0;
                                             }),
                                    clusters, kInterval95));
    rates.credit.push_back(
        mean_share(per_game(sample,
                            [&](const PlayedGame& game) {
                              const auto places = places_of(sample, game);
                              const auto firsts = std::count(places.begin(), places.end(), 1);
                              return places[seat] == 1 ? 1 / static_cast<double>(firsts) : 0.0;
                            }),
                   clusters, together));
  }
  rates.shared =
      mean_share(per_game(sample,
                          [&](const PlayedGame& game) {
                            const auto places = places_of(sample, game);
                            return std::count(places.begin(), places.end(), 1) == 1 ? 0.0 : 1.0;
                          }),
                 clusters, kInterval95);
  return rates;
}

EndRates measure_ends(const GameSample& sample) {
  EndRates rates;
  const std::vector<std::uint64_t> clusters = clusters_of(sample);
  std::map<EndReason, int> reasons;
  for (const PlayedGame& game : sample.games) ++reasons[game.outcome.reason];
  for (const auto& [reason, count] : reasons)
    rates.reasons.emplace_back(std::string(to_string(reason)),
                               mean_share(per_game(sample,
                                                   [wanted = reason](const PlayedGame& game) {
                                                     return game.outcome.reason == wanted ? 1.0
                                                                                          : 0.0;
                                                   }),
                                          clusters, kInterval95));
  rates.truncated = mean_share(
      per_game(sample, [](const PlayedGame& game) { return game.outcome.truncated ? 1.0 : 0.0; }),
      clusters, kInterval95);
  return rates;
}

LengthStatistics measure_length(const GameSample& sample) {
  std::vector<double> lengths = per_game(
      sample, [](const PlayedGame& game) { return static_cast<double>(game.moves.size()); });
  std::sort(lengths.begin(), lengths.end());
  return {mean_of(lengths, kInterval95), quantile_of(lengths, 0.1, kInterval95),
          quantile_of(lengths, 0.5, kInterval95), quantile_of(lengths, 0.9, kInterval95)};
}

BranchingStatistics measure_branching(const GameSample& sample, std::uint64_t seed) {
  BranchingStatistics statistics;
  Rng rng({.seed = seed ^ hash64("branching"),
           .purpose = Purpose::kPlayout,
           .generation = sample.level});
  std::vector<std::size_t> order(sample.games.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  // How many, from the mean length: stopping when the decisions run out would favour short games.
  std::size_t moves = 0;
  for (const PlayedGame& game : sample.games) moves += game.moves.size();
  if (moves == 0) return statistics;
  const std::size_t games = std::clamp<std::size_t>(
      kReplayedDecisions * sample.games.size() / moves, std::min<std::size_t>(5, order.size()),
      std::min(kReplayedGames, order.size()));
  std::vector<Histogram> replayed;
  std::vector<double> sums, decisions;
  Histogram all;
  for (const std::size_t index : std::span(order).first(games)) {
    auto choices = replay(sample, sample.games[index]);
    if (!choices) {
      ++statistics.refused;
      continue;
    }
    double sum = 0, count = 0;
    for (const auto& [number, times] : *choices) {
      sum += static_cast<double>(number) * static_cast<double>(times);
      count += static_cast<double>(times);
    }
    sums.push_back(sum);
    decisions.push_back(count);
    statistics.decisions += static_cast<std::uint64_t>(count);
    merge(all, *choices);
    replayed.push_back(*std::move(choices));
  }
  if (replayed.empty()) return statistics;
  statistics.mean = ratio_of(sums, decisions, kInterval95);
  statistics.median.value = quantile(all, 0.5);
  statistics.high90.value = quantile(all, 0.9);
  constexpr std::size_t kResamples = 200;
  std::vector<double> medians, nineties;
  for (std::size_t i = 0; i < kResamples; ++i) {
    Histogram again;
    for (std::size_t k = 0; k < replayed.size(); ++k)
      merge(again, replayed[rng.below(static_cast<std::uint32_t>(replayed.size()))]);
    medians.push_back(quantile(again, 0.5));
    nineties.push_back(quantile(again, 0.9));
  }
  for (auto* drawn : {&medians, &nineties}) {
    std::sort(drawn->begin(), drawn->end());
    Estimate& estimate = drawn == &medians ? statistics.median : statistics.high90;
    estimate.count = replayed.size();
    if (replayed.size() < 2) continue;
    estimate.low = (*drawn)[kResamples / 40];
    estimate.high = (*drawn)[kResamples - 1 - kResamples / 40];
  }
  return statistics;
}

std::vector<OpeningStatistics> measure_openings(const GameSample& sample) {
  std::vector<OpeningStatistics> all;
  for (const int plies : kOpeningPlies) {
    std::map<std::vector<Action>, std::uint64_t> counts;
    for (const PlayedGame& game : sample.games) {
      const auto end =
          game.moves.begin() +
          std::min<std::ptrdiff_t>(plies, static_cast<std::ptrdiff_t>(game.moves.size()));
      ++counts[std::vector<Action>(game.moves.begin(), end)];
    }
    std::vector<std::uint64_t> times;
    for (const auto& [opening, count] : counts) times.push_back(count);
    all.push_back({plies, counts.size(), effective_number(times, kInterval95)});
  }
  return all;
}

std::optional<CourseStatistics> measure_course(const GameSample& sample) {
  std::vector<double> changes, changed, decided, never, kingmade, last_share;
  std::vector<double> behind, behind_moves, contender, contender_moves;
  std::array<std::vector<double>, kLeaderAt.size()> there, wins;
  for (const PlayedGame& game : sample.games) {
    const auto course = follow_course(sample, game);
    if (!course) continue;
    changes.push_back(course->changes);
    changed.push_back(course->changes > 0 ? 1 : 0);
    never.push_back(course->led ? 0 : 1);
    if (course->led) decided.push_back(course->decided);
    kingmade.push_back(course->kingmade ? 1 : 0);
    for (std::size_t i = 0; i < kLeaderAt.size(); ++i) {
      const int leader = course->leader[i];
      there[i].push_back(leader >= 0 ? 1 : 0);
      if (leader >= 0)
        wins[i].push_back(wins_alone(sample, game, static_cast<std::size_t>(leader)) ? 1 : 0);
    }
    behind.push_back(course->behind.swing);
    behind_moves.push_back(course->behind.moves);
    contender.push_back(course->contender.swing);
    contender_moves.push_back(course->contender.moves);
    if (course->last_share) last_share.push_back(*course->last_share);
  }
  if (changes.empty()) return {};
  CourseStatistics statistics;
  statistics.changes = mean_of(changes, kInterval95);
  statistics.changed = mean_share(changed, {}, kInterval95);
  statistics.never_led = mean_share(never, {}, kInterval95);
  std::sort(decided.begin(), decided.end());
  statistics.decided_mean = mean_of(decided, kInterval95);
  statistics.decided_median = quantile_of(decided, 0.5, kInterval95);
  for (std::size_t i = 0; i < kLeaderAt.size(); ++i) {
    statistics.leader_there[i] = mean_share(there[i], {}, kInterval95);
    statistics.leader_wins[i] = mean_share(wins[i], {}, kInterval95);
  }
  statistics.kingmade = mean_share(kingmade, {}, kInterval95);
  statistics.behind_swing = ratio_of(behind, behind_moves, kInterval95);
  statistics.contender_swing = ratio_of(contender, contender_moves, kInterval95);
  statistics.behind_per_game = mean_of(behind, kInterval95);
  statistics.last_share = mean_of(last_share, kInterval95);
  return statistics;
}

SampleStatistics measure_sample(const GameSample& sample, std::uint64_t seed) {
  SampleStatistics statistics;
  statistics.seats = measure_seats(sample);
  statistics.ends = measure_ends(sample);
  if (sample.source == GameSource::kGate) return statistics;
  statistics.length = measure_length(sample);
  statistics.branching = measure_branching(sample, seed);
  statistics.openings = measure_openings(sample);
  statistics.course = measure_course(sample);
  return statistics;
}

}  // namespace az
