// acceptance.h — a guard's halt that a person has looked at: `arrayzero resume --accept-halt` lets
// exactly that judgement of exactly that generation pass.
#pragma once

#include <string>

#include "core/result.h"
#include "stage/context.h"

namespace az {

/// Halts (76) with the reason, unless a person accepted this very reason for this generation: then
/// the log says so. Every rank calls it with the same reason and none returns before rank 0 has
/// come here.
Result<void> halt_unless_accepted(const Context& context, const std::string& reason,
                                  std::string hint);

}  // namespace az
