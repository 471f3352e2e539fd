// server.h — answers GTP commands about one game: src/gtp/README.md lists them.
//
// Every command that cannot be carried out is answered with an error and changes nothing. The
// session goes on after anything but `quit`.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/value.h"
#include "games/go/settings.h"
#include "gtp/analysis.h"
#include "gtp/board.h"
#include "gtp/channel.h"
#include "gtp/clock.h"
#include "gtp/protocol.h"
#include "play/opponent.h"
#include "play/thought.h"

namespace az {

struct GtpSettings {
  std::uint64_t seed = 1;      ///< of the agent's draws
  double resign = 0;           ///< below this winning chance, twice running; 0: never
  bool friendly_pass = true;   ///< passes where that wins and nothing else is asked for
  int simulations = -1;        ///< as asked for: then time can only lower it; −1: the agent's own
  bool komi_is_set = false;    ///< asked for: another board size does not change it
  bool rules_are_set = false;  ///< the same of ko and suicide
};

class GtpServer {
 public:
  /// opponent: its game and, unless there is no player, its agent.
  GtpServer(Opponent opponent, bool has_player, const GtpSettings& settings);

  /// One line, to one answer; analysis goes on until something more comes in.
  void answer(std::string_view line, GtpChannel& channel);
  bool over() const { return over_; }  ///< after `quit`

 private:
  using Words = std::span<const std::string>;
  using Answer = Result<std::string>;
  enum class For { kAll, kGo, kSized };  ///< sized: games with a setting `size`
  struct Command {
    std::string_view name;
    Answer (GtpServer::*run)(Words);
    For games = For::kAll;
  };
  static std::span<const Command> commands();
  void carry_out(std::string_view line, GtpChannel& channel);
  const Command* find(std::string_view name) const;
  static std::string formatted(const GtpCommand& command, const Answer& answer);

  // server.cpp: the session and the moves
  Answer protocol_version(Words);
  Answer name(Words);
  Answer version(Words);
  Answer known_command(Words words);
  Answer list_commands(Words);
  Answer quit(Words);
  Answer clear_board(Words);
  Answer play(Words words);
  Answer play_sequence(Words words);
  Answer undo(Words words);
  Answer undo_several(Words words);
  Answer showboard(Words);
  Answer all_legal(Words words);
  Answer final_score(Words);
  Answer show_game(Words);
  // server_sgf.cpp: games in files
  Answer loadsgf(Words words);
  Answer printsgf(Words words);
  // server_rules.cpp: the variant, handicap
  Answer boardsize(Words words);
  Answer rectangular_boardsize(Words words);
  Answer komi(Words words);
  Answer get_komi(Words);
  Answer set_rules(Words words);
  Answer get_rules(Words);
  Answer fixed_handicap(Words words);
  Answer place_free_handicap(Words words);
  Answer set_free_handicap(Words words);
  Answer final_status_list(Words words);
  Answer set_up(Words words);
  Answer set_up_player(Words words);
  // server_player.cpp: what needs a player
  Answer genmove(Words words);
  Answer reg_genmove(Words words);
  Answer genmove_cleanup(Words words);
  Answer time_settings(Words words);
  Answer time_left(Words words);
  // server_analysis.cpp: what the player thinks
  Answer raw_net(Words words);
  Answer go_raw_net(Words words);
  Answer show_policy(Words);
  Answer show_ownership(Words);
  Answer gogui_commands(Words);
  void analyse(const GtpCommand& command, GtpChannel& channel);
  void generate_with_analysis(const GtpCommand& command, GtpChannel& channel);
  std::string analysis_line(const Analysis::Report& report, bool kata,
                            const AnalysisOrder& order) const;
  std::string owners(std::span<const float> owner) const;

  Result<int> seat_of(Words words, std::size_t at) const;
  Result<Action> action_of(const std::string& word) const;
  int cells() const;
  /// A variant of the same family that the player can play.
  Result<void> change_game(const Value& section, bool keep_moves);
  Result<void> can_play(const GameInfo& info) const;
  Result<void> change_size(int rows, int columns);
  void begin_again();
  GoSettings go() const;
  /// Komi and rules of a board of this size until they are set: those of the session's first board,
  /// of the run's variant, or the size's usual komi.
  GoSettings usual(const GoSettings& board) const;
  Result<void> can_have_handicap() const;
  std::string begin_with(std::span<const Action> handicap);

  struct Choice {
    Action action = 0;
    bool resigns = false;
    std::string text;
    std::optional<Thought> thought;  ///< where one was needed
  };
  Result<void> need_player() const;
  Result<void> need_evaluator() const;
  Result<Choice> choose(int seat, bool friendly);
  /// Chooses, and plays unless it resigns.
  Result<Choice> generate(int seat, bool friendly);
  Answer generate(Words words, bool friendly);
  bool passing_wins(const State& state, int seat) const;
  int simulations_for(const State& state, std::span<const Action> legal, int seat);
  Thought think_about(const State& state, std::span<const Action> legal, int simulations);

  Value section_;
  GtpBoard board_;
  bool has_player_;
  Agent agent_;
  std::unique_ptr<Evaluator> evaluator_;
  int generation_;
  GtpSettings settings_;
  std::vector<Value> variants_;  ///< the run's, complete
  GoSettings own_;               ///< Go: as it was opened
  int canvas_ = 0;               ///< as it was opened
  std::string bonus_rules_;      ///< the rules' name, where they give a bonus for handicap stones
  Hash128 action_space_id_, encoder_id_;
  GtpClock clock_;
  double rate_ = 0;                          ///< simulations a second; 0: not measured
  std::uint32_t game_number_ = 0;            ///< of the session: other draws
  std::array<int, kMaxPlayers> hopeless_{};  ///< own decisions in a row below `resign`
  bool over_ = false;
};

}  // namespace az
