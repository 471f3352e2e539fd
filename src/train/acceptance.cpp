#include "train/acceptance.h"

#include "layout/halt_mark.h"
#include "train/train_stage.h"

namespace az {

Result<void> halt_unless_accepted(const Context& context, const std::string& reason,
                                  std::string hint) {
  AZ_TRY(const std::string accepted, from_root(context, [&]() -> Result<std::string> {
           return accepted_halt(context.run, TrainStage::kName, context.generation);
         }));
  if (accepted != reason) return fail(reason, std::move(hint), Exit::kHalted);
  if (context.is_root()) context.log.warning("a person accepted: {}", reason);
  return {};
}

}  // namespace az
