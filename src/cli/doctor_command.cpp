#include "cli/commands.h"

namespace az {

Result<void> doctor_command(const DoctorArguments&) { return fail("doctor: later"); }

}  // namespace az
