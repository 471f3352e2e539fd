#include "store/schema_check.h"

#include "tests/store/store_fixture.h"

namespace az {
namespace {

using testing::HasSubstr;

class SchemaCheckTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ASSERT_TRUE(write_shard(dir_ / "s.h5", sample_header(4), sample_games(0, 4)));
    tree_ = read_h5(dir_ / "s.h5")->tree;
    ASSERT_TRUE(check_tree(tree_, schema("shard"), "s.h5"));
  }
  /// What check_tree says about the tree as it is now.
  std::string fault() const {
    const auto checked = check_tree(tree_, schema("shard"), "s.h5");
    return checked ? "" : checked.error().message;
  }
  H5Tree tree_;
};

TEST_F(SchemaCheckTest, EveryDatasetIsMissedWhenItIsDropped) {
  const H5Tree whole = tree_;
  for (const SchemaField& field : schema("shard").datasets) {
    tree_.datasets.erase(field.path);
    EXPECT_EQ(fault(), "s.h5: no dataset " + field.path);
    tree_ = whole;
  }
}

TEST_F(SchemaCheckTest, EveryDatasetsTypeAndShapeAreHeld) {
  const H5Tree whole = tree_;
  for (const SchemaField& field : schema("shard").datasets) {
    H5Array& array = tree_.datasets[field.path].array;
    const H5Type other = array.type == H5Type::kF64 ? H5Type::kF32 : H5Type::kF64;
    array.type = other;
    EXPECT_THAT(fault(), HasSubstr(field.path + " is ")) << field.path;
    tree_ = whole;
    tree_.datasets[field.path].array.shape.push_back(1);
    EXPECT_THAT(fault(), HasSubstr(field.path + " has shape ")) << field.path;
    tree_ = whole;
  }
}

TEST_F(SchemaCheckTest, LengthsOfOneAxisAgree) {
  H5Array& weight = tree_.datasets["/plies/weight"].array;
  weight.shape[0] -= 1;
  weight.bytes.resize(weight.bytes.size() - 4);
  EXPECT_THAT(fault(), HasSubstr("in agreement with the other datasets"));
}

TEST_F(SchemaCheckTest, EveryAttributeIsMissed) {
  const H5Tree whole = tree_;
  for (const SchemaField& field : schema("shard").attributes) {
    const std::size_t at = field.path.find('@');
    if (at == std::string::npos) {
      tree_.root().erase(field.path);
    } else {
      tree_.groups[field.path.substr(0, at)].erase(field.path.substr(at + 1));
    }
    EXPECT_EQ(fault(), "s.h5: no attribute '" + field.path + "'");
    tree_ = whole;
  }
  tree_.datasets["/plies/weight"].attributes.erase("units");
  EXPECT_EQ(fault(), "s.h5: /plies/weight has no attribute 'units'");
}

TEST_F(SchemaCheckTest, WhatTheSchemaDoesNotNameIsRefused) {
  const H5Tree whole = tree_;
  tree_.datasets["/plies/mood"] = tree_.datasets["/plies/weight"];
  EXPECT_EQ(fault(), "s.h5: unknown dataset /plies/mood");
  tree_ = whole;
  tree_.root()["mood"] = H5Array::text("good");
  EXPECT_EQ(fault(), "s.h5: unknown attribute 'mood'");
}

TEST_F(SchemaCheckTest, EveryDatasetExplainsItself) {
  for (const auto& [path, dataset] : tree_.datasets)
    for (const char* attribute : {"description", "units", "axes"}) {
      const auto found = dataset.attributes.find(attribute);
      ASSERT_NE(found, dataset.attributes.end()) << path;
      EXPECT_FALSE(found->second.text_value().empty()) << path << " " << attribute;
    }
}

}  // namespace
}  // namespace az
