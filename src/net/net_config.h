// net_config.h — the `net:` section: `name` picks the architecture, the other keys are its
// settings. Needs no LibTorch, so every program can check a configuration.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field.h"
#include "config/value.h"

namespace az {

/// Pre-activation residual convolutions with global pooling (net/resnet.h).
struct ResNetConfig {
  static constexpr std::string_view kName = "resnet";
  int blocks = 2;
  int channels = 32;
  int pool_every = 2;
  int pool_channels = 16;
  int policy_channels = 16;
  int value_channels = 16;
  int value_hidden = 32;
  bool reply = false;

  static void describe(auto& self, auto& v) {
    v.field("blocks", self.blocks, Range{1, 256}, "residual blocks of two 3x3 convolutions");
    v.field("channels", self.channels, Range{8, 2048}, "channels of the trunk");
    v.field("pool_every", self.pool_every, Range{0, 256},
            "every n-th block adds a bias from the whole board; 0: none does");
    v.field("pool_channels", self.pool_channels, Range{1, 1024},
            "channels that such a block pools; fewer than channels");
    v.field("policy_channels", self.policy_channels, Range{1, 1024}, "channels of the policy head");
    v.field("value_channels", self.value_channels, Range{1, 1024}, "channels of the value head");
    v.field("value_hidden", self.value_hidden, Range{1, 4096}, "hidden units of the value head");
    v.field("reply", self.reply, "also predict the next decision's policy (train.loss.reply)");
  }
  Result<void> check() const {
    if (pool_every > 0 && pool_channels >= channels)
      return fail(
          fmt::format("pool_channels: {} leaves none of {} channels", pool_channels, channels),
          "take about a quarter of channels");
    return {};
  }
};

/// Fully connected layers over the whole canvas (net/mlp.h).
struct MlpConfig {
  static constexpr std::string_view kName = "mlp";
  int layers = 2;
  int hidden = 256;
  bool reply = false;

  static void describe(auto& self, auto& v) {
    v.field("layers", self.layers, Range{1, 64}, "hidden layers");
    v.field("hidden", self.hidden, Range{8, 16384}, "units of each hidden layer");
    v.field("reply", self.reply, "also predict the next decision's policy (train.loss.reply)");
  }
};

/// Calls f.template operator()<Config>() for every architecture; net/registry.cpp has the same list
/// with its makers.
void for_each_net(auto&& f) {
  f.template operator()<ResNetConfig>();
  f.template operator()<MlpConfig>();
}

inline std::vector<std::string> net_names() {
  std::vector<std::string> names;
  for_each_net([&]<class Config>() { names.emplace_back(Config::kName); });
  return names;
}

/// The settings of a `net:` section, less its name; unknown keys and values out of range are
/// errors.
template <class Config>
Result<Config> read_net_settings(const Value& section) {
  Value settings = section;
  settings.erase("name");
  return read_config<Config>(settings, "net");
}

/// The `net:` section with every setting written out, defaults included: what a run freezes and a
/// net file stores.
inline Result<Value> complete_net_section(const Value& section) {
  const Value* name = section.is_map() ? section.find("name") : nullptr;
  if (name == nullptr || !name->is_scalar())
    return fail(fmt::format("{}: net.name: missing", section.origin().to_string()),
                fmt::format("name one of {}", join(net_names(), ", ")), Exit::kUsage);
  Result<Value> complete =
      fail(fmt::format("{}: net.name: no network '{}'", name->origin().to_string(), name->text()),
           fmt::format("name one of {}", join(net_names(), ", ")), Exit::kUsage);
  for_each_net([&]<class Config>() {
    if (Config::kName != name->text()) return;
    const Result<Config> settings = read_net_settings<Config>(section);
    if (!settings) {
      complete = tl::unexpected<Error>(settings.error());
      return;
    }
    Value value = Value::map();
    value.set("name", Value::scalar(name->text()));
    value.merge(print_config(*settings));
    complete = std::move(value);
  });
  return complete;
}

/// YAML with every setting of an architecture, its default, range and help; empty for an unknown
/// name.
inline std::string net_settings_help(std::string_view name) {
  std::string text;
  for_each_net([&]<class Config>() {
    if (Config::kName == name) text = help_yaml<Config>();
  });
  return text;
}

}  // namespace az
