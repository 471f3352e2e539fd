#include "report/match_score.h"

#include <fmt/format.h>

#include <set>

#include "core/score_scale.h"
#include "store/stored_variants.h"

namespace az {

Result<MatchScore> match_score(const std::vector<Match>& matches, std::uint8_t agent) {
  MatchScore result;
  std::vector<double> scores;
  std::vector<std::uint64_t> openings;
  std::set<std::pair<std::uint32_t, std::vector<Action>>> distinct;
  for (const Match& match : matches) {
    const MatchHeader& header = match.header;
    AZ_TRY(const VariantList variants,
           stored_variants(
               header.game, header.settings,
               fmt::format("generation {}, {} against {}, block {}", header.generation,
                           header.agents.at(0).label, header.agents.at(1).label, header.block)));
    for (const MatchGame& game : match.games) {
      const ScoreScale scale = score_scale(variants.games.at(game.settings_id)->info());
      double payoff = 0, seats = 0;
      for (std::size_t seat = 0; seat < static_cast<std::size_t>(header.game.players); ++seat) {
        if (game.seat_agent[seat] != agent) continue;
        payoff += static_cast<double>(game.outcome.payoff[seat]);
        ++seats;
      }
      scores.push_back(scale.score(payoff / seats));
      openings.push_back(game.opening);
      distinct.emplace(game.settings_id, game.moves);
      result.equal = scale.score(0);  // payoffs sum to 0
    }
  }
  result.score = mean_share(scores, openings, kInterval95);
  result.distinct = distinct.size();
  return result;
}

}  // namespace az
