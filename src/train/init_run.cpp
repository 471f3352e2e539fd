#include "train/init_run.h"

#include <fmt/format.h>

#include "comm/mpi_collective.h"
#include "core/build_info.h"
#include "layout/champion.h"
#include "net/cost.h"
#include "store/checkpoint.h"
#include "store/file_identity.h"
#include "train/trainer.h"
#include "train/training_state.h"

namespace az {
namespace {

Result<Hash128> write_first_net(const Path& path, const NetFile& net) {
  if (!exists(path)) {
    AZ_OK(make_directories(path.parent_path()));
    return write_net(path, net);
  }
  AZ_TRY(const StoredNet stored, read_net(path));
  NetFile same_build = net;
  same_build.build = stored.net.build;
  same_build.action_texts = stored.net.action_texts;  // their meaning is action_space_id
  if (stored.net == same_build) return stored.hash;
  return fail(
      fmt::format("{} exists and is another net than this configuration makes", path.string()),
      "a net is never overwritten: start a new run directory");
}

}  // namespace

Result<void> init_run(Context& context, const TrainConfig& config, std::uint64_t seed) {
  AZ_TRY(Subject subject, make_subject(context, config));
  subject.net->initialise(seed);
  const auto alone = make_mpi_collective(false);
  Trainer trainer(*subject.net, config, *alone, *alone);
  const NamedTensors weights = trainer.weights();

  const NetFile net{.identity = subject.identity,
                    .generation = 0,
                    .parent = {},
                    .window = {},
                    .seed = seed,
                    .steps = 0,
                    .build = build_info().version,
                    .weights = weights,
                    .action_texts = action_texts(*subject.variants.game)};
  AZ_TRY(const Hash128 hash, write_first_net(context.run.net(0), net));
  if (!exists(context.run.checkpoint(0, 0))) {
    CheckpointFile checkpoint{.identity = subject.identity,
                              .generation = 0,
                              .step = 0,
                              .parent = hash,
                              .window = {},
                              .seed = seed,
                              .build = build_info().version,
                              .weights = weights,
                              .ema = weights,
                              .optimizer = trainer.optimizer_state(),
                              .counters = {},
                              .numbers = {},
                              .action_texts = action_texts(*subject.variants.game)};
    put_state({}, checkpoint);
    AZ_OK(make_directories(context.run.checkpoints(0)));
    AZ_OK(write_checkpoint(context.run.checkpoint(0, 0), checkpoint));
  }
  if (!exists(context.run.champion_yaml()))
    AZ_OK(write_champion(context.run, {.generation = 0, .net = hash, .since = 0}));
  const Cost cost = cost_of(*subject.net);
  context.log.info(
      "made nets/g0000.h5 from seed {}: net {}, {} parameters, {:.2f} MMACs per position", seed,
      hash.hex12(), cost.parameters, static_cast<double>(cost.macs) * 1e-6);
  return {};
}

}  // namespace az
