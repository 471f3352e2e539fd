// planted_run.h — a run directory with nets, a champion and match files whose results a test
// chooses.
//
// The games are real (random legal moves that happen to end as asked), so everything that verifies
// them has work to do.
#pragma once

#include <string>
#include <vector>

#include "arena/arena_config.h"
#include "config/value.h"
#include "core/temporary_folder.h"
#include "layout/run_dir.h"
#include "matches/registration.h"
#include "store/match.h"

namespace az {

class PlantedRun {
 public:
  /// Connect Four on a small board; arena: 4 blocks of 4 pairs, one block against random.
  explicit PlantedRun(const std::string& name);
  PlantedRun(const PlantedRun&) = delete;
  PlantedRun& operator=(const PlantedRun&) = delete;

  /// Writes nets/gNNNN.h5, different for every generation unless `like` names another; returns its
  /// hash.
  Hash128 add_net(Generation generation, int like = -1);
  void set_champion(Generation generation);

  /// The registered list of a generation as it stands now.
  Registration registration(Generation generation) const;
  /// Games of a block in which the candidate wins a share `score` of all, spread evenly.
  std::vector<MatchGame> games(const Registration& list, const RegisteredBlock& block,
                               double score) const;
  MatchHeader header(const Registration& list, const RegisteredBlock& block) const;
  void write(const Registration& list, const RegisteredBlock& block, double score) const;
  /// Every registered block: the champion's at `score`, the anchors' at `anchor_score`.
  void write_all(Generation generation, double score, double anchor_score) const;

 private:
  TemporaryFolder folder_;

 public:
  RunDir run;
  Value config;
  ArenaConfig arena;
};

}  // namespace az
