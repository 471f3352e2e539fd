#include "promote/regression.h"

#include "matches/run_ratings.h"
#include "rating/interval.h"

namespace az {

Result<RegressionRecord> judge_regression(std::span<const Match> anchors,
                                          const StoredAgent& candidate,
                                          const std::vector<FormerChampion>& former,
                                          double confidence, double prior_sd_elo) {
  RegressionRecord record;
  if (anchors.empty()) return record;
  AZ_TRY(const RunRatings ratings, rate_matches(anchors, prior_sd_elo));
  const int now = ratings.find(candidate);
  if (now < 0) return record;
  int best = -1;
  for (const FormerChampion& champion : former) {
    AZ_TRY(const Hash128 net, Hash128::parse(champion.net));
    const int player = ratings.find({"", net, candidate.search});
    if (player < 0 || player == now) continue;
    if (best < 0 || ratings.fit.elo[static_cast<std::size_t>(player)] >
                        ratings.fit.elo[static_cast<std::size_t>(best)]) {
      best = player;
      record.against = champion.generation;
    }
  }
  if (best < 0) return record;
  const double z = normal_quantile_two_sided(confidence);
  record.checked = true;
  record.difference = ratings.fit.elo[static_cast<std::size_t>(now)] -
                      ratings.fit.elo[static_cast<std::size_t>(best)];
  record.se = ratings.fit.difference_se(now, best);
  record.low = record.difference - z * record.se;
  record.high = record.difference + z * record.se;
  record.regressed = record.high < 0;
  return record;
}

}  // namespace az
