// build_info.h — which build this is: stages refuse to continue a run that another build began.
#pragma once

#include <string>

namespace az {

struct BuildInfo {
  std::string version;   ///< of the project
  std::string compiler;  ///< "GNU 12.2.0"
  std::string type;      ///< "Release"
  bool gpu = false;
};

BuildInfo build_info();

}  // namespace az
