// text.h — small questions about text: splitting, nearest word, human-readable quantities.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace az {

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);

/// Levenshtein distance.
int edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `word`, or "" when none is within a third of its length (at least 2).
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "11.4k", "3.20M".
std::string short_count(double value);
/// "1.5 kB" (powers of 1000).
std::string short_bytes(std::uint64_t size_bytes);
/// "42 s", "3 min 05 s", "2 h 10 min".
std::string short_duration(double seconds);

/// Columns padded to equal width, two spaces apart, first row the heading, numbers right-aligned.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace az
