#include "games/playthrough.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "config/field.h"
#include "core/text.h"
#include "games/game_facts.h"
#include "games/registry.h"

namespace az {
namespace {

struct Head {
  std::uint64_t seed = 1;
  static void describe(auto& self, auto& v) {
    v.field("seed", self.seed, "names the random stream");
  }
};

/// The bits of every plane and the scalars to six decimals.
std::string digest(const Planes& planes) {
  Hasher hasher;
  for (const std::uint64_t word : planes.bits()) hasher.add(word);
  for (const float scalar : planes.scalars()) hasher.add(fmt::format("{:.6f}", scalar));
  return hasher.finish().hex12();
}

std::string end(const GameInfo& info, const Outcome& outcome) {
  const auto players = static_cast<std::size_t>(info.players);
  return fmt::format("places: {}\npayoffs: {}\nreason: {}\n",
                     fmt::join(std::span(outcome.place).first(players), " "),
                     fmt::join(std::span(outcome.payoff).first(players), " "),
                     to_string(outcome.reason));
}

}  // namespace

Result<std::string> record_playthrough(const Value& game_section, std::uint64_t seed) {
  AZ_TRY(const auto game, make_game(game_section));
  Value head = Value::map();
  head.set("game", game_section);
  head.set("seed", Value::scalar(std::to_string(seed)));
  std::string text = head.to_yaml() + "\n" + game_facts(game->info()) + game_ids(game->info());

  Rng rng({.seed = seed, .purpose = Purpose::kPlayout});
  const auto state = game->new_state();
  Planes planes(game->info());
  std::vector<Action> legal;
  for (int step = 0; !state->terminal(); ++step) {
    state->legal(legal);
    state->encode(planes);
    const Action action = legal[rng.below(static_cast<std::uint32_t>(legal.size()))];
    text +=
        fmt::format("\nstep: {}\nseat: {}\nhash: {:016x}\nplanes: {}\n{}legal: {}\naction: {} {}\n",
                    step, state->to_play(), state->hash(), digest(planes), state->draw(),
                    fmt::join(legal, " "), action, state->to_string(action));
    state->apply(action);
  }
  return text + fmt::format("\nend\nhash: {:016x}\n{}", state->hash(), state->draw()) +
         end(game->info(), state->outcome());
}

Result<std::string> repeat_playthrough(std::string_view recorded, const std::string& name) {
  AZ_TRY(const Value tree, parse_yaml(recorded.substr(0, recorded.find("\n\n") + 1), name));
  const Value* section = tree.find("game");
  if (section == nullptr) return fail(name + ": no `game:` in the head of a playthrough");
  AZ_TRY(const Head head, read_sections<Head>(tree));
  return record_playthrough(*section, head.seed);
}

Result<void> compare_playthroughs(std::string_view expected, std::string_view actual) {
  const std::vector<std::string> wanted = split(expected, '\n'), got = split(actual, '\n');
  for (std::size_t line = 0; line < std::max(wanted.size(), got.size()); ++line) {
    const std::string a = line < wanted.size() ? wanted[line] : "(end of file)";
    const std::string b = line < got.size() ? got[line] : "(end of file)";
    if (a != b) return fail(fmt::format("line {}: expected `{}`, got `{}`", line + 1, a, b));
  }
  return {};
}

}  // namespace az
