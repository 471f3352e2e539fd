#include "inspect/show_game.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "games/advance.h"
#include "inspect/found_game.h"
#include "inspect/summary.h"

namespace az {
namespace {

using Json = nlohmann::ordered_json;

/// A replay that draws as it goes.
class Drawing {
 public:
  explicit Drawing(const Game& game) : state_(game.new_state()) {
    advance(*state_, legal_);
    text_ = state_->draw();
  }
  const State& state() const { return *state_; }

  /// `comment` follows the move.
  Result<void> play(Action action, const std::string& comment) {
    if (!std::binary_search(legal_.begin(), legal_.end(), action))
      return fail(fmt::format("ply {}: action {} is not legal", ply_, action));
    text_ += fmt::format("\nply {}, seat {}: {}{}\n", ply_, state_->to_play(),
                         state_->to_string(action), comment);
    moves_.push_back(state_->to_string(action));
    state_->apply(action);
    advance(*state_, legal_);
    text_ += state_->draw();
    ++ply_;
    return {};
  }

  Answer finish(const Outcome& outcome, const GameInfo& info, Json json) {
    std::string end(to_string(outcome.reason));
    Json payoff = Json::array();
    for (int seat = 0; seat < info.players; ++seat) {
      const auto index = static_cast<std::size_t>(seat);
      end += fmt::format(", seat {}: place {}, payoff {}", seat, outcome.place[index],
                         outcome.payoff[index]);
      payoff.push_back(outcome.payoff[index]);
    }
    json["moves"] = moves_;
    json["reason"] = to_string(outcome.reason);
    json["payoff"] = payoff;
    return {text_ + "\n" + end + "\n", json.dump(), {}};
  }

 private:
  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  std::string text_;
  std::vector<std::string> moves_;
  int ply_ = 0;
};

/// "  [n=32: 4 ×20 q=+0.31, 3 ×12 q=+0.10]", most visited first.
std::string search_comment(const GameRecord& record, std::size_t ply, const State& state) {
  if (record.plies[ply].kind == PlyKind::kOpening) return "  [random opening move]";
  std::vector<VisitedAction> visited(record.visited_at(ply).begin(), record.visited_at(ply).end());
  std::stable_sort(visited.begin(), visited.end(),
                   [](const auto& a, const auto& b) { return a.visits > b.visits; });
  if (visited.size() > 5) visited.resize(5);
  std::string text = fmt::format("  [n={}", record.plies[ply].simulations);
  for (const VisitedAction& v : visited)
    text += fmt::format("{} {} ×{} q={:+.2f}", &v == visited.data() ? ":" : ",",
                        state.to_string(v.action), v.visits, v.q);
  return text + "]";
}

Result<Answer> show_record(const Path& path, bool carry, std::uint64_t id) {
  AZ_TRY(const FoundRecord found, find_record(path, carry, id));
  const GameRecord& record = found.record;
  Drawing drawing(found.game());
  for (std::size_t i = 0; i < record.plies.size(); ++i)
    AZ_OK(drawing.play(record.plies[i].action, search_comment(record, i, drawing.state())));
  return drawing.finish(record.outcome, found.game().info(),
                        {{"path", path.string()}, {"game", id}});
}

Result<Answer> show_match_game(const Path& path, std::uint64_t row) {
  AZ_TRY(const FoundMatchGame found, find_match_game(path, row));
  const MatchGame& game = found.record;
  Drawing drawing(found.game());
  Json seats = Json::array();
  for (int seat = 0; seat < found.header.game.players; ++seat)
    seats.push_back(found.header.agents[game.seat_agent[static_cast<std::size_t>(seat)]].label);
  for (std::size_t i = 0; i < game.moves.size(); ++i) {
    const auto seat = static_cast<std::size_t>(drawing.state().to_play());
    AZ_OK(drawing.play(game.moves[i], fmt::format("  [{}{}]", seats[seat].get<std::string>(),
                                                  i < game.opening_plies ? ", opening" : "")));
  }
  return drawing.finish(
      game.outcome, found.game().info(),
      {{"path", path.string()}, {"game", row}, {"pair", game.pair}, {"seats", seats}});
}

}  // namespace

Result<Answer> show_game(const Path& path, std::uint64_t number) {
  AZ_TRY(const std::string kind, kind_of_h5(path));
  if (kind == "match") return show_match_game(path, number);
  if (kind == "shard" || kind == "carry") return show_record(path, kind == "carry", number);
  return tl::unexpected(no_games_in(path, kind));
}

}  // namespace az
