// gzip.h — text files that may be compressed.
#pragma once

#include <string>

#include "core/file.h"
#include "core/result.h"

namespace az {

/// The contents of a file, unpacked where it is gzip. Fails for a file that cannot be read (kIo)
/// or whose packed form is damaged or cut off (kData).
Result<std::string> read_text(const Path& path);

}  // namespace az
