#include "play/table.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "games/advance.h"

namespace az {

Table::Table(const Game& game) : game_(game) { restart(); }

void Table::take_back_to(std::size_t plies) {
  check(plies <= moves_.size(), "{} of {} moves", plies, moves_.size());
  const std::vector<Step> kept = std::exchange(moves_, {});
  state_ = game_.new_state();
  go_on();
  for (std::size_t i = 0; i < plies; ++i) play(kept[i].action);
}

void Table::play(Action action) {
  check(std::binary_search(legal_.begin(), legal_.end(), action), "action {} is not legal", action);
  moves_.push_back({state_->to_play(), action, state_->to_string(action)});
  state_->apply(action);
  go_on();
  if (!over() && static_cast<int>(moves_.size()) >= state_->info().max_plies) {
    state_->adjudicate();
    legal_.clear();
  }
}

void Table::go_on() {
  const std::unique_ptr<State> before = state_->clone();
  const int steps = advance(*state_, legal_);
  forced_.clear();
  for (std::vector<Action> only; static_cast<int>(forced_.size()) < steps;) {
    before->legal(only);
    forced_.push_back({before->to_play(), only.front(), before->to_string(only.front())});
    before->apply(only.front());
  }
}

}  // namespace az
