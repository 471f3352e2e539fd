// interval.h — how far a measured share, mean or quantile can be trusted.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace az {

/// A number with its interval; NaN where nothing is known.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t count = 0;  ///< games (or what else was counted) behind it

  bool known() const { return value == value; }
};

/// Half-width of a two-sided 95 % interval in standard errors.
inline constexpr double kInterval95 = 1.959963984540054;

/// z with P(|Z| < z) = confidence for a standard normal Z.
double normal_quantile_two_sided(double confidence);

/// The share successes / trials with its score interval; trials may be an effective number. With z
/// of 1 − 0.05 / k these are simultaneous intervals of the k shares of a multinomial (Goodman
/// 1965). Source: Wilson 1927.
Estimate wilson(double successes, double trials, double z);

/// The mean of values in [0, 1] with Wilson's interval, at as many trials as the values' own
/// variance between clusters (games that share an opening) is worth: never more than there are.
/// cluster: [values], or empty: each stands alone.
Estimate mean_share(std::span<const double> values, std::span<const std::uint64_t> cluster,
                    double z);

/// The mean with its normal interval; two values at least, else no interval.
Estimate mean_of(std::span<const double> values, double z);

/// sum(part) / sum(whole) over units that each bring both (a game's sum and its number of moves),
/// with the normal interval of the linearised ratio. count: units whose whole is positive. Source:
/// Cochran 1977, section 2.11.
Estimate ratio_of(std::span<const double> part, std::span<const double> whole, double z);

/// A quantile with the interval that order statistics give it, whatever the distribution. sorted:
/// ascending. Source: David & Nagaraja 2003, section 7.1 (normal approximation of the ranks).
Estimate quantile_of(std::span<const double> sorted, double q, double z);

/// exp of the entropy of how often things occurred: how many equally frequent ones would be as
/// diverse (Hill 1973, order 1). The interval is the delta method's; where half of what was drawn
/// occurred once, much was not seen and the number is too low: `high` is infinite (Good 1953: the
/// unseen part is the share of what was seen once). counts: positive.
Estimate effective_number(std::span<const std::uint64_t> counts, double z);

}  // namespace az
