// exam_set.h — solved positions in a text file: `moves score [LABELS]`, one position per line,
// plain or gzip.
//
// moves: one character per step of the rules from the initial position ("-" or none: the initial
// position itself). score: the value for the player to move; its sign is the class (win, draw,
// loss). LABELS: one character per action id: W, D or L is the result of that action for the mover;
// or 1 keeps and 0 gives up the best class; x is not legal. Blank lines and lines that begin with #
// are skipped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/result.h"
#include "games/game.h"

namespace az {

enum class ValueClass : std::uint8_t { kWin = 0, kDraw = 1, kLoss = 2 };

struct ExamPosition {
  std::unique_ptr<State> state;
  std::vector<Action> legal;  ///< ascending, at least one
  ValueClass value = ValueClass::kDraw;
  /// [legal] the action gives up the best class; empty where the file has no labels.
  std::vector<bool> mistake;

  /// Some action is a mistake.
  bool decisive() const;
};

/// limit: so many positions, evenly spaced through the file; 0: all. Fails on anything that is not
/// such a line, with file and line.
Result<std::vector<ExamPosition>> read_exam_set(const Path& file, const Game& game,
                                                std::uint64_t limit);

}  // namespace az
