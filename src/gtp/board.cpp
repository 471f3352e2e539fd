#include "gtp/board.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "gtp/go_position.h"

namespace az {
namespace {

constexpr int kBlack = 0;

bool is_legal(const State& state, Action action) {
  std::vector<Action> legal;
  state.legal(legal);
  return std::binary_search(legal.begin(), legal.end(), action);
}

/// Of Go, the last action of every variant.
Action pass_of(const State& state) { return static_cast<Action>(state.info().action_count - 1); }

}  // namespace

GtpBoard::GtpBoard(std::unique_ptr<Game> game)
    : game_(std::move(game)), state_(game_->new_state()) {
  is_go_ = az::is_go(*state_);
}

Result<std::unique_ptr<State>> GtpBoard::position_for(int seat) const {
  if (!is_go_) {
    if (state_->terminal()) return fail("the game is over");
    if (state_->to_play() != seat) return fail("illegal move: it is another colour's turn");
    return state_->clone();
  }
  std::unique_ptr<State> state = state_->terminal() ? resumed(*state_) : state_->clone();
  if (state->to_play() != seat) {
    state->apply(pass_of(*state));
    state = resumed(*state);
  }
  return state;
}

Result<void> GtpBoard::has_room() const {
  if (moves_.size() >= kMostMoves) return fail("the game is too long: undo or clear_board");
  return {};
}

Result<void> GtpBoard::play(int seat, Action action) {
  AZ_OK(has_room());
  AZ_TRY(const std::unique_ptr<State> state, position_for(seat));
  if (!is_legal(*state, action)) return fail("illegal move");
  moves_.push_back({seat, action});
  apply(moves_.back());
  return {};
}

void GtpBoard::apply(const Move& move) {
  if (state_->terminal() || state_->to_play() != move.seat) {
    auto state = position_for(move.seat);
    check(state.has_value(), "a move out of turn");
    state_ = std::move(*state);
  }
  state_->apply(move.action);
  if (!is_go_ && !state_->terminal() && static_cast<int>(moves_.size()) >= game_->info().max_plies)
    state_->adjudicate();
}

void GtpBoard::begin_with(std::span<const Action> handicap) {
  set_up_ = {};
  moves_.clear();
  for (const Action action : handicap) moves_.push_back({kBlack, action});
  handicap_ = moves_.size();
  replay();
}

Result<void> GtpBoard::begin_at(const GoSetUp& set_up) {
  AZ_OK(set_up_go(*game_, set_up));
  set_up_ = set_up;
  moves_.clear();
  handicap_ = 0;
  replay();
  return {};
}

bool GtpBoard::undo(std::size_t moves) {
  if (moves_.size() - handicap_ < moves) return false;
  moves_.resize(moves_.size() - moves);
  replay();
  return true;
}

void GtpBoard::change_game(std::unique_ptr<Game> game, bool keep_moves) {
  game_ = std::move(game);
  is_go_ = az::is_go(*game_->new_state());
  if (keep_moves) return replay();
  clear();
}

std::unique_ptr<State> GtpBoard::start() const {
  if (set_up_.is_default()) return game_->new_state();
  auto state = set_up_go(*game_, set_up_);
  check(state.has_value(), "a set-up that was one no longer is");
  return std::move(*state);
}

void GtpBoard::replay() {
  state_ = start();
  const std::vector<Move> moves = std::exchange(moves_, {});
  for (const Move& move : moves) {
    moves_.push_back(move);
    apply(move);
  }
}

}  // namespace az
