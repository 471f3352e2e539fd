// answer.h — what an analysis found, as a line of JSON. Source of the fields: KataGo,
// docs/Analysis_Engine.md.
#pragma once

#include <string>

#include "analysis/query.h"
#include "gtp/analysis.h"
#include "gtp/opinion.h"

namespace az {

/// The answer about one turn. opinion: of the same position, over all its legal moves.
std::string answer_line(const AnalysisQuery& query, int turn, bool during_search,
                        const State& position, const Analysis::Report& report,
                        const Opinion& opinion);

/// Of a turn that was given up before anything was known.
std::string no_results_line(const AnalysisQuery& query, int turn);

}  // namespace az
