#include "infer/make_evaluator.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "core/usable_cores.h"
#include "infer/cached_evaluator.h"
#include "infer/native_runner.h"
#include "infer/net_evaluator.h"
#include "infer/net_runner.h"
#include "net/registry.h"
#include "net/weights.h"

namespace az {
namespace {

/// Comes before the first tensor: idle workers spin.
Result<void> set_threads(const InferConfig& config) {
  AZ_OK(config.check());
  const int cores = usable_cores();
  if (config.threads > cores)
    return fail(fmt::format("infer.threads: {} threads on {} usable cores", config.threads, cores),
                "lower infer.threads, or raise cpus in the profile's class", Exit::kUsage);
  at::set_num_threads(config.threads);
  return {};
}

Result<std::unique_ptr<Evaluator>> load(const NetFile& file, const std::string& name,
                                        const Game& game, const InferConfig& config,
                                        int local_rank) {
  AZ_OK(set_threads(config));
  AZ_OK(check_net_fits(file.identity, game.info(), name));
  AZ_TRY(const Value section, parse_yaml(file.identity.net_section, name + " (net section)"));
  AZ_TRY(auto net, make_net(section, game.info()));
  if (auto loaded = load_weights(*net, file.weights); !loaded)
    return fail(name + ": " + loaded.error().message, loaded.error().hint, loaded.error().code);
  return make_evaluator(std::move(net), game, config, local_rank);
}

}  // namespace

Result<std::unique_ptr<Evaluator>> make_evaluator(std::unique_ptr<Net> net, const Game& game,
                                                  const InferConfig& config, int local_rank) {
  AZ_OK(set_threads(config));
  AZ_TRY(const Device device,
         choose_device(config.device == InferDevice::kGpu ? DeviceKind::kGpu : DeviceKind::kCpu,
                       local_rank));
  const GameInfo& info = game.info();
  const bool native = config.engine == InferEngine::kNative && !device.is_gpu() &&
                      config.precision == InferPrecision::kFp32 && has_native_runner(*net);
  std::unique_ptr<Evaluator> evaluator = std::make_unique<NetEvaluator>(
      native ? make_native_runner(*net)
             : make_torch_runner(std::move(net), device, config.precision, config.max_batch),
      info, config.max_batch);
  if (config.cache_mb > 0)
    evaluator = std::make_unique<CachedEvaluator>(std::move(evaluator), info,
                                                  static_cast<std::size_t>(config.cache_mb) << 20);
  return evaluator;
}

Result<std::unique_ptr<Evaluator>> make_evaluator(const NetFile& file, const Game& game,
                                                  const InferConfig& config, int local_rank) {
  return load(file, fmt::format("net of generation {}", file.generation), game, config, local_rank);
}

Result<std::unique_ptr<Evaluator>> make_evaluator(const Path& net_file, const Game& game,
                                                  const InferConfig& config, int local_rank,
                                                  const Hash128* net_hash) {
  AZ_TRY(const StoredNet stored, read_net(net_file));
  if (net_hash != nullptr && stored.hash != *net_hash)
    return fail(fmt::format("{}: is net {}, not {}", net_file.string(), stored.hash.hex12(),
                            net_hash->hex12()),
                "another file was put in its place; restore the net, or name this one");
  return load(stored.net, net_file.string(), game, config, local_rank);
}

Result<std::unique_ptr<Evaluator>> make_untrained_evaluator(const Value& net_section,
                                                            std::uint64_t seed, const Game& game,
                                                            const InferConfig& config,
                                                            int local_rank) {
  AZ_OK(set_threads(config));
  AZ_TRY(auto net, make_net(net_section, game.info()));
  net->initialise(seed);
  return make_evaluator(std::move(net), game, config, local_rank);
}

}  // namespace az
