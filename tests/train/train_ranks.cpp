// train_ranks.cpp — trains a small net for some steps on as many ranks as mpirun starts and writes
// its weights: the subject of ranks_test.cpp.
//
//   train_ranks FILE ROWS STEPS BUCKET_MEGABYTES [ROW_OF_NAN]
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "comm/session.h"
#include "games/registry.h"
#include "net/registry.h"
#include "replay/batch_builder.h"
#include "replay/row_order.h"
#include "tests/support/random_record.h"
#include "train/rank_slice.h"
#include "train/trainer.h"

int main(int argc, char** argv) {
  using namespace az;
  if (argc < 5) return static_cast<int>(Exit::kUsage);
  const Session session;
  const auto collective = session.collective();
  make_torch_deterministic(1);
  const auto game = *make_game("connect_four");
  const auto net = *make_net("resnet", game->info());
  net->initialise(3);
  Dataset dataset({game.get()});
  for (std::uint64_t id = 0; id < 40; ++id)
    if (!dataset.add(test::random_record(*game, 1, id), 1, 0, false)) return 1;

  TrainConfig config;
  config.batch = std::atoi(argv[2]);
  config.bucket_megabytes = std::atof(argv[4]);
  config.optimizer.warmup_steps = 0;
  // Not AdamW: it makes full steps of gradients that are nothing but rounding.
  config.optimizer.kind = OptimizerKind::kSgd;
  config.optimizer.learning_rate = 0.1;
  Trainer trainer(*net, config, *collective, *collective);
  RowOrder order(1, 1, dataset.training_rows().size());
  BatchBuilder builder(dataset, {.value_mix = 0.5});
  const auto batch_rows = static_cast<std::uint64_t>(config.batch);
  for (std::uint64_t step = 0; step < static_cast<std::uint64_t>(std::atoi(argv[3])); ++step) {
    const RankSlice slice = slice_of(batch_rows, session.rank(), session.size());
    std::vector<RowView> views;
    for (std::uint64_t i = slice.begin; i < slice.end; ++i)
      views.push_back({order.at(step * batch_rows + i),
                       order.symmetry_at(step * batch_rows + i, game->info().symmetries)});
    Batch batch;
    builder.build(views, batch);
    if (argc > 5 && static_cast<std::uint64_t>(std::atoi(argv[5])) >= slice.begin &&
        static_cast<std::uint64_t>(std::atoi(argv[5])) < slice.end)
      batch.outcome[0] = std::nanf("");
    const auto report = trainer.step(batch, static_cast<double>(batch_rows));
    if (!report) {
      std::fprintf(stderr, "rank %d: %s\n", session.rank(), report.error().to_string().c_str());
      return static_cast<int>(session.agree(report.error().code));
    }
  }
  if (session.rank() == 0) {
    std::ofstream file(argv[1]);
    for (const NamedTensor& tensor : trainer.average())
      for (const float value : tensor.values) file << value << '\n';
    for (const NamedTensor& tensor : trainer.weights())
      for (const float value : tensor.values) file << value << '\n';
  }
  return static_cast<int>(session.agree(Exit::kDone));
}
