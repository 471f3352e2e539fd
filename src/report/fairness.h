// fairness.h — do the seats of a game win alike?
#pragma once

#include <string>

#include "report/sample_statistics.h"

namespace az {

enum class Fairness { kFair, kUnfair, kCannotTell };
struct FairnessJudgement {
  Fairness fairness = Fairness::kCannotTell;
  std::string line;  ///< with its numbers
};

/// A seat's share of the wins may be off by this much and the game still be called fair.
inline constexpr double kFairWithin = 0.05;

/// Do the seats win alike? Fair: all intervals within kFairWithin of an equal share; unfair: one
/// leaves the equal share out; else nobody can tell. `where`: "at the last level (g0010)".
FairnessJudgement judge_fairness(const GameSample& sample, const SampleStatistics& statistics,
                                 const std::string& where);

}  // namespace az
