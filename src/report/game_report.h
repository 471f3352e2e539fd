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
#include "report/chart.h"
#include "report/game_sample.h"
#include "report/ladder.h"
#include "report/sample_statistics.h"

namespace az {

struct GameTable {
  std::string name;  ///< of its CSV, without extension
  std::string title, caption;
  std::vector<std::vector<std::string>> rows;  ///< the first is the heading
  std::string csv;  ///< level,source,who,variant,quantity,value,low,high,count
};

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
