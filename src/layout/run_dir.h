// run_dir.h — the one place that spells a path inside a run directory (drawn in
// data_layout/README.md).
//
// Pure: builds names, touches no file. No path is stored inside a run, so a run can be moved as a
// whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/file.h"

namespace az {

using Generation = std::uint32_t;

/// "g0007".
std::string generation_name(Generation generation);
/// "s0042".
std::string shard_name(std::uint64_t shard);
/// The number in "g0007" / "s0042.h5" …, or nothing when the name is of another kind.
std::optional<std::uint64_t> parse_numbered(std::string_view name, char letter,
                                            std::string_view suffix);

class RunDir {
 public:
  explicit RunDir(Path root) : root_(std::move(root)) {}
  const Path& root() const { return root_; }

  Path run_yaml() const { return root_ / "run.yaml"; }    ///< the frozen configuration, every key
  Path plan_yaml() const { return root_ / "plan.yaml"; }  ///< the frozen pipeline and profile
  Path champion_yaml() const { return root_ / "champion.yaml"; }  ///< pointer to the net that plays
  Path bin() const { return root_ / "bin"; }                      ///< the frozen executables

  Path jobs() const { return root_ / "jobs"; }
  Path ledger() const { return jobs() / "ledger.jsonl"; }
  Path job_script(std::string_view step) const { return jobs() / (std::string(step) + ".sbatch"); }
  /// One small file per ended task, `gNNNN-<stage>-tTTT`: exit code, job, requeues, Unix seconds.
  Path ended() const { return jobs() / "ended"; }
  Path cancelled() const {
    return jobs() / "cancelled";
  }  ///< marker: nothing requeues itself any more
  Path halted() const {
    return jobs() / "halted.yaml";
  }  ///< marker: a guard stopped the chain, with the reason
  /// Such a mark after a person accepted it.
  Path accepted(std::string_view stage, Generation g) const;

  Path selfplay() const { return root_ / "selfplay"; }
  Path selfplay(Generation g) const { return selfplay() / generation_name(g); }
  Path shard(Generation g, std::uint64_t s) const { return selfplay(g) / (shard_name(s) + ".h5"); }
  Path carry(Generation g, std::uint64_t s) const {
    return selfplay(g) / (shard_name(s) + ".carry.h5");
  }
  Path generation_index(Generation g) const { return selfplay() / (generation_name(g) + ".h5"); }

  Path window(Generation g) const { return root_ / "windows" / (generation_name(g) + ".yaml"); }
  Path checkpoints(Generation g) const { return root_ / "checkpoints" / generation_name(g); }
  Path checkpoint(Generation g, std::uint64_t step) const;
  Path net(Generation g) const { return root_ / "nets" / (generation_name(g) + ".h5"); }

  Path matches() const { return root_ / "matches"; }
  Path matches(Generation g) const { return matches() / generation_name(g); }
  /// The SGF files that evaluation games begin with, as they were when the run was begun.
  Path openings() const { return root_ / "openings"; }
  /// One block of games of the candidate of generation g against `opponent` ("champion", "random",
  /// …).
  Path match(Generation g, std::string_view opponent, std::uint64_t block) const;
  Path exam(Generation g) const { return root_ / "exams" / (generation_name(g) + ".yaml"); }
  /// The solved positions that the run was begun with.
  Path exam_sets() const { return root_ / "exams" / "sets"; }
  Path rating(Generation g) const { return root_ / "ratings" / (generation_name(g) + ".yaml"); }

  Path metrics(std::string_view stage) const { return root_ / "metrics" / stage; }
  Path metrics(std::string_view stage, Generation g, int task, int rank) const;
  Path logs(std::string_view stage) const { return root_ / "logs" / stage; }
  Path log(std::string_view stage, Generation g, int task) const;
  /// What a rank and an external engine said to each other before it failed.
  Path conversation(std::string_view stage, Generation g, int task, int rank,
                    std::string_view engine) const;
  Path report() const { return root_ / "report"; }

 private:
  Path root_;
};

}  // namespace az
