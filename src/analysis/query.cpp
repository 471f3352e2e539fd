#include "analysis/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "games/go/rules_name.h"
#include "gtp/protocol.h"

namespace az {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostMoves = 5000, kMostTurns = 5001;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What is wrong with a field.
struct FieldError {
  std::string field, message;
};

/// Reads fields of one object and remembers which; throws FieldError.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  const Json* find(const std::string& key) {
    known_.push_back(key);
    const auto at = object_.find(key);
    return at == object_.end() || at->is_null() ? nullptr : &*at;
  }
  const Json& need(const std::string& key) {
    if (const Json* found = find(key)) return *found;
    throw FieldError{key, "is required"};
  }
  static int whole(const std::string& key, const Json& value, int least, int most) {
    if (!value.is_number()) throw FieldError{key, "is no number"};
    const auto number = value.get<double>();
    if (!(number >= least && number <= most) || number != std::floor(number))
      throw FieldError{key, fmt::format("must be a whole number from {} to {}", least, most)};
    return static_cast<int>(number);
  }
  int integer(const std::string& key, int otherwise, int least, int most) {
    const Json* found = find(key);
    return found == nullptr ? otherwise : whole(key, *found, least, most);
  }
  double number(const std::string& key, double otherwise, double least, double most) {
    const Json* found = find(key);
    if (found == nullptr) return otherwise;
    if (!found->is_number()) throw FieldError{key, "is no number"};
    const auto number = found->get<double>();
    if (!(number >= least && number <= most))
      throw FieldError{key, fmt::format("must be a number from {} to {}", least, most)};
    return number;
  }
  bool boolean(const std::string& key) {
    const Json* found = find(key);
    if (found == nullptr) return false;
    if (!found->is_boolean()) throw FieldError{key, "is neither true nor false"};
    return found->get<bool>();
  }
  const Json* array(const std::string& key, std::size_t most) {
    const Json* found = find(key);
    if (found == nullptr) return nullptr;
    if (!found->is_array()) throw FieldError{key, "is no list"};
    if (found->size() > most) throw FieldError{key, fmt::format("has more than {} entries", most)};
    return found;
  }
  std::vector<std::string> unknown() const {
    std::vector<std::string> names;
    for (const auto& [key, value] : object_.items())
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) names.push_back(key);
    return names;
  }

 private:
  const Json& object_;
  std::vector<std::string> known_;
};

int seat_of(const std::string& field, const Json& value) {
  const int seat = value.is_string() ? parse_gtp_colour(value.get<std::string>()) : -1;
  if (seat < 0 || seat > 1) throw FieldError{field, R"(a player is "B" or "W")"};
  return seat;
}

std::string text_of(const std::string& field, const Json& value) {
  if (!value.is_string()) throw FieldError{field, "a point is a string such as \"C4\""};
  return value.get<std::string>();
}

std::vector<AnalysisQuery::Move> moves_of(Fields& fields, const std::string& key) {
  std::vector<AnalysisQuery::Move> moves;
  const Json* list = fields.array(key, kMostMoves);
  if (list == nullptr) return moves;
  for (const Json& entry : *list) {
    if (!entry.is_array() || entry.size() != 2)
      throw FieldError{key, R"(an entry is a pair such as ["B","C4"])"};
    moves.push_back({seat_of(key, entry[0]), text_of(key, entry[1])});
  }
  return moves;
}

struct Reader {
  AnalysisQuery query;
  std::vector<std::string> warnings;
  bool handicap_bonus = false;  ///< by the rules' name

  void warn(const std::string& field, const std::string& message) {
    warnings.push_back(warning_line(message, field, query.id));
  }

  void read_rules(const Json& rules) {
    GoSettings& settings = query.settings;
    if (rules.is_string()) {
      const auto name = rules.get<std::string>();
      const auto known = parse_go_rules(name);
      if (!known) throw FieldError{"rules", fmt::format("there are no rules '{}'", name)};
      settings.ko = known->ko;
      settings.suicide = known->suicide;
      if (!known->remark.empty()) warn("rules", known->remark);
      handicap_bonus = known->handicap_bonus;
      return;
    }
    if (!rules.is_object()) throw FieldError{"rules", "are neither a name nor an object"};
    for (const auto& [key, value] : rules.items()) {
      if (key == "ko") {
        const auto ko = parse_katago_ko(value.is_string() ? value.get<std::string>() : "");
        if (!ko) throw FieldError{"rules", "ko is SIMPLE, POSITIONAL or SITUATIONAL"};
        settings.ko = *ko;
      } else if (key == "suicide" || key == "multiStoneSuicideLegal") {
        if (!value.is_boolean()) throw FieldError{"rules", key + " is neither true nor false"};
        settings.suicide = value.get<bool>();
      } else {
        const bool same = (key == "scoring" && value == "AREA") ||
                          (key == "tax" && value == "NONE") ||
                          (key == "hasButton" && value == false) ||
                          (key == "whiteHandicapBonus" && value == "0") || key == "friendlyPassOk";
        if (!same) warn("rules", key + " as it is named has no effect: the area less komi decides");
      }
    }
  }

  void read_restrictions(Fields& fields, const std::string& key, bool alone) {
    const Json* list = fields.array(key, 1000);
    if (list == nullptr) return;
    for (const Json& entry : *list) {
      if (!entry.is_object()) throw FieldError{key, "an entry is an object"};
      Fields inner(entry);
      MoveRestriction restriction{.alone = alone};
      const Json* const player = inner.find("player");
      if (player == nullptr) throw FieldError{key, "an entry names no player"};
      restriction.seat = seat_of(key, *player);
      const Json* const moves = inner.array("moves", 1000);
      if (moves == nullptr) throw FieldError{key, "an entry names no moves"};
      for (const Json& move : *moves) restriction.moves.push_back(text_of(key, move));
      if (inner.integer("untilDepth", 1, 1, 1'000'000) > 1)
        warn(key, "untilDepth has no effect: the position's own moves are restricted");
      query.restrictions.push_back(std::move(restriction));
    }
  }

  void read_overrides(Fields& fields) {
    const Json* const overrides = fields.find("overrideSettings");
    if (overrides == nullptr) return;
    if (!overrides->is_object()) throw FieldError{"overrideSettings", "is no object"};
    Fields inner(*overrides);
    query.most_time = inner.number("maxTime", 0, 0, 1e9);
    query.visits = inner.integer("maxVisits", query.visits, 1, 1'000'000'000);
    query.line_length = inner.integer("analysisPVLen", query.line_length, 0, 1000);
    if (const Json* as = inner.find("reportAnalysisWinratesAs")) {
      if (*as == "BLACK")
        query.perspective = Perspective::kBlack;
      else if (*as == "WHITE")
        query.perspective = Perspective::kWhite;
      else if (*as == "SIDETOMOVE")
        query.perspective = Perspective::kMover;
      else
        throw FieldError{"reportAnalysisWinratesAs", "is BLACK, WHITE or SIDETOMOVE"};
    }
    for (const std::string& name : inner.unknown())
      warn("overrideSettings", fmt::format("{} has no effect", name));
  }

  void read_turns(Fields& fields) {
    const int moves = static_cast<int>(query.moves.size());
    query.turns = {moves};
    if (const Json* turns = fields.array("analyzeTurns", kMostTurns)) {
      query.turns.clear();
      for (const Json& turn : *turns)
        query.turns.push_back(fields.whole("analyzeTurns", turn, 0, moves));
      if (query.turns.empty()) throw FieldError{"analyzeTurns", "names no turn"};
    }
    constexpr int kMost = 1'000'000'000;
    query.priorities.assign(query.turns.size(), fields.integer("priority", 0, -kMost, kMost));
    if (const Json* list = fields.array("priorities", kMostTurns)) {
      if (list->size() != query.turns.size())
        throw FieldError{"priorities", "has another length than analyzeTurns"};
      for (std::size_t i = 0; i < list->size(); ++i)
        query.priorities[i] = fields.whole("priorities", (*list)[i], -kMost, kMost);
    }
  }

  void read(Fields& fields, const AnalysisDefaults& defaults) {
    query.settings = defaults.settings;
    query.visits = defaults.visits;
    query.perspective = defaults.perspective;
    GoSettings& settings = query.settings;
    settings.columns =
        fields.whole("boardXSize", fields.need("boardXSize"), 1, GoSettings::kMostSide);
    settings.size = fields.whole("boardYSize", fields.need("boardYSize"), 1, GoSettings::kMostSide);
    if (settings.columns == settings.size) settings.columns = 0;
    read_rules(fields.need("rules"));
    query.komi_is_set = fields.find("komi") != nullptr;
    settings.komi = fields.number("komi", settings.komi, -400, 400);
    if (2 * settings.komi != std::floor(2 * settings.komi))
      throw FieldError{"komi", "is no multiple of 0.5"};
    const Json* const bonus = fields.find("whiteHandicapBonus");
    if (bonus != nullptr && *bonus != "0")
      warn("whiteHandicapBonus", "has no effect: say it in komi");
    fields.need("moves");
    query.moves = moves_of(fields, "moves");
    query.stones = moves_of(fields, "initialStones");
    const auto black = [](const auto& stone) { return stone.seat == 0; };
    if (handicap_bonus && bonus == nullptr && query.stones.size() >= 2 &&
        std::all_of(query.stones.begin(), query.stones.end(), black))
      warn("rules", "white's points for handicap stones are not counted: say them in komi");
    if (const Json* player = fields.find("initialPlayer"))
      query.first_seat = seat_of("initialPlayer", *player);
    read_turns(fields);
    query.visits = fields.integer("maxVisits", query.visits, 1, 1'000'000'000);
    query.line_length = fields.integer("analysisPVLen", 15, 0, 1000);
    query.report_every = fields.number("reportDuringSearchEvery", 0, 0.001, 1e6);
    query.policy = fields.boolean("includePolicy");
    query.owner = fields.boolean("includeOwnership");
    query.moves_owner = fields.boolean("includeMovesOwnership");
    query.line_visits = fields.boolean("includePVVisits");
    read_restrictions(fields, "avoidMoves", false);
    read_restrictions(fields, "allowMoves", true);
    read_overrides(fields);
    for (const std::string& name : fields.unknown()) warn(name, "has no effect");
  }
};

AnalysisRequest refused(std::string line) {
  return {.kind = AnalysisRequest::Kind::kNothing, .replies = {std::move(line)}};
}

AnalysisRequest read_action(Fields& fields, const Json& object, const Json& action) {
  using Kind = AnalysisRequest::Kind;
  static constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"query_version", Kind::kVersion},
      {"clear_cache", Kind::kClearCache},
      {"query_models", Kind::kModels},
      {"terminate", Kind::kTerminate},
      {"terminate_all", Kind::kTerminateAll}};
  const auto* const found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& kind) {
        return action.is_string() && action.get<std::string>() == kind.first;
      });
  if (found == std::end(kKinds)) throw FieldError{"action", "there is no action " + dump(action)};
  AnalysisRequest request{.kind = found->second, .echo = dump(object)};
  if (request.kind == Kind::kTerminate) {
    const Json& id = fields.need("terminateId");
    if (!id.is_string()) throw FieldError{"terminateId", "is no string"};
    request.terminate_id = dump(id);
  }
  if (const Json* turns = fields.array("turnNumbers", kMostTurns)) {
    request.turns.emplace();
    for (const Json& turn : *turns)
      request.turns->push_back(fields.whole("turnNumbers", turn, 0, 1'000'000));
  }
  return request;
}

}  // namespace

std::string error_line(std::string_view message, std::string_view field, std::string_view id) {
  std::string text = fmt::format(R"({{"error":{})", dump(Json(std::string(message))));
  if (!field.empty()) text += fmt::format(R"(,"field":{})", dump(Json(std::string(field))));
  if (!id.empty()) text += fmt::format(R"(,"id":{})", id);
  return text + '}';
}

std::string warning_line(std::string_view message, std::string_view field, std::string_view id) {
  return fmt::format(R"({{"field":{},"id":{},"warning":{}}})", dump(Json(std::string(field))), id,
                     dump(Json(std::string(message))));
}

std::string echo_with(const std::string& echo,
                      const std::vector<std::pair<std::string, std::string>>& fields) {
  Json object = Json::parse(echo);
  for (const auto& [key, json] : fields) object[key] = Json::parse(json);
  return dump(object);
}

AnalysisRequest read_analysis_request(std::string_view line, const AnalysisDefaults& defaults) {
  if (line.size() > kMostQueryLine)
    return refused(error_line(fmt::format("a line of more than {} bytes", kMostQueryLine)));
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
  if (is_deep_json(line)) return refused(error_line("too many brackets within brackets"));
  const Json object = Json::parse(line, nullptr, false);
  if (object.is_discarded()) return refused(error_line("the line is no JSON"));
  if (!object.is_object()) return refused(error_line("the line is no JSON object"));
  const auto id = object.find("id");
  if (id == object.end() || !id->is_string())
    return refused(error_line("every query has an id, a string", "id"));
  Reader reader;
  reader.query.id = dump(*id);
  try {
    Fields fields(object);
    fields.find("id");
    if (const Json* action = fields.find("action")) return read_action(fields, object, *action);
    reader.read(fields, defaults);
  } catch (const FieldError& error) {
    return refused(error_line(error.message, error.field, reader.query.id));
  }
  return {.kind = AnalysisRequest::Kind::kQuery,
          .replies = std::move(reader.warnings),
          .query = std::move(reader.query)};
}

}  // namespace az
