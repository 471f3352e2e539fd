// The commands that change the variant, and handicap.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/field.h"
#include "core/text.h"
#include "games/go/rules_name.h"
#include "games/registry.h"
#include "games/variants.h"
#include "gtp/go_position.h"
#include "gtp/server.h"

namespace az {
namespace {

using Json = nlohmann::json;

/// A number of a command; nothing: it is none.
std::optional<int> integer(const std::string& word) {
  const auto value = config_detail::parse_int64(word);
  if (!value || *value < -1'000'000'000 || *value > 1'000'000'000) return {};
  return static_cast<int>(*value);
}

Value number(double value) { return Value::scalar(config_detail::print_double(value)); }

}  // namespace

GoSettings GtpServer::go() const {
  Value settings = section_;
  settings.erase("name");
  return read_config<GoSettings>(settings, "game").value();
}

GoSettings GtpServer::usual(const GoSettings& board) const {
  if (board.size == own_.size && board.width() == own_.width()) return own_;
  Value section = section_;
  section.set("size", Value::scalar(std::to_string(board.size)));
  section.set("columns", Value::scalar(std::to_string(board.columns)));
  section.set("canvas", Value::scalar("0"));
  if (const Value* variant = only_of_size(variants_, section)) {
    Value settings = *variant;
    settings.erase("name");
    return read_config<GoSettings>(settings, "game").value();
  }
  GoSettings settings = own_;
  settings.komi = usual_komi(board);
  return settings;
}

Result<void> GtpServer::change_game(const Value& section, bool keep_moves) {
  AZ_TRY(Value complete, complete_game_section(section));
  AZ_TRY(auto game, make_game(complete));
  AZ_OK(can_play(game->info()));
  section_ = std::move(complete);
  board_.change_game(std::move(game), keep_moves);
  if (keep_moves)
    hopeless_.fill(0);
  else
    begin_again();
  return {};
}

Result<void> GtpServer::can_play(const GameInfo& info) const {
  if (has_player_ && agent_.kind == AgentKind::kNet &&
      (info.action_space_id != action_space_id_ || info.encoder_id != encoder_id_))
    return fail("the net cannot play this variant");
  return {};
}

Result<void> GtpServer::change_size(int rows, int columns) {
  const bool net = has_player_ && agent_.kind == AgentKind::kNet;
  const int canvas = board_.game().info().canvas.height, longer = std::max(rows, columns);
  if (net && longer > canvas)
    return fail(fmt::format("unacceptable size: this net plays boards up to {0} x {0}", canvas));
  Value section = section_;
  section.set("size", Value::scalar(std::to_string(rows)));
  if (board_.is_go()) {
    section.set("columns", Value::scalar(std::to_string(columns == rows ? 0 : columns)));
    GoSettings settings = go();
    settings.size = rows;
    settings.columns = columns;
    settings = usual(settings);
    if (!settings_.komi_is_set) section.set("komi", number(settings.komi));
    if (!settings_.rules_are_set) {
      section.set("ko", Value::scalar(std::string(go_ko_word(settings.ko))));
      section.set("suicide", Value::scalar(settings.suicide ? "true" : "false"));
    }
  }
  if (section.find("canvas") != nullptr) {
    const int kept = net ? canvas : canvas_ >= longer ? canvas_ : 0;
    section.set("canvas", Value::scalar(std::to_string(kept)));
  }
  if (const auto changed = change_game(section, false); !changed) return fail("unacceptable size");
  return {};
}

GtpServer::Answer GtpServer::boardsize(Words words) {
  std::optional<int> size, other;
  if (!words.empty() && words.size() <= 2) {
    size = integer(words.front());
    other = integer(words.back());
  }
  if (!size || !other) return fail("syntax error: boardsize SIZE");
  if (*size != *other) return fail("unacceptable size");
  AZ_OK(change_size(*size, *size));
  return "";
}

GtpServer::Answer GtpServer::rectangular_boardsize(Words words) {
  std::optional<int> columns, rows;
  if (words.size() == 2) {
    columns = integer(words[0]);
    rows = integer(words[1]);
  }
  if (!columns || !rows) return fail("syntax error: rectangular_boardsize COLUMNS ROWS");
  if (*columns < 1 || *rows < 1) return fail("unacceptable size");
  AZ_OK(change_size(*rows, *columns));
  return "";
}

GtpServer::Answer GtpServer::komi(Words words) {
  if (words.size() != 1) return fail("syntax error: komi POINTS");
  const auto points = config_detail::parse_double(words[0]);
  if (!points || !std::isfinite(*points)) return fail("syntax error: komi POINTS");
  Value section = section_;
  section.set("komi", number(*points));
  if (std::abs(*points) > 400 || 2 * *points != std::floor(2 * *points) ||
      !change_game(section, true))
    return fail("unacceptable komi: it is a multiple of 0.5 from -400 to 400");
  settings_.komi_is_set = true;
  return "";
}

GtpServer::Answer GtpServer::get_komi(Words) { return config_detail::print_double(go().komi); }

GtpServer::Answer GtpServer::set_rules(Words words) {
  if (!board_.untouched()) return fail("the rules are set before the first move: clear_board");
  const std::string text = join(words, " ");
  Value section = section_;
  if (const auto named = parse_go_rules(text)) {
    if (!named->remark.empty()) return fail(named->remark);
    section.set("ko", Value::scalar(std::string(go_ko_word(named->ko))));
    section.set("suicide", Value::scalar(named->suicide ? "true" : "false"));
    AZ_OK(change_game(section, false));
    settings_.rules_are_set = true;
    settings_.friendly_pass = named->friendly_pass.value_or(settings_.friendly_pass);
    bonus_rules_ = named->handicap_bonus ? text : "";
    return "";
  }
  if (is_deep_json(text)) return fail("syntax error: too many brackets within brackets");
  const Json rules = Json::parse(text, nullptr, false);
  if (!rules.is_object())
    return fail(
        R"(syntax error: kata-set-rules {"ko":"POSITIONAL","scoring":"AREA","tax":"NONE","suicide":false})");
  bool friendly = settings_.friendly_pass, no_bonus = bonus_rules_.empty();
  for (const auto& [key, value] : rules.items()) {
    const auto refuse = [&, &key = key, &value = value] {
      return fail(fmt::format("{} cannot be {}", key,
                              value.dump(-1, ' ', true, Json::error_handler_t::replace)));
    };
    if (key == "ko") {
      const auto ko = parse_katago_ko(value.is_string() ? value.get<std::string>() : "");
      if (!ko) return refuse();
      section.set("ko", Value::scalar(std::string(go_ko_word(*ko))));
    } else if (key == "suicide") {
      if (!value.is_boolean()) return refuse();
      section.set("suicide", Value::scalar(value.get<bool>() ? "true" : "false"));
    } else if (key == "friendlyPassOk") {
      if (!value.is_boolean()) return refuse();
      friendly = value.get<bool>();
    } else if (key == "scoring") {
      if (value != Json("AREA")) return refuse();
    } else if (key == "tax") {
      if (value != Json("NONE")) return refuse();
    } else if (key == "hasButton") {
      if (value != Json(false)) return refuse();
    } else if (key == "whiteHandicapBonus") {
      if (value != Json("0")) return refuse();
      no_bonus = true;
    } else {
      return fail(fmt::format("there is no rule '{}'", key));
    }
  }
  AZ_OK(change_game(section, false));
  settings_.rules_are_set = true;
  settings_.friendly_pass = friendly;
  if (no_bonus) bonus_rules_.clear();
  return "";
}

GtpServer::Answer GtpServer::get_rules(Words) {
  const GoSettings settings = go();
  return fmt::format(
      R"({{"friendlyPassOk":{},"hasButton":false,"ko":"{}","scoring":"AREA","suicide":{},"tax":"NONE","whiteHandicapBonus":"0"}})",
      settings_.friendly_pass, katago_ko_word(settings.ko), settings.suicide);
}

Result<void> GtpServer::can_have_handicap() const {
  if (!stones(board_.state()).empty()) return fail("board not empty");
  if (bonus_rules_.empty()) return {};
  return fail(fmt::format(R"({} gives white points for handicap stones, and here nobody gets any: )"
                          R"(kata-set-rules {{"whiteHandicapBonus":"0"}}, then handicap)",
                          bonus_rules_));
}

std::string GtpServer::begin_with(std::span<const Action> handicap) {
  board_.begin_with(handicap);
  begin_again();
  std::vector<std::string> texts;
  for (const Action action : handicap) texts.push_back(board_.state().to_string(action));
  return join(texts, " ");
}

GtpServer::Answer GtpServer::fixed_handicap(Words words) {
  const auto number = words.size() == 1 ? integer(words[0]) : std::nullopt;
  if (!number) return fail("syntax error: fixed_handicap STONES");
  AZ_OK(can_have_handicap());
  AZ_TRY(const auto points, handicap_points(go(), *number));
  std::vector<Action> actions;
  for (const std::string& point : points) actions.push_back(board_.state().parse(point).value());
  return begin_with(actions);
}

GtpServer::Answer GtpServer::place_free_handicap(Words words) {
  const auto number = words.size() == 1 ? integer(words[0]) : std::nullopt;
  if (!number) return fail("syntax error: place_free_handicap STONES");
  AZ_OK(can_have_handicap());
  const GoSettings settings = go();
  if (*number < 2 || *number >= settings.size * settings.width())
    return fail("invalid number of stones");
  const int most = most_handicap(settings);  // placing fewer is allowed
  const std::string fewer = std::to_string(most == 0 ? *number : std::min(*number, most));
  return fixed_handicap(Words(&fewer, 1));
}

GtpServer::Answer GtpServer::set_free_handicap(Words words) {
  AZ_OK(can_have_handicap());
  const GoSettings settings = go();
  std::vector<Action> actions;
  std::vector<Action> legal;
  AZ_TRY(const auto empty, board_.position_for(0));
  empty->legal(legal);
  for (const std::string& word : words) {
    const auto action = board_.state().parse(word);
    const bool point = action && std::binary_search(legal.begin(), legal.end() - 1, *action);
    if (!point || std::find(actions.begin(), actions.end(), *action) != actions.end())
      return fail("bad vertex list");
    actions.push_back(*action);
  }
  if (actions.size() < 2 || static_cast<int>(actions.size()) >= settings.size * settings.width())
    return fail("bad vertex list");
  begin_with(actions);
  return "";
}

GtpServer::Answer GtpServer::set_up(Words words) {
  if (words.size() % 2 != 0) return fail("syntax error: gogui-setup {COLOUR POINT}");
  GoSetUp set_up;
  const auto canvas = static_cast<Action>(board_.game().info().canvas.width);
  for (std::size_t at = 0; at < words.size(); at += 2) {
    AZ_TRY(const int seat, seat_of(words, at));
    AZ_TRY(const Action action, action_of(words[at + 1]));
    if (static_cast<int>(action) == board_.game().info().action_count - 1)
      return fail("a pass is no stone");
    (seat == 0 ? set_up.black : set_up.white)
        .push_back({static_cast<int>(action / canvas), static_cast<int>(action % canvas)});
  }
  AZ_OK(board_.begin_at(set_up));
  begin_again();
  return "";
}

GtpServer::Answer GtpServer::set_up_player(Words words) {
  if (words.size() != 1) return fail("syntax error: gogui-setup_player COLOUR");
  AZ_TRY(const int seat, seat_of(words, 0));
  if (!board_.moves().empty()) return fail("moves have been played: gogui-setup comes first");
  GoSetUp set_up = board_.set_up();
  set_up.to_play = seat;
  AZ_OK(board_.begin_at(set_up));
  return "";
}

GtpServer::Answer GtpServer::final_status_list(Words words) {
  if (words.size() != 1 || (words[0] != "alive" && words[0] != "dead" && words[0] != "seki"))
    return fail("syntax error: final_status_list alive|dead|seki");
  if (words[0] != "alive") return "";
  std::vector<std::string> texts;
  for (const Action action : stones(board_.state()))
    texts.push_back(board_.state().to_string(action));
  return join(texts, " ");
}

}  // namespace az
