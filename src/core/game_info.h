// game_info.h — one variant of a game as the program sees it: sizes, layout of inputs and policy,
// identity.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/hash.h"

namespace az {

inline constexpr int kMaxPlayers = 4;

/// Index into a variant's action space, 0 … action_count − 1.
using Action = std::uint32_t;

/// The rectangle that a family's planes are laid into; a smaller board covers its top-left part and
/// is masked.
struct Canvas {
  int height = 0, width = 0;
  int cells() const { return height * width; }
  bool operator==(const Canvas&) const = default;
};

/// Where the net's output holds an action's logit: a cell of one of the policy maps, or one of the
/// global logits.
struct Site {
  int map = 0;   ///< 0 … policy_maps − 1; kGlobal: `cell` is the index of a global logit
  int cell = 0;  ///< row · canvas.width + column
  static constexpr int kGlobal = -1;
  /// Index into the concatenation of all maps' cells and then the global logits.
  int index(const Canvas& canvas, int policy_maps) const {
    return map == kGlobal ? policy_maps * canvas.cells() + cell : map * canvas.cells() + cell;
  }
  bool operator==(const Site&) const = default;
};

/// What a finished game can teach besides policy and outcome.
enum class AuxTarget : std::uint8_t {
  kOwner,  ///< [cells] per canvas cell: the final owner, seen from the player to move: +1 own, −1
           ///< other, 0 none
  kScore,  ///< [1] final score difference in points, seen from the player to move
  kEnding,  ///< [endings] 1 for the way in which the game ended (which victory), else 0
};

struct GameInfo {
  std::string family;   ///< "connect_four"; one net serves one family
  std::string variant;  ///< the settings, canonical: "rows=6 columns=7"
  int players = 2;      ///< 2 … kMaxPlayers
  int action_count = 0;
  int symmetries = 1;  ///< symmetry 0 is the identity
  Canvas canvas;
  int bit_planes = 0;      ///< 0/1 inputs on the canvas
  int mask_plane = -1;     ///< the bit plane that marks the cells on the board; −1: all are
  int scalars = 0;         ///< further inputs, one number each
  int policy_maps = 0;     ///< logits on the canvas
  int policy_globals = 0;  ///< logits without a place (pass, swap)
  int max_plies =
      0;  ///< an upper bound of a game's length in decisions; self-play adjudicates there
  std::vector<AuxTarget> aux;
  int endings = 0;  ///< how many ways to end kEnding tells apart; the game's README names them
  std::array<float, kMaxPlayers> payoff_by_place{};  ///< [players] payoff of first, second … place
  float payoff_draw = 0;  ///< everyone's payoff when all places are shared
  double value_low = -1,
         value_high = 1;    ///< payoff bounds; search maps q to (v − low) / (high − low)
  Hash128 rules_id;         ///< family + variant + version of the rules
  Hash128 action_space_id;  ///< the list of (id, text, site): equal ids mean equal actions
  Hash128 encoder_id;       ///< planes, scalars, their meaning and version
  Hash128 heuristic_id;     ///< family + variant + version of the heuristic; zero: there is none

  /// Length of an outcome vector: 2 players: P(seat 0 wins), P(draw), P(seat 1 wins); more: P(seat
  /// s takes place k) at s · players + k, then P(all share).
  int outcome_size() const { return players == 2 ? 3 : players * players + 1; }
  bool has_heuristic() const { return !heuristic_id.is_zero(); }
  int policy_size() const { return policy_maps * canvas.cells() + policy_globals; }
  /// Length of one aux target.
  int aux_size(AuxTarget target) const {
    switch (target) {
      case AuxTarget::kOwner:
        return canvas.cells();
      case AuxTarget::kScore:
        return 1;
      case AuxTarget::kEnding:
        return endings;
    }
    return 0;
  }
  /// Length of all aux targets side by side.
  int aux_size() const {
    int size = 0;
    for (const AuxTarget target : aux) size += aux_size(target);
    return size;
  }
};

}  // namespace az
