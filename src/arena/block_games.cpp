#include "arena/block_games.h"

#include <memory>

#include "games/advance.h"
#include "search/lockstep.h"

namespace az {
namespace {

/// One game from its opening to its end.
class GameSlot final : public Slot {
 public:
  GameSlot(const BlockOrder& order, std::size_t opening, int candidate_seat)
      : order_(order), state_(order.game->new_state()) {
    const int players = order.game->info().players;
    record_.opening = record_.pair = order.first_opening + opening;
    record_.opening_plies = static_cast<std::uint32_t>(order.openings[opening].size());
    stream_ = {
        .seed = order.seed ^ hash64("arena"),
        .generation = order.generation,
        .game = static_cast<std::uint32_t>(record_.opening) * static_cast<unsigned>(players) +
                static_cast<unsigned>(candidate_seat)};
    for (int seat = 0; seat < players; ++seat) {
      const bool candidate = seat == candidate_seat;
      record_.seat_agent[static_cast<std::size_t>(seat)] = candidate ? 0 : 1;
      players_.emplace_back(*order.game, candidate ? *order.candidate : *order.opponent);
    }
    advance(*state_, legal_);
    for (const Action action : order.openings[opening]) play(action);
  }

  Search* next() override {
    if (asked_ != nullptr) play(asked_->action());
    asked_ = nullptr;
    const auto cap = static_cast<std::size_t>(order_.game->info().max_plies);
    while (!legal_.empty()) {
      if (record_.moves.size() >= cap) {
        state_->adjudicate();
        break;
      }
      const auto seat = static_cast<std::size_t>(state_->to_play());
      stream_.ply = static_cast<std::uint32_t>(record_.moves.size());
      if (Search* search = players_[seat].begin(*state_, legal_, stream_)) {
        asked_ = &players_[seat];
        evaluator_ = record_.seat_agent[seat];
        return search;
      }
      play(players_[seat].action());
    }
    record_.outcome = state_->outcome();
    return nullptr;
  }
  int evaluator() const override { return evaluator_; }

  MatchGame& record() { return record_; }

 private:
  void play(Action action) {
    record_.moves.push_back(action);
    for (Player& player : players_) player.move(action);
    state_->apply(action);
    advance(*state_, legal_);
  }

  const BlockOrder& order_;
  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  std::vector<Player> players_;  ///< by seat
  StreamName stream_;
  Player* asked_ = nullptr;  ///< whose search is under way
  int evaluator_ = 0;
  MatchGame record_;
};

}  // namespace

std::optional<std::vector<MatchGame>> play_block(const BlockOrder& order,
                                                 std::span<Evaluator* const> evaluators,
                                                 const std::function<bool()>& stop) {
  std::vector<std::unique_ptr<GameSlot>> games;
  std::vector<Slot*> slots;
  for (std::size_t opening = 0; opening < order.openings.size(); ++opening)
    for (int seat = 0; seat < order.game->info().players; ++seat) {
      games.push_back(std::make_unique<GameSlot>(order, opening, seat));
      slots.push_back(games.back().get());
    }
  if (!run_lockstep(evaluators, slots, stop)) return {};
  std::vector<MatchGame> records;
  records.reserve(games.size());
  for (const auto& game : games) records.push_back(std::move(game->record()));
  return records;
}

}  // namespace az
