// heuristic.cpp — what hand-made knowledge expects of a position of RingRift: features of every
// seat, one table of weights, a softmax over the seats.
//
// A feature is counted for each seat from its own view and scaled to about 0 … 1. A seat's score is
// the weighted sum; a weight goes from `early` to `late` as the leader comes nearer to a victory.
// The scores are strengths in the sense of Plackett–Luce: they give the chance of every place, and
// with it the expected payoff. README.md tells where the weights come from.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "games/ringrift/lines.h"
#include "games/ringrift/rules.h"
#include "games/ringrift/territory.h"

namespace az {
namespace {

using ringrift::Board;
using ringrift::Geometry;
using ringrift::LastStanding;
using ringrift::Phase;
using ringrift::Thresholds;

enum class Feature : std::uint8_t {
  kToPlace,
  kToMove,
  kToCapture,
  kToChain,
  kToLines,
  kToTerritory,
  kPaysLine,
  kPaysRegion,
  kToEliminate,
  kCredit,
  kCreditSquare,
  kTerritory,
  kTerritorySquare,
  kMajority,
  kHand,
  kHasHand,
  kStacks,
  kHasStacks,
  kCaps,
  kControlled,
  kBuried,
  kTallest,
  kMovable,
  kLandings,
  kIdle,
  kOut,
  kRecovery,
  kRounds,
  kAttacks,
  kAttacksNow,
  kKills,
  kKillsNow,
  kThreatened,
  kThreatenedRings,
  kMarkers,
  kRows,
  kNearRows,
  kLine,
  kLineNow,
  kRegion,
  kRegionNow,
  kRegionRings,
  kRegionRingsNow,
};
constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::kRegionRingsNow) + 1;
using Features = std::array<std::array<float, kFeatures>, kMaxPlayers>;

/// Of two players, and of more.
struct Weight {
  Feature feature;
  double early, late, early_of_more, late_of_more;
};

// clang-format off
constexpr std::array<Weight, kFeatures> kWeights{{
    {Feature::kToPlace, 0.03, 0.43, 0.02, 0.54},  // its turn begins
    {Feature::kToMove, -0.02, 0.11, -0.04, -0.05},  // it must move
    {Feature::kToCapture, -0.05, -0.08, -0.03, -0.01},  // it may capture on
    {Feature::kToChain, -0.06, -0.25, -0.06, -0.10},  // it must capture on
    {Feature::kToLines, -0.09, -0.51, 0.01, -0.17},  // it has lines to choose
    {Feature::kToTerritory, -0.18, -0.23, -0.23, -0.16},  // it may process a region
    {Feature::kPaysLine, -0.16, -0.29, -0.14, -0.12},  // it pays for a line
    {Feature::kPaysRegion, -0.18, -0.22, -0.32, -0.33},  // it pays for a region
    {Feature::kToEliminate, -0.30, -0.58, -0.12, -0.27},  // it must eliminate a cap
    {Feature::kCredit, 1.79, 1.04, -0.20, 0.94},  // eliminated rings / threshold
    {Feature::kCreditSquare, -1.30, 2.80, -1.22, 0.73},  // the same, squared
    {Feature::kTerritory, 0.83, -0.63, 0.78, 0.67},  // territory / minimum
    {Feature::kTerritorySquare, -1.33, 1.98, -1.07, 1.14},  // the same, squared
    {Feature::kMajority, -0.00, -0.04, 0.01, 0.13},  // more territory than all others
    {Feature::kHand, 1.61, 3.44, 0.16, 2.06},  // rings in hand / rings
    {Feature::kHasHand, 0.70, 0.01, 0.13, 0.41},  // has rings in hand
    {Feature::kStacks, -0.15, 2.01, 0.27, 1.45},  // 2 · stacks / rings
    {Feature::kHasStacks, 0.01, 0.11, -0.03, 0.11},  // controls a stack
    {Feature::kCaps, 1.27, 1.79, 0.20, 1.06},  // rings in its caps / rings
    {Feature::kControlled, -0.03, -0.40, 0.16, -0.31},  // rings of its stacks / rings
    {Feature::kBuried, 0.63, 1.19, 0.26, 0.96},  // its rings under others / rings
    {Feature::kTallest, -0.06, 0.32, 0.04, 0.04},  // its highest cap / 4
    {Feature::kMovable, 0.24, 0.30, -0.15, 0.44},  // 2 · stacks that can act / rings
    {Feature::kLandings, -0.01, -0.79, 0.02, -0.47},  // landings / (2 · directions · side)
    {Feature::kIdle, -2.18, 0.28, -0.64, -0.57},  // nothing real to do
    {Feature::kOut, -0.03, -0.66, -0.09, -1.10},  // owns no ring
    {Feature::kRecovery, 0.00, 0.13, 0.01, -0.08},  // may recover
    {Feature::kRounds, 1.14, 0.62, 0.05, 0.36},  // rounds alone / 3
    {Feature::kAttacks, -0.07, 0.09, 0.05, 0.10},  // stacks that it can overtake / 4
    {Feature::kAttacksNow, 0.25, 0.65, 0.06, 0.46},  // the same, to move
    {Feature::kKills, 0.15, 0.24, 0.11, -0.15},  // of these with a cap of 1 / 4
    {Feature::kKillsNow, -0.08, -0.69, 0.01, -0.42},  // the same, to move
    {Feature::kThreatened, 0.07, -0.09, 0.06, -0.15},  // own stacks that others can overtake / 4
    {Feature::kThreatenedRings, -0.06, -0.16, -0.07, -0.08},  // their rings / 8
    {Feature::kMarkers, 0.31, 0.77, 0.34, 0.07},  // 4 · markers / spaces
    {Feature::kRows, 0.11, 0.00, -0.04, 0.46},  // open windows that lack 2 / 32
    {Feature::kNearRows, -0.07, -0.28, 0.04, 0.07},  // open windows that lack 1 / 8
    {Feature::kLine, -0.29, -0.44, -0.14, 0.19},  // markers in whole lines / minimum
    {Feature::kLineNow, -0.29, -0.44, -0.14, 0.19},  // the same, to move
    {Feature::kRegion, 0.11, -0.37, 0.09, -0.07},  // spaces of the best region / minimum
    {Feature::kRegionNow, 0.67, 2.25, 0.63, 2.01},  // the same, to move
    {Feature::kRegionRings, -0.66, -0.69, -0.57, -0.50},  // its rings / threshold
    {Feature::kRegionRingsNow, 0.79, 3.28, 0.27, 1.77},  // the same, to move
}};
// clang-format on

constexpr bool in_order() {
  for (std::size_t k = 0; k < kFeatures; ++k)
    if (kWeights[k].feature != static_cast<Feature>(k)) return false;
  return true;
}
static_assert(in_order());

float share(int part, int whole) { return static_cast<float>(part) / static_cast<float>(whole); }

template <Board kBoard>
class Counter {
 public:
  using Position = ringrift::Position<kBoard>;
  using G = Geometry<kBoard>;
  using Set = typename G::Set;

  Counter(const Position& position, const Thresholds& needed, const LastStanding& rounds)
      : p_(position), needed_(needed), rounds_(rounds) {
    turn();
    for (int seat = 0; seat < p_.players; ++seat)
      at(contact_, seat) = ringrift::contact_of(p_, seat);
    for (int seat = 0; seat < p_.players; ++seat) {
      victories(seat);
      material(seat);
      contact(seat);
      rows(seat);
    }
    regions();
  }

  const Features& features() const { return features_; }
  /// 0: nobody has anything; 1: somebody is at a victory.
  float progress() const {
    float most = 0;
    for (const auto& seat : features_)
      most = std::max({most, seat[index(Feature::kCredit)], seat[index(Feature::kTerritory)]});
    return std::min(most, 1.0f);
  }

 private:
  static constexpr std::size_t index(Feature feature) { return static_cast<std::size_t>(feature); }
  template <class Array>
  static auto& at(Array& array, int seat) {
    return array[static_cast<std::size_t>(seat)];
  }
  float& of(int seat, Feature feature) { return at(features_, seat)[index(feature)]; }
  void mark(int seat, Feature feature, bool holds) { of(seat, feature) = holds ? 1.0f : 0.0f; }

  /// What the mover has before it: positions of all phases are compared.
  void turn() {
    const auto phase = [&]() -> Feature {
      switch (p_.phase) {
        case Phase::kPlacement:
          return Feature::kToPlace;
        case Phase::kMovement:
          return Feature::kToMove;
        case Phase::kCapture:
          return Feature::kToCapture;
        case Phase::kChain:
          return Feature::kToChain;
        case Phase::kLines:
          return p_.pays_line ? Feature::kPaysLine : Feature::kToLines;
        case Phase::kTerritory:
          return p_.pays_region ? Feature::kPaysRegion : Feature::kToTerritory;
        case Phase::kElimination:
          break;
      }
      return Feature::kToEliminate;
    };
    mark(p_.mover, phase(), true);
  }

  /// How far to each of the three victories.
  void victories(int seat) {
    const float credit = share(at(p_.credit, seat), needed_.rings),
                territory = share(at(p_.territory, seat), needed_.spaces);
    of(seat, Feature::kCredit) = credit;
    of(seat, Feature::kCreditSquare) = credit * credit;
    of(seat, Feature::kTerritory) = territory;
    of(seat, Feature::kTerritorySquare) = territory * territory;
    mark(seat, Feature::kMajority, 2 * at(p_.territory, seat) > p_.closed.count());
    if (rounds_.exclusive == seat)
      of(seat, Feature::kRounds) = share(rounds_.count, LastStanding::kRounds);
  }

  void material(int seat) {
    constexpr int kRings = G::kFacts.rings;
    const Set& own = at(p_.controlled, seat);
    int caps = 0, rings = 0, tallest = 0;
    own.for_each([&](int cell) {
      caps += p_.cap_at(cell);
      rings += p_.height_at(cell);
      tallest = std::max(tallest, p_.cap_at(cell));
    });
    of(seat, Feature::kHand) = share(at(p_.hand, seat), kRings);
    mark(seat, Feature::kHasHand, at(p_.hand, seat) > 0);
    of(seat, Feature::kStacks) = share(2 * own.count(), kRings);
    mark(seat, Feature::kHasStacks, own.any());
    of(seat, Feature::kCaps) = share(caps, kRings);
    of(seat, Feature::kControlled) = share(rings, kRings);
    of(seat, Feature::kBuried) = share(at(p_.in_stacks, seat) - caps, kRings);
    of(seat, Feature::kTallest) = share(tallest, 4);
    mark(seat, Feature::kOut, !p_.owns_rings(seat));
    mark(seat, Feature::kRecovery, p_.may_recover(seat));
    mark(seat, Feature::kIdle, !at(contact_, seat).able.any() && !ringrift::can_place(p_, seat));
  }

  /// Whom it can overtake, and who can overtake it.
  void contact(int seat) {
    const Set& attacked = at(contact_, seat).attacked;
    int kills = 0, rings = 0;
    attacked.for_each([&](int cell) { kills += p_.cap_at(cell) == 1; });
    Set threatened;
    for (int other = 0; other < p_.players; ++other)
      threatened |= at(contact_, other).attacked & at(p_.controlled, seat);
    threatened.for_each([&](int cell) { rings += p_.height_at(cell); });
    of(seat, Feature::kMovable) = share(2 * at(contact_, seat).able.count(), G::kFacts.rings);
    of(seat, Feature::kLandings) =
        share(at(contact_, seat).landing_count, 2 * G::kDirections * G::kSide);
    of(seat, Feature::kAttacks) = share(attacked.count(), 4);
    of(seat, Feature::kKills) = share(kills, 4);
    of(seat, Feature::kThreatened) = share(threatened.count(), 4);
    of(seat, Feature::kThreatenedRings) = share(rings, 8);
    if (seat != p_.mover) return;
    of(seat, Feature::kAttacksNow) = of(seat, Feature::kAttacks);
    of(seat, Feature::kKillsNow) = of(seat, Feature::kKills);
  }

  /// Own markers in rows: whole lines, and open windows of a line's length that lack one or two.
  void rows(int seat) {
    const Set& markers = at(p_.markers, seat);
    of(seat, Feature::kMarkers) = share(4 * markers.count(), G::kFacts.spaces);
    if (!markers.any()) return;
    int near = 0, far = 0;
    Set in_lines;
    ringrift::for_windows(p_, seat, [&](auto d, const ringrift::Windows<kBoard>& windows) {
      near += windows.lack_one.count();
      far += windows.lack_two.count();
      in_lines |= ringrift::window_cells<kBoard, d>(windows.whole, p_.line_length);
    });
    of(seat, Feature::kNearRows) = share(near, 8);
    of(seat, Feature::kRows) = share(far, 32);
    of(seat, Feature::kLine) = share(in_lines.count(), needed_.spaces);
    if (seat == p_.mover) of(seat, Feature::kLineNow) = of(seat, Feature::kLine);
  }

  /// The best region that each seat could process, were it there to.
  void regions() {
    ringrift::for_parts(p_, [&](int, const Set& region) {
      if (ringrift::is_cut_off(p_, region)) offer(region);
      return true;
    });
    of(p_.mover, Feature::kRegionNow) = of(p_.mover, Feature::kRegion);
    of(p_.mover, Feature::kRegionRingsNow) = of(p_.mover, Feature::kRegionRings);
  }

  /// To all that can pay for it.
  void offer(const Set& region) {
    const int border = ringrift::border_of(p_, region).count();
    int rings = 0;
    (region & p_.stacks).for_each([&](int cell) { rings += p_.height_at(cell); });
    const float spaces = share(region.count() + border, needed_.spaces),
                credit = share(rings, needed_.rings);
    for (int seat = 0; seat < p_.players; ++seat) {
      float &best_spaces = of(seat, Feature::kRegion),
            &best_credit = of(seat, Feature::kRegionRings);
      if (!(at(p_.controlled, seat) - region).any() ||
          std::tuple(spaces + credit, spaces) <= std::tuple(best_spaces + best_credit, best_spaces))
        continue;
      best_spaces = spaces;
      best_credit = credit;
    }
  }

  const Position& p_;
  const Thresholds& needed_;
  const LastStanding& rounds_;
  Features features_{};
  std::array<ringrift::Contact<kBoard>, kMaxPlayers> contact_{};  ///< [seat]
};

using Strengths = std::array<double, kMaxPlayers>;

Strengths strengths(const Features& features, double progress, std::size_t players) {
  Strengths score{};
  for (std::size_t s = 0; s < players; ++s)
    for (std::size_t k = 0; k < kFeatures; ++k) {
      const Weight& w = kWeights[k];
      const double early = players == 2 ? w.early : w.early_of_more,
                   late = players == 2 ? w.late : w.late_of_more;
      score[s] += static_cast<double>(features[s][k]) * (early + (late - early) * progress);
    }
  const double most = *std::max_element(score.begin(), score.begin() + static_cast<int>(players));
  // The floor keeps a sum of strengths from being 0.
  for (std::size_t s = 0; s < players; ++s) score[s] = std::exp(std::max(score[s] - most, -30.0));
  return score;
}

/// Adds what the places from `place` on pay: each goes to one of the seats left, by strength.
void share_places(const Strengths& strength, std::span<const float> payoffs, std::size_t place,
                  unsigned left, double chance, Strengths& expected) {
  if (left == 0) return;
  double sum = 0;
  for (std::size_t s = 0; s < payoffs.size(); ++s) sum += left >> s & 1 ? strength[s] : 0;
  for (std::size_t s = 0; s < payoffs.size(); ++s) {
    if (!(left >> s & 1)) continue;
    const double here = chance * strength[s] / sum;
    expected[s] += here * static_cast<double>(payoffs[place]);
    share_places(strength, payoffs, place + 1, left & ~(1u << s), here, expected);
  }
}

}  // namespace

template <Board kBoard>
void RingRift<kBoard>::heuristic(std::span<float> values) const {
  const Counter<kBoard> counter(position_, needed_, rounds_);
  const std::size_t players = position_.players;
  const Strengths strength =
      strengths(counter.features(), static_cast<double>(counter.progress()), players);
  const auto payoffs = RingRiftSettings{.players = position_.players, .payoff = payoff_}.payoffs();
  Strengths expected{};
  share_places(strength, std::span(payoffs).first(players), 0, (1u << players) - 1, 1, expected);
  for (std::size_t s = 0; s < players; ++s) values[s] = static_cast<float>(expected[s]);
}

template void RingRiftSquare8::heuristic(std::span<float>) const;
template void RingRiftSquare19::heuristic(std::span<float>) const;
template void RingRiftHex8::heuristic(std::span<float>) const;
template void RingRiftHexagonal::heuristic(std::span<float>) const;

}  // namespace az
