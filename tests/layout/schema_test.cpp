#include "layout/schema.h"

#include <gmock/gmock.h>

#include "core/file.h"

namespace az {
namespace {

using testing::HasSubstr;

TEST(Schema, EveryFileOfTheFolderIsEmbeddedAndNamesItself) {
  const auto files = list_directory(Path(AZ_SOURCE_DIR) / "data_layout");
  ASSERT_TRUE(files);
  std::vector<std::string> names;
  for (const std::string& file : *files)
    if (file.ends_with(".schema.yaml")) names.push_back(file.substr(0, file.size() - 12));
  EXPECT_EQ(schema_names(), names);
}

TEST(Schema, EveryFieldHasATypeAndAnExplanation) {
  const std::vector<std::string> stored = {"u8",  "u16", "u32", "u64", "i8",  "i32",
                                           "i64", "f16", "f32", "f64", "text"};
  const std::vector<std::string> written = {"text", "int",  "number", "bool",
                                            "hash", "list", "map",    "any"};
  for (const std::string& name : schema_names()) {
    const Schema& s = schema(name);
    EXPECT_FALSE(s.about.empty()) << name;
    EXPECT_FALSE(s.path.empty()) << name;
    for (const auto* fields : {&s.attributes, &s.datasets, &s.keys})
      for (const SchemaField& field : *fields) {
        EXPECT_THAT(fields == &s.keys ? written : stored, testing::Contains(field.type))
            << name << " " << field.path;
        EXPECT_FALSE(field.about.empty()) << name << " " << field.path;
      }
  }
}

TEST(Schema, EveryHdf5FileExplainsItsActionsAndItsConfiguration) {
  for (const std::string& name : schema_names()) {
    const Schema& s = schema(name);
    if (s.kind != "hdf5") continue;
    const SchemaField* actions = s.dataset("/tables/actions");
    ASSERT_NE(actions, nullptr) << name;
    EXPECT_EQ(actions->type, "text") << name;
    const SchemaField* config = s.dataset("/config/game");
    ASSERT_NE(config, nullptr) << name;
    EXPECT_EQ(config->type, "text") << name;
  }
}

TEST(Schema, EveryVersionIsListedInTheChanges) {
  const std::string changes = *read_file(Path(AZ_SOURCE_DIR) / "data_layout" / "CHANGES.md");
  for (const std::string& name : schema_names()) {
    bool listed = false;
    std::size_t begin = 0;
    while (begin < changes.size()) {
      const std::size_t end = std::min(changes.find('\n', begin), changes.size());
      const std::string line = changes.substr(begin, end - begin);
      listed = listed ||
               (line.starts_with("|") && line.find(name) != std::string::npos &&
                line.find("| " + std::to_string(schema(name).version) + " |") != std::string::npos);
      begin = end + 1;
    }
    EXPECT_TRUE(listed) << name << " version " << schema(name).version;
  }
}

TEST(Schema, MistakesInASchemaAreNamed) {
  auto parsed = parse_schema(
      "schema: x\nversion: 1\nkind: hdf5\ndatasets:\n  /a: {type: u8, shap: [n]}\n", "x.yaml");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr("/a: unknown key 'shap'"));
  parsed = parse_schema("schema: x\nversion: 1\nkind: hdf6\n", "x.yaml");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr("kind 'hdf6'"));
  parsed = parse_schema("extends: nothing\nschema: x\nversion: 1\n", "x.yaml");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr("extends 'nothing'"));
}

TEST(CheckDocument, FindsMissingUnknownAndWrongKeys) {
  const Schema s = *parse_schema(
      "schema: x\nversion: 1\nkind: yaml\nkeys:\n"
      "  count: {type: int, about: a}\n  name: {type: text, optional: true, about: a}\n"
      "  rows: {type: list, about: a}\n  'rows[].share': {type: number, about: a}\n"
      "  free: {type: map, optional: true, about: a}\n",
      "x");
  const auto fault = [&](const char* text) {
    const auto checked = check_document(s, *parse_yaml(text, "d"), "d.yaml");
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_EQ(fault("count: 3\nrows: [{share: 0.5}]\nfree: {anything: 1}\n"), "");
  EXPECT_EQ(fault("rows: []\n"), "d.yaml: no key 'count'");
  EXPECT_EQ(fault("count: three\nrows: []\n"), "d.yaml: count: expected int");
  EXPECT_EQ(fault("count: 3\nrows: []\nnam: x\n"), "d.yaml: unknown key 'nam'");
  EXPECT_EQ(fault("count: 3\nrows: [{shares: 1}]\n"), "d.yaml: no key 'rows[].share'");
  EXPECT_EQ(fault("count: 3\nrows: [{share: 1, extra: 2}]\n"),
            "d.yaml: unknown key 'rows[].extra'");
}

}  // namespace
}  // namespace az
