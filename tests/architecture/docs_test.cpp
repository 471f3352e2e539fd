// Documents tell the truth about the tree: links lead somewhere, every folder that should explain
// itself does.
#include <gtest/gtest.h>

#include <cctype>
#include <regex>
#include <set>

#include "tests/architecture/source_tree.h"

namespace az {
namespace {

std::vector<Path> documents() {
  std::vector<Path> files;
  for (const char* top : {"README.md", "CHANGELOG.md"})
    if (std::filesystem::exists(source_root() / top)) files.push_back(source_root() / top);
  for (const char* folder : {"src", "slurm", "pipelines", "configs", "tests", "data_layout"})
    if (std::filesystem::exists(source_root() / folder))
      for (const Path& file : files_below(folder, {".md"})) files.push_back(file);
  return files;
}

/// The anchor that a heading gets on the usual hosts.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || (c & 0x80)) {
      anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (c == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

std::set<std::string> anchors_in(const Path& file) {
  std::set<std::string> anchors;
  for (const std::string& line : lines_of(file)) {
    const std::size_t hashes = line.find_first_not_of('#');
    if (hashes > 0 && hashes != std::string::npos && line[hashes] == ' ')
      anchors.insert(anchor_of(line.substr(hashes + 1)));
  }
  return anchors;
}

TEST(Docs, EveryRelativeLinkLeadsToAFileAndAHeading) {
  const std::regex link(R"(\[[^\]]*\]\(([^)\s]+)\))");
  int links = 0;
  for (const Path& file : documents())
    for (const std::string& line : lines_of(file))
      for (std::sregex_iterator match(line.begin(), line.end(), link), end; match != end; ++match) {
        const std::string target = (*match)[1];
        if (target.starts_with("http")) continue;
        ++links;
        const std::size_t hash = target.find('#');
        const Path path = hash == 0 ? file : file.parent_path() / target.substr(0, hash);
        EXPECT_TRUE(std::filesystem::exists(path)) << relative_name(file) << " → " << target;
        if (hash != std::string::npos && std::filesystem::exists(path))
          EXPECT_TRUE(anchors_in(path).contains(target.substr(hash + 1)))
              << relative_name(file) << " → " << target;
      }
  EXPECT_GT(links, 0);
}

TEST(Docs, EveryTopFolderAndEveryGameHasAReadme) {
  for (const char* folder :
       {"src", "slurm", "pipelines", "configs", "tests", "data_layout", "src/games"})
    EXPECT_TRUE(std::filesystem::exists(source_root() / folder / "README.md")) << folder;
  for (const auto& entry : std::filesystem::directory_iterator(source_root() / "src/games"))
    if (entry.is_directory())
      EXPECT_TRUE(std::filesystem::exists(entry.path() / "README.md")) << entry.path();
}

TEST(Docs, PathsInBackticksExist) {
  // `src/games/README.md`, `configs/runs/quickstart.yaml` …: a path that begins with a top folder
  // and has no placeholder. The tutorial's game, quad, is made by its reader.
  const std::regex path(R"(`((src|slurm|pipelines|configs|tests|data_layout)/[A-Za-z0-9_./-]+)`)");
  for (const Path& file : documents()) {
    if (file.filename() == "CHANGELOG.md") continue;
    for (const std::string& line : lines_of(file))
      for (std::sregex_iterator match(line.begin(), line.end(), path), end; match != end; ++match) {
        const std::string name = (*match)[1];
        if (name.find("name") != std::string::npos || name.find("/X") != std::string::npos ||
            name.find("quad") != std::string::npos)
          continue;
        EXPECT_TRUE(std::filesystem::exists(source_root() / name))
            << relative_name(file) << " names " << name;
      }
  }
}

}  // namespace
}  // namespace az
