#include "tests/support/naive_life.h"

namespace az {

NaiveLife::NaiveLife(const GoSettings& settings, int colour)
    : settings_(settings), colour_(colour) {
  settings_.ko = KoRule::kSimple;
}

std::uint32_t NaiveLife::node(const std::string& board) {
  const auto [at, is_new] = known_.try_emplace(board, static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    Node node;
    node.board = board;
    for (std::size_t cell = 0; cell < board.size(); ++cell)
      if (board[cell] == (colour_ == 0 ? 'X' : 'O')) node.own |= std::uint64_t{1} << cell;
    nodes_.push_back(std::move(node));
  }
  return at->second;
}

void NaiveLife::expand(std::uint32_t index) {
  if (nodes_[index].expanded) return;
  const NaiveGo here(settings_, nodes_[index].board, 1 - colour_);
  std::vector<std::uint32_t> quiet, taking;
  for (const int cell : here.legal_without_ko()) {
    NaiveGo after = here;
    after.play(cell);
    const std::uint32_t next = node(after.board());
    (nodes_[next].own == nodes_[index].own ? quiet : taking).push_back(next);
  }
  quiet.insert(quiet.end(), taking.begin(), taking.end());  // the last is tried first
  nodes_[index].next = std::move(quiet);
  nodes_[index].expanded = true;
}

std::string NaiveLife::safe(const std::string& board) {
  ++question_;
  const std::uint32_t start = node(board);
  std::uint64_t left = nodes_[start].own;
  for (std::vector<std::uint32_t> open{start}; !open.empty() && left != 0;) {
    const std::uint32_t index = open.back();
    open.pop_back();
    if (nodes_[index].asked == question_) continue;
    nodes_[index].asked = question_;
    left &= nodes_[index].own;
    expand(index);
    open.insert(open.end(), nodes_[index].next.begin(), nodes_[index].next.end());
  }
  std::string safe(board.size(), '.');
  for (std::size_t cell = 0; cell < board.size(); ++cell)
    if (left >> cell & 1) safe[cell] = board[cell];
  return safe;
}

}  // namespace az
