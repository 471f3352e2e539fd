// file_identity.h — what ties a stored file to its game and its makers: ids that must be equal, or
// the file is refused.
#pragma once

#include <string>
#include <vector>

#include "core/game_info.h"
#include "core/hash.h"
#include "core/result.h"
#include "games/game.h"
#include "store/h5.h"

namespace az {

/// A variant of a game as it stands in files: enough to read them without the rules.
struct StoredGame {
  std::string section;  ///< the complete `game:` section, YAML: enough to make the game again
  std::string family, variant;
  int players = 2;
  int action_count = 0;
  int outcome_size = 3;
  double value_low = -1, value_high = 1;
  Hash128 rules_id, action_space_id, encoder_id;
  std::vector<std::string>
      action_texts;  ///< [action_count] by id; empty when there are too many to list

  bool operator==(const StoredGame&) const = default;
};

/// [action_count] the text of every action id, as in the initial position; empty when there are too
/// many to list.
std::vector<std::string> action_texts(const Game& game);

/// `section`: complete_game_section() of what made the game, as YAML.
StoredGame stored_game(const Game& game, std::string section);

/// Fails unless the file was made by the same variant with the same actions (and the same planes,
/// when `encoder`). `file` is how the message calls it.
Result<void> check_same_game(const StoredGame& file_game, const GameInfo& info, bool encoder,
                             const std::string& file);

/// The attributes and the /config and /tables entries that every file about a game carries.
void put_game(H5Tree& tree, const StoredGame& game);
/// From a tree that was held against its schema.
Result<StoredGame> take_game(const H5Tree& tree);

}  // namespace az
