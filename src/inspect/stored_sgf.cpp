#include "inspect/stored_sgf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "games/go/game_sgf.h"
#include "inspect/found_game.h"
#include "inspect/summary.h"
#include "sgf/sgf.h"

namespace az {
namespace {

constexpr std::size_t kMovesInComment = 5;

/// A replay that keeps every step, also the passes without a choice that records leave out.
class SgfReplay {
 public:
  SgfReplay(const Game& game, GoSettings settings, std::string comment) : state_(game.new_state()) {
    game_.settings = settings;
    game_.comments.push_back(std::move(comment));
    take_forced_steps();
  }
  const State& state() const { return *state_; }
  GoGame& game() { return game_; }

  Result<void> play(Action action, std::string comment) {
    if (!std::binary_search(legal_.begin(), legal_.end(), action))
      return fail(fmt::format("ply {}: action {} is not legal", plies_, action));
    ++plies_;
    step(action, std::move(comment));
    take_forced_steps();
    return {};
  }

  Result<void> finish(const Outcome& outcome) {
    std::string& about = game_.comments.front();
    if (outcome.reason == EndReason::kNone) {
      about += "\nend: not yet";
      game_.result = "Void";
      return {};
    }
    about += fmt::format("\nend: {}", to_string(outcome.reason));
    if (outcome.reason == EndReason::kResigned) {
      game_.result = outcome.place[0] == 1 ? "B+R" : "W+R";
      return {};
    }
    if (!state_->terminal()) {
      if (!outcome.truncated) return fail("recorded as over, but the rules go on");
      about += fmt::format(" after {} moves", game_.moves.size());
      state_->adjudicate();
    }
    float score = 0;
    state_->aux(AuxTarget::kScore, 0, std::span(&score, 1));
    game_.result = go_result(static_cast<int>(std::lround(2 * score)));
    return {};
  }

 private:
  void step(Action action, std::string comment) {
    game_.moves.push_back(action);
    game_.comments.push_back(std::move(comment));
    state_->apply(action);
  }
  void take_forced_steps() {
    for (state_->legal(legal_); legal_.size() == 1; state_->legal(legal_))
      step(legal_.front(), "no other move");
  }

  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  GoGame game_;
  std::size_t plies_ = 0;
};

/// "visits 32, value +0.31, net +0.28", then a line for each of the most visited moves.
std::string thought(const GameInfo& info, const GameRecord& record, std::size_t index,
                    const State& state) {
  const Ply& ply = record.plies[index];
  if (ply.kind == PlyKind::kOpening) return "random opening move";
  const auto size = static_cast<std::size_t>(info.outcome_size());
  const auto value = [&](const std::vector<float>& outcomes) {
    std::array<float, 2> payoff{};
    expected_payoff(info, std::span(outcomes).subspan(index * size, size), payoff);
    return payoff[static_cast<std::size_t>(state.to_play())];
  };
  std::string text = fmt::format("visits {}{}, value {:+.2f}, net {:+.2f}", ply.simulations,
                                 ply.kind == PlyKind::kFast ? " (reduced search)" : "",
                                 value(record.root_outcome), value(record.net_outcome));
  std::vector<VisitedAction> visited(record.visited_at(index).begin(),
                                     record.visited_at(index).end());
  std::stable_sort(visited.begin(), visited.end(),
                   [](const auto& a, const auto& b) { return a.visits > b.visits; });
  visited.resize(std::min(visited.size(), kMovesInComment));
  for (const VisitedAction& v : visited)
    text += fmt::format("\n{}: visits {}, value {:+.2f}", state.to_string(v.action), v.visits, v.q);
  return text;
}

Answer answer(const Path& path, std::uint64_t number, const GoGame& game) {
  std::string text = write_sgf({write_go_game(game)});
  const nlohmann::ordered_json json = {{"path", path.string()},
                                       {"game", number},
                                       {"result", game.result},
                                       {"moves", game.moves.size()},
                                       {"sgf", text}};
  return {std::move(text), json.dump(), {}};
}

template <class T>
Result<T> in_file(const Path& path, Result<T> result) {
  if (!result) result.error().message.insert(0, path.string() + ": ");
  return result;
}

std::string about(const Path& path, std::uint32_t generation, std::uint64_t number,
                  const GameInfo& info) {
  return fmt::format("{}, generation {}, game {}\n{}", path.filename().string(), generation, number,
                     info.variant);
}

Result<Answer> record_sgf(const Path& path, bool carry, std::uint64_t id) {
  AZ_TRY(const FoundRecord found, find_record(path, carry, id));
  const GameRecord& record = found.record;
  AZ_TRY(const GoSettings settings,
         in_file(path, read_go_settings(found.variants.sections[record.settings_id])));
  const GameInfo& info = found.game().info();
  SgfReplay replay(found.game(), settings, about(path, found.header.generation, id, info));
  for (std::size_t i = 0; i < record.plies.size(); ++i)
    AZ_OK(in_file(path,
                  replay.play(record.plies[i].action, thought(info, record, i, replay.state()))));
  AZ_OK(in_file(path, replay.finish(record.outcome)));
  for (std::size_t seat = 0; seat < 2; ++seat)
    replay.game().players[seat] = found.header.agents[record.seat_agent[seat]].label;
  return answer(path, id, replay.game());
}

Result<Answer> match_sgf(const Path& path, std::uint64_t row) {
  AZ_TRY(const FoundMatchGame found, find_match_game(path, row));
  const MatchGame& record = found.record;
  AZ_TRY(const GoSettings settings,
         in_file(path, read_go_settings(found.variants.sections[record.settings_id])));
  SgfReplay replay(found.game(), settings,
                   about(path, found.header.generation, row, found.game().info()) +
                       fmt::format("\npair {}", record.pair));
  for (std::size_t i = 0; i < record.moves.size(); ++i)
    AZ_OK(in_file(path, replay.play(record.moves[i], i < record.opening_plies ? "opening" : "")));
  AZ_OK(in_file(path, replay.finish(record.outcome)));
  for (std::size_t seat = 0; seat < 2; ++seat)
    replay.game().players[seat] = found.header.agents[record.seat_agent[seat]].label;
  return answer(path, row, replay.game());
}

}  // namespace

Result<Answer> stored_sgf(const Path& path, std::uint64_t number) {
  AZ_TRY(const std::string kind, kind_of_h5(path));
  if (kind == "match") return match_sgf(path, number);
  if (kind == "shard" || kind == "carry") return record_sgf(path, kind == "carry", number);
  return tl::unexpected(no_games_in(path, kind));
}

}  // namespace az
