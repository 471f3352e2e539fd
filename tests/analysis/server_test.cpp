// Queries and their answers: what is said of a position, from whose side, when, and what of wrong
// lines.
#include "analysis/server.h"

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/rng.h"
#include "games/registry.h"

namespace az {
namespace {

using Json = nlohmann::json;
using namespace nlohmann::literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Likes low points, expects black to win by three, and all of the board to be black's but the
/// upper left corner.
class Opinionated final : public Evaluator {
 public:
  int submit(std::span<const Leaf> leaves) override {
    states_.clear();
    for (const Leaf& leaf : leaves) states_.push_back(leaf.state->to_play());
    cells_ = leaves.front().state->info().canvas.cells();
    corner_ = cells_ - leaves.front().state->info().canvas.width;
    most_ = std::max(most_, leaves.size());
    return 0;
  }
  void wait(int, std::span<Evaluation> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto n = out[i].log_priors.size();
      float sum = 0;
      for (std::size_t k = 0; k < n; ++k) sum += 1.0f / static_cast<float>(k + 1);
      for (std::size_t k = 0; k < n; ++k)
        out[i].log_priors[k] = std::log(1.0f / static_cast<float>(k + 1) / sum);
      out[i].outcome[0] = 0.75f;
      out[i].outcome[1] = 0;
      out[i].outcome[2] = 0.25f;
      const float sign = states_[i] == 0 ? 1.0f : -1.0f;
      if (out[i].aux.empty()) continue;
      for (float& x : out[i].aux) x = 0.5f * sign;
      out[i].aux[static_cast<std::size_t>(corner_)] = -1.0f * sign;
      out[i].aux.back() = 3 * sign;
    }
  }
  std::uint64_t evaluations() const override { return 0; }
  bool has_aux() const override { return true; }
  std::size_t most() const { return most_; }

 private:
  std::vector<int> states_;
  int cells_ = 0, corner_ = 0;
  std::size_t most_ = 0;
};

class Lines final : public GtpChannel {
 public:
  bool read(std::string&) override { return false; }
  bool input_waits(int) override { return true; }
  void write(std::string_view text) override { text_ += text; }
  /// What has been written since.
  std::vector<Json> take() {
    std::vector<Json> lines;
    std::size_t at = 0;
    for (std::size_t end; (end = text_.find('\n', at)) != std::string::npos; at = end + 1)
      lines.push_back(Json::parse(text_.substr(at, end - at)));
    EXPECT_EQ(at, text_.size());
    text_.clear();
    return lines;
  }

 private:
  std::string text_;
};

class Analyses : public testing::Test {
 protected:
  explicit Analyses(AnalysisServerSettings settings = {}) {
    Opponent opponent;
    opponent.game_section =
        complete_game_section(*parse_yaml("{name: go, size: 5, komi: 1.5, max_moves: 500}", "x"))
            .value();
    opponent.game = std::move(*make_game(opponent.game_section));
    opponent.agent = search_agent(40);
    auto evaluator = std::make_unique<Opinionated>();
    evaluator_ = evaluator.get();
    opponent.evaluator = std::move(evaluator);
    server_ = std::make_unique<AnalysisServer>(std::move(opponent), settings);
  }

  /// Of a board of 5 x 5 with these fields more.
  static std::string query(const Json& fields) {
    Json query = {{"id", "q"},   {"moves", Json::array()}, {"rules", "chinese"},
                  {"komi", 1.5}, {"boardXSize", 5},        {"boardYSize", 5}};
    query.update(fields);
    return query.dump();
  }
  std::vector<Json> say(const std::string& line) {
    server_->take(line, lines_);
    return lines_.take();
  }
  std::vector<Json> finish() {
    for (int i = 0; !server_->idle() && i < 100'000; ++i) server_->work(lines_);
    EXPECT_TRUE(server_->idle());
    return lines_.take();
  }
  Json ask(const Json& fields) {
    EXPECT_THAT(say(query(fields)), SizeIs(0));
    const auto answers = finish();
    EXPECT_THAT(answers, SizeIs(1));
    return answers.empty() ? Json() : answers[0];
  }

  Lines lines_;
  std::unique_ptr<AnalysisServer> server_;
  Opinionated* evaluator_ = nullptr;
};

TEST_F(Analyses, AnAnswerSaysWhatTheSearchFound) {
  const Json answer = ask({{"moves", R"([["B", "A5"], ["w", "b4"]])"_json},
                           {"maxVisits", 60},
                           {"includePolicy", true},
                           {"includeOwnership", true},
                           {"includeMovesOwnership", true},
                           {"includePVVisits", true}});
  EXPECT_EQ(answer["id"], "q");
  EXPECT_EQ(answer["isDuringSearch"], false);
  EXPECT_EQ(answer["turnNumber"], 2);
  const Json& root = answer["rootInfo"];
  EXPECT_EQ(root["visits"], 60);
  EXPECT_EQ(root["currentPlayer"], "B");
  EXPECT_NEAR(root["winrate"].get<double>(), 0.75, 0.02);
  EXPECT_NEAR(root["scoreLead"].get<double>(), 3, 0.3);
  EXPECT_EQ(root["rawWinrate"], 0.75);
  EXPECT_EQ(root["rawLead"], 3);
  int visits = 1, order = 0;
  for (const Json& move : answer["moveInfos"]) {
    EXPECT_EQ(move["order"], order++);
    visits += move["visits"].get<int>();
    EXPECT_EQ(move["pv"][0], move["move"]);
    EXPECT_EQ(move["pv"].size(), move["pvVisits"].size());
    EXPECT_EQ(move["ownership"].size(), 25u);
    for (const char* key : {"winrate", "utility", "lcb", "utilityLcb", "scoreLead", "prior"})
      EXPECT_TRUE(move[key].is_number()) << key;
  }
  EXPECT_EQ(visits, 60);

  const Json& policy = answer["policy"];
  ASSERT_EQ(policy.size(), 26u);
  EXPECT_EQ(policy[0], -1) << "A5, from the top line down";
  EXPECT_EQ(policy[6], -1) << "B4";
  double sum = 0;
  for (const Json& p : policy) sum += std::max(p.get<double>(), 0.0);
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_GT(policy[20], policy[21]) << "A1 is the evaluator's first, B1 its second";
  EXPECT_GT(policy[21], policy[25]);
  ASSERT_EQ(answer["ownership"].size(), 25u);
  EXPECT_LT(answer["ownership"][0], -0.9) << "the upper left corner";
  EXPECT_NEAR(answer["ownership"][24].get<double>(), 0.5, 0.1);
}

TEST_F(Analyses, NumbersAreSeenFromTheSideThatIsAskedFor) {
  const auto lead = [&](const char* as, const Json& moves) {
    const Json answer = ask({{"moves", moves},
                             {"maxVisits", 10},
                             {"includeOwnership", true},
                             {"overrideSettings", {{"reportAnalysisWinratesAs", as}}}});
    const double points = answer["rootInfo"]["scoreLead"].get<double>(),
                 winrate = answer["rootInfo"]["winrate"].get<double>();
    EXPECT_EQ(points > 0, winrate > 0.5);
    EXPECT_EQ(points > 0, answer["ownership"][0].get<double>() < 0);
    EXPECT_EQ(points > 0, answer["moveInfos"][0]["utility"].get<double>() > 0);
    return points > 0;
  };
  const Json none = Json::array(), one = R"([["B", "C3"]])"_json;
  EXPECT_TRUE(lead("BLACK", none));
  EXPECT_TRUE(lead("BLACK", one));
  EXPECT_FALSE(lead("WHITE", none));
  EXPECT_FALSE(lead("WHITE", one));
  EXPECT_TRUE(lead("SIDETOMOVE", none));
  EXPECT_FALSE(lead("SIDETOMOVE", one));
}

TEST_F(Analyses, EveryTurnIsAnsweredOnce) {
  EXPECT_THAT(say(query({{"moves", R"([["B", "C3"], ["W", "pass"], ["W", "D3"]])"_json},
                         {"analyzeTurns", {3, 0, 1}},
                         {"maxVisits", 5}})),
              SizeIs(0));
  std::map<int, std::string> seen;
  for (const Json& answer : finish())
    seen[answer["turnNumber"].get<int>()] = answer["rootInfo"]["currentPlayer"].get<std::string>();
  EXPECT_EQ(seen, (std::map<int, std::string>{{0, "B"}, {1, "W"}, {3, "B"}}));
  EXPECT_EQ(evaluator_->most(), 3u) << "evaluated as one batch";
}

TEST_F(Analyses, StonesAndPlayerCanBeSetUp) {
  const Json white = ask({{"initialStones", R"([["B", "A1"], ["W", "E5"]])"_json},
                          {"initialPlayer", "W"},
                          {"maxVisits", 1},
                          {"includePolicy", true}});
  EXPECT_EQ(white["rootInfo"]["currentPlayer"], "W");
  EXPECT_THAT(white["moveInfos"], SizeIs(0)) << "one visit is the position's own";
  EXPECT_EQ(white["policy"][4], -1);
  EXPECT_EQ(white["policy"][20], -1);
  const Json rectangle = ask({{"boardXSize", 3},
                              {"boardYSize", 7},
                              {"includePolicy", true},
                              {"maxVisits", 2},
                              {"initialStones", R"([["B", "C7"]])"_json}});
  ASSERT_EQ(rectangle["policy"].size(), 22u);
  EXPECT_EQ(rectangle["policy"][2], -1);
}

TEST_F(Analyses, MovesCanBeAllowedAndAvoided) {
  const auto moves = [&](const Json& fields) {
    Json with = fields;
    with["maxVisits"] = 80;
    std::vector<std::string> found;
    const Json answer = ask(with);
    for (const Json& move : answer["moveInfos"]) found.push_back(move["move"]);
    return found;
  };
  EXPECT_THAT(moves(R"({"allowMoves": [{"player": "B", "moves": ["C3"], "untilDepth": 1}]})"_json),
              ElementsAre("C3"));
  EXPECT_THAT(
      moves(R"({"avoidMoves": [{"player": "B", "moves": ["A1", "B1"], "untilDepth": 1}]})"_json),
      testing::AllOf(testing::Contains("C1"), testing::Not(testing::Contains("A1"))));
  EXPECT_THAT(moves(R"({"avoidMoves": [{"player": "W", "moves": ["A1"], "untilDepth": 1}]})"_json),
              testing::Contains("A1"))
      << "it is black's turn";
}

TEST_F(Analyses, ReportsComeDuringTheSearchAndTheLastIsNone) {
  say(query({{"maxVisits", 1'000'000}, {"reportDuringSearchEvery", 0.005}}));
  int reports = 0;
  for (int i = 0; reports < 3 && i < 1'000'000; ++i) {
    server_->work(lines_);
    for (const Json& answer : lines_.take()) {
      EXPECT_EQ(answer["isDuringSearch"], true);
      ++reports;
    }
  }
  EXPECT_GE(reports, 3);
  const auto ended = say(R"({"id":"t","action":"terminate","terminateId":"q"})");
  ASSERT_THAT(ended, SizeIs(2));
  EXPECT_EQ(ended[0], Json::parse(R"({"id":"t","action":"terminate","terminateId":"q"})"));
  EXPECT_EQ(ended[1]["isDuringSearch"], false);
  EXPECT_GT(ended[1]["rootInfo"]["visits"], 3);
  EXPECT_TRUE(server_->idle());
}

TEST_F(Analyses, WhatHasNotBegunEndsWithoutResults) {
  say(query({{"id", "a"}, {"moves", R"([["B", "C3"]])"_json}, {"analyzeTurns", {0, 1}}}));
  const auto ended = say(R"({"id":"t","action":"terminate_all","turnNumbers":[1]})");
  ASSERT_THAT(ended, SizeIs(2));
  EXPECT_EQ(ended[1],
            Json::parse(R"({"id":"a","isDuringSearch":false,"noResults":true,"turnNumber":1})"));
  EXPECT_THAT(finish(), SizeIs(1));
  EXPECT_THAT(say(R"({"id":"t","action":"terminate","terminateId":"a"})"), SizeIs(1));
}

TEST_F(Analyses, TimeEndsASearch) {
  const auto begin = std::chrono::steady_clock::now();
  const Json answer = ask({{"maxVisits", 1'000'000}, {"overrideSettings", {{"maxTime", 0.05}}}});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_LT(answer["rootInfo"]["visits"], 1'000'000);
}

/// Alternating moves that fill two lines, then passes.
Json long_game(int moves) {
  Json game = Json::array();
  for (int i = 0; i < moves; ++i)
    game.push_back({i % 2 == 0 ? "B" : "W",
                    i < 10 ? fmt::format("{}{}", "ABCDE"[i / 2], i % 2 == 0 ? 2 : 4) : "pass"});
  return game;
}

TEST_F(Analyses, AGameMayBeLongerThanARunsCapAndThanTheUsualOne) {
  for (const int moves : {74, 75, 499, 500, 700}) {
    const Json answer = ask({{"moves", long_game(moves)}, {"maxVisits", 200}});
    std::size_t longest = 0;
    for (const Json& move : answer["moveInfos"]) longest = std::max(longest, move["pv"].size());
    EXPECT_GE(longest, 2u) << "it goes on after " << moves;
  }
}

TEST_F(Analyses, ATurnThatIsNamedTwiceIsAnsweredOnce) {
  EXPECT_THAT(say(query({{"moves", long_game(3)}, {"analyzeTurns", {2, 1, 2}}})), SizeIs(0));
  EXPECT_THAT(finish(), SizeIs(2));
}

TEST_F(Analyses, MoreTurnsThanMayWaitAreAnError) {
  std::vector<int> turns(5001);
  for (std::size_t i = 0; i < turns.size(); ++i) turns[i] = static_cast<int>(i);
  const std::string all = query({{"moves", long_game(5000)}, {"analyzeTurns", turns}});
  EXPECT_THAT(say(all), SizeIs(0));
  EXPECT_THAT(say(all), SizeIs(0));
  const auto refused = say(query({{"id", "r"}}));
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_THAT(refused[0]["error"].get<std::string>(), HasSubstr("turns are waiting"));
  EXPECT_EQ(refused[0]["id"], "r");
  EXPECT_THAT(say(R"({"id":"t","action":"terminate_all"})"), SizeIs(10'003));
  EXPECT_TRUE(server_->idle());
  EXPECT_THAT(say(query({{"maxVisits", 1}})), SizeIs(0));
  EXPECT_THAT(finish(), SizeIs(1));
}

TEST_F(Analyses, LongerQueriesThanMayWaitAreAnError) {
  const std::string text = query({{"maxVisits", 1}}),
                    line = text + std::string(kMostQueryLine - text.size(), ' ');
  const std::size_t most = AnalysisServer::kMostBytesInLine / line.size();
  for (std::size_t i = 0; i < most; ++i) server_->take(line, lines_);
  EXPECT_THAT(lines_.take(), SizeIs(0));
  const auto refused = say(line);
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_THAT(refused[0]["error"].get<std::string>(), HasSubstr("are waiting"));
  finish();
  EXPECT_THAT(say(line), SizeIs(0));
  EXPECT_THAT(finish(), SizeIs(1));
}

TEST_F(Analyses, ChineseRulesHaveASimpleKo) {
  // Black takes a ko; after two passes white takes it back, which a superko forbids.
  Json fields = {
      {"initialStones",
       R"([["B","B5"],["B","A4"],["B","B3"],["W","C5"],["W","B4"],["W","D4"],["W","C3"]])"_json},
      {"moves", R"([["B","C4"],["W","pass"],["B","pass"],["W","B4"]])"_json},
      {"maxVisits", 2}};
  EXPECT_EQ(ask(fields)["turnNumber"], 4);
  for (const char* superko : {"chinese-kgs", "tromp-taylor", "aga"}) {
    fields["rules"] = superko;
    const auto answers = say(query(fields));
    ASSERT_THAT(answers, SizeIs(1)) << superko;
    EXPECT_THAT(answers[0]["error"].get<std::string>(), HasSubstr("Illegal move 3"));
  }
}

class OneAtATime : public Analyses {
 protected:
  OneAtATime() : Analyses({.parallel = 1}) {}
};

TEST_F(OneAtATime, TheMostUrgentComesFirstUnlessAnotherHasBegun) {
  say(query({{"id", "begun"}, {"maxVisits", 50}}));
  server_->work(lines_);
  say(query({{"id", "low"}, {"priority", -1}, {"maxVisits", 3}}));
  say(query({{"id", "first"}, {"maxVisits", 3}}));
  say(query({{"id", "second"}, {"maxVisits", 3}}));
  say(query({{"id", "high"}, {"priority", 7}, {"maxVisits", 3}}));
  std::vector<std::string> order;
  for (const Json& answer : finish()) order.push_back(answer["id"]);
  EXPECT_THAT(order, ElementsAre("begun", "high", "first", "second", "low"));
}

TEST_F(Analyses, ActionsAreEchoedWithWhatTheyAskFor) {
  const auto version = say(R"({"id":"v","action":"query_version","more":[1]})");
  ASSERT_THAT(version, SizeIs(1));
  EXPECT_EQ(version[0]["id"], "v");
  EXPECT_EQ(version[0]["more"], Json({1}));
  EXPECT_TRUE(version[0]["version"].is_string());
  EXPECT_EQ(say(R"({"id":"c","action":"clear_cache"})")[0]["action"], "clear_cache");
  EXPECT_EQ(say(R"({"id":"m","action":"query_models"})")[0]["models"][0]["name"], "search40");
}

TEST_F(Analyses, WrongLinesAreAnsweredWithAnError) {
  const std::pair<std::string, const char*> wrong[] = {
      {"{", ""},
      {"[]", ""},
      {"\"x\"", ""},
      {R"({"id":7,"moves":[]})", "id"},
      {query({{"rules", "go"}}), "rules"},
      {query({{"rules", {{"ko", "MANY"}}}}), "rules"},
      {query({{"komi", 0.3}}), "komi"},
      {query({{"komi", "7"}}), "komi"},
      {query({{"boardXSize", 20}}), "boardXSize"},
      {query({{"boardYSize", 2.5}}), "boardYSize"},
      {query(R"({"moves": [["B", "C3"], ["W", "C3"]]})"_json), "moves"},
      {query(R"({"moves": [["B", "Z3"]]})"_json), "moves"},
      {query(R"({"moves": [["green", "C3"]]})"_json), "moves"},
      {query({{"moves", "C3"}}), "moves"},
      {query(R"({"initialStones": [["B", "C3"], ["W", "C3"]]})"_json), "initialStones"},
      {query({{"analyzeTurns", {1}}}), "analyzeTurns"},
      {query({{"analyzeTurns", Json::array()}}), "analyzeTurns"},
      {query({{"priorities", {1, 2}}}), "priorities"},
      {query({{"maxVisits", 0}}), "maxVisits"},
      {query({{"includePolicy", 1}}), "includePolicy"},
      {query(R"({"allowMoves": [{"player": "B", "moves": []}]})"_json), "allowMoves"},
      {query({{"overrideSettings", {{"maxTime", -1}}}}), "maxTime"},
      {R"({"id":"x","action":"dance"})", "action"},
      {R"({"id":"x","action":"terminate"})", "terminateId"},
      {R"({"id":"x","moves":[],"rules":"aga","boardXSize":5})", "boardYSize"},
      {std::string(100'000, '['), ""},
      {std::string(kMostQueryLine + 1, ' '), ""},
      {"{\"id\":\"\xff\"}", ""},
  };
  for (const auto& [line, field] : wrong) {
    const auto answers = say(line);
    ASSERT_THAT(answers, SizeIs(1)) << line.substr(0, 200);
    EXPECT_TRUE(answers[0].contains("error")) << answers[0];
    EXPECT_EQ(answers[0].value("field", ""), field) << answers[0];
    EXPECT_TRUE(server_->idle());
  }
  EXPECT_THAT(say(""), SizeIs(0));
  EXPECT_THAT(say(" \r"), SizeIs(0));
  EXPECT_THAT(
      say(query(R"({"moves": [["B", "C3"], ["W", "C3"]]})"_json))[0]["error"].get<std::string>(),
      HasSubstr("Illegal move"))
      << "the words that KaTrain looks for";
}

TEST_F(Analyses, WhatHasNoEffectIsSaid) {
  const auto warnings = [&](const Json& fields) {
    std::vector<std::string> found;
    for (const Json& line : say(query(fields)))
      found.push_back(line["field"].get<std::string>() + ": " + line["warning"].get<std::string>());
    EXPECT_THAT(finish(), SizeIs(1)) << "it is answered all the same";
    return found;
  };
  EXPECT_THAT(warnings({{"rules", "japanese"}}), ElementsAre(HasSubstr("rules: territory")));
  const Json handicap = R"([["B", "A1"], ["B", "B1"]])"_json;
  EXPECT_THAT(warnings({{"rules", "chinese"}, {"initialStones", handicap}}),
              ElementsAre(HasSubstr("rules: white's points for handicap stones")));
  EXPECT_THAT(
      warnings({{"rules", "chinese"}, {"initialStones", handicap}, {"whiteHandicapBonus", "0"}}),
      testing::IsEmpty());
  EXPECT_THAT(warnings({{"rules", "tromp-taylor"}, {"initialStones", handicap}}),
              testing::IsEmpty());
  EXPECT_THAT(warnings({{"rules", {{"scoring", "TERRITORY"}, {"tax", "NONE"}}}}),
              ElementsAre(HasSubstr("scoring")));
  EXPECT_THAT(warnings({{"overrideSettings", {{"wideRootNoise", 0.04}, {"maxVisits", 3}}}}),
              ElementsAre(HasSubstr("wideRootNoise")));
  EXPECT_THAT(warnings({{"includeWeather", true}}), ElementsAre(HasSubstr("includeWeather")));
}

TEST_F(Analyses, MutatedLinesGetLinesOfJson) {
  const std::string seeds[] = {
      query({{"maxVisits", 2}, {"includePolicy", true}, {"includeOwnership", true}}),
      query(
          R"({"moves": [["B", "C3"], ["W", "pass"]], "analyzeTurns": [0, 2], "maxVisits": 3})"_json),
      query(R"({"initialStones": [["B", "A1"]], "initialPlayer": "W", "maxVisits": 2})"_json),
      query({{"overrideSettings", {{"maxTime", 1}}}, {"priority", 3}, {"maxVisits", 1}}),
      query(R"({"avoidMoves": [{"player": "B", "moves": ["A1"], "untilDepth": 1}]})"_json),
      R"({"id":"t","action":"terminate","terminateId":"q","turnNumbers":[0,1]})",
      R"({"id":"v","action":"query_version"})"};
  Rng random({.seed = 1});
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random.below(static_cast<std::uint32_t>(n)));
  };
  int answered = 0, errors = 0;
  for (int i = 0; i < 8'000; ++i) {
    std::string line = seeds[below(std::size(seeds))];
    for (std::size_t edits = below(4); edits > 0; --edits) {
      const std::size_t at = below(line.size());
      switch (below(4)) {
        case 0:
          line[at] = static_cast<char>(32 + below(224));
          break;
        case 1:
          line.erase(at, 1 + below(5));
          break;
        case 2:
          line.insert(at, std::to_string(static_cast<int>(below(0xffffffff))));
          break;
        default:
          line.insert(at, line.substr(below(line.size()), 12));
      }
      if (line.empty()) line = " ";
    }
    server_->take(line, lines_);
    for (int k = 0; k < 50 && !server_->idle(); ++k) server_->work(lines_);
    server_->take(R"({"id":"end","action":"terminate_all"})", lines_);
    ASSERT_TRUE(server_->idle());
    for (const Json& answer : lines_.take()) {
      ASSERT_TRUE(answer.is_object());
      answered += answer.contains("turnNumber");
      errors += answer.contains("error");
      ASSERT_THAT(answer.value("error", ""), testing::Not(HasSubstr("bug"))) << line;
    }
  }
  EXPECT_GT(answered, 1500);
  EXPECT_GT(errors, 1500);
}

}  // namespace
}  // namespace az
