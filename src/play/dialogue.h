// dialogue.h — a person plays an agent, line by line: boards, prompts and answers on one stream,
// words of the person on another.
//
// Wrong input changes nothing and ends nothing. The agent sits at every seat that is not the
// person's.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "agents/agent.h"
#include "games/game.h"
#include "play/table.h"
#include "search/evaluator.h"

namespace az {

struct DialogueSettings {
  int seat = 0;            ///< the person's
  bool watch = false;      ///< the agent sits at every seat; nothing is read
  std::uint64_t seed = 1;  ///< of the agent's draws
};

class Dialogue {
 public:
  /// game, agent, evaluator (nullptr for the random agent) and the streams outlive this.
  Dialogue(const Game& game, const Agent& agent, Evaluator* evaluator,
           const DialogueSettings& settings, std::istream& in, std::ostream& out);

  /// Until `quit` or the end of the input; watching: until the game's end.
  void run();

 private:
  bool persons_turn() const;
  /// The agent's moves up to the person's next decision or the end, then the board.
  void go_on();
  /// False: the person leaves.
  bool answer(const std::string& line);
  void move(const std::string& text);
  void hint();
  void undo();
  void list_moves();
  void help();
  void show();
  void show_forced();
  void show_end();
  void prompt();
  std::string who(int seat) const;

  const Game& game_;
  const Agent& agent_;
  Evaluator* evaluator_;
  DialogueSettings settings_;
  std::istream& in_;
  std::ostream& out_;
  Table table_;
  std::uint32_t game_number_ = 0;
};

}  // namespace az
