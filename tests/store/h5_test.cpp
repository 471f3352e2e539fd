#include "store/h5.h"

#include <cmath>
#include <limits>

#include "tests/store/store_fixture.h"

namespace az {
namespace {

using H5Test = StoreTest;

TEST_F(H5Test, ATreeComesBackAsItWas) {
  H5Tree tree;
  tree.root()["answer"] = H5Array::one(std::int64_t{-42});
  tree.groups["/a/empty"]["note"] = H5Array::text("a group of its own");
  tree.datasets["/a/b/u16"].array = H5Array::of(std::vector<std::uint16_t>{1, 2, 65535});
  std::vector<double> large(300'000);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = std::sin(static_cast<double>(i));
  tree.datasets["/large"].array = H5Array::of(std::span<const double>(large), {1000, 300});
  tree.datasets["/none"].array = H5Array::of(std::span<const float>(), {0, 3});
  tree.datasets["/scalar"].array = H5Array::one(1.5f);
  const std::string words[] = {"ein", "", "größer"};
  tree.datasets["/words"].array = H5Array::texts(words);
  ASSERT_TRUE(write_h5(dir_ / "t.h5", tree));
  const auto file = read_h5(dir_ / "t.h5");
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(file->hash, content_hash(tree));
  for (const auto& [path, dataset] : tree.datasets) {
    ASSERT_NE(file->tree.find(path), nullptr) << path;
    EXPECT_EQ(file->tree.find(path)->array, dataset.array) << path;
  }
  EXPECT_EQ(file->tree.attribute("answer")->value<std::int64_t>(), -42);
  EXPECT_EQ(file->tree.attribute("/a/empty@note")->text_value(), "a group of its own");
  EXPECT_EQ(file->tree.find("/words")->array.text_at(2), "größer");
}

TEST(ContentHash, DependsOnEveryPartOfTheContentAndOnNothingElse) {
  H5Tree tree;
  tree.datasets["/x"].array = H5Array::of(std::vector<std::uint32_t>{1, 2, 3, 4});
  const Hash128 hash = content_hash(tree);
  H5Tree other = tree;
  other.datasets["/x"].array.shape = {2, 2};
  EXPECT_NE(content_hash(other), hash);
  other = tree;
  other.datasets["/x"].array.type = H5Type::kI32;
  EXPECT_NE(content_hash(other), hash);
  other = tree;
  other.datasets["/y"] = other.datasets["/x"];
  EXPECT_NE(content_hash(other), hash);
  other = tree;
  other.datasets["/x"].attributes["units"] = H5Array::text("m");
  EXPECT_NE(content_hash(other), hash);
  other = tree;
  other.root()["content_hash"] = H5Array::text("whatever");
  other.datasets["/x"].compress = false;
  EXPECT_EQ(content_hash(other), hash);
}

TEST(Half, RoundsToNearestEvenLikeTheStandard) {
  // Values of IEEE 754 binary16: smallest subnormal, largest subnormal, smallest normal, one,
  // largest.
  EXPECT_EQ(to_half(0x1p-24f).bits, 0x0001);
  EXPECT_EQ(to_half(0x1.ff8p-15f).bits, 0x03ff);
  EXPECT_EQ(to_half(0x1p-14f).bits, 0x0400);
  EXPECT_EQ(to_half(1.0f).bits, 0x3c00);
  EXPECT_EQ(to_half(-2.0f).bits, 0xc000);
  EXPECT_EQ(to_half(65504.0f).bits, 0x7bff);
  EXPECT_EQ(to_half(65520.0f).bits, 0x7c00);  // halfway to what would be next: rounds to infinity
  EXPECT_EQ(to_half(65519.0f).bits, 0x7bff);
  EXPECT_EQ(to_half(1 + 0x1p-11f).bits, 0x3c00);  // a tie goes to the even significand
  EXPECT_EQ(to_half(1 + 3 * 0x1p-11f).bits, 0x3c02);
  EXPECT_EQ(to_half(0x1p-25f).bits, 0x0000);
  EXPECT_TRUE(std::isnan(to_float(to_half(std::numeric_limits<float>::quiet_NaN()))));
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if (!std::isnan(value)) ASSERT_EQ(to_half(value), half) << bits;
  }
}

}  // namespace
}  // namespace az
