// usable_cores.h — the cores that a process may use.
#pragma once

namespace az {

/// Those that a scheduler or launcher bound this process to, or the machine's; at least 1.
int usable_cores();

}  // namespace az
