// opening_files.h — the SGF files that evaluation games begin with, and their identity.
#pragma once

#include <string>
#include <vector>

#include "core/file.h"
#include "core/hash.h"
#include "core/result.h"

namespace az {

struct OpeningFiles {
  struct File {
    std::string name;  ///< without folder
    std::string text;
  };
  std::vector<File> files;  ///< by name
  Hash128 hash;             ///< of names and texts
};

/// A file, or every *.sgf of a folder. Errors (kUsage): there is none.
Result<OpeningFiles> read_opening_files(const Path& path);

}  // namespace az
