#include "net/registry.h"

#include <fmt/format.h>

#include "core/check.h"
#include "net/mlp.h"
#include "net/resnet.h"

namespace az {
namespace {

std::unique_ptr<Net> make(const ResNetConfig& config, const GameInfo& info, Value section) {
  return std::make_unique<ResNet>(info, config, std::move(section));
}

std::unique_ptr<Net> make(const MlpConfig& config, const GameInfo& info, Value section) {
  return std::make_unique<Mlp>(info, config, std::move(section));
}

}  // namespace

Result<std::unique_ptr<Net>> make_net(const Value& net_section, const GameInfo& info) {
  AZ_TRY(const Value section, complete_net_section(net_section));
  check(info.mask_plane < info.bit_planes, "{}: mask plane {} of {}", info.family, info.mask_plane,
        info.bit_planes);
  std::unique_ptr<Net> net;
  for_each_net([&]<class Config>() {
    if (Config::kName != section.find("name")->text()) return;
    const Result<Config> config = read_net_settings<Config>(section);
    check(config.has_value(), "a complete net section was refused");
    net = make(*config, info, section);
  });
  return net;
}

Result<std::unique_ptr<Net>> make_net(std::string_view name, const GameInfo& info) {
  Value section = Value::map();
  section.set("name", Value::scalar(std::string(name)));
  return make_net(section, info);
}

}  // namespace az
