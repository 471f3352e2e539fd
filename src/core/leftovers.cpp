#include "core/leftovers.h"

#include <fmt/format.h>

namespace az {

Result<void> remove_leftovers(const Path& path) {
  const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
  const std::string prefix = fmt::format(".{}.", path.filename().string());
  AZ_TRY(const auto names, list_directory(folder));
  for (const std::string& name : names)
    if (name.starts_with(prefix) && name.ends_with(".part")) AZ_OK(remove_file(folder / name));
  return {};
}

}  // namespace az
