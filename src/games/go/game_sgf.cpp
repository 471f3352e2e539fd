#include "games/go/game_sgf.h"

#include <fmt/format.h>

#include "config/field.h"
#include "core/build_info.h"
#include "core/check.h"
#include "games/go/rules_name.h"

namespace az {
namespace {

/// "aa" is the upper left corner.
std::string sgf_point(const GoSettings& settings, int row, int column) {
  return {static_cast<char>('a' + column), static_cast<char>('a' + settings.size - 1 - row)};
}

void add_text(SgfNode& node, std::string_view name, const std::string& text) {
  if (!text.empty()) node.add(name, sgf_value(text));
}

void add_root(SgfNode& root, const GoGame& game) {
  const GoSettings& settings = game.settings;
  const GoSetUp& set_up = game.set_up;
  const int rows = settings.size, columns = settings.width();
  root.add("FF", "4");
  root.add("GM", "1");
  root.add("CA", "UTF-8");
  root.add("AP", "ArrayZero:" + sgf_value(build_info().version, true));
  root.add("SZ", rows == columns ? fmt::format("{}", rows) : fmt::format("{}:{}", columns, rows));
  root.add("KM", fmt::format("{:g}", settings.komi));
  root.add("RU", go_rules_name(settings.ko, settings.suicide));
  if (set_up.black.size() >= 2 && set_up.white.empty() && set_up.to_play == 1)
    root.add("HA", fmt::format("{}", set_up.black.size()));
  add_text(root, "PB", game.players[0]);
  add_text(root, "PW", game.players[1]);
  add_text(root, "RE", game.result);
  for (const auto& [row, column] : set_up.black) root.add("AB", sgf_point(settings, row, column));
  for (const auto& [row, column] : set_up.white) root.add("AW", sgf_point(settings, row, column));
  if (!set_up.is_default()) root.add("PL", set_up.to_play == 0 ? "B" : "W");
}

}  // namespace

SgfTree write_go_game(const GoGame& game) {
  check(game.comments.empty() || game.comments.size() == game.moves.size() + 1,
        "{} comments on {} moves", game.comments.size(), game.moves.size());
  SgfTree tree;
  tree.nodes.reserve(game.moves.size() + 1);
  add_root(tree.add_node(), game);
  const auto canvas = static_cast<Action>(game.settings.canvas_side());
  int colour = game.set_up.to_play;
  for (const Action move : game.moves) {
    check(move <= canvas * canvas, "action {} of {}", move, canvas * canvas + 1);
    tree.add_node().add(colour == 0 ? "B" : "W",
                        move == canvas * canvas
                            ? ""
                            : sgf_point(game.settings, static_cast<int>(move / canvas),
                                        static_cast<int>(move % canvas)));
    colour = 1 - colour;
  }
  for (std::size_t i = 0; i < game.comments.size(); ++i)
    add_text(tree.nodes[i], "C", game.comments[i]);
  return tree;
}

std::string go_result(int score_x2) {
  if (score_x2 == 0) return "0";
  return fmt::format("{}+{:g}", score_x2 > 0 ? 'B' : 'W', 0.5 * std::abs(score_x2));
}

Result<GoSettings> read_go_settings(const Value& game_section) {
  const Value* name = game_section.find("name");
  if (name == nullptr || name->text() != "go")
    return fail(fmt::format("the game is {}, not go", name == nullptr ? "not named" : name->text()),
                "SGF is written and read for Go alone", Exit::kUsage);
  Value settings = game_section;
  settings.erase("name");
  return read_config<GoSettings>(settings, "game");
}

}  // namespace az
