// process_age.h — how long this process has existed, what came before main() included.
#pragma once

namespace az {

/// Wall seconds since the system started this process, to a hundredth; 0 where it does not say.
double process_age_s();

}  // namespace az
