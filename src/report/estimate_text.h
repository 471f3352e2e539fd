// estimate_text.h — numbers and seats of a report as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "rating/interval.h"

namespace az {

/// 12,345
std::string with_commas(std::uint64_t count);
/// "seat 1"
std::string seat_name(std::size_t seat);
/// "51.2 % [48.9, 53.5]"; without what is not known.
std::string percent(const Estimate& estimate);
std::string plain(const Estimate& estimate, int digits);

}  // namespace az
