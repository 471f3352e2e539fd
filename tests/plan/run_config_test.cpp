#include "plan/run_config.h"

#include <gmock/gmock.h>

#include "tests/plan/temporary_run.h"

namespace az {
namespace {

using testing::HasSubstr;

TEST(RunConfig, BaseYamlHoldsEveryKeyWithItsDefault) {
  EXPECT_EQ(read(Path(AZ_SOURCE_DIR) / "configs/base.yaml"), base_yaml())
      << "if the new text is right:  build/cpu/bin/arrayzero config --base > configs/base.yaml";
}

TEST(RunConfig, BaseYamlIsAConfigurationAndChangesNothing) {
  const auto tree = parse_yaml(base_yaml(), "base.yaml");
  ASSERT_TRUE(tree) << tree.error().to_string();
  const auto config = read_run_config(*tree);
  ASSERT_TRUE(config) << config.error().to_string();
  const auto minimal = read_run_config(
      *parse_yaml("game: {name: connect_four}\nnet: {name: resnet}\n", "minimal.yaml"));
  ASSERT_TRUE(minimal) << minimal.error().to_string();
  EXPECT_EQ(print_run_config(*config).to_yaml(), print_run_config(*minimal).to_yaml());
}

TEST(RunConfig, EveryShippedRunIsAcceptedAndItsFrozenTextMeansTheSame) {
  int checked = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(Path(AZ_SOURCE_DIR) / "configs/runs")) {
    const auto tree = load_yaml(entry.path());
    ASSERT_TRUE(tree) << tree.error().to_string();
    const auto config = read_run_config(*tree);
    ASSERT_TRUE(config) << config.error().to_string();
    const std::string frozen = print_run_config(*config).to_yaml();
    const auto again = read_run_config(*parse_yaml(frozen, "run.yaml"));
    ASSERT_TRUE(again) << again.error().to_string();
    EXPECT_EQ(print_run_config(*again).to_yaml(), frozen) << entry.path();
    ++checked;
  }
  EXPECT_GE(checked, 2);
}

std::string error_of(std::string_view text) {
  const auto config = read_run_config(*parse_yaml(text, "x.yaml"));
  if (config) return "no error";
  EXPECT_EQ(config.error().code, Exit::kUsage);
  return config.error().to_string();
}

TEST(RunConfig, EveryMistakeIsNamedWithFileLineAndKey) {
  const std::string head = "game: {name: connect_four}\nnet: {name: resnet}\n";
  EXPECT_THAT(error_of(head + "search:\n  simulatons: 4\n"),
              HasSubstr("x.yaml:4: search.simulatons: unknown key; did you mean 'simulations'?"));
  EXPECT_THAT(error_of(head + "saerch: {}\n"),
              HasSubstr("saerch: unknown key; did you mean 'search'?"));
  EXPECT_THAT(error_of(head + "search: {simulations: -1}\n"),
              HasSubstr("x.yaml:3: search.simulations: -1 is outside"));
  EXPECT_THAT(error_of("game: {name: conect_four}\nnet: {name: resnet}\n"),
              HasSubstr("did you mean 'connect_four'?"));
  EXPECT_THAT(error_of("game: {name: connect_four}\nnet: {name: resnet, blok: 3}\n"),
              HasSubstr("net.blok"));
  EXPECT_THAT(error_of("net: {name: resnet}\n"), HasSubstr("no section game"));
  EXPECT_THAT(error_of("game: {name: connect_four}\n"), HasSubstr("no section net"));
}

}  // namespace
}  // namespace az
