// The commands that need somebody who plays.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "config/field.h"
#include "core/score_scale.h"
#include "core/text.h"
#include "gtp/go_position.h"
#include "gtp/server.h"

namespace az {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kProbe = 16;           ///< simulations that measure the rate
constexpr int kMostTimed = 1 << 16;  ///< simulations, however much time there is
constexpr int kHopelessInARow = 2;   ///< decisions before it resigns

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Expected score: the chance of first place where the winner takes all, a draw counts half.
double winning_chance(const GameInfo& info, std::span<const float> outcome, int seat) {
  std::array<float, kMaxPlayers> payoffs{};
  expected_payoff(info, outcome, std::span(payoffs).first(static_cast<std::size_t>(info.players)));
  const auto payoff = static_cast<double>(payoffs[static_cast<std::size_t>(seat)]);
  return score_scale(info).score(payoff);
}

}  // namespace

Result<void> GtpServer::need_player() const {
  if (!has_player_) return fail("no player: give --net, --run or --agent");
  return {};
}

Result<void> GtpServer::need_evaluator() const {
  AZ_OK(need_player());
  if (evaluator_ == nullptr) return fail("the random agent has no opinion");
  return {};
}

int GtpServer::cells() const {
  if (board_.is_go()) return go().size * go().width();
  return board_.game().info().max_plies;
}

Thought GtpServer::think_about(const State& state, std::span<const Action> legal, int simulations) {
  Agent agent = agent_;
  agent.search.simulations = simulations;
  const auto begin = Clock::now();
  Thought thought = think(board_.game(), agent, evaluator_.get(), state, legal,
                          {.seed = settings_.seed,
                           .game = game_number_,
                           .ply = static_cast<std::uint32_t>(board_.moves().size())});
  const double time = seconds_since(begin);
  if (thought.simulations > 0 && time > 0) {
    const double rate = thought.simulations / time;
    rate_ = rate_ == 0 ? rate : 0.5 * (rate_ + rate);
  }
  return thought;
}

int GtpServer::simulations_for(const State& state, std::span<const Action> legal, int seat) {
  const int usual = agent_.search.simulations;
  const int moves =
      (cells() - static_cast<int>(board_.moves().size())) / board_.game().info().players;
  const auto time = clock_.for_move(seat, moves);
  if (!time || agent_.kind == AgentKind::kRandom || usual == 0) return usual;
  if (rate_ == 0) think_about(state, legal, kProbe);
  const int most = settings_.simulations >= 0 ? settings_.simulations : kMostTimed;
  return static_cast<int>(std::clamp(rate_ * *time, 1.0, static_cast<double>(most)));
}

bool GtpServer::passing_wins(const State& state, int seat) const {
  const double points = area_difference(state) - go().komi;
  if (seat == 0 ? points <= 0 : points >= 0) return false;
  const auto& moves = board_.moves();
  const auto pass = static_cast<Action>(state.info().action_count - 1);
  const bool other_passed =
      !moves.empty() && moves.back().seat != seat && moves.back().action == pass;
  return other_passed || is_settled(state);
}

Result<GtpServer::Choice> GtpServer::choose(int seat, bool friendly) {
  AZ_OK(need_player());
  AZ_TRY(const std::unique_ptr<State> state, board_.position_for(seat));
  std::vector<Action> legal;
  state->legal(legal);
  Choice choice;
  const auto settle = [&](Action action) {
    choice.action = action;
    choice.text = state->to_string(action);
    return choice;
  };
  if (legal.size() == 1) return settle(legal.front());
  if (board_.is_go() && friendly && passing_wins(*state, seat)) return settle(legal.back());
  Thought thought = think_about(*state, legal, simulations_for(*state, legal, seat));
  if (!thought.outcome.empty()) {
    int& hopeless = hopeless_[static_cast<std::size_t>(seat)];
    const double chance = winning_chance(board_.game().info(), thought.outcome, seat);
    hopeless = chance < settings_.resign ? hopeless + 1 : 0;
    choice.resigns = hopeless >= kHopelessInARow;
  }
  settle(thought.action);
  choice.thought = std::move(thought);
  return choice;
}

Result<GtpServer::Choice> GtpServer::generate(int seat, bool friendly) {
  AZ_OK(board_.has_room());
  const auto begin = Clock::now();
  AZ_TRY(Choice choice, choose(seat, friendly));
  clock_.spend(seat, seconds_since(begin));
  if (choice.resigns)
    choice.text = "resign";
  else
    AZ_OK(board_.play(seat, choice.action));
  return choice;
}

GtpServer::Answer GtpServer::generate(Words words, bool friendly) {
  AZ_OK(need_player());
  if (words.size() != 1) return fail("syntax error: genmove COLOUR");
  AZ_TRY(const int seat, seat_of(words, 0));
  AZ_TRY(const Choice choice, generate(seat, friendly));
  return choice.text;
}

GtpServer::Answer GtpServer::genmove(Words words) {
  return generate(words, settings_.friendly_pass);
}

GtpServer::Answer GtpServer::genmove_cleanup(Words words) { return generate(words, false); }

GtpServer::Answer GtpServer::reg_genmove(Words words) {
  AZ_OK(need_player());
  if (words.size() != 1) return fail("syntax error: reg_genmove COLOUR");
  AZ_TRY(const int seat, seat_of(words, 0));
  const auto hopeless = hopeless_;
  const auto choice = choose(seat, settings_.friendly_pass);
  hopeless_ = hopeless;
  if (!choice) return tl::unexpected<Error>(choice.error());
  return choice->text;
}

GtpServer::Answer GtpServer::time_settings(Words words) {
  std::array<double, 3> numbers{};
  bool right = words.size() == 3;
  for (std::size_t i = 0; right && i < 3; ++i) {
    const auto value = config_detail::parse_double(words[i]);
    right = value && *value >= 0 && *value <= 1e8;
    if (right) numbers[i] = *value;
  }
  if (!right || numbers[2] != std::floor(numbers[2]))
    return fail("syntax error: time_settings MAIN_TIME BYO_YOMI_TIME BYO_YOMI_STONES");
  clock_.set(numbers[0], numbers[1], static_cast<int>(numbers[2]));
  return "";
}

GtpServer::Answer GtpServer::time_left(Words words) {
  AZ_TRY(const int seat, seat_of(words, 0));
  const auto time = config_detail::parse_double(words.size() == 3 ? words[1] : "");
  const auto stones = config_detail::parse_int64(words.size() == 3 ? words[2] : "");
  if (!time || !stones || !(*time >= 0 && *time <= 1e8) || *stones < 0 || *stones > 1'000'000)
    return fail("syntax error: time_left COLOUR SECONDS STONES");
  clock_.set_left(seat, *time, static_cast<int>(*stones));
  return "";
}

}  // namespace az
