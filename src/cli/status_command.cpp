#include "cli/commands.h"

namespace az {

Result<void> status_command(const StatusArguments&) { return fail("status: later"); }

}  // namespace az
