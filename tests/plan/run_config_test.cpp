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

TEST(RunConfig, KeysThatContradictEachOtherAreRefusedBeforeAnythingIsQueued) {
  const auto with = [](const std::string& line) {
    return error_of("game: {name: connect_four}\nnet: {name: resnet}\n" + line + "\n");
  };
  EXPECT_THAT(with("arena: {opening_plies_min: 9}"),
              HasSubstr("x.yaml:3: arena: opening_plies_min 9 > opening_plies_max 6"));
  EXPECT_THAT(with("arena: {gate: {elo0: 50}}"),
              HasSubstr("x.yaml:3: arena.gate: elo0 50 is not below elo1 35"));
  EXPECT_THAT(with("arena: {anchors: [{kind: random}, {kind: random, blocks: 2}]}"),
              HasSubstr("x.yaml:3: arena: anchors: two of them are random"));
  EXPECT_THAT(with("arena: {anchors: [{kind: search}, {kind: search, simulations: 100}]}"),
              HasSubstr("two of them are search100"));
  EXPECT_THAT(with("arena: {anchors: [{kind: search}, {kind: search, simulations: 50}]}"),
              HasSubstr("no error"));
  EXPECT_THAT(with("selfplay: {openings: [{share: 0.5}, {share: 0.45}]}"),
              HasSubstr("x.yaml:3: selfplay: openings: the shares sum to 0.95, not 1"));
  EXPECT_THAT(with("selfplay: {openings: [{share: 1, min_plies: 5, max_plies: 4}]}"),
              HasSubstr("x.yaml:3: selfplay.openings: min_plies 5 > max_plies 4"));
  EXPECT_THAT(
      with("train: {loss: {reply: 0.15}}"),
      HasSubstr("x.yaml: train.loss.reply: 0.15 asks for a head that the net does not have"));
  EXPECT_THAT(error_of("game: {name: go}\nnet: {name: resnet, reply: true}\n"
                       "train: {loss: {reply: 0.15}}\n"),
              HasSubstr("no error"));
  EXPECT_THAT(with("selfplay: {teacher: {generations: 1}}"),
              HasSubstr("x.yaml: selfplay.teacher: connect_four has no heuristic"));
  const std::string taught = "game: {name: hex}\nnet: {name: resnet}\nsearch: {simulations: 32}\n";
  EXPECT_THAT(error_of(taught + "selfplay: {teacher: {generations: 1, simulations: 16}}\n"),
              HasSubstr("simulations: 16, search.simulations is 32"));
  EXPECT_THAT(error_of(taught + "selfplay: {evaluator: uniform, teacher: {generations: 1}}\n"),
              HasSubstr("evaluator: uniform leaves nobody to teach"));
  EXPECT_THAT(error_of(taught + "selfplay: {teacher: {generations: 1}}\n"), HasSubstr("no error"));
  EXPECT_THAT(with("exam: {sets: [{name: a, file: x}, {name: a, file: y}]}"),
              HasSubstr("x.yaml:3: exam: sets: 'a' is no name of its own"));
}

}  // namespace
}  // namespace az
