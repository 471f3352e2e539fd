// process_group.h — who of a process group still lives.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <sstream>
#include <thread>

#include "core/file.h"

namespace az {

/// Some process of the group that has not ended; one that nobody has reaped yet has.
inline bool lives(pid_t group) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto stat = read_file(entry.path() / "stat");
    if (!stat) continue;  // no process, or it has just gone
    std::istringstream fields(stat->substr(stat->rfind(')') + 1));
    char state = 'X';
    pid_t parent = 0, its_group = 0;
    fields >> state >> parent >> its_group;
    if (its_group == group && state != 'Z' && state != 'X') return true;
  }
  return false;
}

/// Have all ended within two seconds?
inline bool is_gone(pid_t group) {
  for (int i = 0; i < 200 && lives(group); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return !lives(group);
}

}  // namespace az
