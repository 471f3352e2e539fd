#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "cli/commands.h"

namespace az {

void say(const std::string& line) {
  std::fflush(stdout);
  fmt::print(stderr, "arrayzero: {}\n", line);
}

Path project_file(const Path& path) {
  if (path.is_absolute() || file_exists(path)) return path;
  for (Path folder = own_folder(); folder.has_relative_path(); folder = folder.parent_path())
    if (file_exists(folder / path)) return folder / path;
  return path;
}

Result<void> hand_over(const std::string& executable, const std::vector<std::string>& arguments) {
  const Path file = own_folder() / executable;
  std::vector<std::string> words{file.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(file.c_str(), argv.data());
  return fail(fmt::format("cannot start {}: {}", file.string(), system_error_text(errno)),
              fmt::format("a run carries its stages and tools but not every executable: use the "
                          "build's own arrayzero; to build it: cmake --build --preset cpu --target "
                          "{}",
                          executable),
              Exit::kUnavailable);
}

}  // namespace az
