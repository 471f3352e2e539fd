#include "layout/opening_files.h"

#include <fmt/format.h>

namespace az {

Result<OpeningFiles> read_opening_files(const Path& path) {
  OpeningFiles read;
  Hasher hasher;
  const bool folder = std::filesystem::is_directory(path);
  std::vector<std::string> names{path.filename().string()};
  if (folder) {
    AZ_TRY(names, list_directory(path));
  } else if (!file_exists(path)) {
    return fail(fmt::format("no file or folder {}", path.string()), "", Exit::kUsage);
  } else if (!names[0].ends_with(".sgf")) {
    return fail(fmt::format("{} is no *.sgf", path.string()), "", Exit::kUsage);
  }
  for (std::string& name : names) {
    if (folder && !name.ends_with(".sgf")) continue;
    AZ_TRY(std::string text, read_file(folder ? path / name : path));
    hasher.add(name).add(text);
    read.files.push_back({std::move(name), std::move(text)});
  }
  if (read.files.empty())
    return fail(fmt::format("{} holds no *.sgf", path.string()), "", Exit::kUsage);
  read.hash = hasher.finish();
  return read;
}

}  // namespace az
