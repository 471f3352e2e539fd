#include "report/game_sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "config/field.h"
#include "core/rng.h"
#include "core/text.h"
#include "games/advance.h"
#include "games/variants.h"
#include "layout/match_name.h"
#include "matches/registration.h"
#include "store/generation_index.h"
#include "store/match.h"
#include "store/shard.h"
#include "store/stored_variants.h"

namespace az {
namespace {

struct RunSeed {
  std::uint64_t seed = 1;
  static void describe(auto& self, auto& v) { v.field("seed", self.seed, "the run's seed"); }
};

std::vector<std::uint64_t> numbered_files(const Path& folder, char letter) {
  std::vector<std::uint64_t> numbers;
  if (!file_exists(folder)) return numbers;
  const auto names = list_directory(folder);
  if (!names) return numbers;
  for (const std::string& name : *names)
    if (const auto number = parse_numbered(name, letter, ".h5")) numbers.push_back(*number);
  return numbers;
}

class Sampler {
 public:
  Sampler(const RunDir& run, const SampleLimits& limits) : run_(run), limits_(limits) {
    if (const auto seed = read_seed(); seed)
      result_.seed = *seed;
    else
      result_.notes.push_back(fmt::format("the sample is drawn with seed {}, not the run's: {}",
                                          result_.seed, seed.error().to_string()));
  }

  GameSamples sample(Generation last) && {
    const std::vector<Generation> levels = choose_levels(last);
    std::vector<std::string> without_gate;
    for (const Generation level : levels) {
      add_selfplay(level);
      if (numbered_gate(level).empty()) without_gate.push_back(generation_name(level));
      add_gate(level);
    }
    if (!without_gate.empty())
      result_.notes.push_back(
          fmt::format("no games of candidate against champion (deleted, or not "
                      "played) of {}",
                      join(without_gate, ", ")));
    add_random();
    std::stable_sort(result_.samples.begin(), result_.samples.end(),
                     [](const GameSample& a, const GameSample& b) {
                       return std::tuple(a.level, a.source) < std::tuple(b.level, b.source);
                     });
    return std::move(result_);
  }

 private:
  Result<std::uint64_t> read_seed() const {
    AZ_TRY(const Value config, load_yaml(run_.run_yaml()));
    AZ_TRY(const RunSeed read, read_sections<RunSeed>(config));
    return read.seed;
  }

  /// The wanted generations, or for those whose games are gone the nearest that has some.
  std::vector<Generation> choose_levels(Generation last) {
    const std::vector<Generation> wanted = level_generations(last);
    std::set<Generation> present, chosen;
    for (Generation g = 1; g <= last; ++g)
      if (!numbered_files(run_.selfplay(g), 's').empty()) present.insert(g);
    for (const Generation g : wanted)
      if (present.contains(g)) chosen.insert(g);
    for (const Generation g : wanted) {
      if (present.contains(g)) continue;
      const auto distance = [&](Generation other) { return other > g ? other - g : g - other; };
      std::vector<Generation> free;
      for (const Generation other : present)
        if (!chosen.contains(other)) free.push_back(other);
      std::stable_sort(free.begin(), free.end(),
                       [&](Generation a, Generation b) { return distance(a) < distance(b); });
      const std::string gone = fmt::format(
          "{} holds no self-play games (deleted, or not played yet)", generation_name(g));
      if (free.empty()) {
        result_.notes.push_back(gone + ", and no other generation can stand in for it");
        if (!numbered_gate(g).empty()) chosen.insert(g);
      } else {
        result_.notes.push_back(
            fmt::format("{}: {} stands in for it", gone, generation_name(free[0])));
        chosen.insert(free[0]);
      }
    }
    return {chosen.begin(), chosen.end()};
  }

  std::vector<std::string> numbered_gate(Generation level) const {
    std::vector<std::string> files;
    if (!file_exists(run_.matches(level))) return files;
    const auto names = list_directory(run_.matches(level));
    if (!names) return files;
    for (const std::string& name : *names)
      if (opponent_in(name) == "champion") files.push_back(name);
    return files;
  }

  /// The games behind a file, made once for all files that carry the same.
  Result<std::vector<const Game*>> variants_of(const StoredGame& stored,
                                               const std::vector<std::string>& settings,
                                               const std::string& file) {
    std::string key = stored.section;
    for (const std::string& text : settings) key += "\n---\n" + text;
    if (const auto found = variants_.find(key); found != variants_.end()) return found->second;
    AZ_TRY(VariantList made, stored_variants(stored, settings, file));
    return variants_[key] = keep(made.games);
  }

  std::vector<const Game*> keep(std::vector<std::unique_ptr<Game>>& made) {
    std::vector<const Game*> games;
    for (auto& game : made) {
      games.push_back(game.get());
      result_.games.push_back(std::move(game));
    }
    return games;
  }

  GameSample& sample_of(Generation level, GameSource source, const std::string& who,
                        const Game* game) {
    for (GameSample& sample : result_.samples)
      if (sample.level == level && sample.source == source &&
          sample.variant() == game->info().variant)
        return sample;
    return result_.samples.emplace_back(GameSample{level, source, who, game, {}});
  }

  void add_selfplay(Generation level) {
    std::vector<std::uint64_t> shards = numbered_files(run_.selfplay(level), 's');
    if (file_exists(run_.generation_index(level))) {
      if (const auto indexed = read_indexed_shards(run_.generation_index(level));
          indexed && indexed->size() > shards.size())
        result_.notes.push_back(fmt::format("{}: {} of {} files of self-play games are gone",
                                            generation_name(level), indexed->size() - shards.size(),
                                            indexed->size()));
    }
    Rng rng({.seed = result_.seed ^ hash64("report"),
             .purpose = Purpose::kPlayout,
             .generation = level});
    rng.shuffle(std::span(shards));
    std::size_t games = 0, files = 0;
    std::uintmax_t bytes = 0;
    for (const std::uint64_t number : shards) {
      if (games >= limits_.games || bytes >= limits_.bytes) break;
      const Path path = run_.shard(level, number);
      ++files;
      std::error_code unknown;
      if (const auto size = std::filesystem::file_size(path, unknown); !unknown) bytes += size;
      if (const auto added = add_shard(level, path, games); !added)
        result_.notes.push_back("not counted: " + added.error().to_string());
    }
    if (files < shards.size())
      result_.notes.push_back(
          fmt::format("{}: a sample of {} of {} files of self-play games, {} "
                      "games",
                      generation_name(level), files, shards.size(), games));
  }

  Result<void> add_shard(Generation level, const Path& path, std::size_t& games) {
    AZ_TRY(const Shard shard, read_shard(path));
    AZ_TRY(const auto variants,
           variants_of(shard.header.game, shard.header.settings, path.string()));
    const std::string who = shard.header.agents.empty() ? "" : shard.header.agents.front().label;
    for (const GameRecord& record : shard.games) {
      GameSample& sample =
          sample_of(level, GameSource::kSelfPlay, who, variants.at(record.settings_id));
      sample.games.push_back(played(sample, record));
    }
    games += shard.games.size();
    return {};
  }

  static PlayedGame played(const GameSample& sample, const GameRecord& record) {
    const GameInfo& info = sample.game->info();
    const auto players = static_cast<std::size_t>(info.players);
    const auto outcomes = static_cast<std::size_t>(info.outcome_size());
    PlayedGame game;
    game.outcome = record.outcome;
    game.opening_plies = record.opening_plies;
    std::vector<float> payoffs(players);
    for (std::size_t ply = 0; ply < record.plies.size(); ++ply) {
      game.moves.push_back(record.plies[ply].action);
      game.seats.push_back(record.plies[ply].seat);
      const bool searched = record.plies[ply].kind != PlyKind::kOpening;
      if (searched)
        expected_payoff(info, std::span(record.root_outcome).subspan(ply * outcomes, outcomes),
                        payoffs);
      for (const float payoff : payoffs)
        game.values.push_back(searched
                                  ? static_cast<float>(sample.scaled(static_cast<double>(payoff)))
                                  : std::numeric_limits<float>::quiet_NaN());
    }
    return game;
  }

  void add_gate(Generation level) {
    for (const std::string& name : numbered_gate(level))
      if (const auto added = add_match(level, run_.matches(level) / name); !added)
        result_.notes.push_back("not counted: " + added.error().to_string());
  }

  Result<void> add_match(Generation level, const Path& path) {
    AZ_TRY(const Match match, read_match(path));
    AZ_TRY(const auto variants,
           variants_of(match.header.game, match.header.settings, path.string()));
    const std::string who = fmt::format("{} against {}", match.header.agents.at(0).label,
                                        match.header.agents.at(1).label);
    for (const MatchGame& record : match.games) {
      GameSample& sample =
          sample_of(level, GameSource::kGate, who, variants.at(record.settings_id));
      PlayedGame game;
      game.outcome = record.outcome;
      game.moves = record.moves;
      game.opening_plies = record.opening_plies;
      game.opening = record.opening;
      sample.games.push_back(std::move(game));
    }
    return {};
  }

  /// Of every variant that was met, or of those that the configuration names.
  void add_random() {
    std::vector<const Game*> games;
    for (const GameSample& sample : result_.samples)
      if (std::none_of(games.begin(), games.end(),
                       [&](const auto& game) { return game->info().variant == sample.variant(); }))
        games.push_back(sample.game);
    if (games.empty()) {
      auto config = load_yaml(run_.run_yaml());
      if (!config || config->find("game") == nullptr) return;
      auto variants = make_game_variants(*config);
      if (!variants) {
        result_.notes.push_back("no random play: " + variants.error().to_string());
        return;
      }
      games = keep(variants->games);
    }
    for (const Game* game : games)
      result_.samples.push_back(random_games(*game, result_.seed, limits_));
  }

  const RunDir& run_;
  const SampleLimits& limits_;
  GameSamples result_;
  std::map<std::string, std::vector<const Game*>> variants_;
};

PlayedGame random_game(const Game& game, const StreamName& name) {
  Rng rng(name);
  PlayedGame played;
  const std::unique_ptr<State> state = game.new_state();
  std::vector<Action> legal;
  advance(*state, legal);
  while (!legal.empty()) {
    if (static_cast<int>(played.moves.size()) >= game.info().max_plies) {
      state->adjudicate();
      break;
    }
    played.seats.push_back(static_cast<std::uint8_t>(state->to_play()));
    played.moves.push_back(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    state->apply(played.moves.back());
    advance(*state, legal);
  }
  played.outcome = state->outcome();
  return played;
}

}  // namespace

std::string_view to_string(GameSource source) {
  switch (source) {
    case GameSource::kRandom:
      return "random play";
    case GameSource::kSelfPlay:
      return "self-play";
    case GameSource::kGate:
      return "gate";
  }
  return "";
}

std::vector<Generation> level_generations(Generation last) {
  std::set<Generation> levels;
  for (std::uint64_t quarter = 0; quarter <= 4; ++quarter)
    if (last > 0)
      levels.insert(std::max<Generation>(1, static_cast<Generation>(quarter * last / 4)));
  return {levels.begin(), levels.end()};
}

GameSamples sample_games(const RunDir& run, Generation last, const SampleLimits& limits) {
  return Sampler(run, limits).sample(last);
}

GameSample random_games(const Game& game, std::uint64_t seed, const SampleLimits& limits) {
  GameSample sample{0, GameSource::kRandom, "uniformly random moves", &game, {}};
  StreamName name{.seed = seed ^ hash64("report"), .purpose = Purpose::kPlayout};
  std::size_t decisions = 0;
  const auto play = [&](std::size_t until) {
    while (sample.games.size() < until) {
      name.game = static_cast<std::uint32_t>(sample.games.size());
      sample.games.push_back(random_game(*sample.game, name));
      decisions += sample.games.back().moves.size();
    }
  };
  // How many is settled by the first few: stopping when the decisions run out would favour short
  // games.
  const std::size_t first = std::min<std::size_t>(20, limits.random_games);
  play(first);
  const double length = std::max(
      1.0, static_cast<double>(decisions) / static_cast<double>(std::max<std::size_t>(1, first)));
  play(std::min(limits.random_games,
                static_cast<std::size_t>(static_cast<double>(limits.random_decisions) / length)));
  return sample;
}

}  // namespace az
