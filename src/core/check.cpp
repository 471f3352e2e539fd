#include "core/check.h"

namespace az {

void throw_bug(std::string message, const std::source_location& where) {
  throw Bug(fmt::format("{}:{}: check failed: {}", where.file_name(), where.line(), message));
}

}  // namespace az
