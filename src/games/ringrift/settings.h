// settings.h — which RingRift: the board, the players and what a place is worth.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "config/field.h"
#include "core/game_info.h"
#include "games/ringrift/geometry.h"

namespace az {

enum class RingRiftPayoff : std::uint8_t { kWinner, kRanks };

inline const Words<ringrift::Board> kRingRiftBoards{{{"square8", ringrift::Board::kSquare8},
                                                     {"square19", ringrift::Board::kSquare19},
                                                     {"hex8", ringrift::Board::kHex8},
                                                     {"hexagonal", ringrift::Board::kHexagonal}}};

struct RingRiftSettings {
  ringrift::Board board = ringrift::Board::kSquare8;
  int players = 2;
  RingRiftPayoff payoff = RingRiftPayoff::kWinner;
  int max_moves = 0;

  static constexpr int kMostMoves = 60'000;
  static constexpr std::array<std::string_view, 2> kUnseen{"payoff", "max_moves"};

  static void describe(auto& self, auto& v) {
    v.field("board", self.board, kRingRiftBoards,
            "8 x 8, 19 x 19, hexagons of radius 4, of radius 12");
    v.field("players", self.players, Range{2, kMaxPlayers}, "seats");
    v.field("payoff", self.payoff,
            Words<RingRiftPayoff>{
                {{"winner", RingRiftPayoff::kWinner}, {"ranks", RingRiftPayoff::kRanks}}},
            "the winner takes all, or every place pays less than the one before");
    v.field("max_moves", self.max_moves, Range{0, kMostMoves},
            "steps, forced ones included, then the ladder decides; 0: play to the end");
  }

  ringrift::BoardFacts facts() const { return ringrift::board_facts(board); }
  /// [place − 1]; they sum to 0.
  std::array<float, kMaxPlayers> payoffs() const {
    std::array<float, kMaxPlayers> by_place{1, -1};
    const auto others = static_cast<float>(players - 1);
    for (int place = 1; place < players && players > 2; ++place)
      by_place[static_cast<std::size_t>(place)] = payoff == RingRiftPayoff::kWinner
                                                      ? -1 / others
                                                      : 1 - 2 * static_cast<float>(place) / others;
    return by_place;
  }
  /// Own markers in a row that collapse.
  int line_length() const { return players > 2 && facts().side < 10 ? 3 : 4; }
  /// Eliminated rings that win: players + 1 thirds of a player's rings, rounded.
  int ring_threshold() const { return (2 * facts().rings * (players + 1) + 3) / 6; }
  /// Territory that wins, where it is also more than all others' together.
  int space_threshold() const { return facts().spaces / players + 1; }
};

/// The described sizes of a variant; the number of planes and scalars is encode.cpp's.
GameInfo ringrift_info(const RingRiftSettings& settings);

}  // namespace az
