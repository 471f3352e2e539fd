#include "store/game_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "store/quantize.h"
#include "store/ragged.h"
#include "store/tree_fields.h"

namespace az {
namespace {

constexpr std::uint8_t kPayoffFill = 255;
constexpr std::uint32_t kFill32 = 0xffffffffu;

std::vector<Half> to_halves(std::span<const float> values) {
  std::vector<Half> halves;
  halves.reserve(values.size());
  for (const float value : values) halves.push_back(to_half(value));
  return halves;
}

struct GameColumns {
  std::vector<std::uint64_t> id, ply_begin{0};
  std::vector<std::uint32_t> settings_id, opening_plies;
  std::vector<std::string> setup;
  std::vector<std::int64_t> parent_game;
  std::vector<std::int32_t> parent_ply, resumed_at;
  std::vector<std::uint8_t> seat_agent;
  std::vector<Outcome> outcome;
};

struct PlyColumns {
  std::vector<std::uint32_t> action, n, m;
  std::vector<std::uint8_t> kind, seat, policy_tail;
  std::vector<std::uint16_t> legal_count;
  std::vector<float> weight;
  std::vector<Half> net_outcome, root_outcome;
  std::vector<std::uint64_t> visited_begin{0}, policy_begin{0};
  std::vector<std::uint32_t> visited_action, visits, policy_action;
  std::vector<std::uint8_t> q, policy_code;
};

void add_game(GameColumns& columns, const GameRecord& game) {
  columns.id.push_back(game.id);
  columns.settings_id.push_back(game.settings_id);
  columns.setup.push_back(game.setup);
  columns.opening_plies.push_back(game.opening_plies);
  columns.parent_game.push_back(game.parent_game);
  columns.parent_ply.push_back(game.parent_ply);
  columns.resumed_at.push_back(game.resumed_at);
  columns.seat_agent.insert(columns.seat_agent.end(), game.seat_agent.begin(),
                            game.seat_agent.end());
  columns.outcome.push_back(game.outcome);
  columns.ply_begin.push_back(columns.ply_begin.back() + game.plies.size());
}

void add_plies(PlyColumns& columns, const GameRecord& game, const StoredGame& stored) {
  const std::size_t plies = game.plies.size(),
                    outcomes = plies * static_cast<std::size_t>(stored.outcome_size);
  check(game.visited_begin.size() == plies + 1 && game.policy_begin.size() == plies + 1 &&
            game.net_outcome.size() == outcomes && game.root_outcome.size() == outcomes,
        "game {}: {} plies, but offsets {} and {}, outcomes {} and {}", game.id, plies,
        game.visited_begin.size(), game.policy_begin.size(), game.net_outcome.size(),
        game.root_outcome.size());
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(columns.net_outcome, to_halves(game.net_outcome));
  append(columns.root_outcome, to_halves(game.root_outcome));
  for (std::size_t i = 0; i < plies; ++i) {
    const Ply& ply = game.plies[i];
    columns.action.push_back(ply.action);
    columns.kind.push_back(static_cast<std::uint8_t>(ply.kind));
    columns.seat.push_back(ply.seat);
    columns.legal_count.push_back(ply.legal_count);
    columns.weight.push_back(ply.weight);
    columns.n.push_back(ply.simulations);
    columns.m.push_back(ply.considered);
    for (const VisitedAction& visited : game.visited_at(i)) {
      columns.visited_action.push_back(visited.action);
      columns.visits.push_back(visited.visits);
      columns.q.push_back(encode_payoff(visited.q, stored.value_low, stored.value_high));
    }
    columns.visited_begin.push_back(columns.visited_action.size());
    const PolicyCodes policy = encode_policy(game.policy_at(i), ply.legal_count);
    append(columns.policy_action, policy.actions);
    append(columns.policy_code, policy.codes);
    columns.policy_tail.push_back(policy.tail);
    columns.policy_begin.push_back(columns.policy_action.size());
  }
}

/// The columns of a file that was held against the shard schema.
struct Tables {
  std::span<const std::uint64_t> ply_begin, visited_begin, policy_begin;
  std::span<const std::uint32_t> action, n, m, visited_action, visits, policy_action;
  std::span<const std::uint8_t> kind, seat, q, policy_code, policy_tail;
  std::span<const std::uint16_t> legal_count;
  std::span<const float> weight;
  std::span<const Half> net_outcome, root_outcome;
};

Tables take_tables(const H5Tree& tree) {
  Tables tables;
  const auto take = [&]<class T>(std::string_view path, std::span<const T>& out) {
    out = take_values<T>(tree, path);
  };
  take("/games/ply_begin", tables.ply_begin);
  take("/plies/visited_begin", tables.visited_begin);
  take("/targets/policy_begin", tables.policy_begin);
  take("/plies/action", tables.action);
  take("/plies/n", tables.n);
  take("/plies/m", tables.m);
  take("/visited/action", tables.visited_action);
  take("/visited/visits", tables.visits);
  take("/targets/policy_action", tables.policy_action);
  take("/plies/kind", tables.kind);
  take("/plies/seat", tables.seat);
  take("/visited/q", tables.q);
  take("/targets/policy_code", tables.policy_code);
  take("/targets/policy_tail", tables.policy_tail);
  take("/plies/legal_count", tables.legal_count);
  take("/plies/weight", tables.weight);
  take("/plies/net_outcome", tables.net_outcome);
  take("/plies/root_outcome", tables.root_outcome);
  return tables;
}

bool ascending(std::span<const std::uint32_t> actions, int action_count) {
  for (std::size_t i = 0; i < actions.size(); ++i)
    if (actions[i] >= static_cast<std::uint32_t>(action_count) ||
        (i > 0 && actions[i] <= actions[i - 1]))
      return false;
  return true;
}

/// What is wrong with ply `i` of the file, or "".
std::string ply_fault(const Tables& t, std::size_t i, const StoredGame& game) {
  if (t.action[i] >= static_cast<std::uint32_t>(game.action_count))
    return fmt::format("action {}", t.action[i]);
  if (t.kind[i] > static_cast<std::uint8_t>(PlyKind::kOpening))
    return fmt::format("kind {}", t.kind[i]);
  if (t.seat[i] >= game.players) return fmt::format("seat {}", t.seat[i]);
  if (t.legal_count[i] == 0) return "no legal actions";
  if (!(t.weight[i] >= 0) || !std::isfinite(t.weight[i]))
    return fmt::format("weight {}", t.weight[i]);
  if (t.n[i] == kFill32 || t.m[i] == kFill32) return "a fill value where its search should be";
  const auto visited = list_at(t.visited_action, t.visited_begin, i);
  if (!ascending(visited, game.action_count)) return "visited actions that do not ascend";
  for (std::size_t k = t.visited_begin[i]; k < t.visited_begin[i + 1]; ++k)
    if (t.q[k] == kPayoffFill || t.visits[k] == kFill32)
      return "a fill value where a visit should be";
  if (!ascending(list_at(t.policy_action, t.policy_begin, i), game.action_count))
    return "policy actions that do not ascend";
  for (const std::uint8_t code : list_at(t.policy_code, t.policy_begin, i))
    if (code == 0) return "a fill value where a policy entry should be";
  if (t.policy_tail[i] == 255) return "a fill value where the policy's tail should be";
  if (visited.size() > t.legal_count[i] ||
      t.policy_begin[i + 1] - t.policy_begin[i] > t.legal_count[i])
    return "more entries than legal actions";
  for (std::size_t k = i * static_cast<std::size_t>(game.outcome_size);
       k < (i + 1) * static_cast<std::size_t>(game.outcome_size); ++k)
    if (!std::isfinite(to_float(t.net_outcome[k])) || !std::isfinite(to_float(t.root_outcome[k])))
      return "an outcome that is not finite";
  return "";
}

void take_plies(const Tables& t, std::uint64_t begin, std::uint64_t end, const StoredGame& stored,
                GameRecord& game) {
  for (std::uint64_t i = begin; i < end; ++i) {
    game.plies.push_back({.action = t.action[i],
                          .kind = static_cast<PlyKind>(t.kind[i]),
                          .seat = t.seat[i],
                          .legal_count = t.legal_count[i],
                          .weight = t.weight[i],
                          .simulations = t.n[i],
                          .considered = t.m[i]});
    for (std::uint64_t k = t.visited_begin[i]; k < t.visited_begin[i + 1]; ++k)
      game.visited.push_back({t.visited_action[k], t.visits[k],
                              decode_payoff(t.q[k], stored.value_low, stored.value_high)});
    game.visited_begin.push_back(static_cast<std::uint32_t>(game.visited.size()));
    decode_policy(list_at(t.policy_action, t.policy_begin, i),
                  list_at(t.policy_code, t.policy_begin, i), t.policy_tail[i], game.policy);
    game.policy_begin.push_back(static_cast<std::uint32_t>(game.policy.size()));
  }
  const auto size = static_cast<std::uint64_t>(stored.outcome_size);
  for (std::uint64_t k = begin * size; k < end * size; ++k) {
    game.net_outcome.push_back(to_float(t.net_outcome[k]));
    game.root_outcome.push_back(to_float(t.root_outcome[k]));
  }
}

}  // namespace

void put_agents(H5Tree& tree, std::span<const StoredAgent> agents) {
  std::vector<std::string> labels, nets, searches, engines;
  bool is_engine = false;
  for (const StoredAgent& agent : agents) {
    engines.push_back(agent.engine);
    is_engine = is_engine || !agent.engine.empty();
    labels.push_back(agent.label);
    nets.push_back(agent.net.hex());
    searches.push_back(agent.search.hex());
  }
  put_array(tree, "/tables/agent_label", H5Array::texts(labels));
  put_array(tree, "/tables/agent_net", H5Array::texts(nets));
  put_array(tree, "/tables/agent_search", H5Array::texts(searches));
  if (is_engine) put_array(tree, "/tables/agent_engine", H5Array::texts(engines));
}

Result<std::vector<StoredAgent>> take_agents(const H5Tree& tree) {
  const auto labels = array_at(tree, "/tables/agent_label").text_values();
  const auto nets = array_at(tree, "/tables/agent_net").text_values();
  const auto searches = array_at(tree, "/tables/agent_search").text_values();
  std::vector<std::string> engines(labels.size());
  if (tree.find("/tables/agent_engine") != nullptr)
    engines = array_at(tree, "/tables/agent_engine").text_values();
  if (labels.empty()) return fail("/tables/agent_label: nobody played");
  std::vector<StoredAgent> agents;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    AZ_TRY(const Hash128 net, Hash128::parse(nets[i]));
    AZ_TRY(const Hash128 search, Hash128::parse(searches[i]));
    agents.push_back({labels[i], net, search, engines[i]});
  }
  return agents;
}

void put_outcomes(H5Tree& tree, std::span<const Outcome> outcomes) {
  std::vector<std::int8_t> place;
  std::vector<float> payoff;
  std::vector<std::uint8_t> reason, truncated;
  for (const Outcome& outcome : outcomes) {
    place.insert(place.end(), outcome.place.begin(), outcome.place.end());
    payoff.insert(payoff.end(), outcome.payoff.begin(), outcome.payoff.end());
    reason.push_back(static_cast<std::uint8_t>(outcome.reason));
    truncated.push_back(outcome.truncated ? 1 : 0);
  }
  const std::vector<std::uint64_t> shape = {outcomes.size(), kMaxPlayers};
  put_array(tree, "/games/place", H5Array::of(std::span<const std::int8_t>(place), shape));
  put_array(tree, "/games/payoff", H5Array::of(std::span<const float>(payoff), shape));
  put_values(tree, "/games/reason", reason);
  put_values(tree, "/games/truncated", truncated);
}

Result<std::vector<Outcome>> take_outcomes(const H5Tree& tree, int players,
                                           const std::string& name) {
  const auto place = take_values<std::int8_t>(tree, "/games/place");
  const auto payoff = take_values<float>(tree, "/games/payoff");
  const auto reason = take_values<std::uint8_t>(tree, "/games/reason");
  const auto truncated = take_values<std::uint8_t>(tree, "/games/truncated");
  std::vector<Outcome> outcomes(reason.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    bool valid = reason[i] <= static_cast<std::uint8_t>(kLastEndReason) && truncated[i] <= 1;
    for (std::size_t seat = 0; seat < kMaxPlayers; ++seat) {
      outcomes[i].place[seat] = place[i * kMaxPlayers + seat];
      outcomes[i].payoff[seat] = payoff[i * kMaxPlayers + seat];
      valid = valid && std::isfinite(outcomes[i].payoff[seat]) && outcomes[i].place[seat] >= 0 &&
              outcomes[i].place[seat] <= players;
    }
    if (!valid) return fail(fmt::format("{}: game in row {}: an outcome that cannot be", name, i));
    outcomes[i].reason = static_cast<EndReason>(reason[i]);
    outcomes[i].truncated = truncated[i] == 1;
  }
  return outcomes;
}

void put_shard_header(H5Tree& tree, const ShardHeader& header) {
  put_game(tree, header.game);
  put_attribute(tree, "generation", header.generation);
  put_attribute(tree, "shard", header.shard);
  put_attribute(tree, "first_game", header.first_game);
  put_attribute(tree, "game_count", header.game_count);
  put_attribute(tree, "net_hash", header.net);
  put_attribute(tree, "search_hash", header.search);
  put_attribute(tree, "simulations", header.simulations);
  put_attribute(tree, "seed", header.seed);
  put_attribute(tree, "build", header.build);
  put_attribute(tree, "started", header.counters.started);
  put_attribute(tree, "finished", header.counters.finished);
  put_attribute(tree, "truncated", header.counters.truncated);
  put_attribute(tree, "carried_over", header.counters.carried_over);
  put_attribute(tree, "/targets@net_hash", header.net);
  put_attribute(tree, "/targets@search_hash", header.search);
  put_text(tree, "/config/search", header.search_section);
  put_text(tree, "/config/run", header.run_config);
  put_array(tree, "/tables/settings", H5Array::texts(header.settings));
  put_agents(tree, header.agents);
}

Result<ShardHeader> take_shard_header(const H5Tree& tree, const std::string& name) {
  ShardHeader header;
  AZ_TRY(header.game, take_game(tree));
  take_attribute(tree, "generation", header.generation);
  take_attribute(tree, "shard", header.shard);
  take_attribute(tree, "first_game", header.first_game);
  take_attribute(tree, "game_count", header.game_count);
  AZ_OK(take_hash(tree, "net_hash", header.net));
  AZ_OK(take_hash(tree, "search_hash", header.search));
  take_attribute(tree, "simulations", header.simulations);
  take_attribute(tree, "seed", header.seed);
  take_attribute(tree, "build", header.build);
  take_attribute(tree, "started", header.counters.started);
  take_attribute(tree, "finished", header.counters.finished);
  take_attribute(tree, "truncated", header.counters.truncated);
  take_attribute(tree, "carried_over", header.counters.carried_over);
  header.search_section = take_text(tree, "/config/search");
  header.run_config = take_text(tree, "/config/run");
  header.settings = array_at(tree, "/tables/settings").text_values();
  AZ_TRY(header.agents, take_agents(tree));
  const GameCounters& c = header.counters;
  if (c.started != c.finished + c.truncated + c.carried_over)
    return fail(
        fmt::format("{}: {} games started, but {} finished + {} truncated + {} carried over", name,
                    c.started, c.finished, c.truncated, c.carried_over));
  return header;
}

void put_games(H5Tree& tree, const ShardHeader& header, std::span<const GameRecord> games) {
  std::vector<const GameRecord*> ordered;
  for (const GameRecord& game : games) ordered.push_back(&game);
  std::sort(ordered.begin(), ordered.end(),
            [](const auto* a, const auto* b) { return a->id < b->id; });

  GameColumns game_columns;
  PlyColumns plies;
  for (const GameRecord* game : ordered) {
    add_game(game_columns, *game);
    // Offsets of the plies' lists continue from game to game.
    add_plies(plies, *game, header.game);
  }
  put_values(tree, "/games/id", game_columns.id);
  put_values(tree, "/games/settings_id", game_columns.settings_id);
  put_array(tree, "/games/setup", H5Array::texts(game_columns.setup));
  put_values(tree, "/games/opening_plies", game_columns.opening_plies);
  put_values(tree, "/games/parent_game", game_columns.parent_game);
  put_values(tree, "/games/parent_ply", game_columns.parent_ply);
  put_values(tree, "/games/resumed_at", game_columns.resumed_at);
  put_array(tree, "/games/seat_agent",
            H5Array::of(std::span<const std::uint8_t>(game_columns.seat_agent),
                        {ordered.size(), kMaxPlayers}));
  put_outcomes(tree, game_columns.outcome);
  put_values(tree, "/games/ply_begin", game_columns.ply_begin);

  const std::vector<std::uint64_t> outcome_shape = {
      plies.action.size(), static_cast<std::uint64_t>(header.game.outcome_size)};
  put_values(tree, "/plies/action", plies.action);
  put_values(tree, "/plies/kind", plies.kind);
  put_values(tree, "/plies/seat", plies.seat);
  put_values(tree, "/plies/legal_count", plies.legal_count);
  put_values(tree, "/plies/weight", plies.weight);
  put_values(tree, "/plies/n", plies.n);
  put_values(tree, "/plies/m", plies.m);
  put_array(tree, "/plies/net_outcome",
            H5Array::of(std::span<const Half>(plies.net_outcome), outcome_shape));
  put_array(tree, "/plies/root_outcome",
            H5Array::of(std::span<const Half>(plies.root_outcome), outcome_shape));
  put_values(tree, "/plies/visited_begin", plies.visited_begin);
  put_values(tree, "/visited/action", plies.visited_action);
  put_values(tree, "/visited/visits", plies.visits);
  put_values(tree, "/visited/q", plies.q);
  put_values(tree, "/targets/policy_begin", plies.policy_begin);
  put_values(tree, "/targets/policy_action", plies.policy_action);
  put_values(tree, "/targets/policy_code", plies.policy_code);
  put_values(tree, "/targets/policy_tail", plies.policy_tail);
}

Result<std::vector<GameRecord>> take_games(const H5Tree& tree, const ShardHeader& header,
                                           const std::string& name) {
  const Tables t = take_tables(tree);
  AZ_OK(check_offsets(t.ply_begin, t.action.size(), name + ": /games/ply_begin"));
  AZ_OK(check_offsets(t.visited_begin, t.visited_action.size(), name + ": /plies/visited_begin"));
  AZ_OK(check_offsets(t.policy_begin, t.policy_action.size(), name + ": /targets/policy_begin"));
  for (std::size_t i = 0; i < t.action.size(); ++i)
    if (const std::string fault = ply_fault(t, i, header.game); !fault.empty())
      return fail(fmt::format("{}: ply in row {}: {}", name, i, fault));

  const auto id = take_values<std::uint64_t>(tree, "/games/id");
  const auto settings_id = take_values<std::uint32_t>(tree, "/games/settings_id");
  const auto opening_plies = take_values<std::uint32_t>(tree, "/games/opening_plies");
  const auto parent_game = take_values<std::int64_t>(tree, "/games/parent_game");
  const auto parent_ply = take_values<std::int32_t>(tree, "/games/parent_ply");
  const auto resumed_at = take_values<std::int32_t>(tree, "/games/resumed_at");
  const auto seat_agent = take_values<std::uint8_t>(tree, "/games/seat_agent");
  const H5Array& setup = array_at(tree, "/games/setup");
  AZ_TRY(const auto outcomes, take_outcomes(tree, header.game.players, name));

  std::vector<GameRecord> games(id.size());
  for (std::size_t i = 0; i < games.size(); ++i) {
    GameRecord& game = games[i];
    game.id = id[i];
    game.settings_id = settings_id[i];
    game.setup = setup.text_at(i);
    game.opening_plies = opening_plies[i];
    game.parent_game = parent_game[i];
    game.parent_ply = parent_ply[i];
    game.resumed_at = resumed_at[i];
    game.outcome = outcomes[i];
    std::copy_n(seat_agent.begin() + static_cast<std::ptrdiff_t>(i * kMaxPlayers), kMaxPlayers,
                game.seat_agent.begin());
    take_plies(t, t.ply_begin[i], t.ply_begin[i + 1], header.game, game);

    bool valid = game.id >= header.first_game && game.id - header.first_game < header.game_count;
    valid = valid && (i == 0 || id[i] > id[i - 1]) && game.settings_id < header.settings.size();
    valid = valid && game.opening_plies <= game.plies.size() && game.parent_game >= -1 &&
            game.parent_ply >= -1;
    valid = valid && game.resumed_at >= -1;
    for (int seat = 0; seat < header.game.players; ++seat)
      valid = valid && game.seat_agent[static_cast<std::size_t>(seat)] < header.agents.size();
    if (!valid)
      return fail(fmt::format("{}: game {} in row {} is outside the file's block, tables or ranges",
                              name, game.id, i));
  }
  return games;
}

}  // namespace az
