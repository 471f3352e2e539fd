#include "inspect/conform.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "games/conformance.h"
#include "store/gzip.h"

namespace az {
namespace {

Result<Conformance> replay_file(const std::string& family, const Path& file) {
  AZ_TRY(const std::string text, read_text(file));
  return replay_records(family, text, file.string());
}

}  // namespace

Result<Answer> conform(const std::string& family, const std::vector<Path>& files) {
  Conformance found;
  std::string first_file;
  const auto counts = [&] {
    return fmt::format("games {} steps {} mismatches {}", found.games, found.steps,
                       found.mismatches);
  };
  for (const Path& file : files) {
    auto here = replay_file(family, file);
    if (!here) {  // what the files before it told is not lost
      Error error = std::move(here).error();
      if (found.games > 0)
        error.message += fmt::format("; before it: {}{}", counts(),
                                     first_file.empty() ? "" : ", the first in " + first_file);
      return tl::unexpected(std::move(error));
    }
    if (found.first.empty() && !here->first.empty()) first_file = file.string();
    found.add(*here);
  }
  Answer answer;
  answer.text = counts() + "\n";
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
