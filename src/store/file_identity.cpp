#include "store/file_identity.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "store/tree_fields.h"

namespace az {
namespace {

/// Beyond this many actions the text table would outweigh the games.
constexpr int kMostListedActions = 4096;

}  // namespace

std::vector<std::string> action_texts(const Game& game) {
  std::vector<std::string> texts;
  if (game.info().action_count > kMostListedActions) return texts;
  const std::unique_ptr<State> state = game.new_state();
  for (int id = 0; id < game.info().action_count; ++id)
    texts.push_back(state->to_string(static_cast<Action>(id)));
  return texts;
}

StoredGame stored_game(const Game& game, std::string section) {
  const GameInfo& info = game.info();
  return {.section = std::move(section),
          .family = info.family,
          .variant = info.variant,
          .players = info.players,
          .action_count = info.action_count,
          .outcome_size = info.outcome_size(),
          .value_low = info.value_low,
          .value_high = info.value_high,
          .rules_id = info.rules_id,
          .action_space_id = info.action_space_id,
          .encoder_id = info.encoder_id,
          .action_texts = az::action_texts(game)};
}

Result<void> check_same_game(const StoredGame& file_game, const GameInfo& info, bool encoder,
                             const std::string& file) {
  if (file_game.family != info.family)
    return fail(fmt::format("{}: made for {}, not for {}", file, file_game.family, info.family),
                "a run plays one game; use files of this run");
  if (file_game.rules_id != info.rules_id)
    return fail(fmt::format("{}: made for {} ({}), not for {}", file, file_game.family,
                            file_game.variant, info.variant),
                "the rules or their settings differ; use files of this run");
  if (file_game.action_space_id != info.action_space_id)
    return fail(fmt::format("{}: its actions are numbered differently", file),
                "it was made by another version");
  if (encoder && file_game.encoder_id != info.encoder_id)
    return fail(fmt::format("{}: made with other input planes", file),
                "it was made by another version");
  return {};
}

void put_game(H5Tree& tree, const StoredGame& game) {
  put_attribute(tree, "family", game.family);
  put_attribute(tree, "variant", game.variant);
  put_attribute(tree, "players", static_cast<std::int32_t>(game.players));
  put_attribute(tree, "action_count", static_cast<std::int32_t>(game.action_count));
  put_attribute(tree, "outcome_size", static_cast<std::int32_t>(game.outcome_size));
  put_attribute(tree, "value_low", game.value_low);
  put_attribute(tree, "value_high", game.value_high);
  put_attribute(tree, "rules_id", game.rules_id);
  put_attribute(tree, "action_space_id", game.action_space_id);
  put_attribute(tree, "encoder_id", game.encoder_id);
  put_text(tree, "/config/game", game.section);
  put_array(tree, "/tables/actions", H5Array::texts(game.action_texts));
}

Result<StoredGame> take_game(const H5Tree& tree) {
  StoredGame game;
  game.section = take_text(tree, "/config/game");
  take_attribute(tree, "family", game.family);
  take_attribute(tree, "variant", game.variant);
  std::int32_t players = 0, actions = 0, outcomes = 0;
  take_attribute(tree, "players", players);
  take_attribute(tree, "action_count", actions);
  take_attribute(tree, "outcome_size", outcomes);
  take_attribute(tree, "value_low", game.value_low);
  take_attribute(tree, "value_high", game.value_high);
  AZ_OK(take_hash(tree, "rules_id", game.rules_id));
  AZ_OK(take_hash(tree, "action_space_id", game.action_space_id));
  AZ_OK(take_hash(tree, "encoder_id", game.encoder_id));
  if (const H5Dataset* actions_table = tree.find("/tables/actions"))
    game.action_texts = actions_table->array.text_values();
  if (players < 2 || players > kMaxPlayers || actions < 1 || outcomes < 3 ||
      !(game.value_low < game.value_high))
    return fail(fmt::format("{} players, {} actions, outcome vectors of {}: impossible", players,
                            actions, outcomes));
  game.players = players;
  game.action_count = actions;
  game.outcome_size = outcomes;
  return game;
}

}  // namespace az
