// exam_file.h — how a generation's net did on solved positions: exams/gNNNN.yaml, written by
// az_exam.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/field.h"
#include "core/file.h"

namespace az {

struct ExamSetResult {
  std::string name;
  std::uint64_t n = 0;         ///< positions
  std::uint64_t labelled = 0;  ///< positions whose actions are labelled: mistakes are known there
  std::uint64_t decisive = 0;  ///< positions where some action is a mistake
  bool searched = false;       ///< mistakes_search_percent was measured
  double mistakes_raw_percent = 0, mistakes_search_percent = 0;
  double value_class_percent = 0;
  double value_log_loss = 0;  ///< nats
  double optimal_mass = 0;    ///< mean policy mass on actions that are no mistakes, of the labelled

  static void describe(auto& self, auto& v) {
    v.field("name", self.name, "the set");
    v.field("n", self.n, "positions");
    v.field("labelled", self.labelled,
            "positions whose actions are labelled: mistakes are known there");
    v.field("decisive", self.decisive, "positions where some action is a mistake");
    v.field("searched", self.searched, "mistakes_search_percent was measured");
    v.field("mistakes_raw_percent", self.mistakes_raw_percent,
            "the net's likeliest action is one, of all n positions");
    v.field("mistakes_search_percent", self.mistakes_search_percent,
            "the searched action is one, of all n positions");
    v.field("value_class_percent", self.value_class_percent,
            "the likeliest of win, draw, loss by the net alone is right");
    v.field("value_log_loss", self.value_log_loss, "mean -ln P(class), nats");
    v.field("optimal_mass", self.optimal_mass, "mean policy mass on actions that are no mistakes");
  }
};

struct ExamFile {
  std::uint32_t generation = 0;
  std::string net;     ///< content hash, hex
  std::string search;  ///< hash of the search settings, hex
  int simulations = 0;
  double seconds = 0;
  std::vector<ExamSetResult> sets;

  static void describe(auto& self, auto& v) {
    v.field("generation", self.generation, "whose net");
    v.field("net", self.net, "content hash");
    v.field("search", self.search, "hash of the search settings");
    v.field("simulations", self.simulations, "of the searched answers");
    v.field("seconds", self.seconds, "wall time");
    v.groups("sets", self.sets, "one entry per set");
  }
};

Result<ExamFile> read_exam_file(const Path& path);
Result<void> write_exam_file(const Path& path, const ExamFile& exam);

}  // namespace az
