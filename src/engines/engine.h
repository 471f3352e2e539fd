// engine.h — another program that plays, spoken to over GTP: it follows a game and is asked for
// moves.
//
// The rules are ours: what it may play, when the game is over and who has won is never its word.
// Its board is told every step, the forced ones too. One engine plays one game after another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arena/arena_config.h"
#include "config/value.h"
#include "core/file.h"
#include "core/result.h"
#include "engines/conversation.h"
#include "games/game.h"

namespace az {

struct EngineOrder {
  std::string label;  ///< how messages call it
  EngineConfig config{};
  std::uint32_t seed = 0;        ///< in place of {seed} in the command
  Path transcript{};             ///< where the conversation goes when it fails; empty: nowhere
  std::function<bool()> stop{};  ///< asked while it is waited for; may be empty
};

/// An engine's answer to genmove.
struct EngineMove {
  bool resigns = false;
  Action action = 0;
};

class Engine {
 public:
  /// Starts the program and asks who it is. Where the configuration says its name and version they
  /// must be these. Errors: kUnavailable; kData: it is another engine. All errors of this class
  /// name the engine and where its conversation was written; after one it is of no use.
  static Result<std::unique_ptr<Engine>> start(EngineOrder order);
  ~Engine();

  const std::string& name() const { return name_; }
  const std::string& version() const { return version_; }
  /// Who it is beyond doubt needs both: the configuration with what it answered filled in.
  EngineConfig identified() const;

  /// A new game from its first position, with every setting that the engine can be told: size, komi
  /// and rules in Go, the size of other games; an ArrayZero engine must be at the same variant.
  /// seed: of its draws, where it takes one. game: lives as long as the game is played.
  Result<void> begin(const Game& game, const Value& game_section, std::uint32_t seed);
  /// A decision of anybody, in order; what it chose itself too.
  Result<void> play(Action action);
  /// Asks for the move of whoever has to decide. Errors: kUnavailable for anything that is no move,
  /// kData for one that the rules forbid.
  Result<EngineMove> choose();

 private:
  explicit Engine(EngineOrder order) : order_(std::move(order)) {}
  Result<void> greet();
  Result<void> begin_go(const Value& game_section);
  Result<void> begin_other(const Value& game_section);
  Result<void> tell(Action action);
  /// Applies an action and the steps without a choice behind it, which the engine is told.
  Result<void> follow(std::optional<Action> action);
  bool knows(std::string_view command) const;
  Result<std::string> must(const std::string& command);
  /// Where the answer has no words.
  Result<void> order(const std::string& command);
  template <class T>
  Result<T> reported(Result<T> result);

  EngineOrder order_;
  std::unique_ptr<Conversation> talk_;
  std::string name_, version_;
  std::vector<std::string> commands_;
  std::unique_ptr<State> state_;
  std::vector<Action> legal_;
  std::optional<Action> own_;  ///< already on its board, not yet on ours
};

/// Fails (kUnavailable) where the engine's program is not here.
Result<void> check_program(const std::string& label, const EngineConfig& config);

}  // namespace az
