#include "selfplay/play_games.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

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

/// Plays the book's games one after another. The memory of one game, whatever the variants: the
/// tree is the largest thing there is.
class GameSlot final : public Slot {
 public:
  GameSlot(const PlaySettings& settings, Table& table) : settings_(settings), table_(table) {}

  Search* next() override {
    if (playing_) {
      game_->take_result();
      ++table_.decisions;
    }
    while (table_.failure) {
      if (!playing_) {
        std::optional<GameRecord> record = table_.book.next();
        if (!record) return nullptr;
        start(std::move(*record));
      }
      if (!game_->over()) return game_->begin_search();
      playing_ = false;
      table_.failure = table_.book.finish(game_->take_record());
    }
    return nullptr;
  }
  /// The game under way, or nullptr.
  const GameRecord* unfinished() const { return playing_ ? &game_->record() : nullptr; }

 private:
  void start(GameRecord record) {
    if (game_ == nullptr || settings_id_ != record.settings_id) {
      game_.reset();  // before the next one takes as much
      settings_id_ = record.settings_id;
      game_ =
          std::make_unique<SelfPlayGame>(*settings_.games[settings_id_], settings_.search,
                                         settings_.selfplay, settings_.seed, settings_.generation);
    }
    game_->start(std::move(record));
    playing_ = true;
  }

  const PlaySettings& settings_;
  Table& table_;
  std::unique_ptr<SelfPlayGame> game_;  ///< of the variant settings_id_
  std::uint32_t settings_id_ = 0;
  bool playing_ = false;
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
