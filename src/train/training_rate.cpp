#include "train/training_rate.h"

#include <array>

#include "net/registry.h"
#include "replay/batch_builder.h"
#include "replay/row_order.h"
#include "telemetry/clock.h"
#include "train/rank_slice.h"
#include "train/trainer.h"

namespace az {

Result<TrainingRate> measure_training(const Dataset& dataset, const Value& net_section,
                                      const TrainConfig& config, Collective& collective,
                                      int threads, double seconds) {
  make_torch_deterministic(threads);
  const GameInfo& info = dataset.variants()[0]->info();
  AZ_TRY(const auto net, make_net(net_section, info));
  net->initialise(1);
  Trainer trainer(*net, config, collective, collective);
  RowOrder order(1, 0, dataset.training_rows().size());
  BatchBuilder builder(
      dataset, {.value_mix = 0.5, .aux = config.loss.aux(), .reply = config.loss.reply > 0});
  Batch batch;
  const auto rows = static_cast<std::uint64_t>(config.batch);
  const RankSlice slice = slice_of(rows, collective.rank(), collective.size());

  TrainingRate rate;
  std::uint64_t place = 0;
  const auto step = [&]() -> Result<void> {
    const Stopwatch building;
    std::vector<RowView> views;
    for (std::uint64_t i = slice.begin; i < slice.end; ++i)
      views.push_back({dataset.training_rows()[order.at(place + i)],
                       order.symmetry_at(place + i, info.symmetries)});
    builder.build(views, batch);
    rate.build_s += building.wall_s();
    place += rows;
    AZ_TRY(const StepReport report, trainer.step(batch, static_cast<double>(rows)));
    (void)report;
    return {};
  };
  for (int warm_up = 0; warm_up < 5; ++warm_up) AZ_OK(step());
  rate = {};
  const Stopwatch watch;
  // The ranks agree when to stop: one that left alone would leave the others waiting.
  for (std::array<std::int64_t, 1> done{}; done[0] == 0;) {
    AZ_OK(step());
    rate.rows += static_cast<double>(slice.end - slice.begin);
    ++rate.steps;
    done[0] = watch.wall_s() >= seconds ? 1 : 0;
    collective.all_reduce(std::span<std::int64_t>(done), Reduce::kMax);
  }
  rate.cpu_s = watch.cpu_s();
  rate.wall_s = watch.wall_s();
  return rate;
}

}  // namespace az
