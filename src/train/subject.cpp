#include "train/subject.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "gpu/device.h"
#include "net/registry.h"

namespace az {

Result<Subject> make_subject(const Context& context, const TrainConfig& config) {
  const Value* net = context.config.find("net");
  if (net == nullptr) return fail("run.yaml has no section 'net'", "", Exit::kUsage);
  AZ_TRY(const Value net_section, complete_net_section(*net));
  Subject subject;
  AZ_TRY(subject.variants, make_game_variants(context.config));
  const GameInfo& info = subject.variants.game->info();
  AZ_TRY(subject.net, make_net(net_section, info));
  subject.identity = {.family = info.family,
                      .rules_id = info.rules_id,
                      .action_space_id = info.action_space_id,
                      .encoder_id = info.encoder_id,
                      .net_section = net_section.to_yaml(),
                      .game_section = subject.variants.section.to_yaml()};
  const auto kind = config.device == TrainDevice::kGpu ? DeviceKind::kGpu : DeviceKind::kCpu;
  AZ_TRY(const Device device, choose_device(kind, context.session.local_rank()));
  if (device.is_gpu())
    subject.net->to(torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(device.index)));
  return subject;
}

}  // namespace az
