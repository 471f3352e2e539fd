// naive_life.h — which stones can never be taken although their colour only passes: found by trying
// every sequence of the other's moves, without any idea of eyes or regions.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/support/naive_go.h"

namespace az {

/// For boards of at most 64 points. Where some stones are safe all that the other can reach is
/// visited and kept: few points must be empty.
class NaiveLife {
 public:
  /// colour: 0 black, 1 white, the side that passes.
  NaiveLife(const GoSettings& settings, int colour);

  /// `board`, from which all is erased but the stones of the colour that stay whatever comes.
  std::string safe(const std::string& board);

 private:
  struct Node {
    std::string board;
    std::uint64_t own = 0;  ///< by cell
    std::uint32_t asked = 0;
    bool expanded = false;
    std::vector<std::uint32_t> next;
  };
  std::uint32_t node(const std::string& board);
  void expand(std::uint32_t index);

  GoSettings settings_;
  int colour_;
  std::uint32_t question_ = 0;
  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::uint32_t> known_;
};

}  // namespace az
