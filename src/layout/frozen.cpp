#include "layout/frozen.h"

#include <fmt/format.h>

#include "config/value.h"
#include "core/hash.h"

namespace az {

Result<std::string> configuration_hash(const RunDir& run) {
  AZ_TRY(const Value tree, load_yaml(run.run_yaml()));
  return hash128(tree.to_yaml()).hex();
}

Result<void> check_configuration(const RunDir& run) {
  if (!file_exists(run.plan_yaml())) return {};
  AZ_TRY(const Value plan, load_yaml(run.plan_yaml()));
  const Value* frozen = plan.find("configuration");
  if (frozen == nullptr) return {};
  auto hash = configuration_hash(run);
  if (!hash)
    return fail(hash.error().message, "restore it: a run keeps the configuration it began with",
                Exit::kUsage);
  if (*hash == frozen->text()) return {};
  return fail(
      fmt::format("{} is not the configuration that this run began with ({}…, plan.yaml "
                  "says {}…)",
                  run.run_yaml().string(), hash->substr(0, 12), frozen->text().substr(0, 12)),
      "restore the file, or begin a new run with the changed keys: arrayzero run --dir NEW",
      Exit::kUsage);
}

Result<bool> plans_first(const RunDir& run, std::string_view app) {
  if (!file_exists(run.plan_yaml())) return false;
  AZ_TRY(const Value plan, load_yaml(run.plan_yaml()));
  const Value* pipeline = plan.find("pipeline");
  const Value* stages = pipeline == nullptr ? nullptr : pipeline->find("stages");
  if (stages == nullptr || !stages->is_map()) return false;
  for (const auto& [name, stage] : stages->members()) {
    const Value *has_app = stage.find("app"), *only = stage.find("only");
    if (has_app != nullptr && has_app->text() == app && only != nullptr && only->text() == "first")
      return true;
  }
  return false;
}

}  // namespace az
