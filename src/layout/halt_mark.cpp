#include "layout/halt_mark.h"

#include "config/value.h"

namespace az {

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
  const auto tree = load_yaml(run.halted());
  const Value* reason = tree ? tree->find("reason") : nullptr;
  return reason != nullptr && !reason->text().empty() ? reason->text()
                                                      : "see " + run.halted().string();
}

}  // namespace az
