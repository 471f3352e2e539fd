#include "replay/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "replay/window_law.h"

namespace az {
namespace {

/// The file is whole, but no data of this run.
tl::unexpected<Error> foreign(std::string message) {
  return fail(std::move(message),
              "remove such shards; `arrayzero resume --accept-halt` plays them again in this run",
              Exit::kHalted);
}

}  // namespace

Result<void> check_shard(const WindowDemands& demands, const ShardFacts& shard) {
  if (shard.header_generation != shard.generation)
    return fail(fmt::format("{}: the file says it is of {}", shard.name(),
                            generation_name(shard.header_generation)),
                "a shard was copied or moved; restore it or play the generation again");
  if (shard.rules_id != demands.rules_id)
    return foreign(fmt::format("{}: played by other rules ({}, this run {})", shard.name(),
                               shard.rules_id.hex12(), demands.rules_id.hex12()));
  if (shard.action_space_id != demands.action_space_id)
    return foreign(fmt::format("{}: its action ids mean other moves ({}, this run {})",
                               shard.name(), shard.action_space_id.hex12(),
                               demands.action_space_id.hex12()));
  if (shard.simulations < demands.simulations)
    return fail(fmt::format("{}: searched with {} simulations, this run declares {}", shard.name(),
                            shard.simulations, demands.simulations),
                "weaker targets do not mix in unnoticed: remove those shards; `arrayzero resume "
                "--accept-halt` plays them again",
                Exit::kHalted);
  if (demands.taught > 0 && shard.generation <= demands.taught && shard.search != demands.teacher)
    return foreign(fmt::format("{}: its search is {}, this run's teacher is {}", shard.name(),
                               shard.search.hex12(), demands.teacher.hex12()));
  const auto net = demands.nets.find(shard.generation);
  if (net == demands.nets.end())
    return fail(fmt::format("{}: no record says which net played {}", shard.name(),
                            generation_name(shard.generation)),
                fmt::format("windows/{}.yaml is missing", generation_name(shard.generation)));
  if (shard.net != net->second)
    return foreign(fmt::format("{}: played by net {}, but {} was to be played by {}", shard.name(),
                               shard.net.hex12(), generation_name(shard.generation),
                               net->second.hex12()));
  return {};
}

namespace {

/// The newest generation is there, whole.
Result<void> check_newest(const WindowDemands& demands, std::span<const ShardFacts> facts) {
  std::uint64_t games = 0;
  Generation newest = 0;
  for (const ShardFacts& shard : facts) {
    newest = std::max(newest, shard.generation);
    if (shard.generation == demands.generation) games += shard.games;
  }
  if (newest > demands.generation)
    return fail(fmt::format("there is self-play of {} already: {} was to be trained before it",
                            generation_name(newest), generation_name(demands.generation)),
                "train the newest generation, or remove the surplus self-play", Exit::kHalted);
  if (games == 0 && !facts.empty())
    return fail(fmt::format("stale data: the newest self-play is of {}, none of {}",
                            generation_name(newest), generation_name(demands.generation)),
                "run az_selfplay for this generation first", Exit::kHalted);
  if (games < demands.games)
    return fail(fmt::format("too few games of {}: have {}, need {}",
                            generation_name(demands.generation), games, demands.games),
                "resume the self-play of this generation", Exit::kNotEnough);
  return {};
}

}  // namespace

Result<WindowChoice> choose_window(const ReplayConfig& config, const WindowDemands& demands,
                                   std::span<const ShardFacts> facts) {
  AZ_OK(check_newest(demands, facts));
  std::vector<ShardFacts> all(facts.begin(), facts.end());
  std::sort(all.begin(), all.end(), [](const ShardFacts& a, const ShardFacts& b) {
    return std::tie(a.generation, a.shard) < std::tie(b.generation, b.shard);
  });

  WindowChoice choice;
  for (const ShardFacts& shard : all) {
    choice.total_rows += shard.rows;
    if (shard.generation == demands.generation) choice.new_rows += shard.rows;
  }
  if (choice.total_rows < config.minimum_rows)
    return fail(fmt::format("too few rows to train: have {}, need {}", choice.total_rows,
                            config.minimum_rows),
                "begin a new run with more selfplay.games or a lower replay.minimum_rows",
                Exit::kNotEnough);

  const bool by_law = config.window == WindowKind::kPower;
  const Generation oldest =
      demands.generation >= static_cast<Generation>(config.generations)
          ? demands.generation - static_cast<Generation>(config.generations) + 1
          : 0;
  const double wanted =
      by_law ? window_rows(config, choice.total_rows) : static_cast<double>(config.maximum_rows);
  std::size_t first = all.size();
  const auto takes = [&](const ShardFacts& shard) {
    if (shard.generation == demands.generation) return true;  // the newest is in it, whole
    return static_cast<double>(choice.rows) < wanted && (by_law || shard.generation >= oldest);
  };
  while (first > 0 && takes(all[first - 1])) choice.rows += all[--first].rows;
  choice.shards.assign(all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
  choice.asked_rows = by_law ? static_cast<std::int64_t>(std::ceil(wanted)) : choice.rows;

  std::set<Hash128> contents;
  for (const ShardFacts& shard : choice.shards) {
    AZ_OK(check_shard(demands, shard));
    if (!contents.insert(shard.content).second)
      return fail(fmt::format("stale data: {} repeats another shard of the window", shard.name()),
                  "the same games were stored twice", Exit::kHalted);
  }
  return choice;
}

}  // namespace az
