#include "plan/plan.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "core/build_info.h"
#include "core/hash.h"
#include "core/text.h"
#include "plan/ledger.h"

namespace az {
namespace {

/// Tools that a run carries when they are there: resume, report, inspect, play, gtp and analysis
/// need no build tree then.
constexpr std::string_view kTools[] = {"arrayzero", "az_report", "az_inspect", "az_exam",
                                       "az_play",   "az_gtp",    "az_analysis"};

Result<std::string> copy_executable(const Path& from, const Path& to) {
  AZ_TRY(const std::string content, read_file(from));
  AZ_OK(write_file(to, content));
  std::error_code error;
  std::filesystem::permissions(to, std::filesystem::perms(0755), error);
  if (error)
    return fail(fmt::format("cannot make {} executable: {}", to.string(), error.message()), "",
                Exit::kIo);
  return hash128(content).hex();
}

}  // namespace

std::vector<Step> Plan::steps() const { return steps(0, pipeline.generations); }

std::vector<Step> Plan::steps(Generation first, Generation last) const {
  return expand(pipeline, profile, first, std::min(last, pipeline.generations), max_array_size);
}

Result<Plan> make_plan(const Value& pipeline, const Value& profile) {
  Plan plan;
  AZ_TRY(plan.pipeline, read_pipeline(pipeline));
  AZ_TRY(plan.profile, read_profile(profile));
  AZ_OK(check_classes(plan.pipeline, plan.profile));
  return plan;
}

Result<Plan> read_plan(const RunDir& run) {
  if (!file_exists(run.plan_yaml()))
    return fail(fmt::format("{} is no run directory: it has no plan.yaml", run.root().string()),
                "`arrayzero run` makes one", Exit::kUsage);
  AZ_TRY(const Value tree, load_yaml(run.plan_yaml()));
  const Value *pipeline = tree.find("pipeline"), *profile = tree.find("profile");
  if (pipeline == nullptr || profile == nullptr)
    return fail(fmt::format("{}: no pipeline or no profile", run.plan_yaml().string()),
                "the file is damaged");
  AZ_TRY(Plan plan, make_plan(*pipeline, *profile));
  const auto text = [&](std::string_view key) {
    const Value* value = tree.find(key);
    return value == nullptr ? std::string() : value->text();
  };
  plan.run_name = text("run_name");
  plan.created = text("created");
  plan.version = text("version");
  plan.configuration = text("configuration");
  AZ_TRY(plan.max_array_size, config_detail::parse_scalar<int>(text("max_array_size")));
  AZ_TRY(const int generations, config_detail::parse_scalar<int>(text("generations")));
  plan.pipeline.generations = static_cast<Generation>(generations);
  if (const Value* executables = tree.find("executables"))
    for (const auto& [name, hash] : executables->members()) plan.executables[name] = hash.text();
  return plan;
}

Result<void> write_plan(const RunDir& run, const Plan& plan) {
  Value tree = Value::map();
  tree.set("run_name", Value::scalar(plan.run_name));
  tree.set("created", Value::scalar(plan.created));
  tree.set("version", Value::scalar(plan.version));
  if (!plan.configuration.empty()) tree.set("configuration", Value::scalar(plan.configuration));
  tree.set("generations", Value::scalar(std::to_string(plan.pipeline.generations)));
  tree.set("max_array_size", Value::scalar(std::to_string(plan.max_array_size)));
  Value executables = Value::map();
  for (const auto& [name, hash] : plan.executables) executables.set(name, Value::scalar(hash));
  tree.set("executables", std::move(executables));
  tree.set("pipeline", plan.pipeline.text);
  tree.set("profile", plan.profile.text);
  return write_file(run.plan_yaml(),
                    "# The frozen plan of this run: order, place and executables. Made by "
                    "`arrayzero run`.\n" +
                        tree.to_yaml());
}

Result<void> freeze_executables(const RunDir& run, const Path& source, Plan& plan) {
  AZ_OK(make_directories(run.bin()));
  std::set<std::string> wanted;
  for (const StageSpec& stage : plan.pipeline.stages) {
    if (!file_exists(source / stage.app))
      return fail(fmt::format("{}: stages.{}.app: no executable {} in {}", stage.origin, stage.name,
                              stage.app, source.string()),
                  "build it, or point --bin at the folder that has it", Exit::kUsage);
    wanted.insert(stage.app);
  }
  for (const std::string_view tool : kTools) {
    if (file_exists(source / tool)) wanted.emplace(tool);
  }
  for (const std::string& name : wanted) {
    AZ_TRY(plan.executables[name], copy_executable(source / name, run.bin() / name));
  }
  return {};
}

Path stage_output(const RunDir& run, const Step& step) {
  if (step.app == "az_train") return run.net(step.generation);
  if (step.app == "az_exam") return run.exam(step.generation);
  if (step.app == "az_promote") return run.rating(step.generation);
  return {};
}

std::string make_run_name(const RunDir& run) {
  std::error_code error;
  const Path absolute = std::filesystem::absolute(run.root(), error).lexically_normal();
  std::string name =
      (absolute.has_filename() ? absolute : absolute.parent_path()).filename().string();
  for (char& c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
      c = '-';
  const std::string unique =
      fmt::format("{} {} {:.9f}", absolute.string(), ::getpid(), unix_time());
  return fmt::format("{}-{}", name, hash128(unique).hex().substr(0, 8));
}

}  // namespace az
