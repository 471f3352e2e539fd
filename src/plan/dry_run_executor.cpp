#include <fmt/format.h>

#include "plan/executor.h"
#include "plan/process.h"
#include "plan/sbatch.h"

namespace az {

std::string dry_run(const RunDir& run, const Plan& plan) {
  std::string text;
  std::vector<Step> steps = plan.steps();
  for (const Step& step : steps)
    text += fmt::format("==> {} <==\n{}\n", run.job_script(step.name()).string(),
                        render_script(step, plan.profile, plan.run_name));
  text += fmt::format("==> sbatch lines, in {} <==\n", run.root().string());
  for (const Step& step : steps) {
    std::vector<std::string> after;
    for (const Step& other : steps)
      for (const std::string& need : step.needs)
        if (other.group() == need) after.push_back(fmt::format("<{}>", other.name()));
    const std::string tasks =
        step.array ? (step.count > 1 ? fmt::format("0-{}", step.count - 1) : "0") : "";
    std::string line;
    for (const std::string& word : sbatch_command(step, plan.profile, tasks, after))
      line += (line.empty() ? "" : " ") + word;
    text += line + '\n';
  }
  return text;
}

}  // namespace az
