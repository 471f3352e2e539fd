// The part of the page about the game, held against a recount by code of its own.
#include "report/game_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "core/text.h"
#include "games/advance.h"
#include "games/registry.h"
#include "report/anchor_scores.h"
#include "report/report.h"
#include "store/match.h"
#include "store/shard.h"
#include "tests/matches/planted_run.h"
#include "tests/plan/temporary_run.h"
#include "tests/support/random_record.h"
#include "tests/support/random_shards.h"
#include "tests/support/three_player.h"

namespace az {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A line of a table's CSV.
struct Quantity {
  double value = NAN, low = NAN, high = NAN, count = -1;
};
Quantity quantity(const GameReport& report, const std::string& table, const std::string& level,
                  const std::string& source, const std::string& name) {
  Quantity found;
  for (const GameTable& each : report.tables) {
    if (each.name != table) continue;
    for (const std::string& line : split(each.csv, '\n')) {
      const auto cells = split(line, ',');
      if (cells.size() != 9 || cells[0] != level || cells[1] != source || cells[4] != name)
        continue;
      const auto number = [&](std::size_t i) {
        return cells[i].empty() ? NAN : std::stod(cells[i]);
      };
      found = {number(5), number(6), number(7), number(8)};
    }
  }
  return found;
}

/// Both solutions of |p − x| = z sqrt(x (1 − x) / n), by halving.
std::pair<double, double> score_interval(double p, double n) {
  const auto inside = [&](double x) {
    return std::abs(p - x) <= 1.959963984540054 * std::sqrt(x * (1 - x) / n);
  };
  const auto edge = [&](double in, double out) {
    for (int i = 0; i < 100; ++i) {
      const double middle = (in + out) / 2;
      (inside(middle) ? in : out) = middle;
    }
    return in;
  };
  return {edge(p, 0), edge(p, 1)};
}

void expect_share(const Quantity& found, double part, double all, const std::string& what) {
  EXPECT_EQ(found.count, all) << what;
  EXPECT_NEAR(found.value, part / all, 1e-7) << what;
  const auto [low, high] = score_interval(part / all, all);
  if (part > 0) EXPECT_NEAR(found.low, low, 1e-6) << what;
  if (part < all) EXPECT_NEAR(found.high, high, 1e-6) << what;
}

class GameReportTest : public testing::Test {
 protected:
  GameReportTest() : planted_(testing::UnitTest::GetInstance()->current_test_info()->name()) {
    write(run().run_yaml(), planted_.config.to_yaml());
  }
  const RunDir& run() const { return planted_.run; }
  static std::string game() { return "{name: connect_four, rows: 5, columns: 5}"; }
  void add_shards(Generation generation, test::RandomShards wanted = {}) {
    test::write_random_shards(run(), game(), generation, wanted);
  }
  std::vector<GameRecord> stored(Generation generation) const {
    std::vector<GameRecord> all;
    for (std::uint64_t s = 0; file_exists(run().shard(generation, s)); ++s) {
      const Shard shard = read_shard(run().shard(generation, s)).value();
      all.insert(all.end(), shard.games.begin(), shard.games.end());
    }
    return all;
  }
  /// Whole files of matches of generation 1: gate, anchors and ladder.
  void add_matches() {
    planted_.add_net(0);
    planted_.set_champion(0);
    planted_.add_net(1);
    planted_.arena.simulations = 8;
    planted_.arena.ladder = {.simulations = {1, 64}, .blocks = 1, .generations = {1}};
    planted_.write_all(1, 0.5, 0.75);
    planted_.config.set("arena", print_config(planted_.arena));
    write(run().run_yaml(), planted_.config.to_yaml());
  }

  PlantedRun planted_;
};

TEST_F(GameReportTest, ARecountOfTheFilesGivesTheSameNumbers) {
  add_shards(1, {.games = 120, .games_per_shard = 40});
  const GameReport report = make_game_report(run(), 1, {});
  const auto records = stored(1);
  ASSERT_EQ(records.size(), 120u);

  double wins[2] = {0, 0}, draws = 0, plies = 0;
  std::map<std::string, double> reasons;
  std::vector<double> lengths;
  std::map<std::vector<Action>, double> openings;
  for (const GameRecord& record : records) {
    const auto& place = record.outcome.place;
    if (place[0] == place[1])
      ++draws;
    else
      ++wins[place[0] < place[1] ? 0 : 1];
    ++reasons[std::string(to_string(record.outcome.reason))];
    plies += static_cast<double>(record.plies.size());
    lengths.push_back(static_cast<double>(record.plies.size()));
    ++openings[{record.plies[0].action, record.plies[1].action}];
  }
  const auto of = [&](const std::string& table, const std::string& name) {
    return quantity(report, table, "g0001", "self-play", name);
  };
  expect_share(of("table_seats", "wins_seat1"), wins[0], 120, "seat 1");
  expect_share(of("table_seats", "wins_seat2"), wins[1], 120, "seat 2");
  expect_share(of("table_seats", "shared"), draws, 120, "draws");
  expect_share(of("table_seats", "credit_seat2"), wins[1] + draws / 2, 120, "credit");
  for (const auto& [reason, count] : reasons)
    expect_share(of("table_ends", reason), count, 120, reason);
  expect_share(of("table_ends", "truncated"), 0, 120, "truncated");

  EXPECT_NEAR(of("table_lengths", "length_mean").value, plies / 120, 1e-6);
  std::sort(lengths.begin(), lengths.end());
  EXPECT_EQ(of("table_lengths", "length_10").value, lengths[11]);
  EXPECT_EQ(of("table_lengths", "length_50").value, lengths[59]);
  EXPECT_EQ(of("table_lengths", "length_90").value, lengths[107]);

  EXPECT_EQ(of("table_openings", "distinct_2").value, static_cast<double>(openings.size()));
  double entropy = 0;
  for (const auto& [opening, count] : openings) entropy -= count / 120 * std::log(count / 120);
  EXPECT_NEAR(of("table_openings", "effective_2").value, std::exp(entropy), 1e-6);

  // At most 200 games are replayed, so all of them: the stored counts are the same choices.
  double choices = 0;
  std::vector<std::uint16_t> counts;
  for (const GameRecord& record : records)
    for (const Ply& ply : record.plies) {
      choices += ply.legal_count;
      counts.push_back(ply.legal_count);
    }
  std::sort(counts.begin(), counts.end());
  EXPECT_NEAR(of("table_lengths", "choices_mean").value, choices / plies, 1e-6);
  EXPECT_EQ(of("table_lengths", "choices_50").value, counts[(counts.size() + 1) / 2 - 1]);
  EXPECT_EQ(of("table_lengths", "choices_mean").count, 120);
}

TEST_F(GameReportTest, ARecountOfTheLeadsGivesTheSameNumbers) {
  add_shards(1, {.games = 60, .games_per_shard = 60});
  const GameReport report = make_game_report(run(), 1, {});
  double changes = 0, changed = 0, never = 0, decided = 0, led = 0, ahead_half = 0, wins_half = 0;
  for (const GameRecord& record : stored(1)) {
    // Between two seats: the first one's value; the other's is the rest.
    std::vector<double> first;
    for (std::size_t ply = 0; ply < record.plies.size(); ++ply)
      first.push_back(static_cast<double>(record.root_outcome[3 * ply]) +
                      static_cast<double>(record.root_outcome[3 * ply + 1]) / 2);
    const auto& place = record.outcome.place;
    first.push_back(place[0] == place[1] ? 0.5 : place[0] == 1 ? 1 : 0);
    std::vector<std::pair<std::size_t, int>> leaders;  // where somebody new is ahead
    for (std::size_t ply = 0; ply < first.size(); ++ply) {
      const double ahead = 2 * first[ply] - 1;
      const int leader = ahead >= 0.1 ? 0 : ahead <= -0.1 ? 1 : -1;
      if (leader >= 0 && (leaders.empty() || leaders.back().second != leader))
        leaders.emplace_back(ply, leader);
    }
    if (leaders.empty()) {
      ++never;
    } else {
      ++led;
      changes += static_cast<double>(leaders.size() - 1);
      changed += leaders.size() > 1;
      decided +=
          static_cast<double>(leaders.back().first) / static_cast<double>(record.plies.size());
    }
    const std::size_t half = (record.plies.size() + 1) / 2;
    const double ahead = 2 * first[half] - 1;
    if (std::abs(ahead) >= 0.1) {
      ++ahead_half;
      wins_half += place[0] != place[1] && (ahead > 0) == (place[0] < place[1]);
    }
  }
  const auto of = [&](const std::string& name) {
    return quantity(report, "table_leads", "g0001", "self-play", name);
  };
  EXPECT_NEAR(of("changes").value, changes / 60, 1e-6);
  expect_share(of("changed"), changed, 60, "changed");
  expect_share(of("never_led"), never, 60, "never");
  EXPECT_NEAR(of("decided_mean").value, decided / led, 1e-6);
  expect_share(of("leader_at_50"), ahead_half, 60, "a leader at half");
  expect_share(of("leader_at_50_wins"), wins_half, ahead_half, "and wins");
  // Two seats cannot make a king.
  for (const GameTable& table : report.tables) EXPECT_NE(table.name, "table_kingmaking");
}

TEST_F(GameReportTest, AGameThatTheFirstSeatAlwaysWinsIsUnfair) {
  add_shards(1, {.games = 60, .games_per_shard = 30, .keep = [](const GameRecord& record) {
                   return record.outcome.place[0] < record.outcome.place[1];
                 }});
  const GameReport report = make_game_report(run(), 1, {});
  ASSERT_EQ(report.fairness.size(), 1u);
  EXPECT_EQ(report.fairness[0].fairness, Fairness::kUnfair);
  EXPECT_THAT(report.fairness[0].line,
              testing::StartsWith("UNFAIR: seat 1 wins 100.0 % [94.0, 100.0] of 60 self-play games "
                                  "at the last level (g0001): the first player is favoured; an "
                                  "equal share is 50.0 %"));
  // Random play is no evidence of that.
  EXPECT_THAT(report.lines, Contains(HasSubstr("The same by random play: ")));
}

/// Three seats, the winner takes all: values are chances of winning.
std::optional<GameCourse> winner_takes_all(const std::vector<std::vector<float>>& values,
                                           const std::vector<std::uint8_t>& seats, int winner,
                                           int last) {
  const auto rules = three_player_game(ThreePlayerPayoff::kWinner);
  const GameSample sample{1, GameSource::kSelfPlay, "planted", rules.get(), {}};
  PlayedGame game;
  for (std::size_t ply = 0; ply < values.size(); ++ply) {
    game.moves.push_back(0);
    game.seats.push_back(seats[ply]);
    game.values.insert(game.values.end(), values[ply].begin(), values[ply].end());
  }
  std::vector<int> places(3, 2);
  places[static_cast<std::size_t>(winner)] = 1;
  places[static_cast<std::size_t>(last)] = 3;
  game.outcome = place_outcome(sample.game->info(), places, EndReason::kWin);
  return follow_course(sample, game);
}

TEST(Kingmaking, AMoveOfASeatThatCannotWinChoosesTheWinner) {
  // Seat 3 is behind (below 1/6) when it moves the win from seat 1 to seat 2.
  const auto course = winner_takes_all(
      {{0.4f, 0.35f, 0.25f}, {0.55f, 0.4f, 0.05f}, {0.6f, 0.35f, 0.05f}, {0.2f, 0.75f, 0.05f}},
      {0, 1, 2, 0}, 1, 2);
  ASSERT_TRUE(course);
  EXPECT_TRUE(course->led);
  EXPECT_EQ(course->changes, 1);  // seat 1 from ply 1, seat 2 from ply 3
  EXPECT_DOUBLE_EQ(course->decided, 0.75);
  EXPECT_TRUE(course->kingmade);
  EXPECT_THAT(course->leader, testing::ElementsAre(0, 0, 1));
  EXPECT_EQ(course->behind.moves, 1);
  EXPECT_NEAR(course->behind.swing, 0.4, 1e-6);
  // Seat 2 at ply 1 moved while seat 1 was best off; seat 1 at ply 3 while seat 2 was.
  EXPECT_EQ(course->contender.moves, 2);
  EXPECT_NEAR(course->contender.swing, 0.05 + 0.25, 1e-6);
  // Of the winner's |+0.05| + |−0.05| + |+0.4| + |+0.25|, seat 3 moved 0.4.
  ASSERT_TRUE(course->last_share);
  EXPECT_NEAR(*course->last_share, 0.4 / 0.75, 1e-6);
}

TEST(Kingmaking, AContendersOwnRiseIsNone) {
  const auto course = winner_takes_all({{0.6f, 0.3f, 0.1f}, {0.2f, 0.7f, 0.1f}}, {1, 0}, 1, 2);
  ASSERT_TRUE(course);
  EXPECT_EQ(course->changes, 1);
  EXPECT_FALSE(course->kingmade);
  EXPECT_EQ(course->behind.moves, 0);
  // A seat that was behind and takes the lead itself has made nobody else king.
  const auto comeback = winner_takes_all({{0.8f, 0.1f, 0.1f}, {0.1f, 0.1f, 0.8f}}, {2, 0}, 2, 0);
  EXPECT_FALSE(comeback->kingmade);
}

TEST(Kingmaking, WithoutSearchNothingIsKnown) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto blind = winner_takes_all({{nan, nan, nan}}, {0}, 0, 2);
  EXPECT_FALSE(blind);
  // Random opening plies have no values: what follows them has.
  const auto course = winner_takes_all({{nan, nan, nan}, {0.2f, 0.7f, 0.1f}}, {0, 1}, 0, 2);
  ASSERT_TRUE(course);
  EXPECT_EQ(course->changes, 1);
  EXPECT_THAT(course->leader, testing::ElementsAre(1, 1, -1));
}

TEST(Kingmaking, ARecountOfRandomGamesOfThreeGivesTheSameNumbers) {
  const auto game = three_player_game(ThreePlayerPayoff::kWinner);
  GameSample sample{1, GameSource::kSelfPlay, "random records", game.get(), {}};
  double kingmade = 0, behind = 0, behind_moves = 0, contender = 0, contender_moves = 0;
  for (std::uint64_t id = 0; id < 80; ++id) {
    const GameRecord record = test::random_record(*game, 5, id);
    // Any distribution will do: the chance of the first place as it stands, scaled to sum to 1.
    std::vector<std::array<double, 3>> value;
    PlayedGame played;
    played.outcome = record.outcome;
    for (std::size_t ply = 0; ply < record.plies.size(); ++ply) {
      double sum = 0;
      std::array<double, 3> now{};
      for (std::size_t s = 0; s < 3; ++s)
        sum += now[s] = static_cast<double>(record.root_outcome[10 * ply + 3 * s]);
      for (std::size_t s = 0; s < 3; ++s) {
        now[s] = static_cast<double>(static_cast<float>(now[s] / sum));
        played.values.push_back(static_cast<float>(now[s]));
      }
      value.push_back(now);
      played.moves.push_back(record.plies[ply].action);
      played.seats.push_back(record.plies[ply].seat);
    }
    std::array<double, 3> end{};
    for (std::size_t s = 0; s < 3; ++s)
      end[s] = (static_cast<double>(record.outcome.payoff[s]) + 0.5) / 1.5;
    value.push_back(end);
    sample.games.push_back(played);

    int leader = -1;
    bool made = false;
    for (std::size_t t = 0; t < value.size(); ++t) {
      std::array<int, 3> order{0, 1, 2};
      std::sort(order.begin(), order.end(), [&](int a, int b) {
        return value[t][static_cast<std::size_t>(a)] > value[t][static_cast<std::size_t>(b)];
      });
      const auto best = static_cast<std::size_t>(order[0]),
                 next = static_cast<std::size_t>(order[1]);
      if (value[t][best] - value[t][next] >= 0.1 && leader != order[0]) {
        if (leader >= 0) {
          const int mover = played.seats[t - 1];
          made = mover != order[0] && value[t - 1][static_cast<std::size_t>(mover)] < 1.0 / 6 &&
                 value[t][static_cast<std::size_t>(mover)] < 1.0 / 6;
        }
        leader = order[0];
      }
      if (t + 1 == value.size()) continue;
      const std::size_t mover = played.seats[t];
      if (mover == best) continue;
      const double swing = std::abs(value[t + 1][best] - value[t][best]);
      (value[t][mover] < 1.0 / 6 ? behind : contender) += swing;
      (value[t][mover] < 1.0 / 6 ? behind_moves : contender_moves) += 1;
    }
    kingmade += made;
  }
  const auto course = measure_course(sample);
  ASSERT_TRUE(course);
  EXPECT_GT(kingmade, 0);
  EXPECT_NEAR(course->kingmade.value, kingmade / 80, 1e-9);
  EXPECT_NEAR(course->behind_swing.value, behind / behind_moves, 1e-6);
  EXPECT_NEAR(course->contender_swing.value, contender / contender_moves, 1e-6);
  EXPECT_NEAR(course->behind_per_game.value, behind / 80, 1e-6);
}

TEST(Kingmaking, HasATableWhereThreePlay) {
  GameSamples samples;
  samples.games.push_back(three_player_game());
  const Game& game = *samples.games[0];
  GameSample sample{1, GameSource::kSelfPlay, "champion g0000", &game, {}};
  for (std::uint64_t id = 0; id < 30; ++id) {
    const GameRecord record = test::random_record(game, 5, id);
    PlayedGame played;
    played.outcome = record.outcome;
    for (const Ply& ply : record.plies) {
      played.moves.push_back(ply.action);
      played.seats.push_back(ply.seat);
      for (std::uint64_t seat = 0; seat < 3; ++seat)
        played.values.push_back(static_cast<float>((id + seat + played.moves.size()) % 5) / 5);
    }
    sample.games.push_back(std::move(played));
  }
  samples.samples.push_back(std::move(sample));
  const GameReport report = make_game_report(samples, {}, {});
  const Quantity kingmade = quantity(report, "table_kingmaking", "g0001", "self-play", "kingmade");
  EXPECT_EQ(kingmade.count, 30);
  EXPECT_GE(kingmade.low, 0);
  const Quantity wins = quantity(report, "table_seats", "g0001", "self-play", "wins_seat3");
  EXPECT_EQ(wins.count, 30);
  EXPECT_EQ(quantity(report, "table_lengths", "g0001", "self-play", "choices_mean").count, 30);
}

TEST_F(GameReportTest, TheGatesPairsAndTheLadderAreCounted) {
  add_shards(1);
  add_matches();
  const GameReport report = make_game_report(run(), 1, {});
  EXPECT_THAT(report.notes, IsEmpty());
  double wins = 0, games = 0, score = 0;
  for (std::uint64_t block = 0; block < 4; ++block) {
    const auto match = read_match(run().match(1, "champion", block));
    if (!match) continue;
    for (const MatchGame& game : match->games) {
      ++games;
      wins += game.outcome.place[0] < game.outcome.place[1];
    }
  }
  const Quantity seat = quantity(report, "table_seats", "g0001", "gate", "wins_seat1");
  EXPECT_EQ(seat.count, games);
  EXPECT_NEAR(seat.value, wins / games, 1e-7);
  const auto alone = score_interval(wins / games, games);
  EXPECT_LE(seat.low, alone.first + 1e-7);  // pairs are worth no more than their games
  EXPECT_GE(seat.high, alone.second - 1e-7);

  const Ladders ladders = read_ladders(run(), 1);
  ASSERT_EQ(ladders.ladders.size(), 1u);
  const Ladder& ladder = ladders.ladders[0];
  EXPECT_EQ(ladder.candidate_simulations, 8);
  ASSERT_EQ(ladder.rungs.size(), 3u);
  EXPECT_EQ(ladder.rungs[1].simulations, 8);
  EXPECT_EQ(ladder.rungs[1].elo.value, 0);
  EXPECT_DOUBLE_EQ(ladder.span.value, ladder.rungs[2].elo.value - ladder.rungs[0].elo.value);
  EXPECT_EQ(ladder.span.count, 16u);
  const auto match = read_match(run().match(1, "self64", 0));
  ASSERT_TRUE(match);
  for (const MatchGame& game : match->games) {
    const auto& place = game.outcome.place;
    const double first = place[0] == place[1] ? 0.5 : place[0] < place[1] ? 1 : 0;
    score += game.seat_agent[0] == 1 ? first : 1 - first;
  }
  EXPECT_EQ(ladder.rungs[2].simulations, 64);
  EXPECT_EQ(ladder.rungs[2].score.count, match->games.size());
  EXPECT_NEAR(ladder.rungs[2].score.value, score / static_cast<double>(match->games.size()), 1e-9);
  // The candidate won three of four, by about 400 log10(3) = 191 Elo. The planted wins fall into a
  // pattern by seats, which the fit takes for an advantage of moving second.
  EXPECT_LT(ladder.rungs[2].elo.value, -100);
  EXPECT_LT(ladder.rungs[2].elo.low, -191);
  EXPECT_GT(ladder.rungs[2].elo.high, -191);
}

/// Random games of three: the candidate in one seat, in turn, against two seats of an opponent.
struct ThreeSeats {
  MatchHeader header;
  std::vector<MatchGame> games;
  double candidate = 0;  ///< share of the games that it won

  explicit ThreeSeats(const StoredAgent& opponent) {
    const auto game = *make_game(*parse_yaml("{name: ringrift, players: 3}", "test"));
    header.game = stored_game(*game, "{name: ringrift, players: 3}");
    header.generation = 1;
    header.protocol = hash128("protocol");
    header.protocol_section = "search: {simulations: 8}\n";
    header.agents = {{"g0001", hash128("net"), hash128("8")}, opponent};
    for (std::uint64_t number = 0; number < 30; ++number) {
      const GameRecord played = test::random_record(*game, 3, number);
      MatchGame& match = games.emplace_back();
      match.pair = match.opening = number / 3;
      match.seat_agent = {1, 1, 1};
      match.seat_agent[number % 3] = 0;
      match.outcome = played.outcome;
      for (const Ply& ply : played.plies) match.moves.push_back(ply.action);
      candidate += played.outcome.place[number % 3] == 1 ? 1.0 / 30 : 0;
    }
  }
  void write_to(const RunDir& run) const {
    write(run.run_yaml(), "seed: 1\ngame: {name: ringrift, players: 3}\n");
    const Path path = run.match(1, header.agents[1].label, 0);
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(write_match(path, header, games));
  }
};

TEST_F(GameReportTest, AThirdOfTheScoreIsAnEqualShareOfTheLaddersThreeSeats) {
  const ThreeSeats three({"self64", hash128("net"), hash128("64")});
  three.write_to(run());
  const Ladders ladders = read_ladders(run(), 1);
  ASSERT_EQ(ladders.ladders.size(), 1u) << testing::PrintToString(ladders.notes);
  // Two seats share what one of them wins; a game always has one winner.
  EXPECT_NEAR(ladders.ladders[0].rungs[1].score.value, (1 - three.candidate) / 2, 1e-6);
}

TEST_F(GameReportTest, AnAnchorsThreeSeatsLeaveTheCandidateAThird) {
  ThreeSeats three({"heuristic32", {}, hash128("h")});
  three.games[29] = three.games[26];  // as that one, from the same seat
  three.write_to(run());
  const AnchorScores scores = read_anchor_scores(run(), 1, 1);
  EXPECT_THAT(scores.notes, IsEmpty());
  ASSERT_EQ(scores.scores.size(), 1u);
  const MatchScore& score = scores.scores[0].score;
  EXPECT_EQ(scores.scores[0].opponent, "heuristic32");
  EXPECT_NEAR(score.equal, 1.0 / 3, 1e-6);
  EXPECT_EQ(score.score.count, 30u);
  EXPECT_EQ(score.distinct, 29u);
  EXPECT_NEAR(score.score.value, three.candidate, 0.04);
  EXPECT_LT(score.score.low, score.score.value);
}

TEST_F(GameReportTest, AMatchThatIsNotOfTwoIsNotCountedAndSaid) {
  ThreeSeats three({"heuristic32", {}, hash128("h")});
  for (MatchGame& game : three.games) game.seat_agent = {};
  three.header.agents.resize(1);
  const Path path = run().match(1, "heuristic32", 0);
  std::filesystem::create_directories(path.parent_path());
  ASSERT_TRUE(write_match(path, three.header, three.games));
  const AnchorScores scores = read_anchor_scores(run(), 1, 1);
  EXPECT_THAT(scores.scores, IsEmpty());
  EXPECT_THAT(scores.notes, Contains(HasSubstr("1 agents, not 2")));
}

TEST_F(GameReportTest, NoMoreGenerationsThanSaidAreRead) {
  const ThreeSeats three({"heuristic32", {}, hash128("h")});
  for (Generation g = 0; g < 80; ++g) {
    std::filesystem::create_directories(run().matches(g));
    ASSERT_TRUE(write_match(run().match(g, "heuristic32", 0), three.header,
                            std::span(three.games).first(1)));
  }
  const AnchorScores scores = read_anchor_scores(run(), 79, 77);
  EXPECT_LE(scores.scores.size(), std::size_t{kMostLevels});
  std::set<Generation> read;
  for (const AnchorScore& each : scores.scores) read.insert(each.generation);
  EXPECT_TRUE(read.contains(77) && read.contains(79) && read.contains(0));
}

TEST_F(GameReportTest, TheChampionsScoresAgainstAnchorsAreARecountOfTheirFiles) {
  add_matches();
  const AnchorScores scores = read_anchor_scores(run(), 1, 1);
  ASSERT_EQ(scores.scores.size(), 2u) << "the ladder is the net itself";
  EXPECT_EQ(scores.scores[0].opponent, "champion");
  EXPECT_NEAR(scores.scores[0].score.score.value, 0.5, 1e-9);
  const AnchorScore& random = scores.scores[1];
  EXPECT_EQ(random.opponent, "random");
  const auto match = read_match(run().match(1, "random", 0));
  ASSERT_TRUE(match);
  double won = 0;
  for (const MatchGame& game : match->games) {
    const auto& place = game.outcome.place;
    const double first = place[0] == place[1] ? 0.5 : place[0] < place[1] ? 1 : 0;
    won += game.seat_agent[0] == 0 ? first : 1 - first;
  }
  const double share = won / static_cast<double>(match->games.size());
  EXPECT_NEAR(random.score.score.value, share, 1e-9);
  EXPECT_DOUBLE_EQ(random.score.equal, 0.5);
  const auto rows = anchor_rows(scores, 1);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1][0], "the champion before it");
  EXPECT_EQ(rows[1][5], "CANNOT TELL");
  EXPECT_EQ(rows[2][0], "random");
  EXPECT_EQ(rows[2][4], "50.0 %");
  EXPECT_THAT(anchor_rows(scores, 0), IsEmpty());
  EXPECT_THAT(anchor_csv(scores), HasSubstr(fmt::format("1,random,8,8,{:.8g},", share)));

  write(run().match(1, "random", 1), "no match");
  EXPECT_THAT(read_anchor_scores(run(), 1, 1).notes, Contains(HasSubstr("not counted: ")));
}

TEST_F(GameReportTest, WithoutItsConfigurationALadderIsNotGuessed) {
  add_matches();
  std::filesystem::remove(run().run_yaml());
  const Ladders ladders = read_ladders(run(), 1);
  EXPECT_THAT(ladders.ladders, IsEmpty());
  EXPECT_THAT(ladders.notes, Contains(HasSubstr("no ladder: ")));
  EXPECT_THAT(sample_games(run(), 1).notes, Contains(HasSubstr("drawn with seed")));
}

TEST_F(GameReportTest, WhatIsMissingIsNamed) {
  for (const Generation g : {1u, 2u, 3u, 6u, 8u})
    add_shards(g, {.games = 10, .games_per_shard = 5});
  GameReport report = make_game_report(run(), 8, {});
  // Wanted are 1, 2, 4, 6 and 8.
  EXPECT_THAT(report.notes,
              Contains("g0004 holds no self-play games (deleted, or not played yet): g0003 stands "
                       "in for it"));
  EXPECT_THAT(report.notes, Contains(HasSubstr("arena.ladder is empty")));
  EXPECT_EQ(quantity(report, "table_seats", "g0003", "self-play", "wins_seat1").count, 10);

  for (const Generation g : {2u, 3u, 6u, 8u}) std::filesystem::remove_all(run().selfplay(g));
  report = make_game_report(run(), 8, {});
  EXPECT_THAT(report.notes,
              Contains("g0008 holds no self-play games (deleted, or not played yet), and no other "
                       "generation can stand in for it"));
  write(run().shard(1, 1), "damaged");
  report = make_game_report(run(), 8, {});
  EXPECT_THAT(report.notes, Contains(HasSubstr("g0001/s0001.h5")));
  EXPECT_EQ(quantity(report, "table_seats", "g0001", "self-play", "wins_seat1").count, 5);

  EXPECT_THAT(report.notes, Contains(HasSubstr("no games of candidate against champion")));
  add_matches();
  std::filesystem::remove(run().match(1, "self64", 0));
  report = make_game_report(run(), 8, {});
  EXPECT_THAT(report.notes,
              Contains("g0001: 0 of 1 blocks against its own net with 64 simulations (deleted, or "
                       "not played yet)"));
}

TEST_F(GameReportTest, WithoutAnyGamesItSaysThatNobodyCanTell) {
  const GameReport report = make_game_report(run(), 3, {});
  ASSERT_EQ(report.fairness.size(), 1u);
  EXPECT_THAT(report.fairness[0].line, HasSubstr("CANNOT TELL"));
  EXPECT_THAT(report.notes, Contains(HasSubstr("g0003 holds no self-play games")));
  // Random play needs no files.
  EXPECT_EQ(quantity(report, "table_lengths", "random", "random play", "length_mean").count, 2000);
}

TEST_F(GameReportTest, ABoundedSampleIsDrawnByTheSeedAndSaid) {
  add_shards(1, {.games = 100, .games_per_shard = 10});
  const SampleLimits limits{.games = 25, .random_games = 10};
  const GameSamples once = sample_games(run(), 1, limits), again = sample_games(run(), 1, limits);
  ASSERT_EQ(once.samples.size(), 2u);
  EXPECT_EQ(once.samples[0].games.size(), 10u);
  EXPECT_EQ(once.samples[1].games.size(), 30u);
  EXPECT_THAT(once.notes,
              Contains("g0001: a sample of 3 of 10 files of self-play games, 30 games"));
  for (std::size_t i = 0; i < 30; ++i)
    EXPECT_EQ(once.samples[1].games[i].moves, again.samples[1].games[i].moves);
}

TEST_F(GameReportTest, RandomPlayIsWhatTheRulesGive) {
  // Tic-tac-toe by random moves: 58.5 % first, 28.8 % second, 12.7 % draws (known exactly:
  // 737/1260, 121/420, 8/63).
  const auto game = make_game("tic_tac_toe").value();
  const GameSample sample = random_games(*game, 1, {});
  ASSERT_EQ(sample.games.size(), 2000u);
  const SeatRates rates = measure_seats(sample);
  EXPECT_NEAR(rates.wins[0].value, 737.0 / 1260, 0.04);  // more than three standard errors
  EXPECT_NEAR(rates.shared.value, 8.0 / 63, 0.03);
  const BranchingStatistics branching = measure_branching(sample, 1);
  EXPECT_EQ(branching.refused, 0u);
  EXPECT_EQ(branching.mean.count, 200u);
}

TEST_F(GameReportTest, SeveralVariantsAreJudgedApart) {
  write(run().run_yaml(), "seed: 1\ngame: {name: hex, size: 3}\n");
  const std::string first = "{name: hex, size: 3}", second = "{name: hex, size: 4}";
  test::write_random_shards(run(), first, 1, {.games = 20, .games_per_shard = 10});
  test::write_random_shards(run(), second, 2, {.games = 20, .games_per_shard = 10});
  const GameReport report = make_game_report(run(), 2, {});
  EXPECT_EQ(report.fairness.size(), 2u);
  EXPECT_THAT(report.tables[0].rows[0], Contains("variant"));
}

TEST_F(GameReportTest, ThePageHoldsTheSectionAndEveryCsv) {
  add_shards(1);
  add_shards(2);
  add_matches();
  const TestRun made;
  for (const auto* folder : {"selfplay", "matches"})
    std::filesystem::copy(run().root() / folder, made.run.root() / folder,
                          std::filesystem::copy_options::recursive);
  std::filesystem::copy(run().run_yaml(), made.run.run_yaml());
  for (const Generation g : {1u, 2u})
    write(made.run.metrics("selfplay") / fmt::format("{}-t000-r000.jsonl", generation_name(g)),
          R"({"time": 1, "event": "shard", "games_finished": 100, "plies": 2000})"
          "\n");
  const auto page = write_report(made.run);
  ASSERT_TRUE(page) << page.error().to_string();
  const std::string html = read(*page);
  EXPECT_THAT(html, HasSubstr("<h2>The game itself</h2>"));
  EXPECT_THAT(html, HasSubstr("Strength against simulations"));
  for (const char* name : {"table_seats", "table_ends", "table_lengths", "table_openings",
                           "table_leads", "table_ladder", "seats", "lengths", "ladder"}) {
    EXPECT_THAT(html, HasSubstr(fmt::format("href=\"{}.csv\"", name)));
    EXPECT_GT(count_lines(made.run.report() / (std::string(name) + ".csv")), 1) << name;
  }
  EXPECT_THAT(html, Not(HasSubstr("table_kingmaking")));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace az
