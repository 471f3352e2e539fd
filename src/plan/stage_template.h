// stage_template.h — slurm/templates/stage.sbatch.in, carried inside the executable.
#pragma once

#include <string_view>

namespace az {

extern const std::string_view kStageTemplate;

}  // namespace az
