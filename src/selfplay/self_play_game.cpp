#include "selfplay/self_play_game.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "games/advance.h"
#include "selfplay/opening.h"
#include "store/quantize.h"

namespace az {

SelfPlayGame::SelfPlayGame(const Game& game, const SearchConfig& search,
                           const SelfPlayConfig& selfplay, std::uint64_t seed,
                           std::uint32_t generation)
    : game_(game),
      search_config_(search),
      config_(selfplay),
      seed_(seed),
      generation_(generation),
      state_(game.new_state()),
      search_(game, search) {}

StreamName SelfPlayGame::stream() const {
  return {.seed = seed_,
          .generation = generation_,
          .game = static_cast<std::uint32_t>(record_.id),
          .ply = static_cast<std::uint32_t>(record_.plies.size())};
}

void SelfPlayGame::start(GameRecord record) {
  record_ = std::move(record);
  state_ = game_.new_state();
  search_.reset();
  advance(*state_, legal_);
  if (!record_.plies.empty()) {
    record_.resumed_at = static_cast<std::int32_t>(record_.plies.size());
    for (const Ply& ply : record_.plies) {
      state_->apply(ply.action);
      advance(*state_, legal_);
    }
    return;
  }
  StreamName name = stream();
  name.purpose = Purpose::kOpening;
  name.ply = 0;
  Rng rng(name);
  const int plies = draw_opening_plies(config_.openings, rng);
  const std::unique_ptr<State> start = state_->clone();
  const std::vector<Action> opening = play_opening(*start, plies, name);
  for (const Action action : opening) {
    append_row(
        {.action = action,
         .kind = PlyKind::kOpening,
         .seat = static_cast<std::uint8_t>(state_->to_play()),
         .legal_count = static_cast<std::uint16_t>(std::min<std::size_t>(legal_.size(), 65535)),
         .weight = 0});
    play(action);
  }
  record_.opening_plies = static_cast<std::uint32_t>(opening.size());
}

Search* SelfPlayGame::begin_search() {
  budget_ = self_play_budget(search_config_, game_.info(), stream());
  search_.begin(*state_, budget_, stream());
  return &search_;
}

void SelfPlayGame::append_row(const Ply& ply) {
  const auto outcomes = static_cast<std::size_t>(game_.info().outcome_size());
  record_.plies.push_back(ply);
  record_.visited_begin.push_back(static_cast<std::uint32_t>(record_.visited.size()));
  record_.policy_begin.push_back(static_cast<std::uint32_t>(record_.policy.size()));
  record_.net_outcome.resize(record_.plies.size() * outcomes);
  record_.root_outcome.resize(record_.plies.size() * outcomes);
}

void SelfPlayGame::take_result() {
  const SearchResult& result = search_.result();
  check(std::equal(result.legal.begin(), result.legal.end(), legal_.begin(), legal_.end()),
        "the search saw other legal actions than the game");
  const std::size_t policy_begin = record_.policy.size();
  for (std::size_t i = 0; i < legal_.size(); ++i) {
    if (result.visits[i] > 0) record_.visited.push_back({legal_[i], result.visits[i], result.q[i]});
    record_.policy.push_back({legal_[i], result.policy[i]});
  }
  drop_tail(record_.policy, policy_begin);
  append_row(
      {.action = result.action,
       .kind = budget_.full ? PlyKind::kFull : PlyKind::kFast,
       .seat = static_cast<std::uint8_t>(state_->to_play()),
       .legal_count = static_cast<std::uint16_t>(std::min<std::size_t>(legal_.size(), 65535)),
       .weight = budget_.full ? 1.0f : 0.0f,
       .simulations = static_cast<std::uint32_t>(result.simulations),
       .considered = static_cast<std::uint32_t>(result.considered)});
  std::copy(result.net_outcome.begin(), result.net_outcome.end(),
            record_.net_outcome.end() - static_cast<std::ptrdiff_t>(result.net_outcome.size()));
  std::copy(result.root_outcome.begin(), result.root_outcome.end(),
            record_.root_outcome.end() - static_cast<std::ptrdiff_t>(result.root_outcome.size()));
  const Action action = result.action;  // the result lives in the search, which moves on
  search_.move(action);
  play(action);
  if (over()) {
    record_.outcome = state_->outcome();
  } else if (static_cast<int>(record_.plies.size()) >= game_.info().max_plies) {
    state_->adjudicate();
    record_.outcome = state_->outcome();
    legal_.clear();
  }
}

void SelfPlayGame::play(Action action) {
  state_->apply(action);
  advance(*state_, legal_);
}

GameRecord SelfPlayGame::take_record() { return std::exchange(record_, GameRecord{}); }

}  // namespace az
