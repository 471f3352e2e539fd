// The layer law: src/CMakeLists.txt says which folder may include which; the real #includes must
// agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "core/text.h"
#include "tests/architecture/source_tree.h"

namespace az {
namespace {

using Law = std::map<std::string, std::set<std::string>>;

/// folder → the folders it may include: itself, its DEPS and what they name. `x_config` allows
/// x/x_config.h alone.
Law read_law(const std::vector<std::string>& lines) {
  std::map<std::string, std::vector<std::string>> deps;
  std::vector<std::string> order;
  std::string text;
  for (const std::string& line : lines) text += line.substr(0, line.find('#')) + " ";
  const std::regex library(R"(az_library\(\s*(\w+)([^)]*)\))");
  for (std::sregex_iterator match(text.begin(), text.end(), library), end; match != end; ++match) {
    const std::string name = (*match)[1];
    bool in_deps = false;
    for (const std::string& word : split((*match)[2].str(), ' ')) {
      if (word.empty()) continue;
      if (word == "DEPS") {
        in_deps = true;
      } else if (std::all_of(word.begin(), word.end(),
                             [](unsigned char c) { return std::isupper(c) || c == '_'; })) {
        in_deps = false;
      } else if (in_deps) {
        deps[name].push_back(word);
      }
    }
    order.push_back(name);
  }
  Law law;
  for (const std::string& name : order) {
    law[name].insert(name);
    for (const std::string& dep : deps[name]) {
      law[name].insert(dep);
      if (law.contains(dep)) law[name].insert(law[dep].begin(), law[dep].end());
    }
  }
  return law;
}

/// Includes that the law forbids, as "file: header".
std::vector<std::string> violations(const Law& law, const std::string& folder,
                                    const std::string& file,
                                    const std::vector<std::string>& lines) {
  std::vector<std::string> found;
  const std::regex include(R"re(^\s*#\s*include\s*"([^"/]+)/([^"]+)")re");
  for (const std::string& line : lines) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) continue;
    const std::string other = match[1];
    const auto& allowed = law.at(folder);
    const bool config_only = match[2] == other + "_config.h" && allowed.contains(other + "_config");
    if (!allowed.contains(other) && !config_only) found.push_back(file + ": " + match[0].str());
  }
  return found;
}

TEST(Layers, EveryFolderIncludesOnlyWhatTheLawAllows) {
  const Law law = read_law(lines_of(source_root() / "src/CMakeLists.txt"));
  ASSERT_GE(law.size(), 20u);
  for (const Path& file : files_below("src", {".h", ".cpp", ".cu"})) {
    const std::string name = relative_name(file);
    const std::string folder = split(name, '/')[1];
    if (folder == "apps") continue;  // apps may use everything
    ASSERT_TRUE(law.contains(folder)) << folder << " has no az_library line in src/CMakeLists.txt";
    for (const std::string& fault : violations(law, folder, name, lines_of(file)))
      ADD_FAILURE() << fault;
  }
}

TEST(Layers, ALibraryNamesOnlyLibrariesAboveItsLine) {
  const Law law = read_law(lines_of(source_root() / "src/CMakeLists.txt"));
  for (const auto& [name, allowed] : law)
    for (const std::string& dep : allowed) {
      const bool config = dep.ends_with("_config");
      EXPECT_TRUE(law.contains(config ? dep.substr(0, dep.size() - 7) : dep))
          << name << " → " << dep;
      if (!config && dep != name) EXPECT_FALSE(law.at(dep).contains(name)) << name << " ↔ " << dep;
    }
}

TEST(Layers, APlantedForbiddenIncludeIsFound) {
  const Law law =
      read_law({"az_library(core)", "az_library(games DEPS core)", "az_library(search DEPS games",
                "  EXTERNAL x) # DEPS store", "az_library(plan DEPS core search_config)"});
  EXPECT_EQ(law.at("search"), (std::set<std::string>{"core", "games", "search"}));
  EXPECT_EQ(violations(law, "games", "f", {"#include \"search/tree.h\""}).size(), 1u);
  EXPECT_EQ(violations(law, "search", "f", {"#include \"core/file.h\"", "#include <x/y.h>"}).size(),
            0u);
  EXPECT_EQ(violations(law, "plan", "f", {"#include \"search/search_config.h\""}).size(), 0u);
  EXPECT_EQ(violations(law, "plan", "f", {"#include \"search/tree.h\""}).size(), 1u);
}

TEST(Layers, TorchHeadersAppearOnlyInNetInferAndTrain) {
  const std::regex include(R"(^\s*#\s*include\s*[<"](torch|ATen|c10)/)");
  for (const Path& file : files_below("src", {".h", ".cpp", ".cu"})) {
    const std::string name = relative_name(file);
    const std::string folder = split(name, '/')[1];
    if (folder == "net" || folder == "infer" || folder == "train") continue;
    for (const std::string& line : lines_of(file))
      EXPECT_FALSE(std::regex_search(line, include)) << name << ": " << line;
  }
}

TEST(Layers, AConfigHeaderIncludesOnlyConfig) {
  const std::regex include(R"re(^\s*#\s*include\s*"([^"/]+)/)re");
  for (const Path& file : files_below("src", {".h"})) {
    const std::string name = relative_name(file);
    const auto parts = split(name, '/');
    if (parts.size() != 3 || parts[2] != parts[1] + "_config.h") continue;
    for (const std::string& line : lines_of(file)) {
      std::smatch match;
      if (std::regex_search(line, match, include))
        EXPECT_TRUE(match[1] == "config") << name << ": " << line;
    }
  }
}

}  // namespace
}  // namespace az
