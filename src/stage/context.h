// context.h — what run_stage hands to a stage: where the run lies, which part of it this process
// does, how to report.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "comm/session.h"
#include "comm/stop_flag.h"
#include "config/value.h"
#include "layout/champion.h"
#include "layout/run_dir.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace az {

struct Context {
  const Session& session;
  RunDir run;
  Value config;  ///< the run's frozen configuration, complete
  Generation generation = 0;
  int task = 0, tasks = 1;      ///< this array task, of how many
  int threads = 1;              ///< cores this rank may use
  std::set<std::string> flags;  ///< "--init" → "init"
  Log& log;
  Metrics& metrics;
  StopFlag& stop;

  bool is_root() const { return session.rank() == 0; }
  /// This rank's number among all ranks of all tasks, and how many there are: shard s belongs to
  /// worker s mod workers.
  int worker() const { return task * session.size() + session.rank(); }
  int workers() const { return tasks * session.size(); }
};

/// What rank 0 found out, or its error, on every rank: one look at the file system for all, because
/// two nodes may see it in two states. Every rank calls it.
Result<std::string> from_root(const Context& context,
                              const std::function<Result<std::string>()>& find_out);

/// The champion that rank 0 sees.
Result<Champion> shared_champion(const Context& context);

}  // namespace az
