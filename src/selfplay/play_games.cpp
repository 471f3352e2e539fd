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

/// Plays the book's games one after another.
class GameSlot final : public Slot {
 public:
  GameSlot(const PlaySettings& settings, Table& table)
      : game_(settings.game, settings.search, settings.selfplay, settings.seed,
              settings.generation),
        table_(table) {}

  Search* next() override {
    if (active_) {
      game_.take_result();
      ++table_.decisions;
    }
    while (table_.failure) {
      if (!active_) {
        std::optional<GameRecord> record = table_.book.next();
        if (!record) return nullptr;
        game_.start(std::move(*record));
        active_ = true;
      }
      if (!game_.over()) return game_.begin_search();
      active_ = false;
      table_.failure = table_.book.finish(game_.take_record());
    }
    return nullptr;
  }
  /// The game under way, or nullptr.
  const GameRecord* unfinished() const { return active_ ? &game_.record() : nullptr; }

 private:
  SelfPlayGame game_;
  Table& table_;
  bool active_ = false;
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
