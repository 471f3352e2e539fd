#include "play/thought.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "core/check.h"
#include "core/outcome.h"

namespace az {
namespace {

constexpr std::size_t kShown = 5;  ///< best moves that are named

void run(Search& search, Evaluator& evaluator) {
  for (Leaf leaf; search.next_leaf(leaf);) {
    Evaluation evaluation = search.evaluation();
    evaluator.wait(evaluator.submit(std::span(&leaf, 1)), std::span(&evaluation, 1));
    search.accept();
  }
}

/// "value +0.31 (wins 62 %, draws 7 %, loses 31 %)"; more than two players: by place.
std::string expectation(const GameInfo& info, std::span<const float> outcome, int seat) {
  std::array<float, kMaxPlayers> payoffs{};
  const auto players = static_cast<std::size_t>(info.players),
             self = static_cast<std::size_t>(seat);
  expected_payoff(info, outcome, std::span(payoffs).first(players));
  std::string text = fmt::format("value {:+.2f} (", payoffs[self]);
  if (players == 2)
    return text + fmt::format("wins {:.0f} %, draws {:.0f} %, loses {:.0f} %)",
                              100 * outcome[2 * self], 100 * outcome[1],
                              100 * outcome[2 - 2 * self]);
  for (std::size_t place = 0; place < players; ++place)
    text += fmt::format("place {} {:.0f} %, ", place + 1, 100 * outcome[self * players + place]);
  return text + fmt::format("all equal {:.0f} %)", 100 * outcome.back());
}

}  // namespace

Thought think(const Game& game, const Agent& agent, Evaluator* evaluator, const State& state,
              std::span<const Action> legal, const StreamName& name) {
  Player player(game, agent);
  Thought thought;
  Search* const search = player.begin(state, legal, name);
  if (search != nullptr) {
    check(evaluator != nullptr, "agent {} has no evaluator", agent.name);
    run(*search, *evaluator);
  }
  thought.action = player.action();
  if (search != nullptr) {
    const SearchResult& result = search->result();
    thought.simulations = result.simulations;
    thought.outcome.assign(result.root_outcome.begin(), result.root_outcome.end());
    for (std::size_t i = 0; i < legal.size(); ++i)
      thought.options.push_back({result.legal[i], result.visits[i], result.policy[i], result.q[i]});
    // Among equals the chosen one comes first.
    std::stable_sort(thought.options.begin(), thought.options.end(),
                     [&](const auto& a, const auto& b) {
                       return std::tuple(a.visits, a.action == thought.action, a.policy) >
                              std::tuple(b.visits, b.action == thought.action, b.policy);
                     });
  }
  return thought;
}

std::string describe(const Thought& thought, const State& state, int seat) {
  if (thought.options.empty()) return "no opinion: every legal move is as likely";
  std::string text = expectation(state.info(), thought.outcome, seat);
  const bool searched = thought.options.front().visits > 0;
  text += searched ? ", visits" : ", policy";
  for (std::size_t i = 0; i < std::min(kShown, thought.options.size()); ++i) {
    const Thought::Option& option = thought.options[i];
    if (searched && option.visits == 0) break;
    text += fmt::format("{} {}: ", i == 0 ? "" : ",", state.to_string(option.action));
    text += searched ? std::to_string(option.visits) : fmt::format("{:.0f} %", 100 * option.policy);
  }
  return searched ? text + fmt::format(" of {}", thought.simulations) : text;
}

}  // namespace az
