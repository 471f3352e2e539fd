// game_report.h — the part of the page that is about the game and not about the run: is it fair,
// how does it end, how long and how wide is it, who leads, can the beaten choose the winner, what
// is thinking longer worth. README.md defines every number.
//
// Rests on what is stored (self-play, matches) at a few levels of strength and on random games that
// it plays itself. What is missing is said in `notes`.
#pragma once

#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "plan/progress.h"
#include "report/fairness.h"
#include "report/game_charts.h"
#include "report/game_sample.h"
#include "report/game_tables.h"
#include "report/ladder.h"

namespace az {

struct GameReport {
  std::vector<FairnessJudgement> fairness;  ///< of every variant
  std::vector<std::string> lines;           ///< further findings in words
  std::vector<std::string> notes;
  std::vector<GameTable> tables;
  std::vector<Chart> charts;
};

/// progress: for the ratings. Empty lists where there is no game at all.
GameReport make_game_report(const RunDir& run, Generation last,
                            const std::vector<GenerationProgress>& progress);
/// From what was read.
GameReport make_game_report(const GameSamples& samples, const Ladders& ladders,
                            const std::vector<GenerationProgress>& progress);

}  // namespace az
