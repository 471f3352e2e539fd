#include "layout/halt_mark.h"

#include "config/field.h"
#include "config/value.h"

namespace az {
namespace {

/// The text of a key of a mark; "" where file or key is missing.
std::string read_key(const Path& file, std::string_view key) {
  if (!file_exists(file)) return "";
  const auto tree = load_yaml(file);
  const Value* value = tree ? tree->find(key) : nullptr;
  return value != nullptr ? value->text() : "";
}

}  // namespace

Result<void> mark_halted(const RunDir& run, std::string_view stage, Generation generation,
                         std::string_view reason) {
  if (file_exists(run.halted())) return {};
  Value mark = Value::map();
  mark.set("stage", Value::scalar(std::string(stage)));
  mark.set("generation", Value::scalar(std::to_string(generation)));
  mark.set("reason", Value::scalar(std::string(reason)));
  AZ_OK(make_directories(run.jobs()));
  return write_file(run.halted(), mark.to_yaml());
}

std::string halt_reason(const RunDir& run) {
  if (!file_exists(run.halted())) return "";
  const std::string reason = read_key(run.halted(), "reason");
  return reason.empty() ? "see " + run.halted().string() : reason;
}

Result<void> accept_halt(const RunDir& run) {
  const std::string stage = read_key(run.halted(), "stage");
  const auto generation =
      config_detail::parse_scalar<Generation>(read_key(run.halted(), "generation"));
  if (stage.empty() || !generation) return remove_file(run.halted());
  const Path accepted = run.accepted(stage, *generation);
  AZ_OK(make_directories(accepted.parent_path()));
  return publish_file(run.halted(), accepted);
}

std::string accepted_halt(const RunDir& run, std::string_view stage, Generation generation) {
  return read_key(run.accepted(stage, generation), "reason");
}

}  // namespace az
