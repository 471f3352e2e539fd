// regression.h — do the anchors say that the next champion is weaker than an earlier one?
//
// A gate that only compares neighbours can walk downhill in a circle; fixed opponents notice.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "layout/rating_file.h"
#include "store/match.h"

namespace az {

struct FormerChampion {
  std::uint32_t generation = 0;
  std::string net;  ///< hex
};

/// Compares the candidate with the former champion that did best, both rated by games against
/// anchors alone. anchors: the anchor matches of this and all earlier generations, one protocol.
/// Not checked where none of the former champions or the candidate played anchors.
Result<RegressionRecord> judge_regression(std::span<const Match> anchors,
                                          const StoredAgent& candidate,
                                          const std::vector<FormerChampion>& former,
                                          double confidence, double prior_sd_elo);

}  // namespace az
