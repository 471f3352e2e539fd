// read_sgf.cpp — a line of an SGF tree, played by the rules.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include "core/text.h"
#include "games/go/game_sgf.h"
#include "games/go/rules_name.h"

namespace az {
namespace {

/// The engine counts plies in 16 bits.
constexpr std::size_t kMostMoves = GoSettings::kMostMoves, kMostNodesOfAllLines = 1'000'000;

/// A value within a message: short, and without what a terminal might take for a command.
std::string in_quotes(std::string_view value) {
  std::string text(value.substr(0, 40));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return '\'' + text + (value.size() > text.size() ? "...'" : "'");
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A side of a board that can be played.
std::optional<int> side(std::string_view text) {
  const auto lines = number<int>(trim(text));
  return lines && *lines >= 1 && *lines <= GoSettings::kMostSide ? lines : std::nullopt;
}

class GoLineReader {
 public:
  GoLineReader(const SgfTree& tree, std::span<const std::uint32_t> line, const GoSettings& base,
               const std::string& name, bool comments = true)
      : tree_(tree), line_(line), name_(name), comments_(comments) {
    game_.settings = base;
    const auto is_move = [&](std::uint32_t i) {
      return tree.nodes[i].find("B") != nullptr || tree.nodes[i].find("W") != nullptr;
    };
    first_ =
        static_cast<std::size_t>(std::find_if(line.begin(), line.end(), is_move) - line.begin());
    head_ = line.first(std::min(first_ + 1, line.size()));
  }

  Result<GoGame> read() {
    AZ_OK(read_board());
    AZ_OK(read_komi());
    read_rules();
    if (const auto checked = game_.settings.check(); !checked)
      return error(root(), checked.error().message, checked.error().hint);
    game_.players = {head_text("PB"), head_text("PW")};
    game_.result = head_text("RE");
    AZ_OK(read_set_up());
    const auto played = Go<9>::fits(game_.settings)    ? play<9>()
                        : Go<13>::fits(game_.settings) ? play<13>()
                                                       : play<19>();
    AZ_OK(played);
    return std::move(game_);
  }

 private:
  struct Found {
    const SgfNode* node;
    std::string_view value;  ///< the first, without blanks around it
    std::string text;        ///< the same as text
  };

  const SgfNode& root() const { return tree_.nodes[line_[0]]; }
  /// A property of the game: before or with the first move.
  std::optional<Found> head(std::string_view property) const {
    for (const std::uint32_t i : head_)
      if (const SgfProperty* found = tree_.nodes[i].find(property))
        return Found{&tree_.nodes[i], trim(found->values[0]),
                     std::string(trim(sgf_simple_text(found->values[0])))};
    return std::nullopt;
  }
  std::string head_text(std::string_view property) const {
    const auto found = head(property);
    return found ? found->text : "";
  }
  void remark(std::string text) { game_.remarks.push_back(std::move(text)); }

  tl::unexpected<Error> error(const SgfNode& node, const std::string& message,
                              const std::string& hint = "") const {
    const std::string place =
        node.place.line > 0 ? fmt::format("{}:{}", node.place.line, node.place.column) : "game";
    return fail(fmt::format("{}:{}: {}", name_, place, message), hint);
  }

  Result<void> read_board() {
    if (const auto kind = head("GM"); kind && kind->value != "1")
      return error(*kind->node, fmt::format("GM is {}", in_quotes(kind->value)), "Go is GM[1]");
    GoSettings& settings = game_.settings;
    const auto size = head("SZ");
    if (!size) remark("no SZ: the board has 19 x 19 points");
    const std::string_view text = size ? size->value : "19";
    const auto halves = sgf_split(text);
    const auto columns = side(halves ? halves->first : text),
               rows = side(halves ? halves->second : text);
    if (!columns || !rows)
      return error(size ? *size->node : root(), fmt::format("SZ is {}", in_quotes(text)),
                   fmt::format("1 to {} lines, or columns:rows", GoSettings::kMostSide));
    settings.size = *rows;
    settings.columns = *columns == *rows ? 0 : *columns;
    return {};
  }

  Result<void> read_komi() {
    GoSettings& settings = game_.settings;
    const auto komi = head("KM");
    if (!komi || komi->value.empty()) {
      game_.says_komi = false;
      remark(fmt::format("no KM: komi is {:g}", settings.komi));
      return {};
    }
    std::string text(komi->value);
    std::replace(text.begin(), text.end(), ',', '.');
    if (text.starts_with('+')) text.erase(0, 1);
    const auto value = number<double>(text);
    if (!value || !(std::abs(*value) <= 400))
      return error(*komi->node, fmt::format("KM is {}", in_quotes(komi->value)),
                   "points for white, for example KM[7.5]");
    settings.komi = *value;
    if (*value >= 100 && *value > settings.size * settings.width())
      remark(fmt::format("KM {} is more than the board has points; some servers write hundredths",
                         in_quotes(komi->value)));
    return {};
  }

  void read_rules() {
    GoSettings& settings = game_.settings;
    const std::string text = head_text("RU");
    const auto rules = parse_sgf_rules(text);
    if (!rules)
      return remark(fmt::format("{}: ko rule and suicide as configured ({})",
                                text.empty() ? "no RU" : "RU is " + in_quotes(text),
                                go_rules_name(settings.ko, settings.suicide)));
    settings.ko = rules->ko;
    settings.suicide = rules->suicide;
    if (!rules->remark.empty()) remark(fmt::format("RU is {}: {}", in_quotes(text), rules->remark));
  }

  Result<GoPoint> point(const SgfNode& node, std::string_view value) const {
    const int rows = game_.settings.size, columns = game_.settings.width();
    const std::string_view text = trim(value);
    if (text.size() == 2) {
      const int column = text[0] - 'a', row = rows - 1 - (text[1] - 'a');
      if (column >= 0 && column < columns && row >= 0 && row < rows) return GoPoint{row, column};
    }
    return error(
        node, fmt::format("{} is no point of a board of {} x {}", in_quotes(value), columns, rows),
        "two small letters, column and row from the upper left corner");
  }

  /// Calls visit(point) for every point of a list, whose rectangles are written AB[aa:cc].
  template <class Visit>
  Result<void> for_points(const SgfNode& node, const SgfProperty& list, Visit&& visit) const {
    for (const std::string& value : list.values) {
      if (trim(value).empty()) continue;
      const auto corners = sgf_split(value);
      AZ_TRY(const GoPoint a, point(node, corners ? corners->first : value));
      AZ_TRY(const GoPoint b, point(node, corners ? corners->second : value));
      for (int row = std::min(a.row, b.row); row <= std::max(a.row, b.row); ++row)
        for (int column = std::min(a.column, b.column); column <= std::max(a.column, b.column);
             ++column)
          visit(GoPoint{row, column});
    }
    return {};
  }

  Result<void> read_set_up() {
    constexpr int kUntouched = -1, kEmpty = 2;
    const int columns = game_.settings.width();
    const auto area = static_cast<std::size_t>(game_.settings.size * columns);
    std::vector<int> board(area, kEmpty), touched(area);
    for (const std::uint32_t i : head_) {
      const SgfNode& node = tree_.nodes[i];
      std::fill(touched.begin(), touched.end(), kUntouched);
      std::optional<GoPoint> twice;
      for (const auto& [property, colour] : {std::pair{"AB", 0}, {"AW", 1}, {"AE", kEmpty}}) {
        const SgfProperty* list = node.find(property);
        if (list == nullptr) continue;
        AZ_OK(for_points(node, *list, [&, colour = colour](GoPoint p) {
          const auto at = static_cast<std::size_t>(p.row * columns + p.column);
          if (touched[at] != kUntouched && touched[at] != colour) twice = p;
          board[at] = touched[at] = colour;
        }));
      }
      if (twice)
        return error(
            node,
            fmt::format("two of AB, AW and AE name {}", go_point_name(twice->row, twice->column)),
            "each point once in a node");
    }
    GoSetUp& set_up = game_.set_up;
    for (std::size_t at = 0; at < area; ++at) {
      const GoPoint p{static_cast<int>(at) / columns, static_cast<int>(at) % columns};
      if (board[at] == 0) set_up.black.push_back(p);
      if (board[at] == 1) set_up.white.push_back(p);
    }
    if (const auto handicap = head("HA"); handicap && set_up.black.empty())
      if (handicap->value != "0" && handicap->value != "1")
        remark(fmt::format("HA is {}, but no stones are set up", in_quotes(handicap->value)));
    return read_to_play();
  }

  /// PL, else the first move's colour, else white where only black has stones.
  Result<void> read_to_play() {
    GoSetUp& set_up = game_.set_up;
    set_up.to_play = !set_up.black.empty() && set_up.white.empty() ? 1 : 0;
    if (first_ < line_.size())
      set_up.to_play = tree_.nodes[line_[first_]].find("B") != nullptr ? 0 : 1;
    for (const std::uint32_t i : head_) {
      const SgfProperty* player = tree_.nodes[i].find("PL");
      if (player == nullptr) continue;
      const std::string_view text = trim(player->values[0]);
      const char c = text.empty() ? ' ' : text[0];
      if (c != 'B' && c != 'b' && c != '1' && c != 'W' && c != 'w' && c != '2')
        return error(tree_.nodes[i], fmt::format("PL is {}", in_quotes(text)), "PL[B] or PL[W]");
      set_up.to_play = c == 'W' || c == 'w' || c == '2' ? 1 : 0;
    }
    return {};
  }

  template <int kSide>
  Result<void> play() {
    // A file's game may be longer than the usual cap: then its length becomes the cap.
    const bool usual_cap = game_.settings.max_moves == 0;
    GoSettings settings = game_.settings;
    if (usual_cap) settings.max_moves = static_cast<int>(kMostMoves);
    Go<kSide> go(settings);
    if (const auto done = set_up_go(go, game_.set_up); !done)
      return error(root(), done.error().message, done.error().hint);
    if (comments_) game_.comments.resize(1);
    for (std::size_t i = 0; i < line_.size(); ++i) {
      const SgfNode& node = tree_.nodes[line_[i]];
      if (i > first_) AZ_OK(check_no_set_up(node));
      if (i >= first_) AZ_OK(play_node(node, go));
      if (const SgfProperty* comment = comments_ ? node.find("C") : nullptr) {
        std::string& text = game_.comments.back();
        if (!text.empty()) text += '\n';
        text += sgf_text(comment->values[0]);
      }
    }
    const auto moves = static_cast<int>(game_.moves.size());
    if (usual_cap && moves >= game_.settings.move_cap() && !go.terminal())
      game_.settings.max_moves = moves + 1;
    return {};
  }

  Result<void> check_no_set_up(const SgfNode& node) const {
    for (const char* property : {"AB", "AW", "AE", "PL"})
      if (node.find(property) != nullptr)
        return error(node, fmt::format("{} after move {}", property, game_.moves.size()),
                     "stones are set up before the first move only: write the game from here on "
                     "as a game of its own");
    return {};
  }

  template <int kSide>
  Result<void> play_node(const SgfNode& node, Go<kSide>& go) {
    const SgfProperty *black = node.find("B"), *white = node.find("W");
    if (black == nullptr && white == nullptr) return {};
    const SgfProperty& property = black != nullptr ? *black : *white;
    const std::string_view value = trim(property.values[0]);
    const std::string move = fmt::format("move {}, {}", game_.moves.size() + 1, property.name);
    if ((black != nullptr && white != nullptr) || property.values.size() > 1)
      return error(node, move + ": more than one move in a node", "; begins the next node");
    const bool pass = value.empty() || value == "tt";
    if (go.terminal()) {
      if (pass) {
        if (game_.remarks.empty() || game_.remarks.back() != kMorePasses) remark(kMorePasses);
        return {};
      }
      return error(node, move + ": the game was over before it",
                   game_.settings.dead_stones == DeadStones::kPassAlive
                       ? "two passes end it, or that all is settled (go.dead_stones)"
                       : "two passes end it, and play does not resume");
    }
    if (property.name != (go.to_play() == 0 ? "B" : "W"))
      return error(node, fmt::format("{}: it is {}'s turn", move, go.to_play() == 0 ? "B" : "W"),
                   "a pass is a move, too: B[] or W[]");
    if (game_.moves.size() == kMostMoves)
      return error(node, fmt::format("more than {} moves", kMostMoves));
    const auto canvas = static_cast<Action>(game_.settings.canvas_side());
    if (pass) {
      go.pass();
      game_.moves.push_back(canvas * canvas);
    } else {
      AZ_TRY(const GoPoint at, point(node, value));
      const unsigned p = go.board().point(at.row, at.column);
      if (!go.is_legal(p))
        return error(
            node,
            fmt::format("{} {}: {}", move, go_point_name(at.row, at.column), why_illegal(go, p)),
            "RU names the rules");
      go.play(p);
      game_.moves.push_back(static_cast<Action>(at.row) * canvas + static_cast<Action>(at.column));
    }
    if (comments_) game_.comments.emplace_back();
    return {};
  }

  template <int kSide>
  static std::string_view why_illegal(const Go<kSide>& go, unsigned point) {
    using Effect = typename Go<kSide>::Board::Effect;
    if (go.board().at(point) != Stone::kEmpty) return "a stone is there";
    if (go.board().ko() == point) return "it takes back in a ko";
    const Effect effect = go.board().effect(point, go.to_play());
    if (effect == Effect::kLoneSuicide || effect == Effect::kSuicide) return "it is suicide";
    return "it repeats an earlier board";
  }

  static constexpr const char* kMorePasses = "passes after the end are left out";

  const SgfTree& tree_;
  const std::span<const std::uint32_t> line_;
  std::span<const std::uint32_t> head_;  ///< up to the first move's node
  std::size_t first_ = 0;                ///< in the line: the first move; its size: there is none
  const std::string& name_;
  const bool comments_;
  GoGame game_;
};

}  // namespace

Result<GoGame> read_go_game(const SgfTree& tree, const GoSettings& base, const std::string& name) {
  return GoLineReader(tree, tree.main_line(), base, name).read();
}

Result<GoGame> read_go_line(const SgfTree& tree, std::uint32_t node, const GoSettings& base,
                            const std::string& name) {
  const std::vector<std::uint32_t> line = tree.line_to(node);
  return GoLineReader(tree, line, base, name).read();
}

Result<std::vector<GoGame>> read_go_lines(const SgfTree& tree, const GoSettings& base,
                                          const std::string& name) {
  std::vector<std::size_t> depth(tree.nodes.size(), 1);
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) depth[i] = depth[tree.nodes[i].parent] + 1;
  const std::vector<std::uint32_t> ends = tree.ends();
  std::size_t nodes = 0;
  for (const std::uint32_t end : ends) nodes += depth[end];
  if (nodes > kMostNodesOfAllLines)
    return fail(fmt::format("{}: {} lines of {} nodes in all, at most {} are read", name,
                            ends.size(), nodes, kMostNodesOfAllLines),
                "cut variations");
  std::vector<GoGame> games;
  games.reserve(ends.size());
  for (const std::uint32_t end : ends) {
    const std::vector<std::uint32_t> line = tree.line_to(end);
    AZ_TRY(games.emplace_back(), GoLineReader(tree, line, base, name, false).read());
  }
  return games;
}

}  // namespace az
