// progress.h — what a run has reached, from its own files: games, losses, exam results, ratings,
// promotions, and how far the running stages are.
//
// Reads metrics, exams and ratings; asks nobody. A file that is not there yet leaves its
// cells empty; one that cannot be read does too, and is named in a warning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "layout/run_dir.h"
#include "plan/plan.h"

namespace az {

struct MistakeScore {
  std::string name;
  std::uint64_t positions = 0;
  double raw_percent = 0, search_percent = 0;  ///< mistakes, percent of all positions
  bool partial = false;                        ///< another generation answered more positions
};

/// How often the net's outcome head names the true class (win, draw, loss) of a set's positions.
struct ValueScore {
  std::string name;
  std::uint64_t positions = 0;
  double percent = 0;
  bool partial = false;
};

/// One line of the table.
struct GenerationProgress {
  Generation generation = 0;
  std::optional<std::int64_t> games;
  std::optional<double> loss, hold_out_loss;
  std::vector<MistakeScore> exams;
  std::vector<ValueScore> value_class;
  std::optional<double> rating, rating_half_width;  ///< Elo over the random anchor, 95 % interval
  std::optional<double> gain, gain_half_width;      ///< Elo over generation 0, 95 % interval;
                                                    ///< generation 0 itself: 0 without one
  std::string decision;                             ///< "promoted", "rejected", …, or ""
  std::string gate;  ///< what it said: "H1", "H0", "undecided", or ""
};

/// How far a stage is that runs now.
struct StageProgress {
  std::string stage;
  Generation generation = 0;
  double done = 0, total = 0;  ///< total 0: not known
  std::string unit;            ///< "games", "steps"
  double rate_per_s = 0;       ///< over this generation so far
  std::optional<double> eta_s;
};

struct RunProgress {
  std::vector<GenerationProgress> generations;
  std::vector<std::string> warnings;  ///< files that are there and cannot be read, each with why
};

/// Generations 0 … last; those without any file are left out.
RunProgress read_progress(const RunDir& run, Generation last);

/// The newest metrics of a stage in a generation.
StageProgress read_stage_progress(const RunDir& run, const Value& config, const std::string& stage,
                                  Generation generation);

}  // namespace az
