// clock.h — elapsed wall and CPU seconds.
#pragma once

#include <ctime>

namespace az {

/// Wall seconds of a monotonic clock.
inline double wall_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// CPU seconds of this process, all threads, user and system.
inline double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Time since construction.
class Stopwatch {
 public:
  double wall_s() const { return wall_seconds() - wall_; }
  double cpu_s() const { return cpu_seconds() - cpu_; }

 private:
  double wall_ = wall_seconds(), cpu_ = cpu_seconds();
};

}  // namespace az
