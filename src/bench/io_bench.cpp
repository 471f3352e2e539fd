// io_bench.cpp — shards written to a file system and read back: checked, compressed, renamed,
// hashed.
#include "bench/bench.h"
#include "bench/played_games.h"
#include "config/field.h"
#include "core/temporary_folder.h"
#include "games/registry.h"
#include "store/shard.h"
#include "telemetry/clock.h"

namespace az {
namespace {

struct IoBenchConfig {
  int games = 125;
  std::string dir;
  static void describe(auto& self, auto& v) {
    v.field("games", self.games, Range{1, 1e6}, "games of a shard");
    v.field("dir", self.dir, "on the file system to measure; empty: the system's temporary folder");
  }
};

}  // namespace

Result<BenchReport> bench_io(const BenchRequest& request) {
  const Value& section = *request.config.find("game");
  AZ_TRY(const auto game, make_game(section));
  AZ_TRY(const Value complete, complete_game_section(section));
  AZ_TRY(const auto search, read_config<SearchConfig>(*request.config.find("search"), "search"));
  AZ_TRY(const auto config, read_config<IoBenchConfig>(*request.config.find("bench"), "bench"));
  const auto count = static_cast<std::size_t>(config.games);
  AZ_TRY(const TemporaryFolder folder, TemporaryFolder::make("az_bench", config.dir));
  AZ_TRY(const PlayedGames played,
         play_in_memory({.game = *game,
                         .search = search,
                         .selfplay = SelfPlayConfig{},
                         .generation = static_cast<std::uint32_t>(request.session.rank()) + 1,
                         .keep = count},
                        [&](const PlayedGames& so_far) { return so_far.games.size() >= count; }));

  const Path path = folder.path() / "s0000.h5";
  const Stopwatch watch;
  double write_s = 0, read_s = 0, games = 0, bytes = 0;
  do {
    const double start = watch.wall_s();
    AZ_TRY(const std::uint64_t size,
           write_played_games(path, *game, complete, search, played.games));
    const double written = watch.wall_s();
    AZ_TRY(const Shard shard, read_shard(path));
    write_s += written - start;
    read_s += watch.wall_s() - written;
    games += static_cast<double>(shard.games.size());
    bytes += static_cast<double>(size);
  } while (watch.wall_s() < request.seconds);
  return BenchReport{.game = game->info().family + " " + game->info().variant,
                     .unit = "games",
                     .work = games,
                     .cpu_s = watch.cpu_s(),
                     .wall_s = watch.wall_s(),
                     .details = {{"games_written_per_s", games / write_s},
                                 {"games_read_per_s", games / read_s},
                                 {"mb_written_per_s", 1e-6 * bytes / write_s},
                                 {"mb_read_per_s", 1e-6 * bytes / read_s},
                                 {"bytes_per_game", bytes / games},
                                 {"games_per_shard", static_cast<double>(count)}}};
}

}  // namespace az
