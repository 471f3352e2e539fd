#include "config/value.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/temporary_folder.h"

namespace az {
namespace {

using testing::HasSubstr;

class IncludeTest : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) {
    ASSERT_TRUE(write_file(dir_ / name, text));
  }
  const TemporaryFolder folder_ = TemporaryFolder::make("az_value").value();
  const Path dir_ = folder_.path();
};

TEST_F(IncludeTest, MergesIncludedFilesKeyByKeyAndRemembersTheOrigin) {
  write("base.yaml", "search:\n  simulations: 64\n  cpuct: 1.25\n");
  write("run.yaml", "include: base.yaml\nsearch:\n  simulations: 16\n");
  const auto tree = load_yaml(dir_ / "run.yaml");
  ASSERT_TRUE(tree) << tree.error().to_string();
  EXPECT_EQ(tree->at_path("search.simulations")->text(), "16");
  EXPECT_EQ(tree->at_path("search.cpuct")->text(), "1.25");
  EXPECT_EQ(tree->at_path("search.cpuct")->origin().to_string(),
            (dir_ / "base.yaml").string() + ":3");
  EXPECT_EQ(tree->find("include"), nullptr);
}

TEST_F(IncludeTest, RefusesAFileThatIncludesItself) {
  write("a.yaml", "include: b.yaml\n");
  write("b.yaml", "include: a.yaml\n");
  EXPECT_THAT(load_yaml(dir_ / "a.yaml").error().message, HasSubstr("includes itself"));
}

TEST_F(IncludeTest, NamesAMissingFile) {
  const auto tree = load_yaml(dir_ / "none.yaml");
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message, HasSubstr("none.yaml"));
  EXPECT_EQ(tree.error().code, Exit::kUsage);
  write("run.yaml", "seed: 1\ninclude: none.yaml\n");
  EXPECT_THAT(load_yaml(dir_ / "run.yaml").error().message,
              HasSubstr("(included by " + (dir_ / "run.yaml").string() + ":2)"));
}

TEST(Value, RefusesBrokenYamlWithItsLine) {
  EXPECT_THAT(parse_yaml("a: 1\nb: [1, 2\nc: 3\n", "x.yaml").error().message, HasSubstr("x.yaml:"));
  EXPECT_THAT(parse_yaml("a: 1\na: 2\n", "x.yaml").error().message,
              HasSubstr("x.yaml:2: a: key given twice"));
  EXPECT_THAT(parse_yaml("a: 1\n---\nb: 2\n", "x.yaml").error().message,
              HasSubstr("2 YAML documents"));
}

TEST(Value, SettingsReplaceOneValueAndSayWhereItCameFrom) {
  Value tree = *parse_yaml("a: {b: 1, c: 2}", "x.yaml");
  ASSERT_TRUE(apply_setting(tree, "a.b=[3, 4]"));
  ASSERT_TRUE(apply_setting(tree, "d.e=x"));
  EXPECT_EQ(tree.to_yaml(), "a:\n  b: [3, 4]\n  c: 2\nd:\n  e: x\n");
  EXPECT_EQ(tree.at_path("d.e")->origin().to_string(), "--set d.e=x");
  EXPECT_FALSE(apply_setting(tree, "a.b"));
  EXPECT_FALSE(apply_setting(tree, "a.c.d=1"));
}

TEST(Value, YamlRoundTripKeepsAwkwardText) {
  Value tree = Value::map();
  for (const char* text :
       {"", "a: b", "null", "#x", " lead", "quote\"d", "line\nbreak", "- x", "true"})
    tree.set(std::string("k") + std::to_string(tree.members().size()), Value::scalar(text));
  const auto again = parse_yaml(tree.to_yaml(), "y");
  ASSERT_TRUE(again) << again.error().to_string() << tree.to_yaml();
  for (const auto& [key, value] : tree.members())
    EXPECT_EQ(again->find(key)->text(), value.text()) << key;
}

}  // namespace
}  // namespace az
