// game_sample.h — the games of a run that a report about the game itself is made from: a few levels
// of strength, a bounded sample of each, and what was not there.
//
// A level is a generation of the run: its self-play, played by the champion of that time, and its
// gate, the candidate against the champion. Level 0 is uniformly random play, which the report
// plays itself. Which files of a generation are read depends on the run's seed alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/outcome.h"
#include "core/score_scale.h"
#include "games/game.h"
#include "layout/run_dir.h"

namespace az {

/// What is counted of a game, whoever played it.
struct PlayedGame {
  Outcome outcome;
  std::vector<Action> moves;        ///< decisions only
  std::vector<std::uint8_t> seats;  ///< [moves] who chose; empty where the file does not say
  /// [moves × players] the search's expected payoff of every seat before that move, on the scale
  /// where the last place's is 0 and the first's 1; NaN where nothing was searched. Self-play only.
  std::vector<float> values;
  std::uint32_t opening_plies = 0;  ///< random ones at the beginning
  std::uint64_t opening = 0;        ///< gate: games of one opening are not independent
};

enum class GameSource { kRandom, kSelfPlay, kGate };
std::string_view to_string(GameSource source);

/// The games of one variant at one level.
struct GameSample {
  Generation level = 0;
  GameSource source = GameSource::kRandom;
  std::string who;  ///< "champion g0003"
  const Game* game = nullptr;
  std::vector<PlayedGame> games;

  std::string variant() const { return game->info().variant; }
  int players() const { return game->info().players; }
  /// A payoff on the scale from 0 (the last place's) to 1 (the first's).
  double scaled(double payoff) const { return score_scale(game->info()).score(payoff); }
};

/// How much is read and played at most; enough for intervals of two points on shares.
struct SampleLimits {
  std::size_t games = 4000;           ///< of a level's self-play; whole files, so a few more
  std::uintmax_t bytes = 256u << 20;  ///< of its files
  std::size_t random_games = 2000;
  std::size_t random_decisions = 60000;
};

struct GameSamples {
  std::vector<std::unique_ptr<const Game>> games;  ///< that the samples are of
  std::vector<GameSample> samples;                 ///< by level, then source, then variant
  std::vector<std::string> notes;  ///< what is missing, what stands in for it, what was left out
  std::uint64_t seed = 0;          ///< the run's, where its configuration names one
};

/// The first generation, the quarters and the last of 1 … last; fewer where there are fewer.
std::vector<Generation> level_generations(Generation last);

/// Reads what there is; a file that cannot be read is a note.
GameSamples sample_games(const RunDir& run, Generation last, const SampleLimits& limits = {});

/// Uniformly random decisions from the stream (seed, kPlayout), adjudicated at the move cap.
GameSample random_games(const Game& game, std::uint64_t seed, const SampleLimits& limits);

}  // namespace az
