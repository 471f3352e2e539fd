#include "inspect/conform.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "games/conformance.h"
#include "store/gzip.h"

namespace az {

Result<Answer> conform(const std::string& family, const std::vector<Path>& files) {
  Conformance found;
  std::string first_file;
  for (const Path& file : files) {
    AZ_TRY(const std::string text, read_text(file));
    AZ_TRY(const Conformance here, replay_records(family, text, file.string()));
    if (found.first.empty() && !here.first.empty()) first_file = file.string();
    found.add(here);
  }
  Answer answer;
  answer.text =
      fmt::format("games {} steps {} mismatches {}\n", found.games, found.steps, found.mismatches);
  const nlohmann::ordered_json json = {{"game", family},
                                       {"games", found.games},
                                       {"steps", found.steps},
                                       {"mismatches", found.mismatches},
                                       {"first", found.first}};
  answer.json = json.dump();
  if (found.mismatches > 0) {
    answer.text += first_file + ": " + found.first;
    answer.faults.push_back(fmt::format("{} of {} steps and ends differ, the first in {}",
                                        found.mismatches, found.steps + found.games, first_file));
  }
  return answer;
}

}  // namespace az
