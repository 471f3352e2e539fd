#include "games/game_identity.h"

#include <algorithm>

#include "core/check.h"

namespace az {

void identify(GameInfo& info, const GameIdentity& identity, const State& initial) {
  info.family = identity.family;
  info.variant = identity.variant;
  check(info.players >= 2 && info.players <= kMaxPlayers, "{}: {} players", info.family,
        info.players);
  check(info.action_count > 0 && info.symmetries > 0 && info.max_plies > 0 && info.bit_planes > 0 &&
            info.scalars >= 0 && info.canvas.cells() > 0 && info.policy_size() > 0,
        "{}: a size is missing in info()", info.family);
  const auto payoffs =
      std::span(info.payoff_by_place).first(static_cast<std::size_t>(info.players));
  check(std::all_of(payoffs.begin(), payoffs.end(),
                    [&](float p) { return p >= info.value_low && p <= info.value_high; }),
        "{}: a payoff lies outside the bounds", info.family);

  info.rules_id = Hasher()
                      .add("rules")
                      .add(info.family)
                      .add(info.variant)
                      .add(static_cast<std::uint64_t>(identity.rules_version))
                      .finish();
  if (identity.heuristic_version > 0)
    info.heuristic_id = Hasher()
                            .add("heuristic")
                            .add(info.family)
                            .add(info.variant)
                            .add(static_cast<std::uint64_t>(identity.heuristic_version))
                            .finish();
  Hasher encoder;
  encoder.add("encoder").add(info.family);
  for (const int value : {identity.encoder_version, info.players, info.canvas.height,
                          info.canvas.width, info.bit_planes, info.scalars})
    encoder.add(static_cast<std::uint64_t>(value));
  info.encoder_id = encoder.finish();

  Hasher actions;
  actions.add("actions").add(info.family);
  for (Action a = 0; a < static_cast<Action>(info.action_count); ++a) {
    const Site site = initial.site(a);
    const int index = site.index(info.canvas, info.policy_maps);
    check(index >= 0 && index < info.policy_size(), "{}: action {} has no place in the policy",
          info.family, a);
    actions.add(a).add(initial.to_string(a)).add(static_cast<std::uint64_t>(index));
  }
  info.action_space_id = actions.finish();
}

}  // namespace az
