// server.h — answers analysis queries about Go: many positions at once, each by its own search.
//
// One thread: the searches take turns, one evaluation each, and their positions are evaluated as
// one batch. Between two rounds it reads what has come in. Every turn of every query ends in
// exactly one answer that is not during search.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/query.h"
#include "gtp/analysis.h"
#include "gtp/board.h"
#include "gtp/channel.h"
#include "gtp/opinion.h"
#include "play/opponent.h"

namespace az {

struct AnalysisServerSettings {
  int parallel = 4;  ///< searches at once
  Perspective perspective = Perspective::kBlack;
  bool komi_is_set = false;  ///< by the command line: for every size
};

class AnalysisServer {
 public:
  /// Turns not answered; a query with more is an error. Two of the longest fit.
  static constexpr std::size_t kMostTurnsInLine = 10'002;
  /// Of the queries that they are of.
  static constexpr std::size_t kMostBytesInLine = 16 * kMostQueryLine;

  /// opponent: of Go, with an evaluator.
  AnalysisServer(Opponent opponent, const AnalysisServerSettings& settings);

  /// Until the input has ended and everything is answered, or nothing can be answered.
  void serve(GtpChannel& channel);

  /// One line. Errors and what an action answers are written at once.
  void take(std::string_view line, GtpChannel& channel);
  bool idle() const { return tasks_.empty(); }
  /// One evaluation more of every search under way.
  void work(GtpChannel& channel);

 private:
  using Clock = std::chrono::steady_clock;
  /// A query, some of whose turns are not answered.
  struct Open {
    AnalysisQuery query;  ///< without its stones and moves
    GoSetUp set_up{};
    std::vector<GtpBoard::Move> moves{};
    int unanswered = 0;
    std::size_t bytes = 0;  ///< of its line
  };
  /// One of its turns. What waits is small: positions are made when their search begins.
  struct Task {
    Open* open = nullptr;
    int turn = 0, priority = 0;
    std::unique_ptr<GtpBoard> board{};  ///< once it has begun, as all below
    std::unique_ptr<Analysis> analysis{};
    Opinion opinion{};
    Clock::time_point begun{}, reported{};
    bool finished = false;
  };
  using Tasks = std::list<Task>;

  /// The variant of the query's settings.
  Result<std::unique_ptr<Game>> game_of(const GoSettings& settings) const;
  /// Puts the query's turns in line. An error is about wrong_field.
  Result<void> open(AnalysisQuery query, std::size_t bytes, std::string& wrong_field);
  void start(Task& task);
  void carry_out(AnalysisRequest request, std::size_t bytes, GtpChannel& channel);
  void terminate(const AnalysisRequest& request, GtpChannel& channel);
  void start_waiting();
  void report(Task& task, bool during_search, GtpChannel& channel);
  void finish(Tasks::iterator task, GtpChannel& channel);

  Value section_;
  std::unique_ptr<Game> game_;
  Agent agent_;
  std::unique_ptr<Evaluator> evaluator_;
  AnalysisServerSettings settings_;
  AnalysisDefaults defaults_;
  std::list<Open> open_;
  std::size_t open_bytes_ = 0;
  Tasks tasks_;  ///< by priority, then as they came
  std::vector<Task*> round_;
  std::vector<Leaf> leaves_;
  std::vector<Evaluation> evaluations_;
};

}  // namespace az
