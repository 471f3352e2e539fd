// write.cpp — SGF as text: always the same for the same trees.
#include <algorithm>

#include "core/check.h"
#include "sgf/sgf.h"

namespace az {
namespace {

constexpr std::size_t kMostColumns = 79;

bool is_name(std::string_view name) {
  if (name.empty() || name[0] < 'A' || name[0] > 'Z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

/// Does the value end where its bracket is, and come back as it is?
bool is_value(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ']' || value[i] == '\r') return false;
    if (value[i] != '\\') continue;
    ++i;
    if (i == value.size() || value[i] == '\r') return false;
  }
  return true;
}

class SgfWriter {
 public:
  std::string take() { return std::move(text_); }

  void tree(const SgfTree& tree) {
    std::vector<std::uint32_t> children(tree.nodes.size(), 0);
    for (std::size_t i = 1; i < tree.nodes.size(); ++i) ++children[tree.nodes[i].parent];
    const auto in_brackets = [&](std::uint32_t node) {
      return node == 0 || children[tree.nodes[node].parent] > 1;
    };
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
      const std::uint32_t parent = tree.nodes[i].parent;
      if (i > 0)
        for (std::uint32_t done = i - 1; done != parent; done = tree.nodes[done].parent)
          if (in_brackets(done)) put(")");
      if (in_brackets(i)) {
        new_line();
        put("(");
      }
      node(tree.nodes[i]);
    }
    for (auto done = static_cast<std::uint32_t>(tree.nodes.size() - 1); done != SgfNode::kNoParent;
         done = tree.nodes[done].parent)
      if (in_brackets(done)) put(")");
    new_line();
  }

 private:
  void node(const SgfNode& node) {
    std::string token = ";";
    for (const SgfProperty& property : node.properties) {
      check(is_name(property.name) && !property.values.empty(), "property '{}' with {} values",
            property.name, property.values.size());
      token += property.name;
      for (const std::string& value : property.values) {
        check(is_value(value), "property {}: '{}' is not escaped", property.name, value);
        token += '[' + value + ']';
        put(token);
        token.clear();
      }
    }
    if (!token.empty()) put(token);
  }

  void put(const std::string& token) {
    const std::size_t first = token.find('\n');
    if (column_ > 0 && column_ + std::min(first, token.size()) > kMostColumns) new_line();
    text_ += token;
    column_ =
        first == std::string::npos ? column_ + token.size() : token.size() - 1 - token.rfind('\n');
  }
  void new_line() {
    if (column_ > 0) text_ += '\n';
    column_ = 0;
  }

  std::string text_;
  std::size_t column_ = 0;
};

}  // namespace

std::string write_sgf(const SgfCollection& collection) {
  SgfWriter writer;
  for (const SgfTree& tree : collection) {
    check(!tree.nodes.empty(), "a game without a node");
    writer.tree(tree);
  }
  return writer.take();
}

}  // namespace az
