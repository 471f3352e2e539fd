// progress.h — says how far a job has come: a line at most every period in a job's log.
#pragma once

#include <cstdint>
#include <string>

#include "telemetry/clock.h"
#include "telemetry/log.h"

namespace az {

class Progress {
 public:
  /// unit: "games"; total: 0 when unknown; period_s: least time between two lines.
  Progress(Log& log, std::string unit, std::uint64_t total, double period_s = 60)
      : log_(log), unit_(std::move(unit)), total_(total), period_s_(period_s) {}

  /// done: how many so far, of all.
  void update(std::uint64_t done);

 private:
  Log& log_;
  std::string unit_;
  std::uint64_t total_;
  double period_s_;
  Stopwatch since_start_;
  double last_s_ = 0;
};

}  // namespace az
