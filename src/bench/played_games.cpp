#include "bench/played_games.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "config/field.h"
#include "core/build_info.h"
#include "search/lockstep.h"
#include "search/uniform_evaluator.h"
#include "selfplay/self_play_game.h"
#include "store/shard.h"
#include "store/verify_games.h"

namespace az {
namespace {

/// What all slots share.
struct Table {
  PlayedGames played;
  std::uint64_t next_game = 0;
  Result<void> failure;
};

class GameSlot final : public Slot {
 public:
  GameSlot(const PlayedGamesSettings& settings, Table& table)
      : settings_(settings),
        table_(table),
        game_(settings.game, settings.search, settings.selfplay, /*seed=*/1, settings.generation) {}

  Search* next() override {
    if (search_ != nullptr) {
      table_.played.visits += search_->result().simulations;
      game_.take_result();
    }
    while (table_.failure) {
      if (search_ != nullptr && !game_.over()) return search_ = game_.begin_search();
      if (search_ != nullptr) table_.failure = finish(game_.take_record());
      GameRecord record;
      record.id = table_.next_game++;
      game_.start(std::move(record));
      search_ = game_.begin_search();  // an opening ends with a decision to make
      return search_;
    }
    return nullptr;
  }
  /// Of the search that is not over.
  double visits_under_way() const {
    return search_ == nullptr || search_->tree().empty() ? 0 : search_->tree().node(0).visits - 1.0;
  }

 private:
  Result<void> finish(GameRecord record) {
    AZ_OK(verify_game(settings_.game, record, "az_bench"));
    table_.played.finished += 1;
    table_.played.plies += static_cast<double>(record.plies.size());
    if (record.id < settings_.keep) table_.played.games.push_back(std::move(record));
    return {};
  }

  const PlayedGamesSettings& settings_;
  Table& table_;
  SelfPlayGame game_;
  Search* search_ = nullptr;
};

}  // namespace

Result<PlayedGames> play_in_memory(const PlayedGamesSettings& settings,
                                   const std::function<bool(const PlayedGames&)>& stop) {
  Table table;
  std::vector<std::unique_ptr<GameSlot>> slots;
  std::vector<Slot*> pointers;
  for (int i = 0; i < settings.selfplay.slots; ++i) {
    slots.push_back(std::make_unique<GameSlot>(settings, table));
    pointers.push_back(slots.back().get());
  }
  UniformEvaluator evaluator;
  Evaluator* const evaluators[] = {&evaluator};
  run_lockstep(evaluators, pointers,
               [&] { return !table.failure || (table.played.finished > 0 && stop(table.played)); });
  AZ_OK(table.failure);
  for (const auto& slot : slots) table.played.visits += slot->visits_under_way();
  std::sort(table.played.games.begin(), table.played.games.end(),
            [](const GameRecord& a, const GameRecord& b) { return a.id < b.id; });
  return std::move(table.played);
}

Result<std::uint64_t> write_played_games(const Path& path, const Game& game,
                                         const Value& game_section, const SearchConfig& search,
                                         std::vector<GameRecord> games) {
  ShardHeader header;
  header.game = stored_game(game, game_section.to_yaml());
  header.game_count = games.size();
  header.search = hash_config(search);
  header.search_section = print_config(search).to_yaml();
  header.simulations = static_cast<std::uint32_t>(search.simulations);
  header.seed = 1;
  header.build = build_info().version;
  header.agents = {{"uniform", {}, header.search}};
  for (std::size_t i = 0; i < games.size(); ++i) games[i].id = i;
  AZ_OK(write_shard(path, header, games));
  std::error_code error;
  return std::filesystem::file_size(path, error);
}

}  // namespace az
