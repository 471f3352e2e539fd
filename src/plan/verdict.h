// verdict.h — the one line that says whether a run has got better, with the numbers it rests on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "plan/progress.h"

namespace az {

constexpr double kFlatElo = 35;  ///< arena.gate.elo1 by default

enum class Verdict { kBetter, kFlat, kWorse, kCannotTell };
/// "BETTER" …
std::string_view verdict_word(Verdict verdict);
struct Judgement {
  Verdict verdict = Verdict::kCannotTell;
  std::string numbers;  ///< the reason, with numbers
  std::string line() const;
};
/// Has the run got better than its first net? By the 95 % interval of the champion's gain, or of
/// the last candidate's where none was promoted yet: better (a champion only) or worse where it
/// leaves out 0, flat where it lies within ± flat_elo, else nobody can tell; nor by exams alone.
Judgement judge(const std::vector<GenerationProgress>& progress, double flat_elo = kFlatElo);

/// What a gain must stay below to be called none: the lead that the run's gate looks for
/// (arena.gate.elo1), where the configuration names it.
double flat_elo_of(const Value& config);

}  // namespace az
