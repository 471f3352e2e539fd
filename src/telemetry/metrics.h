// metrics.h — numbers for people and plots: JSONL, one object per line, names declared in
// data_layout/metrics.schema.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

struct Metric {
  std::string_view name;
  std::variant<double, std::int64_t, std::string> value;
};

/// Appends lines to one file, and first ends a line that an earlier writer's death or a full disk
/// cut short; every line carries `time` (Unix seconds), `stage` and `generation`.
/// Not thread-safe.
class Metrics {
 public:
  /// Metrics that go nowhere, for tests and tools.
  Metrics() = default;
  Metrics(Path path, std::string stage, std::uint32_t generation)
      : path_(std::move(path)), stage_(std::move(stage)), generation_(generation) {}

  /// event: what the line is about ("step", "shard", "done"). A name that the dictionary lacks, or
  /// a value of another type than it declares, is a bug. A number that is not finite is written
  /// nowhere: the error (kHalted) names it.
  Result<void> write(std::string_view event, const std::vector<Metric>& metrics);

 private:
  Result<void> open();
  Path path_;
  std::string stage_;
  std::uint32_t generation_ = 0;
  bool opened_ = false;
};

}  // namespace az
