#include "store/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "layout/schema.h"
#include "store/game_tables.h"
#include "store/ragged.h"
#include "store/schema_check.h"
#include "store/tree_fields.h"

namespace az {

Result<Hash128> write_match(const Path& path, const MatchHeader& header,
                            std::span<const MatchGame> games, std::string_view tag) {
  H5Tree tree;
  put_game(tree, header.game);
  put_attribute(tree, "generation", header.generation);
  put_attribute(tree, "block", header.block);
  put_attribute(tree, "protocol_hash", header.protocol);
  put_attribute(tree, "seed", header.seed);
  put_attribute(tree, "build", header.build);
  put_text(tree, "/config/protocol", header.protocol_section);
  put_agents(tree, header.agents);
  put_array(tree, "/tables/settings", H5Array::texts(header.settings));

  std::vector<std::uint64_t> pair, opening, move_begin{0};
  std::vector<std::uint32_t> settings_id, opening_plies, moves;
  std::vector<std::uint8_t> seat_agent;
  std::vector<Outcome> outcomes;
  for (const MatchGame& game : games) {
    check(game.outcome.reason != EndReason::kNone, "a match game that is not over");
    settings_id.push_back(game.settings_id);
    pair.push_back(game.pair);
    opening.push_back(game.opening);
    opening_plies.push_back(game.opening_plies);
    seat_agent.insert(seat_agent.end(), game.seat_agent.begin(), game.seat_agent.end());
    outcomes.push_back(game.outcome);
    moves.insert(moves.end(), game.moves.begin(), game.moves.end());
    move_begin.push_back(moves.size());
  }
  put_values(tree, "/games/settings_id", settings_id);
  put_values(tree, "/games/pair", pair);
  put_values(tree, "/games/opening", opening);
  put_values(tree, "/games/opening_plies", opening_plies);
  put_array(tree, "/games/seat_agent",
            H5Array::of(std::span<const std::uint8_t>(seat_agent), {games.size(), kMaxPlayers}));
  put_outcomes(tree, outcomes);
  put_values(tree, "/games/move_begin", move_begin);
  put_values(tree, "/moves/action", moves);
  return write_checked(path, std::move(tree), schema("match"), tag);
}

Result<Match> read_match(const Path& path) {
  const std::string name = path.string();
  AZ_TRY(const H5File file, read_checked(path, schema("match")));
  Match match;
  match.hash = file.hash;
  MatchHeader& header = match.header;
  AZ_TRY(header.game, take_game(file.tree));
  take_attribute(file.tree, "generation", header.generation);
  take_attribute(file.tree, "block", header.block);
  AZ_OK(take_hash(file.tree, "protocol_hash", header.protocol));
  take_attribute(file.tree, "seed", header.seed);
  take_attribute(file.tree, "build", header.build);
  header.protocol_section = take_text(file.tree, "/config/protocol");
  AZ_TRY(header.agents, take_agents(file.tree));

  // Files of before there were variants have neither: all games are of the one.
  if (const H5Dataset* settings = file.tree.find("/tables/settings"))
    header.settings = settings->array.text_values();
  std::span<const std::uint32_t> settings_id;
  if (file.tree.find("/games/settings_id") != nullptr)
    settings_id = take_values<std::uint32_t>(file.tree, "/games/settings_id");
  else if (header.settings.size() > 1)
    return fail(fmt::format("{}: /games/settings_id is missing, and there are {} variants", name,
                            header.settings.size()));

  const auto pair = take_values<std::uint64_t>(file.tree, "/games/pair");
  const auto opening = take_values<std::uint64_t>(file.tree, "/games/opening");
  const auto opening_plies = take_values<std::uint32_t>(file.tree, "/games/opening_plies");
  const auto seat_agent = take_values<std::uint8_t>(file.tree, "/games/seat_agent");
  const auto move_begin = take_values<std::uint64_t>(file.tree, "/games/move_begin");
  const auto moves = take_values<std::uint32_t>(file.tree, "/moves/action");
  AZ_OK(check_offsets(move_begin, moves.size(), name + ": /games/move_begin"));
  AZ_TRY(const auto outcomes, take_outcomes(file.tree, header.game.players, name));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto played = list_at(moves, move_begin, i);
    MatchGame game{.settings_id = settings_id.empty() ? 0 : settings_id[i],
                   .pair = pair[i],
                   .opening = opening[i],
                   .opening_plies = opening_plies[i],
                   .seat_agent = {},
                   .outcome = outcomes[i],
                   .moves = {played.begin(), played.end()}};
    std::copy_n(seat_agent.begin() + static_cast<std::ptrdiff_t>(i * kMaxPlayers), kMaxPlayers,
                game.seat_agent.begin());
    bool valid = game.outcome.reason != EndReason::kNone &&
                 game.opening_plies <= game.moves.size() &&
                 game.settings_id < header.settings.size();
    for (const Action action : game.moves)
      valid = valid && action < static_cast<Action>(header.game.action_count);
    for (int seat = 0; seat < header.game.players; ++seat)
      valid = valid && game.seat_agent[static_cast<std::size_t>(seat)] < header.agents.size();
    if (!valid)
      return fail(
          fmt::format("{}: game in row {} is outside the file's tables or ranges", name, i));
    match.games.push_back(std::move(game));
  }
  return match;
}

}  // namespace az
