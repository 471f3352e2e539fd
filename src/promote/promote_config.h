// promote_config.h — the settings of the decision about a candidate (section `promote:`).
#pragma once

#include "config/field.h"

namespace az {

/// Who decides: the sequential test, or nobody (every candidate is promoted, as AlphaZero does).
enum class PromoteRule { kGate, kAlways };
/// What an evaluation that ends without crossing a bound means.
enum class Undecided { kReject, kPromote };
/// What a champion that plays the anchors worse than its predecessors means.
enum class OnRegression { kHalt, kWarn };

struct PromoteConfig {
  PromoteRule rule = PromoteRule::kGate;
  Undecided undecided = Undecided::kReject;
  OnRegression on_regression = OnRegression::kHalt;
  double regression_confidence = 0.99;
  int blocked_warning = 5;
  double prior_sd_elo = 1000;

  static void describe(auto& self, auto& v) {
    v.field(
        "rule", self.rule,
        Words<PromoteRule>{{{"gate", PromoteRule::kGate}, {"always", PromoteRule::kAlways}}},
        "the sequential test decides, or every candidate is promoted and the test only reports");
    v.field("undecided", self.undecided,
            Words<Undecided>{{{"reject", Undecided::kReject}, {"promote", Undecided::kPromote}}},
            "all registered blocks played and no bound crossed");
    v.field("on_regression", self.on_regression,
            Words<OnRegression>{{{"halt", OnRegression::kHalt}, {"warn", OnRegression::kWarn}}},
            "the next champion scores worse against the anchors than an earlier one did");
    v.field(
        "regression_confidence", self.regression_confidence, Range{0.5, 0.999999},
        "two-sided level of the interval that must exclude zero; high, because the best of many "
        "generations is compared");
    v.field("blocked_warning", self.blocked_warning, Range{1, 1e6},
            "generations without a promotion before the verdict warns");
    v.field("prior_sd_elo", self.prior_sd_elo, Range{1, 1e5},
            "standard deviation of the ratings' prior around the mean");
  }
};

}  // namespace az
