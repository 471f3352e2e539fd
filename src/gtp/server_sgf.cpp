// Games in SGF files.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "config/field.h"
#include "core/file.h"
#include "core/text.h"
#include "games/go/game_sgf.h"
#include "games/go/rules_name.h"
#include "games/registry.h"
#include "gtp/go_position.h"
#include "gtp/server.h"
#include "sgf/sgf.h"

namespace az {
namespace {

/// Of words that a line's blanks have parted, with one blank between them.
std::string path_of(std::span<const std::string> words) { return join(words, " "); }

/// The first game of a file.
Result<SgfTree> read_tree(const std::string& name) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(name, error))
    return fail(fmt::format("cannot load file: {} is no file", name));
  if (std::filesystem::file_size(name, error) > SgfLimits{}.bytes || error)
    return fail(fmt::format("cannot load file: {} is too large", name));
  AZ_TRY(const std::string text, read_file(name));
  AZ_TRY(SgfCollection games, parse_sgf(text, name));
  return std::move(games.front());
}

}  // namespace

GtpServer::Answer GtpServer::loadsgf(Words words) {
  std::optional<std::int64_t> stop;
  if (words.size() >= 2)
    if (const auto number = config_detail::parse_int64(words.back())) stop = *number;
  if (stop) words = words.first(words.size() - 1);
  if (words.empty() || (stop && *stop < 1))
    return fail("syntax error: loadsgf FILE [MOVE_NUMBER], the first move is 1");
  const std::string name = path_of(words);
  AZ_TRY(const SgfTree tree, read_tree(name));
  GoSettings base = go();
  const bool net = has_player_ && agent_.kind == AgentKind::kNet;
  base.canvas = net ? board_.game().info().canvas.height : 0;
  AZ_TRY(GoGame loaded, read_go_game(tree, base, name));
  const GoSettings& settings = loaded.settings;
  if (!loaded.says_komi && !settings_.komi_is_set) loaded.settings.komi = usual(settings).komi;

  Value section = section_;
  const auto set = [&](const char* key, std::string value) {
    section.set(key, Value::scalar(std::move(value)));
  };
  set("size", std::to_string(settings.size));
  set("columns", std::to_string(settings.columns));
  set("canvas", std::to_string(settings.canvas));
  set("komi", config_detail::print_double(settings.komi));
  set("ko", std::string(go_ko_word(settings.ko)));
  set("suicide", settings.suicide ? "true" : "false");
  AZ_TRY(section, complete_game_section(section));
  AZ_TRY(auto game, make_game(section));
  AZ_OK(can_play(game->info()));
  GtpBoard board(std::move(game));
  AZ_OK(board.begin_at(loaded.set_up));
  const std::size_t moves = stop
                                ? std::min(loaded.moves.size(), static_cast<std::size_t>(*stop - 1))
                                : loaded.moves.size();
  int seat = loaded.set_up.to_play;
  for (std::size_t i = 0; i < moves; ++i, seat = 1 - seat) {
    if (const auto played = board.play(seat, loaded.moves[i]); !played)
      return fail(fmt::format("{}: move {}: {}", name, i + 1, played.error().message));
  }
  section_ = std::move(section);
  board_ = std::move(board);
  begin_again();
  settings_.rules_are_set = true;
  return "";
}

/// Either colour may move at any time here; in SGF it is a pass that lets it. Two passes and then a
/// move are left out, for they end a game.
GtpServer::Answer GtpServer::printsgf(Words words) {
  GoGame game;
  game.settings = go();
  game.set_up = board_.set_up();
  const auto canvas = static_cast<Action>(board_.game().info().canvas.width);
  const auto pass = static_cast<Action>(board_.game().info().action_count - 1);
  const auto& moves = board_.moves();
  for (std::size_t i = 0; i < board_.handicap(); ++i)
    game.set_up.black.push_back(
        {static_cast<int>(moves[i].action / canvas), static_cast<int>(moves[i].action % canvas)});
  if (board_.handicap() > 0) game.set_up.to_play = 1;
  const auto to_play = [&] {
    return static_cast<int>((game.moves.size() + static_cast<std::size_t>(game.set_up.to_play)) %
                            2);
  };
  for (std::size_t i = board_.handicap(); i < moves.size(); ++i) {
    if (moves[i].seat != to_play()) game.moves.push_back(pass);
    while (moves[i].action != pass && game.moves.size() >= 2 && game.moves.back() == pass &&
           game.moves[game.moves.size() - 2] == pass)
      game.moves.resize(game.moves.size() - 2);
    game.moves.push_back(moves[i].action);
  }
  const bool over = game.moves.size() >= 2 && game.moves.back() == pass &&
                    game.moves[game.moves.size() - 2] == pass;
  if (over)
    game.result =
        go_result(2 * area_difference(board_.state()) - static_cast<int>(2 * game.settings.komi));
  const SgfTree tree = write_go_game(game);
  if (const auto again = read_go_game(tree, game.settings, "SGF"); !again)
    return fail(fmt::format("cannot be written: {}", again.error().to_string()));
  std::string text = write_sgf({tree});
  if (words.empty()) return text;
  AZ_OK(write_file(path_of(words), text));
  return "";
}

}  // namespace az
