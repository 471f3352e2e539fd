#include "plan/profile.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace az {
namespace {

using testing::HasSubstr;

Result<Profile> read(std::string_view text) { return read_profile(*parse_yaml(text, "s.yaml")); }

std::string error_of(std::string_view text) {
  const auto profile = read(text);
  return profile ? "no error" : profile.error().to_string();
}

TEST(Profile, DefaultsLieBelowEveryClassAndAnEmptyTextRemovesOne) {
  const auto profile = read(
      "defaults: {partition: cpu, mem: 4G}\n"
      "classes:\n  worker: {ranks: \"8\"}\n  train: {mem: \"\", mem_per_cpu: 2G, partition: "
      "gpu}\n");
  ASSERT_TRUE(profile) << profile.error().to_string();
  EXPECT_EQ(profile->find("worker")->partition, "cpu");
  EXPECT_EQ(profile->find("worker")->mem, "4G");
  EXPECT_EQ(profile->find("train")->partition, "gpu");
  EXPECT_EQ(profile->find("train")->mem, "");
  EXPECT_EQ(profile->find("small"), nullptr);
}

TEST(Profile, AutomaticRanksAreSettledOnce) {
  const auto profile =
      read("defaults: {ranks: auto}\nclasses:\n  worker: {}\n  train:\n  small: {ranks: \"2\"}\n");
  ASSERT_TRUE(profile) << profile.error().to_string();
  const std::string cores = profile->find("worker")->ranks;
  EXPECT_THAT(cores, testing::MatchesRegex("[1-9][0-9]*"));
  // What plan.yaml keeps is read on machines with other cores.
  for (const char* name : {"worker", "train"})
    EXPECT_EQ(profile->text.at_path(fmt::format("classes.{}.ranks", name))->text(), cores);
  EXPECT_EQ(profile->text.at_path("classes.small.ranks")->text(), "2");
  EXPECT_EQ(error_of(profile->text.to_yaml()), "no error");
}

TEST(Profile, ATimeLimitBelowLeadAndMarginIsRefused) {
  EXPECT_THAT(
      error_of("classes:\n  worker: {time: \"4\", signal_lead_s: 180, signal_margin_s: 120}\n"),
      HasSubstr("s.yaml:2: classes.worker.time: 240 s is shorter than signal_lead_s 180 + "
                "signal_margin_s 120"));
  EXPECT_EQ(error_of("classes: {worker: {time: \"5\"}}"), "no error");
  EXPECT_EQ(error_of("classes: {worker: {time: UNLIMITED}}"), "no error");
}

TEST(Profile, TimeLimitsAreReadAsSbatchReadsThem) {
  EXPECT_EQ(*parse_time_limit("90"), 90 * 60);
  EXPECT_EQ(*parse_time_limit("90:30"), 90 * 60 + 30);
  EXPECT_EQ(*parse_time_limit("01:30:15"), 5415);
  EXPECT_EQ(*parse_time_limit("2-12"), 60 * 3600);
  EXPECT_EQ(*parse_time_limit("1-02:03"), 26 * 3600 + 180);
  EXPECT_EQ(*parse_time_limit("1-02:03:04"), 26 * 3600 + 184);
  for (const char* wrong : {"", "x", "1:2:3:4", "-5", "1h", "1::2"})
    EXPECT_FALSE(parse_time_limit(wrong)) << wrong;
}

TEST(Profile, EveryMistakeIsNamedWithItsLine) {
  EXPECT_THAT(error_of("launcher: srun\n"), HasSubstr("classes: missing"));
  EXPECT_THAT(error_of("launcher: mpiexec\nclasses: {a: {}}"),
              HasSubstr("s.yaml:1: launcher: 'mpiexec' is neither srun, mpirun nor a template"));
  EXPECT_THAT(error_of("classes:\n  a: {partiton: x}"),
              HasSubstr("s.yaml:2: classes.a.partiton: unknown key; did you mean 'partition'?"));
  EXPECT_THAT(error_of("defaults: {mem: 1G}\nclasses:\n  a: {mem_per_cpu: 1G}"),
              HasSubstr("s.yaml:3: classes.a.mem_per_cpu: mem is set too"));
  EXPECT_THAT(error_of("classes: {a: {ranks: many}}"), HasSubstr("classes.a.ranks"));
  EXPECT_THAT(error_of("env: {1X: y}\nclasses: {a: {}}"), HasSubstr("env.1X"));
  EXPECT_THAT(error_of("clases: {a: {}}"), HasSubstr("unknown key; did you mean"));
}

}  // namespace
}  // namespace az
