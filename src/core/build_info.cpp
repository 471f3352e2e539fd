#include "core/build_info.h"

namespace az {

BuildInfo build_info() { return {AZ_VERSION, AZ_COMPILER, AZ_BUILD_TYPE, AZ_BUILD_GPU != 0}; }

}  // namespace az
