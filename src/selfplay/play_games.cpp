#include "selfplay/play_games.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "games/variants.h"
#include "search/lockstep.h"
#include "selfplay/self_play_game.h"
#include "telemetry/clock.h"

namespace az {
namespace {

/// What all slots share.
struct Table {
  ShardBook& book;
  Result<void> failure;  ///< the first; ends everything
  std::uint64_t decisions = 0;
};

/// Plays the book's games one after another, each as the variant that its number draws.
class GameSlot final : public Slot {
 public:
  GameSlot(const PlaySettings& settings, Table& table)
      : settings_(settings), games_(settings.games.size()), table_(table) {}

  Search* next() override {
    if (game_ != nullptr) {
      game_->take_result();
      ++table_.decisions;
    }
    while (table_.failure) {
      if (game_ == nullptr) {
        std::optional<GameRecord> record = table_.book.next();
        if (!record) return nullptr;
        start(std::move(*record));
      }
      if (!game_->over()) return game_->begin_search();
      table_.failure = table_.book.finish(std::exchange(game_, nullptr)->take_record());
    }
    return nullptr;
  }
  /// The game under way, or nullptr.
  const GameRecord* unfinished() const { return game_ == nullptr ? nullptr : &game_->record(); }

 private:
  void start(GameRecord record) {
    record.settings_id =
        draw_variant(settings_.shares, {.seed = settings_.seed,
                                        .generation = settings_.generation,
                                        .game = static_cast<std::uint32_t>(record.id)});
    std::unique_ptr<SelfPlayGame>& game = games_[record.settings_id];
    if (game == nullptr)
      game =
          std::make_unique<SelfPlayGame>(*settings_.games[record.settings_id], settings_.search,
                                         settings_.selfplay, settings_.seed, settings_.generation);
    game_ = game.get();
    game_->start(std::move(record));
  }

  const PlaySettings& settings_;
  std::vector<std::unique_ptr<SelfPlayGame>> games_;  ///< by variant, made when first drawn
  Table& table_;
  SelfPlayGame* game_ = nullptr;  ///< under way
};

}  // namespace

Result<Played> play_games(const PlaySettings& settings, ShardBook& book, Evaluator& evaluator,
                          const std::function<bool()>& stop) {
  Table table{book, {}, 0};
  std::vector<std::unique_ptr<GameSlot>> slots;
  std::vector<Slot*> slot_pointers;
  const std::uint64_t count =
      std::min(book.counters().owed, static_cast<std::uint64_t>(settings.selfplay.slots));
  for (std::uint64_t i = 0; i < count; ++i) {
    slots.push_back(std::make_unique<GameSlot>(settings, table));
    slot_pointers.push_back(slots.back().get());
  }
  const auto unfinished = [&] {
    std::vector<const GameRecord*> records;
    for (const auto& slot : slots)
      if (slot->unfinished() != nullptr) records.push_back(slot->unfinished());
    return records;
  };
  Stopwatch since_carry;
  Evaluator* const only = &evaluator;
  const bool complete = run_lockstep(std::span(&only, 1), slot_pointers, [&] {
    if (table.failure && since_carry.wall_s() > settings.selfplay.carry_period_s) {
      table.failure = book.save_carries(unfinished());
      since_carry = {};
    }
    return !table.failure || stop();
  });
  AZ_OK(table.failure);
  AZ_OK(book.close(unfinished()));
  return Played{complete, table.decisions};
}

}  // namespace az
