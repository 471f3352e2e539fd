// ringrift_trace_test.cpp — games that another engine recorded, replayed; and records that are
// wrong.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "games/ringrift/trace.h"
#include "store/gzip.h"

namespace az {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

std::string subset() {
  return read_text(Path(AZ_SOURCE_DIR) / "tests/data/ringrift/subset.jsonl.gz").value();
}

/// The first game of the compact set on a board.
std::string one_game(const std::string& board) {
  const std::string text = subset();
  const std::size_t named = text.find("\"board\":\"" + board + "\"");
  const std::size_t begin = text.rfind('\n', named) + 1;  // npos + 1 is 0
  const std::size_t end = text.find('\n', text.find(R"("kind":"end")", begin)) + 1;
  return text.substr(begin, end - begin);
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

Conformance replayed(const std::string& text) {
  const auto found = replay_records("ringrift", text, "x.jsonl");
  EXPECT_TRUE(found) << found.error().to_string();
  return found.value_or(Conformance{});
}

std::string refused(const std::string& text) {
  const auto found = replay_records("ringrift", text, "x.jsonl");
  EXPECT_FALSE(found);
  if (found) return "";
  EXPECT_EQ(found.error().code, Exit::kData);
  return found.error().to_string();
}

TEST(RingRiftTraces, TheCompactSetComesOutTheSame) {
  const Conformance found = replayed(subset());
  EXPECT_EQ(found.mismatches, 0u) << found.first;
  EXPECT_EQ(found.games, 36u);
  EXPECT_EQ(found.steps, 3336u);
}

TEST(RingRiftTraces, EveryKindOfMoveIsMadeInTheCompactSet) {
  const std::string text = subset();
  for (const char* kind :
       {"P ",  "SP", "NP",  "M ",  "C ",  "K ", "SC", "NM",  "SR",  "RL ", "RM ", "RF ",
        "RS ", "L ", "LA ", "LM ", "EL ", "NL", "T ", "ET ", "ER ", "ST",  "NT",  "F "})
    EXPECT_THAT(text, HasSubstr(std::string("\"move\":\"") + kind));
  for (const char* reason : {"ring_elimination", "territory_control", "last_player_standing",
                             "last_player_standing_rounds"})
    EXPECT_THAT(text, HasSubstr(std::string("\"reason\":\"") + reason + "\""));
}

// Planted faults: a record that differs in one place is found at that step.

TEST(RingRiftTraces, APlantedDifferenceIsFound) {
  const std::string game = one_game("hex8");
  EXPECT_EQ(replayed(game).mismatches, 0u);
  const auto first = [&](const std::string& from, const std::string& to) {
    const Conformance found = replayed(changed(game, from, to));
    EXPECT_EQ(found.mismatches, 1u) << from;
    return found.first;
  };
  EXPECT_THAT(first(R"("legal":["P -1,-1,2 1",)", R"("legal":[)"),
              ContainsRegex("step 0\n  legal here alone: P -1,-1,2 1\n"));
  EXPECT_THAT(first(R"("legal":["P -1,-1,2 1",)", R"("legal":["P -1,-1,2 1","P 9,9,9 1",)"),
              HasSubstr("legal in the record alone: P 9,9,9 1"));
  EXPECT_THAT(first(R"("hand":[18,18])", R"("hand":[18,17])"),
              HasSubstr("hand: recorded [18,17], here [18,18]"));
  EXPECT_THAT(first(R"("lps":[null)", R"("lps":[1)"), HasSubstr("lps: recorded"));
  EXPECT_THAT(first(R"("h":")", R"("h":"0)"), HasSubstr("h: recorded"));
  EXPECT_THAT(first(R"("must":)", R"("mast":)"), HasSubstr("must: recorded null"));
  EXPECT_THAT(first(R"("status":"completed")", R"("status":"active")"), HasSubstr("the end"));
  EXPECT_THAT(first(R"("winner":)", R"("winner":1)"), HasSubstr("winner: recorded"));
}

TEST(RingRiftTraces, AMoveThatIsNotLegalEndsTheComparisonOfItsGame) {
  const std::string game = one_game("hex8");
  const Conformance found = replayed(changed(game, R"("move":")", R"("move":"P 0,0,0 7)") + game);
  EXPECT_EQ(found.mismatches, 1u);
  EXPECT_EQ(found.games, 2u);
  EXPECT_THAT(found.first, HasSubstr("step 0"));
}

TEST(RingRiftTraces, RefusesWhatItCannotReadWithFileAndLine) {
  const std::string game = one_game("square8");
  EXPECT_THAT(refused(game.substr(0, game.size() / 2)), HasSubstr("x.jsonl:"));
  EXPECT_THAT(refused(game.substr(0, game.rfind("{\"kind\":\"end\""))),
              HasSubstr("the last game has no end"));
  EXPECT_THAT(refused(changed(game, R"("board":"square8")", R"("board":"square9")")),
              HasSubstr("x.jsonl:1: no board 'square9'"));
  EXPECT_THAT(refused(changed(game, R"("players":2)", R"("players":5)")),
              HasSubstr("x.jsonl:1: 5 players (hint: 2 to 4)"));
  EXPECT_THAT(refused(changed(game, R"("lineLength":4)", R"("lineLength":5)")),
              HasSubstr("x.jsonl:1: another variant: lineLength 5, 4 here"));
  EXPECT_THAT(refused(changed(game, R"("players":2)", R"("players":3)")),
              HasSubstr("another variant"));
  EXPECT_THAT(refused(changed(game, R"("kind":"game")", R"("kind":"game","variant":"ts")")),
              HasSubstr("x.jsonl:1: recorded by the rules of 'ts'"));
  EXPECT_THAT(refused(changed(game, R"("kind":"step")", R"("kind":"stop")")),
              HasSubstr("x.jsonl:2: a record of kind 'stop'"));
  EXPECT_THAT(refused(changed(game, R"("i":0)", R"("i":77)")),
              HasSubstr("x.jsonl:2: step 77 where 0 is due"));
  EXPECT_THAT(refused(game.substr(game.find('\n') + 1)), HasSubstr("x.jsonl:1: a record 'step'"));
  EXPECT_THAT(refused(changed(game, "{\"kind\":\"step\"",
                              game.substr(0, game.find('\n')) + "\n{\"kind\":\"step\"")),
              HasSubstr("x.jsonl:2: a game begins"));
  EXPECT_THAT(refused("no json\n"), HasSubstr("x.jsonl:1: not a record"));
  for (const char* nothing : {"", "\n\n"})
    EXPECT_THAT(refused(nothing), HasSubstr("no recorded game"));
  EXPECT_EQ(replay_records("chess", game, "x").error().code, Exit::kUsage);
}

TEST(RingRiftTraces, RefusesAStartThatCannotBe) {
  const std::string text = subset();
  const std::size_t named = text.find(R"("init":)");
  const std::size_t begin = text.rfind('\n', named) + 1;
  const std::size_t step = text.find('\n', begin) + 1, stacks = text.find(R"("stacks":{)", step);
  const auto with = [&](std::size_t at, std::size_t length, const std::string& put) {
    return text.substr(begin, at - begin) + put + text.substr(at + length);
  };
  EXPECT_THAT(refused(with(stacks + 10, 0, R"("77,1":"1",)")), HasSubstr("is no cell"));
  EXPECT_THAT(refused(with(stacks + 10, 0, R"("7,1,-8":"9",)")), HasSubstr("x.jsonl:2: "));
  const std::size_t phase = text.find("ring_placement", step);
  EXPECT_THAT(refused(with(phase, 14, "movement")), HasSubstr("a start in the middle of a turn"));
  const std::size_t hand = text.find(R"("hand":[)", step);
  EXPECT_THAT(refused(with(hand + 8, 0, "400,")), HasSubstr("rings"));
}

}  // namespace
}  // namespace az
