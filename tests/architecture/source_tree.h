// source_tree.h — the project's own sources as the architecture tests see them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/file.h"

namespace az {

inline Path source_root() { return AZ_SOURCE_DIR; }

/// Files below `folder` (relative to the project's root) with one of the extensions, sorted.
inline std::vector<Path> files_below(const std::string& folder,
                                     const std::vector<std::string>& extensions) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_root() / folder)) {
    const std::string extension = entry.path().extension().string();
    for (const std::string& wanted : extensions)
      if (extension == wanted) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::vector<std::string> lines_of(const Path& path) {
  const auto text = read_file(path);
  EXPECT_TRUE(text) << path;
  std::vector<std::string> lines;
  std::string line;
  for (const char c : text ? *text : std::string()) {
    if (c == '\n') {
      lines.push_back(line);
      line.clear();
    } else {
      line += c;
    }
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

inline std::string relative_name(const Path& path) {
  return std::filesystem::relative(path, source_root()).string();
}

}  // namespace az
