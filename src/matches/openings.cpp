#include "matches/openings.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_set>

#include "core/rng.h"
#include "games/advance.h"

namespace az {
namespace {

struct Line {
  std::vector<Action> moves;
  std::vector<std::uint64_t> passed;  ///< hashes of the positions after each move
  double chance = 1;                  ///< of this line among random lines of its length
  bool over = false;
};

Line random_line(State& state, int plies, Rng rng) {
  Line line;
  std::vector<Action> legal;
  advance(state, legal);
  for (int ply = 0; ply < plies && !legal.empty(); ++ply) {
    line.moves.push_back(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
    line.chance /= static_cast<double>(legal.size());
    state.apply(line.moves.back());
    advance(state, legal);
    line.passed.push_back(state.hash());
  }
  line.over = legal.empty();
  return line;
}

class Drawer {
 public:
  Drawer(const Game& game, const OpeningRequest& request)
      : request_(request), start_(game.new_state()), state_(game.new_state()) {}

  /// Opening `number`, if one of `plies` plies can still be found.
  std::optional<std::vector<Action>> draw(std::uint32_t number, int plies) {
    const bool longest = plies == request_.plies_max;
    const std::uint32_t attempts = longest ? 2000 : 100;
    for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
      state_->assign(*start_);
      Line line = random_line(*state_, plies,
                              Rng({request_.seed, Purpose::kMatchOpening, request_.generation,
                                   number, attempt * 1024 + static_cast<std::uint32_t>(plies)}));
      // A game that begins with a short opening closes all that continue it.
      if (!longest && closed_ + line.chance > 0.5) return {};
      const std::uint64_t end = state_->hash();
      if (line.over || passed_.contains(end) ||
          std::any_of(line.passed.begin(), line.passed.end(),
                      [&](std::uint64_t hash) { return ends_.contains(hash); }))
        continue;
      closed_ += line.chance;
      ends_.insert(end);
      passed_.insert(line.passed.begin(), line.passed.end());
      return std::move(line.moves);
    }
    return {};
  }

 private:
  const OpeningRequest& request_;
  std::unique_ptr<State> start_, state_;
  std::unordered_set<std::uint64_t> ends_,
      passed_;         ///< passed: all positions on openings, ends too
  double closed_ = 0;  ///< share of random lines that openings hold
};

}  // namespace

Result<std::vector<std::vector<Action>>> draw_openings(const Game& game,
                                                       const OpeningRequest& request) {
  std::vector<std::vector<Action>> openings;
  if (request.plies_max == 0) {
    openings.resize(request.count);
    return openings;
  }
  Drawer drawer(game, request);
  const auto lengths = static_cast<std::size_t>(request.plies_max - request.plies_min + 1);
  while (openings.size() < request.count) {
    const auto number = static_cast<std::uint32_t>(openings.size());
    std::optional<std::vector<Action>> opening;
    for (int plies = request.plies_min + static_cast<int>(number % lengths);
         !opening && plies <= request.plies_max; ++plies)
      opening = drawer.draw(number, plies);
    if (!opening)
      return fail(fmt::format("only {} of {} distinct openings of {} to {} plies were found",
                              openings.size(), request.count, request.plies_min, request.plies_max),
                  "raise arena.opening_plies_max or lower arena.blocks or arena.pairs_per_block",
                  Exit::kUsage);
    openings.push_back(*std::move(opening));
  }
  return openings;
}

}  // namespace az
