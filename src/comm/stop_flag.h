// stop_flag.h — signals set a flag; loops look at it at a boundary and save.
//
// USR2: the scheduler's early warning → save, exit 75 (requeue). TERM and INT: save, exit 15, never
// requeued by us.
#pragma once

#include "core/result.h"

namespace az {

enum class StopReason : int { kNone = 0, kEarlySignal = 1, kTerminate = 2 };

/// Installs the handlers for the life of the object; one per process. Afterwards USR2 and TERM are
/// ignored: the process is ending.
class StopFlag {
 public:
  StopFlag();
  ~StopFlag();
  StopFlag(const StopFlag&) = delete;
  StopFlag& operator=(const StopFlag&) = delete;

  StopReason reason() const;
  bool requested() const { return reason() != StopReason::kNone; }
  /// What a stage returns after it saved: kRequeue or kTerminated.
  Exit exit_code() const;
  /// As if a signal had come (clock limits, tests).
  void request(StopReason reason);
};

}  // namespace az
