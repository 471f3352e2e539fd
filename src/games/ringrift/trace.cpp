#include "games/ringrift/trace.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/text.h"
#include "games/ringrift/recorded_move.h"

namespace az::ringrift {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, kPhases> kPhaseNames{
    "ring_placement",       "movement",          "capture", "chain_capture", "line_processing",
    "territory_processing", "forced_elimination"};

template <Board kBoard>
std::optional<int> cell_of(const std::string& key) {
  static const auto cells = [] {
    std::map<std::string, int> all;
    kTables<kBoard>.board.for_each([&](int cell) { all[cell_key<kBoard>(cell)] = cell; });
    return all;
  }();
  const auto found = cells.find(key);
  return found == cells.end() ? std::nullopt : std::optional(found->second);
}

/// The hash that the recording engine put beside its states: two 32-bit lanes over the text.
std::string text_hash(std::string_view text) {
  std::uint32_t a = 0xdeadbeef, b = 0x41c6ce57;
  for (const char c : text) {
    a = (a ^ static_cast<unsigned char>(c)) * 2654435761u;
    b = (b ^ static_cast<unsigned char>(c)) * 1597334677u;
  }
  a = ((a ^ a >> 16) * 2246822507u) ^ ((b ^ b >> 13) * 3266489909u);
  b = ((b ^ b >> 16) * 2246822507u) ^ ((a ^ a >> 13) * 3266489909u);
  return fmt::format("{:08x}{:08x}", b, a);
}

/// A finished game is hashed as seat 0 in the phase "game_over".
template <Board kBoard>
std::string position_hash_text(const RingRift<kBoard>& rules) {
  const auto& p = rules.position();
  std::vector<std::string> players, stacks, markers, collapsed;
  for (int seat = 0; seat < p.players; ++seat) {
    players.push_back(fmt::format("{}:{}:{}:{}", seat + 1, p.at(p.hand, seat), p.at(p.credit, seat),
                                  p.at(p.territory, seat)));
    const auto owned = [&](const auto& cells, std::vector<std::string>& out) {
      cells.for_each(
          [&](int cell) { out.push_back(fmt::format("{}:{}", cell_key<kBoard>(cell), seat + 1)); });
    };
    owned(p.at(p.markers, seat), markers);
    owned(p.at(p.collapsed, seat), collapsed);
  }
  p.stacks.for_each([&](int cell) {
    stacks.push_back(fmt::format("{}:{}:{}:{}", cell_key<kBoard>(cell), p.controller(cell) + 1,
                                 p.height_at(cell), p.cap_at(cell)));
  });
  std::string text = rules.terminal() ? "0:game_over:completed:0"
                                      : fmt::format("{}:{}:active:{}", p.mover + 1,
                                                    kPhaseNames[static_cast<std::size_t>(p.phase)],
                                                    p.pays_line ? 1 : 0);
  for (auto* list : {&players, &stacks, &markers, &collapsed}) {
    std::sort(list->begin(), list->end());
    text += "#" + join(*list, "|");
  }
  return text_hash(text);
}

/// The position as the records write it.
template <Board kBoard>
Json state_json(const RingRift<kBoard>& rules) {
  const auto& p = rules.position();
  const auto seat_or_null = [](int seat) { return seat < 0 ? Json() : Json(seat + 1); };
  Json state = {{"p", p.mover + 1},
                {"ph", kPhaseNames[static_cast<std::size_t>(p.phase)]},
                {"stacks", Json::object()},
                {"markers", Json::object()},
                {"collapsed", Json::object()},
                {"h", position_hash_text(rules)}};
  p.stacks.for_each([&](int cell) {
    std::string rings;
    p.for_rings(cell, [&](int seat) { rings += static_cast<char>('1' + seat); });
    std::reverse(rings.begin(), rings.end());
    state["stacks"][cell_key<kBoard>(cell)] = rings;
  });
  Json mask = Json::array();
  const LastStanding& rounds = rules.rounds();
  for (int seat = 0; seat < p.players; ++seat) {
    const auto put = [&](const char* kind, const auto& sets) {
      p.at(sets, seat).for_each([&](int cell) { state[kind][cell_key<kBoard>(cell)] = seat + 1; });
    };
    put("markers", p.markers);
    put("collapsed", p.collapsed);
    state["hand"].push_back(p.at(p.hand, seat));
    state["elim"].push_back(p.at(p.credit, seat));
    state["terr"].push_back(p.at(p.territory, seat));
    if (rounds.tracked >> seat & 1) mask.push_back(Json{seat + 1, (rounds.real >> seat & 1) == 1});
  }
  state["lps"] = {seat_or_null(rounds.first), mask, seat_or_null(rounds.exclusive), rounds.count};
  const bool shown = p.active != Position<kBoard>::kNone;
  if (shown && p.placed) state["must"] = cell_key<kBoard>(p.active);
  if (shown && p.phase == Phase::kChain) state["chain"] = cell_key<kBoard>(p.active);
  if (p.pays_line) state["pendLine"] = 1;
  return state;
}

/// The records list the seats of a round in the order in which they came.
Json with_sorted_rounds(Json state) {
  Json& mask = state.at("lps").at(1);
  std::sort(mask.begin(), mask.end());
  return state;
}

/// "field: recorded …, here …" for every field that differs.
std::string differences(const Json& recorded, const Json& here) {
  std::string text;
  std::set<std::string> keys;
  for (const Json* side : {&recorded, &here})
    for (const auto& [key, value] : side->items()) keys.insert(key);
  for (const std::string& key : keys) {
    const Json a = recorded.value(key, Json()), b = here.value(key, Json());
    if (a != b) text += fmt::format("  {}: recorded {}, here {}\n", key, a.dump(), b.dump());
  }
  return text;
}

/// One game of a file, record by record.
class Replay {
 public:
  virtual ~Replay() = default;
  virtual Result<void> step(const Json& record) = 0;
  virtual Result<void> end(const Json& record) = 0;
};

template <Board kBoard>
class ReplayOn final : public Replay {
 public:
  ReplayOn(const RingRiftSettings& settings, std::string id, bool set_up, Conformance& found)
      : rules_(settings), id_(std::move(id)), set_up_(set_up), found_(found) {}

  Result<void> step(const Json& record) override {
    if (lost_) return {};  // what follows is of a position that is not at hand
    const Json& state = record.at("s");
    if (set_up_ && steps_ == 0) AZ_OK(begin(state));
    const auto moves = recorded_moves(rules_);
    std::set<std::string> here;
    std::set<std::vector<Action>> ids;
    for (const RecordedMove& move : moves) {
      here.insert(move.text);
      ids.insert(move.actions);
    }
    const auto recorded = record.at("legal").get<std::set<std::string>>();
    std::string wrong = differences(with_sorted_rounds(state), state_json(rules_));
    if (const auto number = record.value("i", steps_); number != steps_)
      return fail(fmt::format("step {} where {} is due", number, steps_), "the file lacks some");
    for (const std::string& text : recorded)
      if (!here.contains(text)) wrong += fmt::format("  legal in the record alone: {}\n", text);
    for (const std::string& text : here)
      if (!recorded.contains(text)) wrong += fmt::format("  legal here alone: {}\n", text);
    if (here.size() != moves.size() || ids.size() != moves.size())
      wrong += "  two moves of one text or of one id\n";
    for (const RecordedMove& move : moves)
      for (const Action action : move.actions) wrong += no_id(action);
    const auto made = record.at("move").get<std::string>();
    const auto move = std::find_if(moves.begin(), moves.end(),
                                   [&](const RecordedMove& m) { return m.text == made; });
    if (!wrong.empty() || move == moves.end())
      report(fmt::format("step {}", steps_), record, wrong);
    ++steps_;
    ++found_.steps;
    if (move == moves.end()) {
      lost_ = true;
      return {};
    }
    for (const Action action : move->actions) rules_.apply(action);
    return {};
  }

  Result<void> end(const Json& record) override {
    ++found_.games;
    if (lost_) return {};
    if (record.at("steps").get<std::uint64_t>() != steps_)
      return fail(fmt::format("{} steps recorded, {} found", record.at("steps").dump(), steps_),
                  "the file lacks some");
    const bool over = rules_.terminal();
    Json state = state_json(rules_);
    if (over) state["ph"] = "game_over";
    // After a forced elimination the recording engine turned to the next seat before it looked.
    if (over && rules_.position().phase == Phase::kElimination) {
      state["ph"] = kPhaseNames[0];
      state["p"] = next_owner(rules_.position()) + 1;
    }
    std::string wrong = differences(with_sorted_rounds(record.at("s")), state);
    const auto status = record.at("status").get<std::string>();
    const Json winner = over ? Json(rules_.winner() + 1) : Json();
    const Json reason = over ? Json(to_string(rules_.reason())) : Json();
    wrong += differences(
        {{"status", status}, {"winner", record.at("winner")}, {"reason", record.at("reason")}},
        {{"status", over ? "completed" : "active"}, {"winner", winner}, {"reason", reason}});
    if (!wrong.empty()) report("the end", record, wrong);
    return {};
  }

 private:
  /// An id, its parts and its text stand for each other.
  std::string no_id(Action action) const {
    const auto& actions = rules_.actions();
    const std::string text = rules_.to_string(action);
    const auto parsed = rules_.parse(text);
    return parsed && *parsed == action && actions.id(actions.parts(action)) == action
               ? ""
               : fmt::format("  id {} is not its own: {}\n", action, text);
  }

  Result<void> begin(const Json& state) {
    typename RingRift<kBoard>::Start start;
    const int players = rules_.position().players;
    const auto seat_of = [&](int number) -> Result<int> {
      if (number < 1 || number > players)
        return fail(fmt::format("seat {} of {}", number, players));
      return number - 1;
    };
    std::set<int> taken;
    const auto take = [&](const std::string& key) -> Result<int> {
      const auto cell = cell_of<kBoard>(key);
      if (!cell) return fail(fmt::format("'{}' is no cell of the board", key));
      if (!taken.insert(*cell).second) return fail(fmt::format("{} holds two things", key));
      return *cell;
    };
    if (state.at("ph") != kPhaseNames[0] || state.contains("must") || state.contains("pendLine"))
      return fail("a start in the middle of a turn", "a start is the beginning of a turn");
    AZ_TRY(start.to_play, seat_of(state.at("p").get<int>()));
    std::array<int, kMaxPlayers> rings{};
    for (const auto& [key, colours] : state.at("stacks").items()) {
      AZ_TRY(const int cell, take(key));
      std::vector<int> stack;
      for (const char c : colours.template get<std::string>()) {
        AZ_TRY(const int seat, seat_of(c - '0'));
        stack.push_back(seat);
        ++rings[static_cast<std::size_t>(seat)];
      }
      if (stack.empty()) return fail(fmt::format("{}: a stack without rings", key));
      start.stacks.push_back({cell, stack});
    }
    for (auto* kind : {&start.markers, &start.collapsed})
      for (const auto& [key, owner] :
           state.at(kind == &start.markers ? "markers" : "collapsed").items()) {
        AZ_TRY(const int cell, take(key));
        AZ_TRY(const int seat, seat_of(owner.template get<int>()));
        (*kind)[static_cast<std::size_t>(seat)].push_back(cell);
      }
    for (int seat = 0; seat < players; ++seat) {
      const auto s = static_cast<std::size_t>(seat);
      start.hand[s] = state.at("hand").at(s).get<int>();
      start.credit[s] = state.at("elim").at(s).get<int>();
      rings[s] += start.hand[s];
      if (start.hand[s] < 0 || start.credit[s] < 0 ||
          start.credit[s] > players * Geometry<kBoard>::kFacts.rings ||
          rings[s] > Geometry<kBoard>::kFacts.rings)
        return fail(fmt::format("seat {} has {} rings", seat + 1, rings[s]));
    }
    rules_.set_up(start);
    return {};
  }

  void report(const std::string& where, const Json& record, const std::string& wrong) {
    ++found_.mismatches;
    if (!found_.first.empty()) return;
    found_.first = fmt::format(
        "{}, {}\n{}{}  board here:\n{}", id_, where, wrong,
        record.contains("move") ? fmt::format("  move: {}\n", record.at("move").dump()) : "",
        rules_.draw());
  }

  RingRift<kBoard> rules_;
  std::string id_;
  bool set_up_ = false, lost_ = false;
  std::uint64_t steps_ = 0;
  Conformance& found_;
};

Result<std::unique_ptr<Replay>> begin_game(const Json& record, Conformance& found) {
  const auto name = record.at("board").get<std::string>();
  const auto& boards = kRingRiftBoards.words;
  const auto board =
      std::find_if(boards.begin(), boards.end(), [&](const auto& b) { return b.first == name; });
  if (board == boards.end())
    return fail(fmt::format("no board '{}'", name), "square8, square19, hex8 or hexagonal");
  RingRiftSettings settings{.board = board->second, .players = record.at("players").get<int>()};
  if (settings.players < 2 || settings.players > kMaxPlayers)
    return fail(fmt::format("{} players", settings.players), "2 to 4");
  const std::string variant = record.value("variant", "spec");
  if (variant != "spec")
    return fail(fmt::format("recorded by the rules of '{}'", variant), "these are those of 'spec'");
  for (const auto& [key, value] : {std::pair{"victoryThreshold", settings.ring_threshold()},
                                   {"territoryMin", settings.space_threshold()},
                                   {"lineLength", settings.line_length()}})
    if (record.at(key).get<int>() != value)
      return fail(
          fmt::format("another variant: {} {}, {} here", key, record.at(key).dump(), value));
  const auto id = record.at("id").get<std::string>();
  const bool set_up = record.contains("init");
  const auto make = [&]<Board kBoard>() -> std::unique_ptr<Replay> {
    return std::make_unique<ReplayOn<kBoard>>(settings, id, set_up, found);
  };
  switch (settings.board) {
    case Board::kSquare8:
      return make.template operator()<Board::kSquare8>();
    case Board::kSquare19:
      return make.template operator()<Board::kSquare19>();
    case Board::kHex8:
      return make.template operator()<Board::kHex8>();
    case Board::kHexagonal:
      break;
  }
  return make.template operator()<Board::kHexagonal>();
}

Result<void> read_record(std::string_view line, std::unique_ptr<Replay>& game, Conformance& found) {
  const Json record = Json::parse(line);
  const auto kind = record.at("kind").get<std::string>();
  if (kind == "game") {
    if (game != nullptr) return fail("a game begins before the one before has ended");
    AZ_TRY(game, begin_game(record, found));
    return {};
  }
  if (game == nullptr) return fail(fmt::format("a record '{}' outside a game", kind));
  if (kind == "step") return game->step(record);
  if (kind != "end") return fail(fmt::format("a record of kind '{}'", kind));
  AZ_OK(game->end(record));
  game.reset();
  return {};
}

}  // namespace

Result<Conformance> replay_traces(std::string_view text, const std::string& name) {
  Conformance found;
  std::unique_ptr<Replay> game;
  std::size_t number = 0;
  const auto at_line = [&](const std::string& message, const std::string& hint) {
    return fail(fmt::format("{}:{}: {}", name, number, message), hint, Exit::kData);
  };
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    try {
      if (const auto read = read_record(line, game, found); !read)
        return at_line(read.error().message, read.error().hint);
    } catch (const Json::exception& error) {
      return at_line(std::string("not a record of a game: ") + error.what(), "");
    }
  }
  if (game == nullptr && found.games == 0)
    return fail(name + ": no recorded game", "the file is empty", Exit::kData);
  if (game != nullptr) return at_line("the last game has no end", "the file was cut off");
  return found;
}

}  // namespace az::ringrift
