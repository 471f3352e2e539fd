// temporary_folder.h — a new folder that goes with its owner.
#pragma once

#include <string_view>

#include "core/file.h"

namespace az {

/// Movable; what moved away removes nothing.
class TemporaryFolder {
 public:
  /// A folder NAME_XXXXXX in `below`; empty: where TMPDIR says, else /tmp. Errors: kIo.
  static Result<TemporaryFolder> make(std::string_view name, const Path& below = {});
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  const Path& path() const { return path_; }

 private:
  explicit TemporaryFolder(Path path) : path_(std::move(path)) {}
  Path path_;
};

}  // namespace az
