// sbatch.h — a step as text: its script and its sbatch line. Pure: touches no file, asks nobody.
//
// The script is rendered from slurm/templates/stage.sbatch.in. It holds only paths relative to the
// run directory, so a run can be moved; it can be edited and submitted by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/profile.h"
#include "plan/step.h"

namespace az {

/// The whole .sbatch file. run_name: the run's tag, first part of every job's name.
std::string render_script(const Step& step, const Profile& profile, std::string_view run_name);

/// The words of the sbatch call, made in the run directory.
/// tasks: the array indices within this step ("0-15" or "2,5"), "" for a step that is no array.
/// after: ids of the jobs that must end with 0 first.
std::vector<std::string> sbatch_command(const Step& step, const Profile& profile,
                                        std::string_view tasks,
                                        const std::vector<std::string>& after);

/// "quickstart-1a2b3c4d.g0007-selfplay".
std::string job_name(const Step& step, std::string_view run_name);

/// The words that start one task's ranks without a scheduler.
std::vector<std::string> local_command(const Step& step, const Profile& profile, int task);

/// {0, 1, 2, 5} → "0-2,5"; and back.
std::string index_list(const std::vector<int>& indices);
std::vector<int> parse_index_list(std::string_view text);

}  // namespace az
