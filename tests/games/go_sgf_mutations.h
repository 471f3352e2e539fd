// go_sgf_mutations.h — Go on SGF texts that are nearly right: a game or a refusal, and a game comes
// back from what is written of it.
#pragma once

#include <gtest/gtest.h>

#include "games/go/game_sgf.h"
#include "tests/support/mutated_sgf.h"

namespace az {

inline void expect_same(const GoGame& a, const GoGame& b) {
  EXPECT_EQ(canonical_text(a.settings), canonical_text(b.settings));
  EXPECT_EQ(a.set_up, b.set_up);
  EXPECT_EQ(a.moves, b.moves);
  EXPECT_EQ(a.comments, b.comments);
  EXPECT_EQ(a.players, b.players);
  EXPECT_EQ(a.result, b.result);
}

struct MutationCounts {
  int games = 0, refused = 0, no_sgf = 0;
};
inline MutationCounts read_mutations(std::uint32_t stream, int texts) {
  Rng rng({.seed = 4, .purpose = Purpose::kTest, .game = stream});
  MutationCounts counts;
  for (int i = 0; i < texts; ++i) {
    const std::string text = mutated_sgf(rng);
    const auto parsed = parse_sgf(text);
    if (!parsed) ++counts.no_sgf;
    if (!parsed) continue;
    for (const SgfTree& tree : *parsed) {
      const auto games = read_go_lines(tree, {}, "x");
      if (!games) {
        ++counts.refused;
        EXPECT_TRUE(games.error().message.starts_with("x:")) << games.error().message;
        continue;
      }
      const std::vector<std::uint32_t> ends = tree.ends();
      for (std::size_t line = 0; line < games->size(); ++line) {
        ++counts.games;
        GoGame game = read_go_line(tree, ends[line], {}, "x").value();
        const std::string written = write_sgf({write_go_game(game)});
        const auto again = read_go_game(parse_sgf(written).value()[0], {}, "again");
        EXPECT_TRUE(again) << text << '\n' << written << again.error().to_string();
        if (again) expect_same(*again, game);
        game.comments = {};
        expect_same(game, (*games)[line]);
      }
    }
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << text;
      return counts;
    }
  }
  return counts;
}

}  // namespace az
