#include "core/temporary_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace az {

Result<TemporaryFolder> TemporaryFolder::make(std::string_view name, const Path& below) {
  std::error_code error;
  const Path parent = below.empty() ? std::filesystem::temp_directory_path(error) : below;
  std::string path = (parent / fmt::format("{}_XXXXXX", name)).string();
  if (error || ::mkdtemp(path.data()) == nullptr)
    return fail(fmt::format("cannot make a folder in '{}': {}", parent.string(),
                            error ? error.message() : system_error_text(errno)),
                below.empty() ? "TMPDIR names another place" : "name another place", Exit::kIo);
  return TemporaryFolder(path);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, Path())) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
}

}  // namespace az
