// What the stages write as YAML and JSON is what the schemas say.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <algorithm>
#include <regex>

#include "core/temporary_folder.h"
#include "layout/champion.h"
#include "layout/exam_file.h"
#include "layout/rating_file.h"
#include "layout/schema.h"

namespace az {
namespace {

TEST(Documents, TheChampionIsAsItsSchemaSays) {
  const TemporaryFolder folder = TemporaryFolder::make("az_documents").value();
  const RunDir run(folder.path());
  ASSERT_TRUE(write_champion(run, {.generation = 3, .net = hash128("net"), .since = 3}));
  const auto checked =
      check_document(schema("champion"), *load_yaml(run.champion_yaml()), "champion.yaml");
  EXPECT_TRUE(checked) << checked.error().to_string();
}

TEST(Documents, ExamsAndRatingsAreAsTheirSchemasSay) {
  ExamFile exam{
      .generation = 2, .net = "n", .search = "s", .simulations = 100, .seconds = 1.5, .sets = {}};
  exam.sets.push_back({.name = "late"});
  auto checked = check_document(schema("exam"), print_config(exam), "exam");
  EXPECT_TRUE(checked) << checked.error().to_string();
  RatingFile rating;
  rating.exam = exam.sets;
  rating.rating.players.resize(1);
  rating.evidence.resize(1);
  rating.warnings = {"short games"};
  checked = check_document(schema("rating"), print_config(rating), "rating");
  EXPECT_TRUE(checked) << checked.error().to_string();
}

/// The names in `metrics.write("event", {{"name", …}, …})` and `metrics.push_back({"name", …})` of
/// every source.
std::vector<std::string> metric_names_in_sources() {
  std::vector<std::string> names;
  const std::regex call(
      R"(metrics(?:\(\))?\.(?:write|push_back|insert)\(|std::vector<Metric> \w+\()");
  const std::regex pair(R"(\{\s*\"(\w+)\"\s*,)");
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(Path(AZ_SOURCE_DIR) / "src")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = *read_file(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), call), end; found != end; ++found) {
      const auto begin = static_cast<std::size_t>(found->position());
      const std::string statement = text.substr(begin, text.find(";", begin) - begin);
      for (std::sregex_iterator name(statement.begin(), statement.end(), pair), last; name != last;
           ++name)
        names.push_back((*name)[1]);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

TEST(Documents, EveryMetricThatAStageWritesIsInTheDictionary) {
  std::vector<std::string> known;
  for (const SchemaField& key : schema("metrics").keys) known.push_back(key.path);
  for (const std::string& name : metric_names_in_sources())
    EXPECT_THAT(known, testing::Contains(name))
        << "add it, with unit and meaning, to data_layout/metrics.schema.yaml";
}

}  // namespace
}  // namespace az
