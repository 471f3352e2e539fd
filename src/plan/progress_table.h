// progress_table.h — what a run has reached, as people read it.
#pragma once

#include <string>
#include <vector>

#include "plan/progress.h"
#include "plan/step.h"

namespace az {

/// The cells of the table of progress, its heading first. A score with a * was measured on fewer
/// positions than other generations' on the same set.
std::vector<std::vector<std::string>> progress_rows(
    const std::vector<GenerationProgress>& progress);
/// What the table's columns mean, as far as it has them: a sentence each.
std::vector<std::string> progress_notes(const std::vector<GenerationProgress>& progress);
/// The table as text in columns, and the notes.
std::string progress_table(const std::vector<GenerationProgress>& progress);

/// What a stage that is done has given, in a few words: "loss 1.234, hold-out 1.300"; "" where its
/// row knows nothing of it.
std::string stage_result(const Step& step, const GenerationProgress& row);

}  // namespace az
