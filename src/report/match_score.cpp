#include "report/match_score.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <set>
#include <tuple>

#include "core/check.h"
#include "core/score_scale.h"
#include "store/stored_variants.h"

namespace az {

Result<MatchScore> match_score(const std::vector<Match>& matches, std::uint8_t agent) {
  MatchScore result;
  std::vector<double> scores;
  std::vector<std::uint64_t> openings;
  std::set<std::tuple<std::uint32_t, std::array<std::uint8_t, kMaxPlayers>, std::vector<Action>>>
      distinct;
  check(!matches.empty(), "the score of no match");
  for (const Match& match : matches) {
    const MatchHeader& header = match.header;
    const std::string where =
        fmt::format("a match of generation {}, block {}", header.generation, header.block);
    if (header.agents.size() != 2)
      return fail(fmt::format("{}: {} agents, not 2", where, header.agents.size()));
    AZ_TRY(const VariantList variants, stored_variants(header.game, header.settings, where));
    for (const MatchGame& game : match.games) {
      const ScoreScale scale = score_scale(variants.games.at(game.settings_id)->info());
      double payoff = 0, seats = 0;
      for (std::size_t seat = 0; seat < static_cast<std::size_t>(header.game.players); ++seat) {
        if (game.seat_agent[seat] != agent) continue;
        payoff += static_cast<double>(game.outcome.payoff[seat]);
        ++seats;
      }
      if (seats == 0)
        return fail(fmt::format("{}: a game without {}", where, header.agents[agent].label));
      scores.push_back(scale.score(payoff / seats));
      openings.push_back(game.opening);
      distinct.emplace(game.settings_id, game.seat_agent, game.moves);
      result.equal = scale.score(0);  // payoffs sum to 0, and variants pay alike
    }
  }
  result.score = mean_share(scores, openings, kInterval95);
  result.distinct = distinct.size();
  return result;
}

}  // namespace az
