#include "arena/block_games.h"

#include <memory>

#include "core/check.h"
#include "engines/engine.h"
#include "games/advance.h"
#include "search/lockstep.h"

namespace az {
namespace {

/// One game from its opening to its end.
class GameSlot final : public Slot {
 public:
  GameSlot(const BlockOrder& order, std::size_t opening, int candidate_seat, Engine* engine)
      : order_(order),
        engine_(engine),
        settings_id_(order.variants.empty() ? 0 : order.variants[opening]),
        game_(*order.games[settings_id_]),
        state_(game_.new_state()) {
    const int players = game_.info().players;
    record_.settings_id = settings_id_;
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
      if (candidate || engine_ == nullptr)
        players_[static_cast<std::size_t>(seat)] =
            std::make_unique<Player>(game_, candidate ? *order.candidate : *order.opponent);
    }
    advance(*state_, legal_);
    if (engine_ != nullptr)
      so_far_ = engine_->begin(game_, order.sections[settings_id_], engine_seed(stream_));
    for (const Action action : order.openings[opening]) play(action);
  }

  Search* next() override {
    if (asked_ != nullptr) play(asked_->action());
    asked_ = nullptr;
    const auto cap = static_cast<std::size_t>(game_.info().max_plies);
    while (so_far_ && !legal_.empty()) {
      if (record_.moves.size() >= cap) {
        state_->adjudicate();
        break;
      }
      const auto seat = static_cast<std::size_t>(state_->to_play());
      stream_.ply = static_cast<std::uint32_t>(record_.moves.size());
      if (!players_[seat]) {
        if (ask_engine()) return nullptr;
        continue;
      }
      if (Search* search = players_[seat]->begin(*state_, legal_, stream_)) {
        asked_ = players_[seat].get();
        evaluator_ = record_.seat_agent[seat];
        return search;
      }
      play(players_[seat]->action());
    }
    if (so_far_) record_.outcome = state_->outcome();
    return nullptr;
  }
  int evaluator() const override { return evaluator_; }

  /// Once it is out of work.
  const Result<void>& so_far() const { return so_far_; }
  MatchGame& record() { return record_; }

  static std::uint32_t engine_seed(StreamName stream) {
    stream.seed ^= hash64("engine");
    return Rng(stream).below(0x7fffffff);
  }

 private:
  void play(Action action) {
    record_.moves.push_back(action);
    for (const std::unique_ptr<Player>& player : players_)
      if (player) player->move(action);
    if (engine_ != nullptr && so_far_) so_far_ = engine_->play(action);
    state_->apply(action);
    advance(*state_, legal_);
  }
  /// The engine's decision; true: it ended the game.
  bool ask_engine() {
    const auto move = engine_->choose();
    if (!move) {
      so_far_ = tl::unexpected<Error>(move.error());
      return true;
    }
    if (!move->resigns) {
      play(move->action);
      return false;
    }
    if (game_.info().players == 2)
      record_.outcome = resigned_outcome(game_.info(), state_->to_play());
    else
      so_far_ = fail(fmt::format("engine {}: resigned in a game of {}", order_.opponent->name,
                                 game_.info().players),
                     "nobody can say who comes second: it must play to the end");
    return true;
  }

  const BlockOrder& order_;
  Engine* engine_;
  std::uint32_t settings_id_;
  const Game& game_;
  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  std::array<std::unique_ptr<Player>, kMaxPlayers> players_;  ///< by seat; none: the engine's
  StreamName stream_;
  Player* asked_ = nullptr;  ///< whose search is under way
  int evaluator_ = 0;
  Result<void> so_far_;  ///< holds no value: the engine is of no use any more
  MatchGame record_;
};

/// One game after another.
class GamesInTurn final : public Slot {
 public:
  GamesInTurn(const BlockOrder& order, Engine& engine) : order_(order), engine_(engine) {}

  Search* next() override {
    const auto players = static_cast<std::size_t>(order_.games[0]->info().players);
    while (true) {
      if (game_ == nullptr) {
        const std::size_t number = records_.size();
        if (number == order_.openings.size() * players) return nullptr;
        game_ = std::make_unique<GameSlot>(order_, number / players,
                                           static_cast<int>(number % players), &engine_);
      }
      if (Search* search = game_->next()) return search;
      so_far_ = game_->so_far();
      if (!so_far_) return nullptr;
      records_.push_back(std::move(game_->record()));
      game_.reset();
    }
  }
  int evaluator() const override { return game_->evaluator(); }

  const Result<void>& so_far() const { return so_far_; }
  std::vector<MatchGame>& records() { return records_; }

 private:
  const BlockOrder& order_;
  Engine& engine_;
  std::unique_ptr<GameSlot> game_;
  Result<void> so_far_;
  std::vector<MatchGame> records_;
};

Result<std::optional<std::vector<MatchGame>>> play_against_engine(
    const BlockOrder& order, std::span<Evaluator* const> evaluators,
    const std::function<bool()>& stop) {
  using Played = std::optional<std::vector<MatchGame>>;
  const StreamName stream{.seed = order.seed ^ hash64("arena"),
                          .purpose = Purpose::kMove,
                          .generation = order.generation,
                          .game = static_cast<std::uint32_t>(order.first_opening)};
  auto engine = Engine::start({.label = order.opponent->name,
                               .config = order.opponent->engine,
                               .seed = GameSlot::engine_seed(stream),
                               .transcript = order.conversation,
                               .stop = stop});
  if (!engine) {
    if (stop()) return Played();
    return tl::unexpected<Error>(engine.error());
  }
  GamesInTurn games(order, **engine);
  Slot* const slot = &games;
  const bool whole = run_lockstep(evaluators, std::span(&slot, 1), stop);
  if (whole && games.so_far()) return Played(std::move(games.records()));
  // What an engine says while everybody is told to stop is no failure of its own.
  if (stop()) return Played();
  if (!games.so_far()) return tl::unexpected<Error>(games.so_far().error());
  check(false, "a block that nobody stopped is not whole");
  return Played();
}

}  // namespace

Result<std::optional<std::vector<MatchGame>>> play_block(const BlockOrder& order,
                                                         std::span<Evaluator* const> evaluators,
                                                         const std::function<bool()>& stop) {
  if (order.opponent->kind == AgentKind::kEngine)
    return play_against_engine(order, evaluators, stop);
  std::vector<std::unique_ptr<GameSlot>> games;
  std::vector<Slot*> slots;
  for (std::size_t opening = 0; opening < order.openings.size(); ++opening)
    for (int seat = 0; seat < order.games[0]->info().players; ++seat) {
      games.push_back(std::make_unique<GameSlot>(order, opening, seat, nullptr));
      slots.push_back(games.back().get());
    }
  if (!run_lockstep(evaluators, slots, stop)) return std::optional<std::vector<MatchGame>>();
  std::vector<MatchGame> records;
  records.reserve(games.size());
  for (const auto& game : games) records.push_back(std::move(game->record()));
  return std::optional(std::move(records));
}

}  // namespace az
