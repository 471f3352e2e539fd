#include "games/conformance.h"

#include <fmt/format.h>

#include <array>

#include "core/text.h"
#include "games/ringrift/trace.h"

namespace az {
namespace {

struct Format {
  std::string_view family;
  Result<Conformance> (*replay)(std::string_view text, const std::string& name);
};
constexpr std::array kFormats{Format{"ringrift", &ringrift::replay_traces}};

}  // namespace

void Conformance::add(const Conformance& other) {
  games += other.games;
  steps += other.steps;
  mismatches += other.mismatches;
  if (first.empty()) first = other.first;
}

std::vector<std::string> conformance_games() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.family);
  return names;
}

Result<Conformance> replay_records(std::string_view family, std::string_view text,
                                   const std::string& name) {
  for (const Format& format : kFormats)
    if (format.family == family) return format.replay(text, name);
  return fail(fmt::format("no recorded games of '{}' can be read", family),
              "one of " + join(conformance_games(), ", "), Exit::kUsage);
}

}  // namespace az
