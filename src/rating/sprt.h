// sprt.h — the sequential test of a gate: a generalised SPRT on the scores of pairs (rotations) of
// games.
//
// A unit is all seat rotations of one opening: with two players a colour-swapped pair, whose score
// is one of {0, ¼, ½, ¾, 1} (pentanomial). Treating units, not games, as independent is what makes
// few games enough. Sources: fishtest's statistics (Van den Bergh, "Normalized Elo", "Comments on
// normalized Elo"); Wald 1945.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace az {

/// Normalised Elo per standard deviation of one game's score: 800 / ln 10.
inline constexpr double kNormalisedEloScale = 347.43558552260146;

/// How often every possible unit score occurred.
struct ScoreCounts {
  std::vector<double> scores;  ///< [k] possible scores in [0, 1], ascending
  std::vector<double> counts;  ///< [k]
  double reference = 0.5;  ///< the score of equal players: ½, or 1/players for winner-takes-all
  int games_per_unit = 2;

  /// Empty counts on the five scores of a colour-swapped pair.
  static ScoreCounts pentanomial();
  /// Adds one unit; a score that is not in the support is inserted.
  void add(double score, double count = 1);
  void add(const ScoreCounts& other);
  double total() const;
  double mean() const;
  double variance() const;  ///< of one unit's score

  bool operator==(const ScoreCounts&) const = default;
};

/// Logistic Elo of a mean score over the score of equal players; infinite at 0 and 1. With
/// 1/players for reference it is the lead that gives one player among copies of another so many
/// first places (plackett_luce.h).
double score_to_elo(double score, double reference = 0.5);
double elo_to_score(double elo, double reference = 0.5);
/// Normalised Elo: the mean's distance from the reference in standard deviations of one game; 0
/// without games, infinite when all units scored the same but not the reference.
double normalised_elo(const ScoreCounts& counts);

/// Log-likelihood ratios of elo1 against elo0. Zero counts are taken as 1e-3, as fishtest does; no
/// counts: 0.
double llr_logistic(const ScoreCounts& counts, double elo0, double elo1);
/// Where no distribution on the support has the hypothesis' t-value (nearly all units equal),
/// llr_normalised_approximate.
double llr_normalised(const ScoreCounts& counts, double elo0, double elo1);

/// From mean and variance alone.
double llr_normalised_approximate(const ScoreCounts& counts, double elo0, double elo1);

struct SprtSettings {
  double elo0 = 0, elo1 = 35;
  bool normalised = true;  ///< bounds in normalised Elo; otherwise logistic
  double alpha = 0.05, beta = 0.05;

  double lower() const;  ///< accept H0 at or below
  double upper() const;  ///< accept H1 at or above
};

enum class SprtVerdict : std::uint8_t { kContinue, kAcceptH0, kAcceptH1 };
std::string_view to_string(SprtVerdict verdict);

double llr(const ScoreCounts& counts, const SprtSettings& settings);
SprtVerdict judge(double llr, const SprtSettings& settings);

}  // namespace az
