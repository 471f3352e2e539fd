#include "play/opponent.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "config/field.h"
#include "core/text.h"
#include "games/registry.h"
#include "games/variants.h"
#include "infer/make_evaluator.h"
#include "layout/champion.h"
#include "search/heuristic_evaluator.h"
#include "search/uniform_evaluator.h"
#include "store/checkpoint.h"

namespace az {
namespace {

constexpr int kUsualSimulations = 200;  ///< of an agent whose settings no run gives

/// The sections of a run that an agent needs.
struct RunSections {
  SearchConfig search;
  InferConfig infer;
  static void describe(auto& self, auto& v) {
    v.group("search", self.search, "search");
    v.group("infer", self.infer, "inference");
  }
};

/// Sets game and game_section.
Result<void> choose_game(Opponent& opponent, const OpponentArguments& arguments,
                         const Value& section) {
  AZ_TRY(opponent.game_section, choose_game_section(arguments, section));
  AZ_TRY(opponent.game, make_game(opponent.game_section));
  return {};
}

/// A net that plays several sizes does so on one canvas: --set game.size=7 leaves it as it was.
Result<Value> keep_canvas(const OpponentArguments& arguments, Value section) {
  if (arguments.settings.empty()) return section;
  AZ_TRY(section, complete_game_section(section));
  if (section.find("canvas") == nullptr) return section;
  AZ_TRY(const auto own, make_game(section));
  section.set("canvas", Value::scalar(std::to_string(own->info().canvas.height)));
  return section;
}

/// On another board than the run's own the agent plays the run's variant of that board, where there
/// is exactly one. own: the run's `game:`.
Result<void> take_variant(Opponent& opponent, const OpponentArguments& arguments,
                          const Value& own) {
  const Value* variant = only_of_size(opponent.variants, opponent.game_section);
  AZ_TRY(const Value complete, complete_game_section(own));
  if (variant == nullptr || only_of_size(std::span(&complete, 1), opponent.game_section) != nullptr)
    return {};
  AZ_TRY(const Value canvas_kept, keep_canvas(arguments, *variant));
  opponent.of_variant = true;
  return choose_game(opponent, arguments, canvas_kept);
}

Result<Opponent> anchor(const OpponentArguments& arguments) {
  if (arguments.game.empty())
    return fail("--agent needs --game", "`arrayzero games` lists them", Exit::kUsage);
  Opponent opponent;
  AZ_OK(choose_game(opponent, arguments, Value::map()));
  if (arguments.agent == "random") {
    if (arguments.simulations >= 0)
      return fail("--simulations: the random agent does not search", "use --agent search",
                  Exit::kUsage);
    opponent.agent = random_agent();
    return opponent;
  }
  if (arguments.agent == "heuristic") {
    const GameInfo& info = opponent.game->info();
    if (!info.has_heuristic())
      return fail(fmt::format("--agent heuristic: {} has no heuristic", info.family),
                  "games that have one: " + join(games_with_heuristic(), ", "), Exit::kUsage);
    opponent.agent = heuristic_agent(info, std::max(arguments.simulations, 0));
    opponent.evaluator = std::make_unique<HeuristicEvaluator>();
    return opponent;
  }
  if (arguments.agent != "search")
    return fail(fmt::format("--agent: no agent '{}'", arguments.agent),
                "one of random, search, heuristic", Exit::kUsage);
  opponent.agent =
      search_agent(arguments.simulations >= 0 ? arguments.simulations : kUsualSimulations);
  opponent.evaluator = std::make_unique<UniformEvaluator>();
  return opponent;
}

/// hash: what the file must be, where that is known.
Result<Opponent> open_net(const OpponentArguments& arguments, const Path& file,
                          const Value& section, std::vector<Value> variants,
                          const std::string& name, RunSections sections, const Hash128* hash) {
  AZ_TRY(const StoredNet net, read_net_header(file));
  if (arguments.simulations >= 0) sections.search.simulations = arguments.simulations;
  Opponent opponent;
  AZ_TRY(const Value canvas_kept, keep_canvas(arguments, section));
  AZ_OK(choose_game(opponent, arguments, canvas_kept));
  opponent.variants = std::move(variants);
  AZ_OK(take_variant(opponent, arguments, canvas_kept));
  opponent.generation = static_cast<int>(net.net.generation);
  AZ_TRY(opponent.evaluator, make_evaluator(file, *opponent.game, sections.infer, 0,
                                            hash == nullptr ? &net.hash : hash));
  opponent.agent = net_agent(name, net.hash, sections.search);
  return opponent;
}

Result<Opponent> from_run(const OpponentArguments& arguments) {
  const RunDir run{Path(arguments.run)};
  AZ_TRY(const Value tree, load_yaml(run.run_yaml()));
  AZ_TRY(const auto sections, read_sections<RunSections>(tree));
  AZ_TRY(GameVariants variants, make_game_variants(tree));
  const Value section = variants.section;
  if (arguments.generation >= 0) {
    const auto generation = static_cast<Generation>(arguments.generation);
    const Path file = run.net(generation);
    if (!file_exists(file))
      return fail(
          fmt::format("{} does not exist", file.string()),
          "`arrayzero status` lists the generations; without --generation the champion plays",
          Exit::kNotEnough);
    return open_net(arguments, file, section, std::move(variants.sections),
                    generation_name(generation), sections, nullptr);
  }
  AZ_TRY(const Champion champion, read_champion(run));
  return open_net(arguments, run.net(champion.generation), section, std::move(variants.sections),
                  "champion " + generation_name(champion.generation), sections, &champion.net);
}

Result<Opponent> from_net(const OpponentArguments& arguments) {
  const Path file = arguments.net;
  AZ_TRY(const StoredNet net, read_net_header(file));
  AZ_TRY(const Value section, parse_yaml(net.net.identity.game_section, arguments.net));
  RunSections sections;
  sections.search.simulations = kUsualSimulations;
  return open_net(arguments, file, section, {}, file.stem().string(), sections, nullptr);
}

}  // namespace

Result<Value> choose_game_section(const OpponentArguments& arguments, Value section) {
  const Value* name = section.find("name");
  if (!arguments.game.empty() && (name == nullptr || name->text() != arguments.game)) {
    section = Value::map({"--game", 0});
    section.set("name", Value::scalar(arguments.game, {"--game", 0}));
  }
  for (const std::string& setting : arguments.settings) AZ_OK(apply_game_setting(section, setting));
  return complete_game_section(section);
}

Result<Opponent> open_opponent(const OpponentArguments& arguments) {
  const int given = !arguments.run.empty() + !arguments.net.empty() + !arguments.agent.empty();
  if (given != 1)
    return fail("give one of --run, --net and --agent",
                "for example: arrayzero play --agent search --game connect_four", Exit::kUsage);
  if (arguments.generation >= 0 && arguments.run.empty())
    return fail("--generation needs --run", "", Exit::kUsage);
  if (!arguments.agent.empty()) return anchor(arguments);
  Result<Opponent> opponent = arguments.run.empty() ? from_net(arguments) : from_run(arguments);
  if (!opponent && opponent.error().hint.empty())
    opponent.error().hint = arguments.run.empty() ? "nets lie in RUN/nets of a run directory"
                                                  : "a run directory is made by `arrayzero run`";
  return opponent;
}

void add_opponent_options(CLI::App& app, OpponentArguments& arguments) {
  app.add_option("--run", arguments.run, "a run directory: its champion, or --generation");
  app.add_option("--generation", arguments.generation, "with --run: which net")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--net", arguments.net, "a net's file");
  app.add_option("--agent", arguments.agent,
                 "random, search (without a net), or heuristic (by hand-made knowledge)");
  app.add_option("--game", arguments.game, "name of the game; default: the run's or the net's");
  app.add_option("--set", arguments.settings, "a setting of the game: game.size=5, repeatable")
      ->allow_extra_args(false);
  app.add_option("--simulations", arguments.simulations,
                 "per move; default: the run's, else 200; 0: the net alone; heuristic: 0, one ply")
      ->check(CLI::Range(0, 1 << 24));
}

}  // namespace az
