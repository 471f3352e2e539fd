// query.h — one line of an analysis session: JSON text in, a checked question about Go out.
//
// The protocol is KataGo's (docs/Analysis_Engine.md of that project). What a query says and this
// program has not becomes a warning; what cannot be read becomes an error; neither ends anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "games/go/settings.h"
#include "gtp/move_restriction.h"

namespace az {

/// Longer lines are answered with an error.
inline constexpr std::size_t kMostQueryLine = 1 << 20;

enum class Perspective { kBlack, kWhite, kMover };

struct AnalysisQuery {
  struct Move {
    int seat = 0;  ///< 0 black, 1 white
    std::string text{};
  };

  std::string id;       ///< as JSON, quotes included
  GoSettings settings;  ///< size, komi, rules; the rest as the defaults have it
  bool komi_is_set = false;
  std::vector<Move> stones, moves;
  int first_seat = -1;          ///< −1: not said
  std::vector<int> turns;       ///< at least one, each from 0 to moves.size()
  std::vector<int> priorities;  ///< [turns]
  int visits = 0;               ///< at least one
  double most_time = 0;         ///< seconds; 0: no limit
  double report_every = 0;      ///< seconds; 0: at the end alone
  bool policy = false, owner = false, moves_owner = false, line_visits = false;
  int line_length = 0;  ///< beyond the first move
  std::vector<MoveRestriction> restrictions;
  Perspective perspective = Perspective::kBlack;
};

struct AnalysisDefaults {
  GoSettings settings;
  int visits = 500;
  Perspective perspective = Perspective::kBlack;
};

struct AnalysisRequest {
  enum class Kind { kNothing, kQuery, kVersion, kClearCache, kModels, kTerminate, kTerminateAll };
  Kind kind = Kind::kNothing;               ///< kNothing: `replies` say why
  std::vector<std::string> replies{};       ///< lines to answer at once: errors and warnings
  AnalysisQuery query{};                    ///< kQuery
  std::string echo{};                       ///< actions: the request as JSON
  std::string terminate_id{};               ///< kTerminate, as JSON
  std::optional<std::vector<int>> turns{};  ///< terminate: these alone
};

AnalysisRequest read_analysis_request(std::string_view line, const AnalysisDefaults& defaults);

/// {"error": …} and {"warning": …} lines; field may be empty, id is JSON or empty.
std::string error_line(std::string_view message, std::string_view field = {},
                       std::string_view id = {});
std::string warning_line(std::string_view message, std::string_view field, std::string_view id);
/// An action's request with these fields more.
std::string echo_with(const std::string& echo,
                      const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace az
