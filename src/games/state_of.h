// state_of.h — turns a Rules type into the State and Game that the program works with: the only
// adapter.
//
// Both classes are final and hold the rules by value: assign() is one copy, and nothing here
// allocates after a state has been made, unless the rules do.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <typeinfo>
#include <vector>

#include "config/field.h"
#include "core/check.h"
#include "games/game.h"
#include "games/game_identity.h"
#include "games/playouts.h"
#include "games/rules.h"
#include "games/state.h"

namespace az {

template <Rules R>
class StateOf final : public State {
 public:
  /// info: lives at least as long as this state.
  StateOf(const GameInfo& info, const R& rules) : info_(&info), rules_(rules) {}

  const R& rules() const { return rules_; }

  const GameInfo& info() const override { return *info_; }
  std::unique_ptr<State> clone() const override { return std::make_unique<StateOf>(*this); }
  void assign(const State& other) override {
    check(typeid(other) == typeid(StateOf), "assign() from a state of {}", other.info().family);
    const auto& same = static_cast<const StateOf&>(other);
    check(info_ == same.info_ || info_->rules_id == same.info_->rules_id, "assign() to {} from {}",
          info_->variant, same.info_->variant);
    rules_ = same.rules_;
  }

  int to_play() const override { return rules_.to_play(); }
  void legal(std::vector<Action>& actions) const override { rules_.legal(actions); }
  void apply(Action action) override { rules_.apply(action); }
  bool terminal() const override { return rules_.terminal(); }
  void adjudicate() override { rules_.adjudicate(); }
  Outcome outcome() const override { return rules_.outcome(); }
  std::optional<Action> decisive() const override {
    if constexpr (KnowsDecisiveMoves<R>)
      return rules_.decisive();
    else
      return std::nullopt;
  }
  void heuristic(std::span<float> values) const override {
    if constexpr (KnowsHeuristic<R>)
      rules_.heuristic(values);
    else
      check(false, "{} has no heuristic for {} values", info_->family, values.size());
  }
  void encode(Planes& planes) const override {
    planes.clear();
    rules_.encode(planes);
  }
  Site site(Action action) const override { return rules_.site(action); }
  Site site_through(Action action, int symmetry) const override {
    const Site there = site(transform(action, symmetry));
    if constexpr (HasFixedSites<R>) return there;
    const Site here = site(action);
    if (here.map == Site::kGlobal) return there;
    return {there.map, transform_cell(here.cell, symmetry)};
  }
  Action transform(Action action, int symmetry) const override {
    return rules_.transform(action, symmetry);
  }
  int transform_cell(int cell, int symmetry) const override {
    return rules_.transform_cell(cell, symmetry);
  }
  void aux(AuxTarget target, int seat, std::span<float> out) const override {
    rules_.aux(target, seat, out);
  }
  std::string to_string(Action action) const override { return rules_.to_string(action); }
  Result<Action> parse(std::string_view text) const override { return rules_.parse(text); }
  std::string draw() const override { return rules_.draw(); }
  std::uint64_t hash() const override { return rules_.hash(); }

 private:
  const GameInfo* info_;
  R rules_;
};

/// 0: the game has none.
template <Rules R>
constexpr int heuristic_version() {
  if constexpr (KnowsHeuristic<R>)
    return R::kHeuristicVersion;
  else
    return 0;
}

template <Rules R>
class GameOf final : public Game {
 public:
  /// settings: valid (make_game checks what users write).
  explicit GameOf(const typename R::Settings& settings = {})
      : info_(R::info(settings)), start_(settings) {
    identify(info_,
             {.family = R::kName,
              .variant = canonical_text(settings),
              .rules_version = R::kRulesVersion,
              .encoder_version = R::kEncoderVersion,
              .heuristic_version = heuristic_version<R>()},
             StateOf<R>(info_, start_));
  }
  GameOf(const GameOf&) = delete;
  GameOf& operator=(const GameOf&) = delete;

  static constexpr bool kOwnPlayouts =
      requires(const R& start, Rng& rng) { R::playouts(start, PlayoutMode::kBoard, 1, rng); };

  const GameInfo& info() const override { return info_; }
  std::unique_ptr<State> new_state() const override {
    return std::make_unique<StateOf<R>>(info_, start_);
  }
  bool has_playouts(PlayoutMode mode) const override {
    return mode == PlayoutMode::kLegal || kOwnPlayouts;
  }
  PlayoutCounts playouts(PlayoutMode mode, std::uint64_t games, Rng& rng) const override {
    check(has_playouts(mode), "{} has no such playouts", info_.family);
    if constexpr (kOwnPlayouts)
      if (mode != PlayoutMode::kLegal) return R::playouts(start_, mode, games, rng);
    return random_playouts(start_, info_.players, games, rng);
  }

 private:
  GameInfo info_;
  R start_;
};

}  // namespace az
