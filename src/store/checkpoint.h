// checkpoint.h — nets and training states on disk (data_layout/net.schema.yaml,
// checkpoint.schema.yaml).
//
// A net's identity is the content hash of its file: weights, architecture, ids and descent. Reading
// is strict: every hash, type and finite value, or an error; whether names and shapes fit an
// architecture is the net's own check.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/game_info.h"
#include "core/hash.h"
#include "core/named_tensors.h"
#include "core/result.h"

namespace az {

/// What a net was made for: equality is required wherever it is used.
struct NetIdentity {
  std::string family;  ///< one net serves one family
  Hash128 rules_id;    ///< of the variant that it was trained on
  Hash128 action_space_id;
  Hash128 encoder_id;
  std::string net_section;   ///< the complete `net:` section, YAML
  std::string game_section;  ///< the complete `game:` section, YAML

  bool operator==(const NetIdentity&) const = default;
};

/// Fails unless the net reads this variant's planes and speaks its actions. (Rules may differ:
/// size, komi.)
Result<void> check_net_fits(const NetIdentity& net, const GameInfo& info, const std::string& file);

struct NetFile {
  NetIdentity identity;
  std::uint32_t generation = 0;
  Hash128 parent;          ///< the net that training began from; zero for generation 0
  Hash128 window;          ///< of the window manifest that it was trained on; zero for generation 0
  std::uint64_t seed = 0;  ///< the run's
  std::uint64_t steps = 0;  ///< optimizer steps since generation 0
  std::string build;
  NamedTensors weights;
  std::vector<std::string> action_texts = {};  ///< for readers; what must fit is action_space_id

  bool operator==(const NetFile&) const = default;
};

struct StoredNet {
  NetFile net;
  Hash128 hash;  ///< the net's identity
};

/// Refuses weights that are not finite.
Result<Hash128> write_net(const Path& path, const NetFile& net, std::string_view tag = {});
Result<StoredNet> read_net(const Path& path);
/// As read_net, without the weights, the table of actions and without verifying the hash that the
/// file claims.
Result<StoredNet> read_net_header(const Path& path);

struct CheckpointFile {
  NetIdentity identity;
  std::uint32_t generation = 0;  ///< being trained
  std::uint64_t step = 0;        ///< optimizer steps since generation 0
  Hash128 parent;                ///< the net that this generation's training began from
  Hash128 window;                ///< of the window manifest in use
  std::uint64_t seed = 0;        ///< with names, the whole state of every random stream
  std::string build;
  NamedTensors weights, ema, optimizer;
  std::map<std::string, std::int64_t> counters;  ///< "rows_seen", "epoch_row" …
  std::map<std::string, double> numbers;         ///< "loss_median" …
  std::vector<std::string> action_texts = {};    ///< for readers

  bool operator==(const CheckpointFile&) const = default;
};

Result<Hash128> write_checkpoint(const Path& path, const CheckpointFile& checkpoint,
                                 std::string_view tag = {});
Result<CheckpointFile> read_checkpoint(const Path& path);

}  // namespace az
