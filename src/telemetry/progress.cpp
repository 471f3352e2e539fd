#include "telemetry/progress.h"

#include "core/text.h"

namespace az {

void Progress::update(std::uint64_t done) {
  const double elapsed = since_start_.wall_s();
  if (elapsed - last_s_ < period_s_) return;
  last_s_ = elapsed;
  const double rate = static_cast<double>(done) / elapsed;
  if (total_ > 0 && rate > 0) {
    log_.info("{} of {} {} ({:.1f} %), {} {}/s, {} left", done, total_, unit_,
              100.0 * static_cast<double>(done) / static_cast<double>(total_), short_count(rate),
              unit_, short_duration(static_cast<double>(total_ - done) / rate));
  } else {
    log_.info("{} {}, {} {}/s", done, unit_, short_count(rate), unit_);
  }
}

}  // namespace az
