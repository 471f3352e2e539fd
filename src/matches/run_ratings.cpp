#include "matches/run_ratings.h"

#include <algorithm>
#include <set>

#include "core/check.h"
#include "rating/elo.h"
#include "rating/plackett_luce.h"

namespace az {
namespace {

bool is_random(const StoredAgent& agent) { return agent.net.is_zero() && agent.search.is_zero(); }

int player_of(RunRatings& ratings, const StoredAgent& agent) {
  const int known = ratings.find(agent);
  if (known >= 0) return known;
  ratings.players.push_back({agent, 0});
  return static_cast<int>(ratings.players.size()) - 1;
}

Result<RatingFit> fit_two(int players, const std::vector<Ranking>& games,
                          const RatingOptions& options) {
  std::vector<PairRecord> records;
  for (const Ranking& game : games) {
    PairRecord record{game.player[0], game.player[1], 0, 0, 0};
    (game.place[0] < game.place[1]   ? record.wins
     : game.place[0] > game.place[1] ? record.losses
                                     : record.draws) = game.count;
    records.push_back(record);
  }
  return fit_elo(players, records, options);
}

}  // namespace

int RunRatings::find(const StoredAgent& agent) const {
  for (std::size_t i = 0; i < players.size(); ++i)
    if (players[i].agent.net == agent.net && players[i].agent.search == agent.search)
      return static_cast<int>(i);
  return -1;
}

Result<RunRatings> rate_matches(std::span<const Match> matches, double prior_sd_elo) {
  RunRatings ratings;
  for (const Match& match : matches)
    for (const StoredAgent& agent : match.header.agents)
      if (is_random(agent)) player_of(ratings, agent);
  std::vector<Ranking> games;
  std::size_t seats = 2;
  for (const Match& match : matches) {
    check(match.header.protocol == matches[0].header.protocol, "matches of several protocols");
    seats = static_cast<std::size_t>(match.header.game.players);
    std::vector<int> player;
    for (const StoredAgent& agent : match.header.agents)
      player.push_back(player_of(ratings, agent));
    for (const MatchGame& game : match.games) {
      Ranking ranking;
      for (std::size_t s = 0; s < seats; ++s) {
        ranking.player.push_back(player[game.seat_agent[s]]);
        ranking.place.push_back(game.outcome.place[s]);
      }
      // An agent may hold several seats of a game.
      for (const int each : std::set<int>(ranking.player.begin(), ranking.player.end()))
        ratings.players[static_cast<std::size_t>(each)].games += 1;
      games.push_back(std::move(ranking));
    }
  }
  RatingOptions options{.prior_sd_elo = prior_sd_elo};
  if (!ratings.players.empty() && is_random(ratings.players[0].agent)) options.anchor = 0;
  const int players = static_cast<int>(ratings.players.size());
  if (seats == 2) {
    AZ_TRY(ratings.fit, fit_two(players, games, options));
  } else {
    AZ_TRY(ratings.fit, fit_plackett_luce(players, games, options));
  }
  return ratings;
}

}  // namespace az
