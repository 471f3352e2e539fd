#include "tests/support/game_contract.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "games/planes.h"
#include "tests/support/allocation_count.h"

namespace az {
namespace {

/// Everything that the program can see of a position.
struct Snapshot {
  std::vector<Action> legal;
  Planes planes;
  int to_play = -1;
  bool terminal = false;
  std::optional<Outcome> outcome;
  std::string board;
  std::uint64_t hash = 0;

  bool operator==(const Snapshot&) const = default;
};

Snapshot snapshot(const State& state) {
  Snapshot seen;
  state.legal(seen.legal);
  seen.planes = Planes(state.info());
  for (int cell = 0; cell < state.info().canvas.cells(); ++cell)
    seen.planes.set(0, cell);  // encode() must start from cleared planes
  state.encode(seen.planes);
  seen.terminal = state.terminal();
  if (!seen.terminal) seen.to_play = state.to_play();
  if (seen.terminal) seen.outcome = state.outcome();
  seen.board = state.draw();
  seen.hash = state.hash();
  return seen;
}

class Contract {
 public:
  Contract(const Game& game, const ContractOptions& options)
      : game_(game), info_(game.info()), options_(options) {}

  std::vector<std::string> run() {
    check_cells();
    for (game_number_ = 0; game_number_ < options_.games && !full(); ++game_number_) play();
    if (!full()) check_allocations();
    if (!full()) check_playouts();
    return std::move(violations_);
  }

 private:
  bool full() const { return static_cast<int>(violations_.size()) >= options_.max_violations; }

  template <class... Args>
  void require(bool holds, std::string_view rule, fmt::format_string<Args...> format,
               Args&&... args) {
    if (!holds && !full())
      violations_.push_back(fmt::format("{}: step {} of game {}: {}", rule, step_, game_number_,
                                        fmt::format(format, std::forward<Args>(args)...)));
  }

  /// Symmetries permute the canvas; symmetry 0 leaves everything alone.
  void check_cells() {
    const auto state = game_.new_state();
    for (int symmetry = 0; symmetry < info_.symmetries; ++symmetry) {
      std::set<int> images;
      for (int cell = 0; cell < info_.canvas.cells(); ++cell) {
        const int image = state->transform_cell(cell, symmetry);
        require(image >= 0 && image < info_.canvas.cells(), "transform_cell leaves the canvas",
                "symmetry {}: {} to {}", symmetry, cell, image);
        require(symmetry != 0 || image == cell, "symmetry 0 is the identity", "cell {} to {}", cell,
                image);
        images.insert(image);
      }
      require(static_cast<int>(images.size()) == info_.canvas.cells(), "transform_cell permutes",
              "symmetry {} has {} images", symmetry, images.size());
    }
  }

  void play() {
    Rng rng({.seed = options_.seed, .game = static_cast<std::uint32_t>(game_number_)});
    const auto state = game_.new_state();
    std::vector<std::unique_ptr<State>> images;  // the same game seen through every symmetry
    for (int symmetry = 0; symmetry < info_.symmetries; ++symmetry)
      images.push_back(game_.new_state());
    std::vector<Action> history;
    int decisions = 0;
    for (step_ = 0;; ++step_) {
      const Snapshot seen = snapshot(*state);
      check_position(*state, seen);
      check_hash(seen);
      check_adjudication(*state, seen);
      check_decisive(*state, seen);
      check_heuristic(*state, seen);
      for (int symmetry = 0; symmetry < info_.symmetries; ++symmetry)
        check_symmetry(*state, seen, *images[static_cast<std::size_t>(symmetry)], symmetry);
      if (full() || seen.terminal || seen.legal.empty()) break;
      const Action action = seen.legal[rng.below(static_cast<std::uint32_t>(seen.legal.size()))];
      decisions += seen.legal.size() > 1;
      check_copies(*state, seen, action);
      for (int symmetry = 0; symmetry < info_.symmetries; ++symmetry)
        apply(*images[static_cast<std::size_t>(symmetry)], state->transform(action, symmetry));
      if (full()) return;
      apply(*state, action);
      history.push_back(action);
      if (full()) return;
      require(step_ < 100 * info_.max_plies, "games end", "still running");
      if (step_ >= 100 * info_.max_plies) return;
    }
    if (full() || !state->terminal()) return;
    require(decisions <= info_.max_plies, "max_plies bounds the decisions", "{} > {}", decisions,
            info_.max_plies);
    // A game may know its cap, too.
    check_outcome(state->outcome(), state->outcome().reason == EndReason::kAdjudicated);
    check_aux(*state);
    const auto again = game_.new_state();
    for (const Action action : history) again->apply(action);
    require(snapshot(*again) == snapshot(*state), "replay", "the same actions end elsewhere");
  }

  /// A game that refuses its own action is a violation, not the end of the test.
  void apply(State& state, Action action) {
    try {
      state.apply(action);
    } catch (const std::exception& error) {
      require(false, "apply", "action {} refused: {}", action, error.what());
      violations_.resize(static_cast<std::size_t>(options_.max_violations), "(stopped)");
    }
  }

  void check_position(const State& state, const Snapshot& seen) {
    const std::vector<Action>& legal = seen.legal;
    require(seen.terminal == legal.empty(), "legal actions exactly while the game runs",
            "terminal {}, {} legal", seen.terminal, legal.size());
    require(std::adjacent_find(legal.begin(), legal.end(), std::greater_equal<>()) == legal.end(),
            "ids ascend", "{}", fmt::join(legal, " "));
    require(seen.terminal || (seen.to_play >= 0 && seen.to_play < info_.players),
            "to_play is a seat", "{}", seen.to_play);
    require(!seen.board.empty() && seen.board.back() == '\n', "draw() ends its lines", "{}",
            seen.board);
    std::set<int> sites;
    for (const Action action : legal) {
      require(action < static_cast<Action>(info_.action_count), "ids lie below action_count", "{}",
              action);
      const std::string text = state.to_string(action);
      require(!text.empty() && text.find_first_of(" \t\n") == std::string::npos, "action text",
              "'{}'", text);
      const Result<Action> parsed = state.parse(text);
      require(parsed && *parsed == action, "parse(to_string(a)) is a", "'{}' of {}", text, action);
      const Site site = state.site(action);
      const int index = site.index(info_.canvas, info_.policy_maps);
      require(index >= 0 && index < info_.policy_size(), "sites lie in the policy", "{} of {}",
              index, text);
      require(sites.insert(index).second, "sites are distinct", "{} of {}", index, text);
    }
    require(!state.parse("no such action").has_value(), "parse refuses nonsense", "accepted");
    check_planes(seen.planes);
  }

  void check_planes(const Planes& planes) {
    const int cells = info_.canvas.cells(), words = planes.words_per_plane();
    require(static_cast<int>(planes.bits().size()) == words * info_.bit_planes,
            "planes keep their size", "{} words", planes.bits().size());
    for (int plane = 0; plane < info_.bit_planes && cells % 64 != 0; ++plane) {
      const std::uint64_t last = planes.bits()[static_cast<std::size_t>((plane + 1) * words - 1)];
      require(last >> (cells % 64) == 0, "no bit beyond the canvas", "plane {}", plane);
    }
    for (const float scalar : planes.scalars())
      require(std::isfinite(scalar), "scalars are finite", "{}", scalar);
  }

  /// Equal hashes mean equal futures; the legal list, the planes and the seat are what can be seen
  /// of the future.
  void check_hash(const Snapshot& seen) {
    const auto [known, is_new] = by_hash_.emplace(seen.hash, seen);
    if (is_new || seen.terminal) return;
    const Snapshot& other = known->second;
    require(other.legal == seen.legal && other.planes == seen.planes &&
                other.to_play == seen.to_play && other.terminal == seen.terminal,
            "equal hash, equal position", "{:016x} means both\n{}and\n{}", seen.hash, other.board,
            seen.board);
  }

  /// A decisive move is legal and gives its mover the most at once.
  void check_decisive(const State& state, const Snapshot& seen) {
    const auto decisive = state.decisive();
    if (!decisive) return;
    require(std::binary_search(seen.legal.begin(), seen.legal.end(), *decisive),
            "a decisive move is legal", "{}", *decisive);
    if (full()) return;
    const auto after = state.clone();
    apply(*after, *decisive);
    if (full()) return;
    require(after->terminal(), "a decisive move ends the game", "\n{}", after->draw());
    if (!after->terminal()) return;
    const float payoff = after->outcome().payoff[static_cast<std::size_t>(seen.to_play)];
    require(payoff == info_.value_high, "a decisive move gets the most", "{}", payoff);
  }

  std::vector<float> heuristic(const State& state) const {
    std::vector<float> values(static_cast<std::size_t>(info_.players), NAN);
    state.heuristic(values);
    return values;
  }

  /// What a heuristic expects are payoffs that could come about on average.
  void check_heuristic(const State& state, const Snapshot& seen) {
    if (!info_.has_heuristic() || seen.terminal) return;
    const std::vector<float> values = heuristic(state);
    double sum = 0;
    for (const float value : values) {
      sum += static_cast<double>(value);
      require(value >= static_cast<float>(info_.value_low) - 1e-5f &&
                  value <= static_cast<float>(info_.value_high) + 1e-5f,
              "heuristic values lie within the bounds", "{}", fmt::join(values, " "));
    }
    require(std::abs(sum) < 1e-5, "heuristic values sum to 0", "{}", fmt::join(values, " "));
    require(heuristic(*state.clone()) == values, "the heuristic is of the position", "{}",
            fmt::join(values, " "));
  }

  /// clone() and assign() give states that behave alike and do not share anything.
  void check_copies(const State& state, const Snapshot& seen, Action action) {
    const auto clone = state.clone();
    if (!scratch_) scratch_ = game_.new_state();
    scratch_->assign(state);  // from wherever the previous position left it
    require(snapshot(*clone) == seen, "clone() is the same position", "\n{}", clone->draw());
    require(snapshot(*scratch_) == seen, "assign() is the same position", "\n{}", scratch_->draw());
    apply(*clone, action);
    if (full()) return;
    apply(*scratch_, action);
    require(snapshot(*clone) == snapshot(*scratch_), "clone() and assign() play on alike", "{}",
            state.to_string(action));
    require(snapshot(state) == seen, "const functions and copies leave a state alone", "{}",
            state.to_string(action));
  }

  void check_symmetry(const State& state, const Snapshot& seen, const State& image, int symmetry) {
    const Snapshot other = snapshot(image);
    std::vector<Action> expected;
    for (const Action action : seen.legal) expected.push_back(state.transform(action, symmetry));
    if (symmetry == 0) require(expected == seen.legal, "symmetry 0 is the identity", "of actions");
    std::vector<Action> sorted = expected;
    std::sort(sorted.begin(), sorted.end());
    require(sorted == other.legal, "symmetry of the legal actions", "{}: {} for {}", symmetry,
            fmt::join(other.legal, " "), fmt::join(sorted, " "));
    require(seen.to_play == other.to_play && seen.terminal == other.terminal &&
                seen.outcome == other.outcome,
            "symmetry of seat and outcome", "{}", symmetry);
    if (info_.has_heuristic() && !seen.terminal && !other.terminal) {
      const auto here = heuristic(state), there = heuristic(image);
      for (std::size_t seat = 0; seat < here.size(); ++seat)  // sums in another order
        require(std::abs(here[seat] - there[seat]) < 1e-4, "symmetry of the heuristic", "{}: {} {}",
                symmetry, here[seat], there[seat]);
    }
    for (int plane = 0; plane < info_.bit_planes; ++plane)
      for (int cell = 0; cell < info_.canvas.cells(); ++cell)
        require(seen.planes.get(plane, cell) ==
                    other.planes.get(plane, state.transform_cell(cell, symmetry)),
                "symmetry of the planes", "{}: plane {} cell {}", symmetry, plane, cell);
    require(std::ranges::equal(seen.planes.scalars(), other.planes.scalars()),
            "symmetry of the scalars", "{}", symmetry);
    if (sorted != other.legal) return;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Site image_site = image.site(expected[i]);
      require(image_site == state.site_through(seen.legal[i], symmetry), "symmetry of the sites",
              "{}: {}", symmetry, state.to_string(seen.legal[i]));
      require(image_site.map == state.site(expected[i]).map, "the map depends on the action alone",
              "{}", state.to_string(seen.legal[i]));
    }
  }

  void check_adjudication(const State& state, const Snapshot& seen) {
    const auto ended = state.clone();
    ended->adjudicate();
    const Snapshot end = snapshot(*ended);
    require(end.terminal && end.legal.empty(), "adjudicate() ends the game", "terminal {}",
            end.terminal);
    if (!end.terminal) return;
    if (seen.terminal)
      require(end == seen, "adjudicate() leaves a finished game alone", "\n{}", end.board);
    else
      check_outcome(*end.outcome, true);
    require(seen.terminal || end.hash != seen.hash, "the hash tells an ended game", "\n{}",
            end.board);
  }

  void check_outcome(const Outcome& outcome, bool truncated) {
    const auto players = static_cast<std::size_t>(info_.players);
    require(outcome.truncated == truncated, "truncated means adjudicated", "{}", outcome.truncated);
    require(outcome.reason != EndReason::kNone, "an ended game has a reason", "none");
    std::vector<int> places(outcome.place.begin(), outcome.place.begin() + info_.players);
    for (std::size_t seat = 0; seat < players; ++seat) {
      const auto better =
          std::count_if(places.begin(), places.end(), [&](int p) { return p < places[seat]; });
      require(places[seat] == better + 1, "places are ranks", "{}", fmt::join(places, " "));
      require(outcome.payoff[seat] >= info_.value_low && outcome.payoff[seat] <= info_.value_high,
              "payoffs lie within the bounds", "{}", outcome.payoff[seat]);
    }
    const double sum = std::accumulate(outcome.payoff.begin(), outcome.payoff.end(), 0.0);
    require(std::abs(sum) < 1e-6, "payoffs sum to 0", "{}", sum);
    std::vector<float> vector(static_cast<std::size_t>(info_.outcome_size())), payoff(players);
    if (full()) return;
    outcome_vector(info_, outcome, vector);
    expected_payoff(info_, vector, payoff);
    for (std::size_t seat = 0; seat < players; ++seat)
      require(std::abs(payoff[seat] - outcome.payoff[seat]) < 1e-6,
              "payoffs follow from the places", "seat {}: {} for {}", seat, outcome.payoff[seat],
              payoff[seat]);
  }

  void check_aux(const State& state) {
    for (const AuxTarget target : info_.aux)
      for (int seat = 0; seat < info_.players; ++seat) {
        const bool owner = target == AuxTarget::kOwner, ending = target == AuxTarget::kEnding;
        std::vector<float> out(static_cast<std::size_t>(info_.aux_size(target)), NAN);
        state.aux(target, seat, out);
        require(!ending || (std::count(out.begin(), out.end(), 1) == 1 &&
                            std::count(out.begin(), out.end(), 0) == info_.endings - 1),
                "a game ends in one way", "seat {}", seat);
        for (const float value : out)
          require(owner ? value == -1 || value == 0 || value == 1 : std::isfinite(value),
                  "aux targets are filled", "seat {}: {}", seat, value);
      }
  }

  /// A simulation re-uses one state and one buffer: nothing may allocate once both have been used.
  void check_allocations() {
    const auto root = game_.new_state(), scratch = game_.new_state();
    std::vector<Action> legal;
    legal.reserve(static_cast<std::size_t>(info_.action_count));
    Planes planes(info_);
    std::vector<float> values(static_cast<std::size_t>(info_.players));
    std::uint64_t before = 0;
    for (std::uint32_t game = 0; game < 3; ++game) {
      if (game == 1) before = allocation_count();
      Rng rng({.seed = options_.seed, .game = game});
      scratch->assign(*root);
      for (scratch->legal(legal); !legal.empty(); scratch->legal(legal)) {
        scratch->encode(planes);
        static_cast<void>(scratch->hash());
        if (info_.has_heuristic()) scratch->heuristic(values);
        static_cast<void>(scratch->site(legal.front()));
        scratch->apply(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
      }
      static_cast<void>(scratch->outcome());
    }
    const std::uint64_t allocations = allocation_count() - before;
    require(allocations == 0, "nothing allocates after warm-up", "{} allocations in two games",
            allocations);
  }

  void check_playouts() {
    Rng rng({.seed = options_.seed, .purpose = Purpose::kPlayout});
    const PlayoutCounts counts = game_.playouts(PlayoutMode::kLegal, 8, rng);
    std::uint64_t ends = counts.draws;
    for (const std::uint64_t wins : counts.wins) ends += wins;
    require(counts.games == 8 && ends <= 8 && counts.steps >= 8, "playouts() counts its games",
            "{} games, {} ends, {} steps", counts.games, ends, counts.steps);
  }

  const Game& game_;
  const GameInfo& info_;
  ContractOptions options_;
  std::unique_ptr<State> scratch_;
  std::map<std::uint64_t, Snapshot> by_hash_;
  std::vector<std::string> violations_;
  int game_number_ = 0, step_ = 0;
};

}  // namespace

std::vector<std::string> contract_violations(const Game& game, const ContractOptions& options) {
  return Contract(game, options).run();
}

}  // namespace az
