#include "config/field.h"

#include <gmock/gmock.h>

namespace az {
namespace {

using testing::HasSubstr;

enum class Kind { kGumbel, kPuct };

struct Inner {
  double rate = 0.5;
  std::vector<int> sizes{1, 2};
  static void describe(auto& self, auto& v) {
    v.field("rate", self.rate, Range{0.0, 1.0}, "a rate, unitless");
    v.field("sizes", self.sizes, Range{1, 9}, "sizes");
  }
};

struct Sample {
  int simulations = 64;
  bool reuse = false;
  std::string name = "x";
  Kind kind = Kind::kGumbel;
  std::uint64_t seed = 1;
  Inner inner;
  std::vector<Inner> more;
  std::map<std::string, Inner> named;
  static void describe(auto& self, auto& v) {
    v.field("simulations", self.simulations, Range{1, 1 << 20}, "playouts per move");
    v.field("reuse", self.reuse, "keep the tree");
    v.field("name", self.name, "a name");
    v.field("kind", self.kind, Words<Kind>{{{"gumbel", Kind::kGumbel}, {"puct", Kind::kPuct}}},
            "kind");
    v.field("seed", self.seed, "seed");
    v.group("inner", self.inner, "an inner group");
    v.groups("more", self.more, "a list of groups");
    v.groups("named", self.named, "groups by name; each has");
  }
};

Result<Sample> read(std::string_view yaml) {
  auto tree = parse_yaml(yaml, "x.yaml");
  if (!tree) return tl::unexpected<Error>(tree.error());
  return read_config<Sample>(*tree, "search");
}

TEST(Field, ReadsEveryKindOfValue) {
  const auto sample = read(
      "simulations: 8\nreuse: true\nname: 'a b'\nkind: puct\nseed: 18446744073709551615\n"
      "inner: {rate: 1e-1, sizes: [3]}\nmore: [{rate: 0.25}, {}]\n");
  ASSERT_TRUE(sample) << sample.error().to_string();
  EXPECT_EQ(sample->simulations, 8);
  EXPECT_TRUE(sample->reuse);
  EXPECT_EQ(sample->name, "a b");
  EXPECT_EQ(sample->kind, Kind::kPuct);
  EXPECT_EQ(sample->seed, 18446744073709551615u);
  EXPECT_EQ(sample->inner.rate, 0.1);
  EXPECT_EQ(sample->inner.sizes, std::vector<int>{3});
  ASSERT_EQ(sample->more.size(), 2u);
  EXPECT_EQ(sample->more[1].rate, 0.5);
}

TEST(Field, NamedGroupsAreReadPrintedAndExplained) {
  const auto sample = read("named:\n  b: {rate: 0.25}\n  a:\n  c:\n    sizes: [5]\n");
  ASSERT_TRUE(sample) << sample.error().to_string();
  EXPECT_EQ(sample->named.size(), 3u);
  EXPECT_EQ(sample->named.at("a").rate, 0.5);
  EXPECT_EQ(sample->named.at("b").rate, 0.25);
  EXPECT_EQ(sample->named.at("c").sizes, std::vector<int>{5});
  const Value printed = print_config(*sample);
  EXPECT_EQ(printed.find("named")->to_yaml(),
            "a:\n  rate: 0.5\n  sizes: [1, 2]\nb:\n  rate: 0.25\n  sizes: [1, 2]\n"
            "c:\n  rate: 0.5\n  sizes: [5]\n");
  EXPECT_EQ(print_config(*read(printed.to_yaml())).to_yaml(), printed.to_yaml());
  EXPECT_EQ(hash_config(*read("named: {a: {}, b: {}}")),
            hash_config(*read("named: {b: {}, a: {}}")));

  EXPECT_THAT(read("named: {a: {rat: 1}}").error().message,
              HasSubstr("x.yaml:1: search.named.a.rat: unknown key; did you mean 'rate'?"));
  EXPECT_THAT(read("named: [{rate: 1}]").error().message,
              HasSubstr("search.named: expected names, each with `key: value` lines"));
  EXPECT_THAT(read("named: {a: 3}").error().message, HasSubstr("search.named.a: expected"));
  EXPECT_THAT(help_yaml<Sample>(), HasSubstr("named: {}                        # groups by name; "
                                             "each has\n#   rate: 0.5 "));
}

TEST(Field, NamesFileLineAndNearestKeyOfAnUnknownKey) {
  const auto sample = read("name: y\nsimulatons: 3\n");
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().message,
            "x.yaml:2: search.simulatons: unknown key; did you mean 'simulations'?");
  EXPECT_EQ(sample.error().code, Exit::kUsage);
}

TEST(Field, RefusesValuesOutsideTheRange) {
  EXPECT_THAT(read("simulations: 0").error().message,
              HasSubstr("x.yaml:1: search.simulations: 0 is outside 1 … 1048576"));
  EXPECT_THAT(read("inner: {rate: nan}").error().message, HasSubstr("search.inner.rate"));
  EXPECT_THAT(read("inner:\n  sizes: [1, 10]").error().message,
              HasSubstr("x.yaml:2: search.inner.sizes: 10 is outside"));
}

TEST(Field, RefusesTheWrongType) {
  EXPECT_THAT(read("simulations: 1.5").error().message, HasSubstr("'1.5' is not a whole number"));
  EXPECT_THAT(read("simulations: [1]").error().message, HasSubstr("expected one value"));
  EXPECT_THAT(read("reuse: yes").error().message, HasSubstr("'yes' is neither true nor false"));
  EXPECT_THAT(read("seed: -1").error().message, HasSubstr("whole number"));
  EXPECT_THAT(read("kind: pcut").error().message, HasSubstr("'pcut' is not one of gumbel, puct"));
  EXPECT_THAT(read("inner: 3").error().message, HasSubstr("expected `key: value` lines"));
}

TEST(Field, PrintsWhatItReadsAndHashesByValue) {
  Sample sample;
  sample.inner.rate = 0.1;
  sample.name = "needs: quotes";
  sample.more.resize(1);
  const auto again = read(print_config(sample).to_yaml());
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(hash_config(*again), hash_config(sample));
  Sample other = sample;
  other.inner.sizes = {2, 1};
  EXPECT_NE(hash_config(other), hash_config(sample));
}

TEST(Field, HelpIsYamlThatReadsBackToTheDefaults) {
  const std::string help = help_yaml<Sample>();
  EXPECT_THAT(help, HasSubstr("# playouts per move [1 … 1048576]"));
  const auto again = read(help);
  ASSERT_TRUE(again) << again.error().to_string() << help;
  EXPECT_EQ(hash_config(*again), hash_config(Sample{}));
}

}  // namespace
}  // namespace az
