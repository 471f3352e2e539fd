// Habits that hold in every source file.
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tests/architecture/source_tree.h"

namespace az {
namespace {

const std::vector<std::string> kCode{".h", ".cpp", ".cu"};

TEST(Sources, HoldNoConditionalCompilation) {
  const std::regex directive(R"(^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b)");
  for (const Path& file : files_below("src", kCode))
    for (const std::string& line : lines_of(file))
      EXPECT_FALSE(std::regex_search(line, directive))
          << relative_name(file) << ": " << line
          << "\nthe backend is chosen by file, in src/CMakeLists.txt";
}

TEST(Sources, HeadersBeginWithWhatTheyAreAndPragmaOnce) {
  for (const Path& file : files_below("src", {".h"})) {
    const auto lines = lines_of(file);
    ASSERT_FALSE(lines.empty()) << file;
    EXPECT_TRUE(lines[0].starts_with("// " + file.filename().string() + " — "))
        << relative_name(file) << " begins with: " << lines[0];
    EXPECT_NE(std::find(lines.begin(), lines.end(), "#pragma once"), lines.end())
        << relative_name(file);
  }
}

TEST(Sources, HoldNoUnfinishedWork) {
  const std::regex mark(
      "\\b(TO"
      "DO|FIX"
      "ME|X"
      "XX|HA"
      "CK)\\b");
  for (const char* folder : {"src", "tests", "slurm", "pipelines", "configs", "data_layout"}) {
    if (!std::filesystem::exists(source_root() / folder)) continue;
    for (const Path& file :
         files_below(folder, {".h", ".cpp", ".cu", ".sh", ".yaml", ".md", ".cmake", ".txt"}))
      for (const std::string& line : lines_of(file))
        EXPECT_FALSE(std::regex_search(line, mark)) << relative_name(file) << ": " << line;
  }
}

TEST(Sources, ShareNothingAndHideNoState) {
  const std::regex shared(R"(\bstd::shared_ptr\b)");
  for (const Path& file : files_below("src", kCode)) {
    const std::string name = relative_name(file);
    for (const std::string& line : lines_of(file))
      EXPECT_FALSE(std::regex_search(line, shared))
          << name << ": " << line << "\nvalues first; unique_ptr at a seam";
  }
}

// Two types of one name in one program share their members by chance of the linker.
TEST(Sources, NameEveryTypeOnce) {
  const std::regex space(R"(^namespace ([\w:]+) \{)"),
      type(R"(^(?:struct|class|enum class) (\w+)[^;]*$)");
  std::map<std::string, std::string> where;
  for (const Path& file : files_below("src", {".h"})) {
    std::string inside;
    for (const std::string& line : lines_of(file)) {
      std::smatch found;
      if (std::regex_search(line, found, space)) inside = found[1];
      if (!std::regex_search(line, found, type)) continue;
      const auto [first, is_new] =
          where.emplace(inside + "::" + found[1].str(), relative_name(file));
      EXPECT_TRUE(is_new) << first->first << " in " << first->second << " and "
                          << relative_name(file);
    }
  }
  EXPECT_GT(where.size(), 100u);
}

}  // namespace
}  // namespace az
