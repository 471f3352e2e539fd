// Openings from SGF files.
#include <gmock/gmock.h>

#include <set>

#include "core/temporary_folder.h"
#include "games/advance.h"
#include "games/registry.h"
#include "matches/openings.h"
#include "matches/registration.h"

namespace az {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

using Openings = std::vector<std::vector<Action>>;

class BookOpenings : public testing::Test {
 protected:
  Result<Openings> read(const std::vector<std::string>& files, std::size_t count, int plies = 0,
                        std::uint64_t seed = 1, Generation generation = 1) const {
    OpeningFiles book;
    for (const std::string& text : files)
      book.files.push_back({fmt::format("book{}.sgf", book.files.size()), text});
    return book_openings(*game_, section_, book, plies,
                         {.count = count, .seed = seed, .generation = generation});
  }
  /// The openings in words.
  std::vector<std::string> words(const Result<Openings>& openings) const {
    EXPECT_TRUE(openings) << (openings ? "" : openings.error().to_string());
    std::vector<std::string> all;
    if (!openings) return all;
    const auto state = game_->new_state();
    for (const auto& opening : *openings) {
      std::string& line = all.emplace_back();
      for (const Action action : opening) line += state->to_string(action) + " ";
    }
    return all;
  }
  Error refusal(const std::string& text, int plies = 0) const {
    const auto openings = read({text}, 1, plies);
    EXPECT_FALSE(openings) << text;
    return openings ? Error{} : openings.error();
  }

  Value section_ = complete_game_section(parse_yaml("{name: go, size: 5}", "game").value()).value();
  std::unique_ptr<Game> game_ = make_game(section_).value();
};

TEST_F(BookOpenings, AreTheLinesOfAllGamesOfAllFiles) {
  const std::string tree = "(;SZ[5]KM[6];B[cc](;W[bb];B[dd])(;W[dd](;B[bb])(;B[])))";
  const std::string collection = "(;SZ[5];B[bc];W[dc])(;SZ[5];B[aa])";
  EXPECT_THAT(words(read({tree, collection}, 5)),
              UnorderedElementsAre("C3 B4 D2 ", "C3 D2 B4 ", "C3 D2 pass ", "B3 D3 ", "A5 "));
}

TEST_F(BookOpenings, ALimitCutsLinesAndEqualOnesAreOne) {
  const std::string games =
      "(;SZ[5];B[cc];W[bb];B[dd];W[];B[])(;SZ[5];B[cc];W[bb];B[aa])(;SZ[5];B[dd];W[bb];B[cc])";
  EXPECT_THAT(words(read({games}, 2, 2)), UnorderedElementsAre("C3 B4 ", "D2 B4 "));
  EXPECT_THAT(refusal(games).message, HasSubstr("book0.sgf: game 1, line 1: the game is over"));
  EXPECT_THAT(refusal(games).hint, HasSubstr("arena.openings.plies"));
  // Black's two stones may come in any order: one position, one opening.
  const auto three = read({games}, 3, 3);
  ASSERT_FALSE(three);
  EXPECT_THAT(three.error().message,
              HasSubstr("2 distinct openings in 1 SGF file after at most 3 moves"));
}

TEST_F(BookOpenings, ALineOnTheWayOfALongerOneIsLeftOut) {
  const std::string games = "(;SZ[5];B[cc];W[bb])(;SZ[5];B[cc];W[bb];B[dd])(;SZ[5];B[aa])";
  EXPECT_THAT(words(read({games}, 2)), UnorderedElementsAre("C3 B4 D2 ", "A5 "));
}

TEST_F(BookOpenings, NoTwoGamesCanBeTheSame) {
  // All pairs of first moves, each way round, as one tree.
  std::string tree = "(;SZ[5]";
  for (char a = 'a'; a <= 'e'; ++a)
    for (char b = 'a'; b <= 'e'; ++b)
      for (char c = 'a'; c <= 'e'; ++c)
        if (a != c || b != c) tree += fmt::format("(;B[{}{}];W[{}{}])", a, b, c, c);
  const auto openings = read({tree + ")"}, 100).value();
  std::set<std::string> ends;
  for (const auto& opening : openings) {
    const auto state = game_->new_state();
    for (const Action action : opening) state->apply(action);
    EXPECT_TRUE(ends.insert(state->draw()).second);
  }
}

TEST_F(BookOpenings, TheOrderIsTheSeedsAndTheGenerations) {
  std::string games;
  for (char column = 'a'; column <= 'e'; ++column)
    for (char row = 'a'; row <= 'e'; ++row) games += fmt::format("(;SZ[5];B[{}{}])", column, row);
  const auto once = read({games}, 10).value();
  EXPECT_EQ(read({games}, 10).value(), once);
  EXPECT_NE(read({games}, 10, 0, 2).value(), once);
  EXPECT_NE(read({games}, 10, 0, 1, 2).value(), once);
  const auto all = read({games}, 25).value();
  EXPECT_EQ(Openings(all.begin(), all.begin() + 10), once);
  const auto few = read({games}, 26);
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().code, Exit::kUsage);
  EXPECT_EQ(few.error().message, "25 distinct openings in 1 SGF file, this evaluation needs 26");
}

TEST_F(BookOpenings, WhatTheRunCannotPlayIsAnErrorWithItsPlace) {
  EXPECT_EQ(refusal("(;SZ[9];B[aa])").message,
            "book0.sgf: game 1, line 1: the board is 9 x 9, the run's 5 x 5");
  EXPECT_THAT(refusal("(;SZ[9];B[aa])").hint, HasSubstr("openings from files go with one size"));
  EXPECT_THAT(refusal("(;SZ[5]AB[aa];W[bb])").message, HasSubstr("stones are set up"));
  EXPECT_THAT(refusal("(;SZ[5];B[aa];W[aa])").message, HasSubstr("book0.sgf:1:14: "));
  EXPECT_THAT(refusal("(;SZ[5];B[aa").message, HasSubstr("book0.sgf:1:"));
  EXPECT_THAT(refusal("no game").message, HasSubstr("book0.sgf"));
  // Legal by the file's rules, suicide by the run's.
  EXPECT_THAT(refusal("(;SZ[5]RU[NZ];B[ab];W[ee];B[bb];W[aa];B[ca];W[ba])").message,
              testing::AnyOf(HasSubstr("is not legal by the run's rules"), HasSubstr("suicide")));
  EXPECT_EQ(read({"(;SZ[5])"}, 1).error().code, Exit::kUsage) << "no move, no opening";
}

TEST_F(BookOpenings, AreForGoAlone) {
  const auto hex = make_game("hex").value();
  const Value section = complete_game_section(parse_yaml("{name: hex}", "game").value()).value();
  const auto openings = book_openings(*hex, section, {}, 0, {.count = 1});
  ASSERT_FALSE(openings);
  EXPECT_EQ(openings.error().code, Exit::kUsage);
}

TEST(OpeningFiles, AreAFileOrAFolderOfThem) {
  const auto folder = TemporaryFolder::make("az_openings").value();
  const Path one = folder.path() / "one.sgf";
  EXPECT_EQ(read_opening_files(one).error().code, Exit::kUsage);
  ASSERT_TRUE(write_file(one, "(;B[aa])"));
  const OpeningFiles file = read_opening_files(one).value();
  EXPECT_EQ(read_opening_files(folder.path())->hash, file.hash) << "a copied file is the same";
  ASSERT_TRUE(write_file(folder.path() / "notes.txt", "not a game"));
  EXPECT_EQ(read_opening_files(folder.path())->hash, file.hash);
  EXPECT_EQ(read_opening_files(folder.path() / "notes.txt").error().code, Exit::kUsage);
  ASSERT_TRUE(write_file(folder.path() / "two.sgf", "(;B[bb])"));
  EXPECT_NE(read_opening_files(folder.path())->hash, file.hash);
  EXPECT_EQ(read_opening_files(folder.path())->files[1].name, "two.sgf");
}

TEST(Registration, OpeningsFromFilesArePartOfTheProtocol) {
  const auto folder = TemporaryFolder::make("az_openings").value();
  std::string games;
  for (char column = 'a'; column <= 'e'; ++column)
    for (char row = 'a'; row <= 'e'; ++row) games += fmt::format("(;SZ[5];B[{}{}])", column, row);
  ASSERT_TRUE(make_directories(folder.path() / "openings"));
  const Path file = folder.path() / "openings" / "book.sgf";
  ASSERT_TRUE(write_file(file, games));
  const Value run = parse_yaml("game: {name: go, size: 5}\n", "run.yaml").value();
  ArenaConfig arena;
  arena.blocks = 3;
  arena.pairs_per_block = 5;
  const auto registered = [&] {
    return register_matches(folder.path(), run, arena, 1, hash128("a"), 0, hash128("b"));
  };
  const Registration random = registered().value();
  arena.openings.file = "openings";
  EXPECT_THAT(registered().error().message, HasSubstr("arena.openings.hash is empty"));
  arena.openings.hash = read_opening_files(folder.path() / "openings")->hash.hex();
  const Registration book = registered().value();
  EXPECT_NE(book.protocol, random.protocol);
  EXPECT_THAT(book.protocol_section, HasSubstr("files: " + arena.openings.hash));
  EXPECT_EQ(book.openings.size(), 25u) << "three blocks against the champion, two of anchors";
  arena.openings.plies = 1;
  EXPECT_NE(registered()->protocol, book.protocol);
  ASSERT_TRUE(write_file(file, games + "(;SZ[5];B[])"));
  const auto changed = registered();
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, Exit::kData);
  EXPECT_THAT(changed.error().message, HasSubstr("is not what the run began with"));
}

}  // namespace
}  // namespace az
