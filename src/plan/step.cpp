#include "plan/step.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.h"
#include "core/text.h"

namespace az {
namespace {

std::string group_name(Generation generation, std::string_view stage) {
  return fmt::format("{}-{}", generation_name(generation), stage);
}

std::vector<std::string> needed_groups(const Pipeline& pipeline, const StageSpec& stage,
                                       Generation generation) {
  std::vector<std::string> groups;
  for (const Need& need : stage.needs) {
    if (need.previous) {
      if (generation >= 2) groups.push_back(group_name(generation - 1, need.stage));
    } else if (pipeline.find(need.stage)->only_first) {
      if (generation <= 1) groups.push_back(group_name(0, need.stage));
    } else {
      groups.push_back(group_name(generation, need.stage));
    }
  }
  return groups;
}

}  // namespace

std::string Step::group() const { return group_name(generation, stage); }

std::string Step::name() const {
  return parts > 1 ? fmt::format("{}-p{}", group(), part) : group();
}

std::string Step::program() const { return app.starts_with("az_") ? app.substr(3) : app; }

std::vector<Step> expand(const Pipeline& pipeline, const Profile& profile, Generation first,
                         Generation last, int max_array_size) {
  check(max_array_size >= 1, "MaxArraySize is {}", max_array_size);
  std::vector<Step> steps;
  for (Generation generation = first; generation <= last; ++generation)
    for (const StageSpec& stage : pipeline.stages) {
      if (stage.only_first != (generation == 0)) continue;
      const JobClass* job_class = profile.find(stage.job_class);
      check(job_class != nullptr, "class {} was not checked", stage.job_class);
      Step step;
      step.stage = stage.name;
      step.app = stage.app;
      step.job_class = stage.job_class;
      step.args = stage.args;
      step.generation = generation;
      step.array = stage.array != ArrayKind::kSingle;
      step.tasks = stage.array == ArrayKind::kByClass ? job_class->tasks : stage.array_tasks;
      step.needs = needed_groups(pipeline, stage, generation);
      step.extends = generation > 0 && stage.name == pipeline.stages.back().name;
      step.parts = (step.tasks + max_array_size - 1) / max_array_size;
      for (step.part = 0; step.part < step.parts; ++step.part) {
        step.offset = step.part * max_array_size;
        step.count = std::min(max_array_size, step.tasks - step.offset);
        steps.push_back(step);
      }
    }
  return steps;
}

Result<void> check_classes(const Pipeline& pipeline, const Profile& profile) {
  std::vector<std::string> known;
  for (const auto& [name, job_class] : profile.classes) known.push_back(name);
  for (const StageSpec& stage : pipeline.stages) {
    if (profile.find(stage.job_class) != nullptr) continue;
    const std::string near = nearest(stage.job_class, known);
    return fail(fmt::format("{}: stages.{}.class: the profile has no class '{}'{}", stage.origin,
                            stage.name, stage.job_class,
                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                "classes: " + join(known, ", "), Exit::kUsage);
  }
  return {};
}

}  // namespace az
