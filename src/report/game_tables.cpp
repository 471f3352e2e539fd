#include "report/game_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/estimate_text.h"

namespace az {
namespace {

/// A cell that breaks before its interval alone.
std::string kept_together(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_interval = i + 1 < text.size() && text[i + 1] == '[';
    out += text[i] == ' ' && !before_interval ? "\u00a0" : std::string(1, text[i]);
  }
  return out;
}

/// Rows of one table and the same numbers as lines of its CSV.
class TableWriter {
 public:
  TableWriter(std::string name, std::string title, std::string caption, bool variants)
      : variants_(variants) {
    table_.name = std::move(name);
    table_.title = std::move(title);
    table_.caption = std::move(caption);
    table_.csv = "level,source,who,variant,quantity,value,low,high,count\n";
  }

  void begin(const GameSample& sample) {
    sample_ = &sample;
    row_ = {level_text(sample), fmt::format("{}: {}", to_string(sample.source), sample.who)};
    head_ = {"level", "games by"};
    if (variants_) {
      row_.push_back(sample.variant());
      head_.push_back("variant");
    }
    cell("games", with_commas(sample.games.size()));
  }
  void cell(const std::string& heading, const std::string& text) {
    head_.push_back(heading);
    row_.push_back(kept_together(text));
  }
  void add(const std::string& heading, const std::string& quantity, const Estimate& estimate,
           const std::string& text) {
    cell(heading, text);
    line(quantity, estimate);
  }
  /// A number that stands in the CSV alone.
  void line(const std::string& quantity, const Estimate& estimate) {
    const auto text = [](double value) {
      return std::isfinite(value) ? fmt::format("{:.8g}", value) : std::string();
    };
    table_.csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", level_text(*sample_),
                              to_string(sample_->source), quoted(sample_->who),
                              quoted(sample_->variant()), quantity, text(estimate.value),
                              text(estimate.low), text(estimate.high), estimate.count);
  }
  void end() {
    if (table_.rows.empty()) table_.rows.push_back(head_);
    table_.rows.push_back(row_);
  }
  GameTable take() && { return std::move(table_); }

 private:
  static std::string quoted(const std::string& text) {
    return text.find_first_of(",\"\n") == std::string::npos ? text : '"' + text + '"';
  }
  GameTable table_;
  bool variants_;
  const GameSample* sample_ = nullptr;
  std::vector<std::string> head_, row_;
};

GameTable seats_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table(
      "table_seats", "Who wins",
      "Share of games that a seat wins alone; shared: draws and shared first places. Credit: wins, "
      "a shared first place counting as its part, so that a fair game gives every seat an equal "
      "share. 95 % intervals: Wilson; credits of three seats and more together (Goodman). Games of "
      "the gate that share an opening are counted as what they are worth.",
      variants);
  for (const Measured& each : all) {
    const SeatRates& rates = each.statistics.seats;
    table.begin(*each.sample);
    for (std::size_t seat = 0; seat < rates.wins.size(); ++seat)
      table.add(seat_name(seat) + " wins", fmt::format("wins_seat{}", seat + 1), rates.wins[seat],
                percent(rates.wins[seat]));
    table.add("shared", "shared", rates.shared, percent(rates.shared));
    for (std::size_t seat = 0; seat < rates.credit.size(); ++seat)
      table.line(fmt::format("credit_seat{}", seat + 1), rates.credit[seat]);
    table.cell("seat 1 credit", percent(rates.credit[0]));
    table.end();
  }
  return std::move(table).take();
}

GameTable ends_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table("table_ends", "How games end",
                    "Share of games by the reason that the rules give (resigned: an engine's). "
                    "Truncated: ended at the move cap by adjudication, not by the rules.",
                    variants);
  std::vector<std::string> reasons;  // every one that any level met, so that all rows are alike
  for (const Measured& each : all)
    for (const auto& [reason, share] : each.statistics.ends.reasons)
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
        reasons.push_back(reason);
  for (const Measured& each : all) {
    table.begin(*each.sample);
    for (const std::string& reason : reasons) {
      Estimate share = wilson(0, static_cast<double>(each.sample->games.size()),
                              kInterval95);  // met elsewhere only
      for (const auto& [own, estimate] : each.statistics.ends.reasons)
        if (own == reason) share = estimate;
      table.add(reason, reason, share, percent(share));
    }
    const Estimate& truncated = each.statistics.ends.truncated;
    table.add("truncated", "truncated", truncated, percent(truncated));
    table.end();
  }
  return std::move(table).take();
}

GameTable lengths_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table(
      "table_lengths", "How long, and among how many choices",
      fmt::format(
          "Length in decisions (steps without a choice are none), random opening plies included: "
          "mean, and the lengths that 10, 50 and 90 % of the games do not exceed. Choices: legal "
          "actions per decision, from a replay by the rules of at most {} games drawn by the run's "
          "seed; intervals over games.",
          kReplayedGames),
      variants);
  for (const Measured& each : all) {
    if (each.statistics.length.mean.count == 0) continue;
    const LengthStatistics& length = each.statistics.length;
    const BranchingStatistics& branching = each.statistics.branching;
    table.begin(*each.sample);
    table.add("mean length", "length_mean", length.mean, plain(length.mean, 1));
    table.add("10 %", "length_10", length.low10, plain(length.low10, 0));
    table.add("50 %", "length_50", length.median, plain(length.median, 0));
    table.add("90 %", "length_90", length.high90, plain(length.high90, 0));
    table.add("choices, mean", "choices_mean", branching.mean, plain(branching.mean, 1));
    table.add("median", "choices_50", branching.median, plain(branching.median, 0));
    table.add("90 %", "choices_90", branching.high90, plain(branching.high90, 0));
    table.cell("replayed", fmt::format("{} games, {} decisions", with_commas(branching.mean.count),
                                       with_commas(branching.decisions)));
    table.end();
  }
  return std::move(table).take();
}

GameTable openings_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table(
      "table_openings", "How many openings",
      "Distinct beginnings after 2, 4 and 8 decisions, and how many equally frequent ones would be "
      "as diverse (exp of the entropy, with its interval; too low where most occur once: it cannot "
      "exceed the number of games). First decisions: the same of the first alone. Mirror images "
      "count as different; random opening plies of self-play are among them.",
      variants);
  for (const Measured& each : all) {
    if (each.statistics.openings.empty()) continue;
    table.begin(*each.sample);
    double random_plies = 0;
    for (const PlayedGame& game : each.sample->games) random_plies += game.opening_plies;
    table.cell(
        "random plies, mean",
        fmt::format("{:.1f}", random_plies / static_cast<double>(each.sample->games.size())));
    for (const OpeningStatistics& opening : each.statistics.openings) {
      Estimate distinct;
      distinct.value = static_cast<double>(opening.distinct);
      distinct.count = opening.effective.count;
      table.line(fmt::format("distinct_{}", opening.plies), distinct);
      table.add(
          opening.plies == 1 ? "first decisions" : fmt::format("after {}", opening.plies),
          fmt::format("effective_{}", opening.plies), opening.effective,
          fmt::format("{}, as {}", with_commas(opening.distinct), plain(opening.effective, 1)));
    }
    table.end();
  }
  return std::move(table).take();
}

GameTable leads_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table(
      "table_leads", "Who leads, and for how long",
      fmt::format(
          "By the search's value before every move (self-play), from 0 (the last place's payoff) "
          "to 1 (the first's); a game's end is valued by its outcome. A seat becomes the leader "
          "when it is ahead of every other by {}, and stays it until another is. Decided: the last "
          "change of the leader (or where the first one appeared), as a share of the length, games "
          "without a leader left out. Leader wins: how often the seat that is ahead by that much "
          "there ends alone in first place.",
          kLeadMargin),
      variants);
  for (const Measured& each : all) {
    if (!each.statistics.course) continue;
    const CourseStatistics& course = *each.statistics.course;
    table.begin(*each.sample);
    table.add("changes of the lead", "changes", course.changes, plain(course.changes, 2));
    table.add("games with any", "changed", course.changed, percent(course.changed));
    table.add("decided at, mean", "decided_mean", course.decided_mean,
              percent(course.decided_mean));
    table.add("median", "decided_50", course.decided_median, percent(course.decided_median));
    table.add("nobody ever led", "never_led", course.never_led, percent(course.never_led));
    for (std::size_t i = 0; i < kLeaderAt.size(); ++i) {
      const int at = static_cast<int>(std::lround(100 * kLeaderAt[i]));
      table.line(fmt::format("leader_at_{}", at), course.leader_there[i]);
      table.add(fmt::format("leader at {} % wins", at), fmt::format("leader_at_{}_wins", at),
                course.leader_wins[i],
                fmt::format("{} of {}", percent(course.leader_wins[i]),
                            with_commas(course.leader_wins[i].count)));
    }
    table.end();
  }
  return std::move(table).take();
}

GameTable kingmaking_table(const std::vector<Measured>& all, bool variants) {
  TableWriter table(
      "table_kingmaking", "Kingmaking",
      "Does a seat that cannot win choose who does? A seat is behind when its value is below half "
      "of an equal share. Kingmade: games whose last change of the leader came with a move of a "
      "seat that was behind before and after it. Swing: by how much one move changes the value of "
      "the seat that was best off before it (another than the mover); seats that are behind move "
      "in "
      "other positions than contenders do, so compare each from level to level. Last seat's part: "
      "of "
      "all changes of the winner's value, how much came with moves of the seat that finished last; "
      "an equal part is 1 / players. Values tremble with the search, so a swing is never 0.",
      variants);
  for (const Measured& each : all) {
    if (!each.statistics.course || each.sample->players() < 3) continue;
    const CourseStatistics& course = *each.statistics.course;
    table.begin(*each.sample);
    table.add("leader at 50 % wins", "leader_at_50_wins", course.leader_wins[1],
              percent(course.leader_wins[1]));
    table.add("kingmade", "kingmade", course.kingmade, percent(course.kingmade));
    table.add("swing per move, seats behind", "behind_swing", course.behind_swing,
              plain(course.behind_swing, 3));
    table.add("contenders", "contender_swing", course.contender_swing,
              plain(course.contender_swing, 3));
    table.add("seats behind, per game", "behind_per_game", course.behind_per_game,
              plain(course.behind_per_game, 3));
    table.add("last seat's part", "last_share", course.last_share, percent(course.last_share));
    table.end();
  }
  return std::move(table).take();
}

}  // namespace

std::string level_text(const GameSample& sample) {
  return sample.source == GameSource::kRandom ? "random" : generation_name(sample.level);
}

std::vector<GameTable> game_tables(const std::vector<Measured>& all, bool variants) {
  std::vector<GameTable> tables;
  for (GameTable& table :
       std::vector<GameTable>{seats_table(all, variants), ends_table(all, variants),
                              lengths_table(all, variants), openings_table(all, variants),
                              leads_table(all, variants), kingmaking_table(all, variants)})
    if (table.rows.size() > 1) tables.push_back(std::move(table));
  return tables;
}

GameTable ladder_table(const std::vector<Ladder>& ladders) {
  GameTable table;
  table.name = "table_ladder";
  table.title = "What thinking longer is worth";
  table.caption =
      "A net against itself with other numbers of simulations per move (arena.ladder). Elo over "
      "the number that the run evaluates with, whose row is 0; one fit per net over these games "
      "alone (two players: Davidson with first-move advantage; more: Plackett–Luce), 95 % "
      "intervals. Score: of the simulations of that row, games of one opening counted as what they "
      "are worth.";
  table.rows = {{"net", "simulations", "games", "score", "equal players", "Elo"}};
  table.csv = "generation,simulations,quantity,value,low,high,count\n";
  for (const Ladder& ladder : ladders)
    for (const LadderRung& rung : ladder.rungs) {
      const bool own = rung.score.count == 0;
      table.rows.push_back({generation_name(ladder.generation), std::to_string(rung.simulations),
                            own ? "–" : with_commas(rung.score.count), percent(rung.score),
                            own ? "–" : fmt::format("{:.1f} %", 100 * rung.equal),
                            own ? "0 (by definition)" : plain(rung.elo, 0)});
      if (own) continue;
      for (const auto& [quantity, estimate] :
           {std::pair{"score", rung.score}, std::pair{"elo", rung.elo}})
        table.csv +=
            fmt::format("{},{},{},{:.8g},{:.8g},{:.8g},{}\n", ladder.generation, rung.simulations,
                        quantity, estimate.value, estimate.low, estimate.high, estimate.count);
    }
  return table;
}

}  // namespace az
