// pipeline.h — pipelines/*.yaml: which stages a generation has and what each of them waits for.
//
//   loop: {generations: 40, lookahead: auto}
//   stages:
//     init:     {app: az_train, args: [--init], class: train, only: first}
//     selfplay: {app: az_selfplay, class: worker, array: auto, needs: [init, promote@previous]}
//
// The grammar is drawn in pipelines/README.md. Knows nothing of Slurm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "core/result.h"
#include "layout/run_dir.h"

namespace az {

/// "train": the stage of the same generation; "promote@previous": of the generation before.
struct Need {
  std::string stage;
  bool previous = false;
};

/// How many array tasks a stage has.
enum class ArrayKind { kSingle, kByClass, kFixed };

struct StageSpec {
  std::string name, app, job_class;
  std::vector<std::string> args;
  ArrayKind array = ArrayKind::kSingle;
  int array_tasks = 1;      ///< kFixed
  bool only_first = false;  ///< runs once, as generation 0
  std::vector<Need> needs;
  std::string origin;  ///< "pipelines/loop.yaml:4"
};

struct Pipeline {
  Generation generations = 1;
  int lookahead = 0;  ///< generations queued at once; 0: as many as the submit limit allows
  std::vector<StageSpec> stages;  ///< every stage after those of its own generation that it needs
  Value text;                     ///< as it was written, for plan.yaml

  const StageSpec* find(std::string_view name) const;
};

/// Checks everything: names, needs that exist, no cycle; messages name file, line and key.
Result<Pipeline> read_pipeline(const Value& tree);

}  // namespace az
