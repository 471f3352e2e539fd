// exam_config.h — the settings of the exam on solved positions (section `exam:`).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "config/field.h"

namespace az {

struct ExamSetConfig {
  std::string name, file;

  static void describe(auto& self, auto& v) {
    v.field("name", self.name, "how tables and plots call the set");
    v.field("file", self.file, "lines `moves score [LABELS]`, plain or .gz");
  }
};

struct ExamConfig {
  std::vector<ExamSetConfig> sets;
  int simulations = 100;
  std::uint64_t positions = 0;
  int complete_every = 0;
  int slots = 512;

  static void describe(auto& self, auto& v) {
    v.groups("sets", self.sets, "solved positions, read by nothing at training");
    v.field("simulations", self.simulations, Range{0, 1 << 20},
            "of the searched answers; 0: only the net alone");
    v.field("positions", self.positions, Range{0, 1e9}, "of every set, evenly spaced; 0: all");
    v.field("complete_every", self.complete_every, Range{0, 1e9},
            "every so many generations, the first net's included, all positions; 0: never");
    v.field("slots", self.slots, Range{1, 1 << 16}, "positions searched side by side, per rank");
  }

  Result<void> check() const {
    std::set<std::string> names;
    for (const ExamSetConfig& set : sets)
      if (set.name.empty() || set.name.find('/') != std::string::npos ||
          !names.insert(set.name).second)
        return fail(fmt::format("sets: '{}' is no name of its own", set.name));
    return {};
  }

  /// Positions of every set that a generation's net answers; 0: all.
  std::uint64_t positions_of(std::uint32_t generation) const {
    return complete_every > 0 && generation % static_cast<std::uint32_t>(complete_every) == 0
               ? 0
               : positions;
  }
};

}  // namespace az
