// fuzz.h — sessions of mutated command lines: whatever comes in, every line gets one well-formed
// answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace az {

/// Sends `lines` mutated commands to a new server of the game; fails the test where an answer is
/// not one of the protocol's, or says that it met a bug.
void fuzz_gtp(const std::vector<std::string>& arguments, std::uint32_t seed, int lines);

}  // namespace az
