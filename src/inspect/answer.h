// answer.h — what a verb of az_inspect found: for people, for programs, and what is wrong.
#pragma once

#include <string>
#include <vector>

namespace az {

struct Answer {
  std::string text;  ///< for people, several lines
  std::string json;  ///< one object
  /// Each one line; any makes the exit code 65 after the answer was printed.
  std::vector<std::string> faults;
};

}  // namespace az
