#include "store/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "layout/schema.h"
#include "store/schema_check.h"
#include "store/tree_fields.h"

namespace az {
namespace {

void put_identity(H5Tree& tree, const NetIdentity& identity) {
  put_attribute(tree, "family", identity.family);
  put_attribute(tree, "rules_id", identity.rules_id);
  put_attribute(tree, "action_space_id", identity.action_space_id);
  put_attribute(tree, "encoder_id", identity.encoder_id);
  put_text(tree, "/config/net", identity.net_section);
  put_text(tree, "/config/game", identity.game_section);
}

Result<NetIdentity> take_identity(const H5Tree& tree) {
  NetIdentity identity;
  take_attribute(tree, "family", identity.family);
  AZ_OK(take_hash(tree, "rules_id", identity.rules_id));
  AZ_OK(take_hash(tree, "action_space_id", identity.action_space_id));
  AZ_OK(take_hash(tree, "encoder_id", identity.encoder_id));
  identity.net_section = take_text(tree, "/config/net");
  identity.game_section = take_text(tree, "/config/game");
  return identity;
}

void put_actions(H5Tree& tree, const std::vector<std::string>& texts) {
  put_array(tree, "/tables/actions", H5Array::texts(texts));
}

/// Files that were written before there was this table lack it.
std::vector<std::string> take_actions(const H5Tree& tree) {
  const H5Dataset* table = tree.find("/tables/actions");
  return table == nullptr ? std::vector<std::string>{} : table->array.text_values();
}

Result<void> put_tensors(H5Tree& tree, const std::string& group, const NamedTensors& tensors,
                         const Path& file) {
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const NamedTensor& tensor = tensors[i];
    check(tensor.name.find('/') == std::string::npos && !tensor.name.empty(), "tensor name '{}'",
          tensor.name);
    if (!std::all_of(tensor.values.begin(), tensor.values.end(),
                     [](float v) { return std::isfinite(v); }))
      return fail(
          fmt::format("{}: tensor {} of {} is not finite", file.string(), tensor.name, group),
          "training diverged: begin a new run with a lower train.optimizer.learning_rate",
          Exit::kHalted);
    const std::string path = fmt::format("/{}/{}", group, tensor.name);
    check(tree.find(path) == nullptr, "two tensors are called '{}'", tensor.name);
    H5Dataset& dataset = tree.datasets[path];
    dataset.array =
        H5Array::of(std::span<const float>(tensor.values),
                    std::vector<std::uint64_t>(tensor.shape.begin(), tensor.shape.end()));
    dataset.compress = false;
    dataset.attributes["position"] = H5Array::one(static_cast<std::uint32_t>(i));
  }
  return {};
}

Result<NamedTensors> take_tensors(const H5Tree& tree, const std::string& group,
                                  const std::string& file) {
  std::vector<std::pair<std::uint32_t, NamedTensor>> found;
  const std::string prefix = "/" + group + "/";
  for (auto it = tree.datasets.lower_bound(prefix);
       it != tree.datasets.end() && it->first.starts_with(prefix); ++it) {
    const auto position = it->second.attributes.find("position");
    if (position == it->second.attributes.end() || position->second.type != H5Type::kU32 ||
        position->second.count() != 1)
      return fail(fmt::format("{}: {} has no position", file, it->first));
    const H5Array& array = it->second.array;
    const auto values = array.as<float>();
    NamedTensor tensor{it->first.substr(prefix.size()),
                       {array.shape.begin(), array.shape.end()},
                       {values.begin(), values.end()}};
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
      return fail(fmt::format("{}: {} is not finite", file, it->first));
    found.emplace_back(position->second.value<std::uint32_t>(), std::move(tensor));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  NamedTensors tensors;
  for (auto& [position, tensor] : found) {
    if (position != tensors.size())
      return fail(fmt::format("{}: tensors of /{} are missing", file, group));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

template <class T>
void put_named(H5Tree& tree, const std::string& group, const std::map<std::string, T>& values) {
  std::vector<std::string> names;
  std::vector<T> numbers;
  for (const auto& [name, value] : values) {
    names.push_back(name);
    numbers.push_back(value);
  }
  put_array(tree, "/" + group + "/name", H5Array::texts(names));
  put_values(tree, "/" + group + "/value", numbers);
}

template <class T>
std::map<std::string, T> take_named(const H5Tree& tree, const std::string& group) {
  std::map<std::string, T> values;
  const auto names = array_at(tree, "/" + group + "/name").text_values();
  const auto numbers = take_values<T>(tree, "/" + group + "/value");
  for (std::size_t i = 0; i < names.size(); ++i) values[names[i]] = numbers[i];
  return values;
}

Result<StoredNet> take_net_header(const H5Tree& tree) {
  StoredNet stored;
  NetFile& net = stored.net;
  AZ_TRY(net.identity, take_identity(tree));
  take_attribute(tree, "generation", net.generation);
  AZ_OK(take_hash(tree, "parent_hash", net.parent));
  AZ_OK(take_hash(tree, "window_hash", net.window));
  AZ_OK(take_hash(tree, "content_hash", stored.hash));
  take_attribute(tree, "seed", net.seed);
  take_attribute(tree, "steps", net.steps);
  take_attribute(tree, "build", net.build);
  return stored;
}

}  // namespace

Result<void> check_net_fits(const NetIdentity& net, const GameInfo& info, const std::string& file) {
  if (net.family != info.family)
    return fail(fmt::format("{}: a net for {}, not for {}", file, net.family, info.family),
                "use a net of this run or of the same game");
  if (net.action_space_id != info.action_space_id)
    return fail(fmt::format("{}: a net with other actions than {} has", file, info.variant),
                "it was made for other settings or by another version of the game");
  if (net.encoder_id != info.encoder_id)
    return fail(fmt::format("{}: a net that reads other input planes", file),
                "it was made by another version of the game's encoder");
  return {};
}

Result<Hash128> write_net(const Path& path, const NetFile& net, std::string_view tag) {
  H5Tree tree;
  put_identity(tree, net.identity);
  put_attribute(tree, "generation", net.generation);
  put_attribute(tree, "parent_hash", net.parent);
  put_attribute(tree, "window_hash", net.window);
  put_attribute(tree, "seed", net.seed);
  put_attribute(tree, "steps", net.steps);
  put_attribute(tree, "build", net.build);
  put_actions(tree, net.action_texts);
  AZ_OK(put_tensors(tree, "weights", net.weights, path));
  return write_checked(path, std::move(tree), schema("net"), tag);
}

Result<StoredNet> read_net(const Path& path) {
  AZ_TRY(const H5File file, read_checked(path, schema("net")));
  AZ_TRY(StoredNet stored, take_net_header(file.tree));
  AZ_TRY(stored.net.weights, take_tensors(file.tree, "weights", path.string()));
  stored.net.action_texts = take_actions(file.tree);
  return stored;
}

Result<StoredNet> read_net_header(const Path& path) {
  static constexpr std::string_view kWanted[] = {"/config/net", "/config/game"};
  AZ_TRY(const H5Tree tree, read_h5_part(path, kWanted));
  AZ_OK(check_part(tree, schema("net"), kWanted, path.string()));
  return take_net_header(tree);
}

Result<Hash128> write_checkpoint(const Path& path, const CheckpointFile& checkpoint,
                                 std::string_view tag) {
  H5Tree tree;
  put_identity(tree, checkpoint.identity);
  put_attribute(tree, "generation", checkpoint.generation);
  put_attribute(tree, "step", checkpoint.step);
  put_attribute(tree, "parent_hash", checkpoint.parent);
  put_attribute(tree, "window_hash", checkpoint.window);
  put_attribute(tree, "seed", checkpoint.seed);
  put_attribute(tree, "build", checkpoint.build);
  put_actions(tree, checkpoint.action_texts);
  AZ_OK(put_tensors(tree, "weights", checkpoint.weights, path));
  AZ_OK(put_tensors(tree, "ema", checkpoint.ema, path));
  AZ_OK(put_tensors(tree, "optimizer", checkpoint.optimizer, path));
  put_named(tree, "counters", checkpoint.counters);
  put_named(tree, "numbers", checkpoint.numbers);
  return write_checked(path, std::move(tree), schema("checkpoint"), tag);
}

Result<CheckpointFile> read_checkpoint(const Path& path) {
  AZ_TRY(const H5File file, read_checked(path, schema("checkpoint")));
  CheckpointFile checkpoint;
  AZ_TRY(checkpoint.identity, take_identity(file.tree));
  take_attribute(file.tree, "generation", checkpoint.generation);
  take_attribute(file.tree, "step", checkpoint.step);
  AZ_OK(take_hash(file.tree, "parent_hash", checkpoint.parent));
  AZ_OK(take_hash(file.tree, "window_hash", checkpoint.window));
  take_attribute(file.tree, "seed", checkpoint.seed);
  take_attribute(file.tree, "build", checkpoint.build);
  AZ_TRY(checkpoint.weights, take_tensors(file.tree, "weights", path.string()));
  AZ_TRY(checkpoint.ema, take_tensors(file.tree, "ema", path.string()));
  AZ_TRY(checkpoint.optimizer, take_tensors(file.tree, "optimizer", path.string()));
  checkpoint.action_texts = take_actions(file.tree);
  checkpoint.counters = take_named<std::int64_t>(file.tree, "counters");
  checkpoint.numbers = take_named<double>(file.tree, "numbers");
  return checkpoint;
}

}  // namespace az
