#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "core/rng.h"
#include "games/advance.h"
#include "games/go/game_sgf.h"
#include "matches/openings.h"
#include "sgf/sgf.h"

namespace az {
namespace {

struct Line {
  std::vector<Action> moves;          ///< decisions
  std::vector<std::uint64_t> passed;  ///< the boards after each
};

/// A board and who moves. Coarser than State::hash(), to which the way there may matter: openings
/// that transpose into each other lead to much the same games.
std::uint64_t board_of(const State& state) {
  return hash64(fmt::format("{} {}", state.to_play(), state.draw()));
}

/// The decisions among the steps of a line, and where they lead. where: how messages call it.
Result<Line> follow(const Game& game, const std::vector<Action>& steps, std::size_t most,
                    const std::string& where) {
  const std::unique_ptr<State> state = game.new_state();
  std::vector<Action> legal;
  Line line;
  for (std::size_t i = 0; i < steps.size() && line.moves.size() < most; ++i) {
    state->legal(legal);
    if (!std::binary_search(legal.begin(), legal.end(), steps[i]))
      return fail(fmt::format("{}: move {} ({}) is not legal by the run's rules", where, i + 1,
                              state->to_string(steps[i])));
    if (legal.size() > 1) {
      line.moves.push_back(steps[i]);
      line.passed.emplace_back();
    }
    state->apply(steps[i]);
    if (!line.passed.empty()) line.passed.back() = board_of(*state);
  }
  advance(*state, legal);
  if (legal.empty())
    return fail(fmt::format("{}: the game is over after {} moves", where, line.moves.size()),
                "arena.openings.plies takes only the first moves of a line");
  if (!line.passed.empty()) line.passed.back() = board_of(*state);
  return line;
}

Result<std::vector<Line>> read_lines(const Game& game, const GoSettings& go,
                                     const OpeningFiles& files, std::size_t most) {
  std::vector<Line> lines;
  for (const OpeningFiles::File& file : files.files) {
    AZ_TRY(const SgfCollection collection, parse_sgf(file.text, file.name));
    for (std::size_t tree = 0; tree < collection.size(); ++tree) {
      AZ_TRY(const std::vector<GoGame> games, read_go_lines(collection[tree], go, file.name));
      for (std::size_t i = 0; i < games.size(); ++i) {
        const std::string where = fmt::format("{}: game {}, line {}", file.name, tree + 1, i + 1);
        const GoSettings& theirs = games[i].settings;
        if (theirs.size != go.size || theirs.width() != go.width())
          return fail(fmt::format("{}: the board is {} x {}, the run's {} x {}", where,
                                  theirs.width(), theirs.size, go.width(), go.size),
                      "openings from files go with one size: a run that plays several draws them "
                      "(arena.opening_plies_min and _max)");
        if (!games[i].set_up.is_default())
          return fail(fmt::format("{}: stones are set up, or white begins", where),
                      "openings are moves from the empty board, black first");
        AZ_TRY(Line line, follow(game, games[i].moves, most, where));
        if (!line.moves.empty()) lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

/// No line ends on the way of another: of equal ends the first stays, of a line and what continues
/// it the longer one.
std::vector<Line> distinct(std::vector<Line> lines) {
  std::unordered_map<std::uint64_t, std::size_t> ways;  // boards → how many lines pass
  std::unordered_set<std::uint64_t> ends;
  std::erase_if(lines, [&](const Line& line) { return !ends.insert(line.passed.back()).second; });
  for (const Line& line : lines)
    for (const std::uint64_t board : std::unordered_set(line.passed.begin(), line.passed.end()))
      ++ways[board];
  std::erase_if(lines, [&](const Line& line) { return ways[line.passed.back()] > 1; });
  return lines;
}

}  // namespace

Result<std::vector<std::vector<Action>>> book_openings(const Game& game, const Value& game_section,
                                                       const OpeningFiles& files, int plies,
                                                       const OpeningRequest& request) {
  AZ_TRY(const GoSettings go, read_go_settings(game_section));
  const std::size_t most = plies > 0 ? static_cast<std::size_t>(plies) : SIZE_MAX;
  AZ_TRY(std::vector<Line> lines, read_lines(game, go, files, most));
  lines = distinct(std::move(lines));
  if (lines.size() < request.count)
    return fail(
        fmt::format("{} distinct openings in {} SGF file{}{}, this evaluation needs {}",
                    lines.size(), files.files.size(), files.files.size() == 1 ? "" : "s",
                    plies > 0 ? fmt::format(" after at most {} moves", plies) : "", request.count),
        "an opening is never played twice by the same opponents: lower arena.blocks, "
        "arena.pairs_per_block or the anchors' blocks, raise arena.openings.plies, or add "
        "lines",
        Exit::kUsage);
  Rng rng({request.seed, Purpose::kMatchOpening, request.generation, 0, 0});
  rng.shuffle(std::span<Line>(lines));
  std::vector<std::vector<Action>> openings;
  for (std::size_t i = 0; i < request.count; ++i) openings.push_back(std::move(lines[i].moves));
  return openings;
}

}  // namespace az
