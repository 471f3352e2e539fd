#include "layout/run_dir.h"

#include <fmt/format.h>

#include <charconv>

namespace az {

std::string generation_name(Generation generation) { return fmt::format("g{:04}", generation); }
std::string shard_name(std::uint64_t shard) { return fmt::format("s{:04}", shard); }

std::optional<std::uint64_t> parse_numbered(std::string_view name, char letter,
                                            std::string_view suffix) {
  if (name.size() < 5 + suffix.size() || name.front() != letter || !name.ends_with(suffix))
    return {};
  name = name.substr(1, name.size() - 1 - suffix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return {};
  return number;
}

Path RunDir::accepted(std::string_view stage, Generation g) const {
  return jobs() / "accepted" / fmt::format("{}-{}.yaml", generation_name(g), stage);
}

Path RunDir::checkpoint(Generation g, std::uint64_t step) const {
  return checkpoints(g) / fmt::format("step-{:08}.h5", step);
}

Path RunDir::match(Generation g, std::string_view opponent, std::uint64_t block) const {
  return matches(g) / fmt::format("{}-b{:04}.h5", opponent, block);
}

Path RunDir::metrics(std::string_view stage, Generation g, int task, int rank) const {
  return metrics(stage) / fmt::format("{}-t{:03}-r{:03}.jsonl", generation_name(g), task, rank);
}

Path RunDir::conversation(std::string_view stage, Generation g, int task, int rank,
                          std::string_view engine) const {
  return logs(stage) /
         fmt::format("{}-t{:03}-r{:03}-{}.log", generation_name(g), task, rank, engine);
}

Path RunDir::log(std::string_view stage, Generation g, int task) const {
  return logs(stage) / fmt::format("{}-t{:03}.log", generation_name(g), task);
}

}  // namespace az
