#include "report/estimate_text.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace az {
namespace {

std::string number_text(const Estimate& estimate, int digits, double scale, std::string_view unit) {
  if (!estimate.known()) return "–";
  std::string text = fmt::format("{:.{}f}{}", estimate.value * scale, digits, unit);
  if (std::isfinite(estimate.low))
    text += std::isfinite(estimate.high)
                ? fmt::format(" [{:.{}f}, {:.{}f}]", estimate.low * scale, digits,
                              estimate.high * scale, digits)
                : fmt::format(" [{:.{}f}, ∞]", estimate.low * scale, digits);
  return text;
}

}  // namespace

std::string with_commas(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string seat_name(std::size_t seat) { return fmt::format("seat {}", seat + 1); }

std::string percent(const Estimate& estimate) { return number_text(estimate, 1, 100, " %"); }

std::string plain(const Estimate& estimate, int digits) {
  return number_text(estimate, digits, 1, "");
}

}  // namespace az
