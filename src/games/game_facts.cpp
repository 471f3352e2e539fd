#include "games/game_facts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>
#include <vector>

namespace az {
namespace {

std::string aux_names(const GameInfo& info) {
  std::vector<std::string_view> names;
  for (const AuxTarget target : info.aux) switch (target) {
      case AuxTarget::kOwner:
        names.emplace_back("owner");
        break;
      case AuxTarget::kScore:
        names.emplace_back("score");
        break;
      case AuxTarget::kEnding:
        names.emplace_back("ending");
        break;
    }
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string game_facts(const GameInfo& info) {
  const auto payoffs =
      std::span(info.payoff_by_place).first(static_cast<std::size_t>(info.players));
  return fmt::format(
      "family: {}\nvariant: {}\nplayers: {}\nactions: {}\nsymmetries: {}\ncanvas: {} x {}\n"
      "planes: {} bits, {} scalars, mask plane {}\npolicy: {} maps, {} globals\nmax_plies: {}\n"
      "payoffs: {} by place, draw {}\naux: {}\n",
      info.family, info.variant.empty() ? "only one" : info.variant, info.players,
      info.action_count, info.symmetries, info.canvas.height, info.canvas.width, info.bit_planes,
      info.scalars, info.mask_plane < 0 ? "none" : std::to_string(info.mask_plane),
      info.policy_maps, info.policy_globals, info.max_plies, fmt::join(payoffs, " "),
      info.payoff_draw, aux_names(info));
}

std::string game_ids(const GameInfo& info) {
  return fmt::format("rules_id: {}\naction_space_id: {}\nencoder_id: {}\n", info.rules_id.hex12(),
                     info.action_space_id.hex12(), info.encoder_id.hex12());
}

}  // namespace az
