#include "train/subject.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "games/registry.h"
#include "gpu/device.h"
#include "net/registry.h"

namespace az {

Result<Subject> make_subject(const Context& context, const TrainConfig& config) {
  const Value* game = context.config.find("game");
  const Value* net = context.config.find("net");
  for (const auto& [section, key] : {std::pair{game, "game"}, {net, "net"}})
    if (section == nullptr)
      return fail(fmt::format("run.yaml has no section '{}'", key), "", Exit::kUsage);
  AZ_TRY(const Value game_section, complete_game_section(*game));
  AZ_TRY(const Value net_section, complete_net_section(*net));
  Subject subject;
  AZ_TRY(subject.game, make_game(game_section));
  const GameInfo& info = subject.game->info();
  AZ_TRY(subject.net, make_net(net_section, info));
  subject.identity = {.family = info.family,
                      .rules_id = info.rules_id,
                      .action_space_id = info.action_space_id,
                      .encoder_id = info.encoder_id,
                      .net_section = net_section.to_yaml(),
                      .game_section = game_section.to_yaml()};
  const auto kind = config.device == TrainDevice::kGpu ? DeviceKind::kGpu : DeviceKind::kCpu;
  AZ_TRY(const Device device, choose_device(kind, context.session.local_rank()));
  if (device.is_gpu())
    subject.net->to(torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(device.index)));
  return subject;
}

}  // namespace az
