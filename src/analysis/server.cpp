#include "analysis/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "analysis/answer.h"
#include "config/field.h"
#include "core/build_info.h"
#include "core/check.h"
#include "games/go/game_sgf.h"
#include "games/go/rules_name.h"
#include "games/registry.h"
#include "gtp/go_position.h"

namespace az {
namespace {

constexpr auto kInputEvery = std::chrono::milliseconds(2);

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

Value number(double value) { return Value::scalar(config_detail::print_double(value)); }

/// The section of a run or net with the board and rules of a query.
Value section_of(Value section, const GoSettings& settings) {
  section.set("size", Value::scalar(std::to_string(settings.size)));
  section.set("columns", Value::scalar(std::to_string(settings.columns)));
  section.set("canvas", Value::scalar(std::to_string(settings.canvas)));
  section.set("komi", number(settings.komi));
  section.set("ko", Value::scalar(std::string(go_ko_word(settings.ko))));
  section.set("suicide", Value::scalar(settings.suicide ? "true" : "false"));
  section.set("dead_stones", Value::scalar("none"));
  // Games to analyse may be longer than a run's cap for training.
  section.set("max_moves", Value::scalar(std::to_string(GoSettings::kMostMoves)));
  return section;
}

/// Stones that name a point twice are a set-up's error; passes are none.
Result<GoSetUp> set_up_of(const AnalysisQuery& query, const State& empty) {
  GoSetUp set_up;
  const auto canvas = static_cast<Action>(empty.info().canvas.width);
  for (const AnalysisQuery::Move& stone : query.stones) {
    AZ_TRY(const Action action, empty.parse(stone.text));
    if (static_cast<int>(action) == empty.info().action_count - 1)
      return fail("a pass is no stone");
    (stone.seat == 0 ? set_up.black : set_up.white)
        .push_back({static_cast<int>(action / canvas), static_cast<int>(action % canvas)});
  }
  set_up.to_play = query.first_seat >= 0  ? query.first_seat
                   : !query.moves.empty() ? query.moves.front().seat
                                          : 0;
  return set_up;
}

/// Who moves after so many of the moves.
int seat_at(const GoSetUp& set_up, const std::vector<GtpBoard::Move>& moves, std::size_t turn) {
  return turn == 0 ? set_up.to_play : 1 - moves[turn - 1].seat;
}

}  // namespace

AnalysisServer::AnalysisServer(Opponent opponent, const AnalysisServerSettings& settings)
    : section_(std::move(opponent.game_section)),
      game_(std::move(opponent.game)),
      agent_(std::move(opponent.agent)),
      evaluator_(std::move(opponent.evaluator)),
      settings_(settings) {
  defaults_.settings = read_go_settings(section_).value();
  defaults_.visits = std::max(agent_.search.simulations, 1);
  defaults_.perspective = settings.perspective;
}

void AnalysisServer::serve(GtpChannel& channel) {
  std::string line;
  auto looked = Clock::now();
  for (bool ended = false; channel.good() && (!ended || !idle());) {
    if (!ended && (idle() || Clock::now() - looked >= kInputEvery)) {
      while (!ended && channel.good() && (idle() || channel.input_waits(0))) {
        if (channel.read(line))
          take(line, channel);
        else
          ended = true;
      }
      looked = Clock::now();
    }
    if (!idle()) work(channel);
  }
}

void AnalysisServer::take(std::string_view line, GtpChannel& channel) {
  try {
    carry_out(read_analysis_request(line, defaults_), line.size(), channel);
  } catch (const std::exception& error) {
    // A front end would wait for ever, and other queries can still be answered.
    channel.write(error_line(fmt::format("this is a bug: {}", error.what())) + "\n");
  }
}

void AnalysisServer::carry_out(AnalysisRequest request, std::size_t bytes, GtpChannel& channel) {
  using Kind = AnalysisRequest::Kind;
  for (const std::string& reply : request.replies) channel.write(reply + "\n");
  switch (request.kind) {
    case Kind::kNothing:
      break;
    case Kind::kQuery: {
      const std::string id = request.query.id;
      if (!evaluator_->has_aux() && (request.query.owner || request.query.moves_owner))
        channel.write(
            warning_line("an agent without a net knows no ownership", "includeOwnership", id) +
            "\n");
      std::string field;
      if (const auto opened = open(std::move(request.query), bytes, field); !opened)
        channel.write(error_line(opened.error().to_string(), field, id) + "\n");
      break;
    }
    case Kind::kVersion:
      channel.write(echo_with(request.echo, {{"version", in_quotes(build_info().version)},
                                             {"git_hash", in_quotes("<omitted>")}}) +
                    "\n");
      break;
    case Kind::kModels:
      channel.write(echo_with(request.echo,
                              {{"models", fmt::format(R"([{{"name":"{}","internalName":"{}"}}])",
                                                      agent_.name, agent_.net.hex12())}}) +
                    "\n");
      break;
    case Kind::kClearCache:
      channel.write(request.echo + "\n");
      break;
    case Kind::kTerminate:
    case Kind::kTerminateAll:
      channel.write(request.echo + "\n");
      terminate(request, channel);
      break;
  }
}

Result<std::unique_ptr<Game>> AnalysisServer::game_of(const GoSettings& settings) const {
  AZ_TRY(const Value section, complete_game_section(section_of(section_, settings)));
  return make_game(section);
}

Result<void> AnalysisServer::open(AnalysisQuery query, std::size_t bytes,
                                  std::string& wrong_field) {
  GoSettings& settings = query.settings;
  const GoSettings& own = defaults_.settings;
  wrong_field = "boardXSize";
  const bool net = agent_.kind == AgentKind::kNet;
  const int canvas = game_->info().canvas.height;
  if (net && settings.longer_side() > canvas)
    return fail(fmt::format("this net plays boards up to {0} x {0}", canvas));
  settings.canvas = net ? canvas : 0;
  const bool same = settings.size == own.size && settings.width() == own.width();
  if (!query.komi_is_set && !settings_.komi_is_set && !same) settings.komi = usual_komi(settings);
  AZ_TRY(auto game, game_of(settings));
  const GameInfo& info = game->info();
  if (net && (info.action_space_id != game_->info().action_space_id ||
              info.encoder_id != game_->info().encoder_id))
    return fail("the net cannot play this variant");
  GtpBoard board(std::move(game));
  Open open;

  wrong_field = "initialStones";
  AZ_TRY(open.set_up, set_up_of(query, board.state()));
  AZ_OK(board.begin_at(open.set_up));

  const bool is_alone = !query.restrictions.empty() && query.restrictions.front().alone;
  std::vector<bool> wanted(query.moves.size() + 1);
  for (const int turn : query.turns) wanted[static_cast<std::size_t>(turn)] = true;
  for (std::size_t i = 0; i <= query.moves.size(); ++i) {
    if (wanted[i]) {
      wrong_field = is_alone ? "allowMoves" : "avoidMoves";
      AZ_TRY(const auto position, board.position_for(seat_at(open.set_up, board.moves(), i)));
      AZ_OK(moves_left(query.restrictions, *position));
    }
    if (i == query.moves.size()) break;
    wrong_field = "moves";
    AZ_TRY(const Action action, board.state().parse(query.moves[i].text));
    // Front ends look for these two words.
    if (const auto played = board.play(query.moves[i].seat, action); !played)
      return fail(fmt::format("Illegal move {}: {}", i, query.moves[i].text));
  }

  wrong_field = "analyzeTurns";
  Tasks tasks;
  for (std::size_t i = 0; i < query.turns.size(); ++i) {
    const auto turn = static_cast<std::size_t>(query.turns[i]);
    if (wanted[turn]) tasks.push_back({.turn = query.turns[i], .priority = query.priorities[i]});
    wanted[turn] = false;
  }
  if (tasks_.size() + tasks.size() > kMostTurnsInLine)
    return fail(fmt::format("more than {} turns are waiting", kMostTurnsInLine),
                "ask again when some are answered");
  if (open_bytes_ + bytes > kMostBytesInLine)
    return fail(fmt::format("queries of more than {} bytes are waiting", kMostBytesInLine),
                "ask again when some are answered");
  open.bytes = bytes;
  open.moves = board.moves();
  open.unanswered = static_cast<int>(tasks.size());
  query.stones = {};
  query.moves = {};
  query.turns = {};
  query.priorities = {};
  open.query = std::move(query);
  open_.push_back(std::move(open));
  open_bytes_ += bytes;
  while (!tasks.empty()) {
    tasks.front().open = &open_.back();
    const auto after = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task& task) {
      return task.priority < tasks.front().priority;
    });
    tasks_.splice(after, tasks, tasks.begin());
  }
  return {};
}

/// What has been checked is played again.
void AnalysisServer::start(Task& task) {
  const Open& open = *task.open;
  const auto turn = static_cast<std::size_t>(task.turn);
  task.board = std::make_unique<GtpBoard>(game_of(open.query.settings).value());
  GtpBoard& board = *task.board;
  check(board.begin_at(open.set_up).has_value(), "a set-up that was one no longer is");
  for (std::size_t i = 0; i < turn; ++i)
    check(board.play(open.moves[i].seat, open.moves[i].action).has_value(),
          "a move that was legal no longer is");
  const auto position = board.position_for(seat_at(open.set_up, open.moves, turn)).value();
  task.opinion = ask(*evaluator_, *position);
  task.analysis = std::make_unique<Analysis>(
      board.game(), agent_, *evaluator_, *position, open.query.visits - 1,
      moves_left(open.query.restrictions, *position).value());
  task.begun = task.reported = Clock::now();
}

void AnalysisServer::terminate(const AnalysisRequest& request, GtpChannel& channel) {
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    const auto next = std::next(task);
    const bool meant = (request.kind == AnalysisRequest::Kind::kTerminateAll ||
                        task->open->query.id == request.terminate_id) &&
                       (!request.turns || std::find(request.turns->begin(), request.turns->end(),
                                                    task->turn) != request.turns->end());
    if (meant) finish(task, channel);
    task = next;
  }
}

/// As many as may run at once, the first in line first.
void AnalysisServer::start_waiting() {
  int running = 0;
  for (const Task& task : tasks_) running += task.analysis != nullptr;
  for (Task& task : tasks_) {
    if (running >= settings_.parallel) return;
    if (task.analysis != nullptr) continue;
    start(task);
    ++running;
  }
}

void AnalysisServer::work(GtpChannel& channel) {
  start_waiting();
  round_.clear();
  leaves_.clear();
  evaluations_.clear();
  for (Task& task : tasks_) {
    if (task.analysis == nullptr) continue;
    Leaf leaf;
    if (!task.analysis->next_leaf(leaf)) {
      task.finished = true;
      continue;
    }
    round_.push_back(&task);
    leaves_.push_back(leaf);
    evaluations_.push_back(task.analysis->evaluation());
  }
  if (!leaves_.empty()) evaluator_->wait(evaluator_->submit(leaves_), evaluations_);
  const auto now = Clock::now();
  for (Task* task : round_) {
    task->analysis->accept();
    const AnalysisQuery& query = task->open->query;
    const auto passed = [&](Clock::time_point since) {
      return std::chrono::duration<double>(now - since).count();
    };
    if (query.most_time > 0 && passed(task->begun) >= query.most_time) task->finished = true;
    if (task->finished || query.report_every == 0 || passed(task->reported) < query.report_every)
      continue;
    report(*task, true, channel);
    task->reported = now;
  }
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    const auto next = std::next(task);
    if (task->finished) finish(task, channel);
    task = next;
  }
}

void AnalysisServer::report(Task& task, bool during_search, GtpChannel& channel) {
  const AnalysisQuery& query = task.open->query;
  const Analysis::Report found =
      task.analysis->report({.owner = query.owner,
                             .moves_owner = query.moves_owner,
                             .longest_line = static_cast<std::size_t>(query.line_length) + 1});
  channel.write(
      answer_line(query, task.turn, during_search, task.analysis->root(), found, task.opinion) +
      "\n");
}

void AnalysisServer::finish(Tasks::iterator task, GtpChannel& channel) {
  Open& open = *task->open;
  if (task->analysis != nullptr && task->analysis->begun())
    report(*task, false, channel);
  else
    channel.write(no_results_line(open.query, task->turn) + "\n");
  tasks_.erase(task);
  if (--open.unanswered > 0) return;
  open_bytes_ -= open.bytes;
  open_.remove_if([&](const Open& other) { return &other == &open; });
}

}  // namespace az
