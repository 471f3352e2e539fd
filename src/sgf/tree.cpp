// tree.cpp — nodes, lines and values of SGF.
#include <algorithm>

#include "sgf/sgf.h"

namespace az {

const SgfProperty* SgfNode::find(std::string_view name) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const SgfProperty& p) { return p.name == name; });
  return found == properties.end() ? nullptr : &*found;
}

SgfProperty& SgfNode::add(std::string_view name, std::string value) {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const SgfProperty& p) { return p.name == name; });
  SgfProperty& property = found == properties.end()
                              ? properties.emplace_back(SgfProperty{std::string(name), {}})
                              : *found;
  property.values.push_back(std::move(value));
  return property;
}

SgfNode& SgfTree::add_node() {
  SgfNode node;
  if (!nodes.empty()) node.parent = static_cast<std::uint32_t>(nodes.size() - 1);
  return nodes.emplace_back(std::move(node));
}

std::vector<std::uint32_t> SgfTree::main_line() const {
  std::vector<std::uint32_t> line;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    if (i > 0 && nodes[i].parent != i - 1) break;
    line.push_back(i);
  }
  return line;
}

std::vector<std::uint32_t> SgfTree::line_to(std::uint32_t node) const {
  std::vector<std::uint32_t> line;
  for (std::uint32_t at = node; at != SgfNode::kNoParent; at = nodes[at].parent) line.push_back(at);
  std::reverse(line.begin(), line.end());
  return line;
}

std::vector<std::uint32_t> SgfTree::ends() const {
  std::vector<std::uint32_t> ends;
  for (std::uint32_t i = 0; i < nodes.size(); ++i)
    if (i + 1 == nodes.size() || nodes[i + 1].parent != i) ends.push_back(i);
  return ends;
}

std::string sgf_text(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (c == '\\' && i + 1 < value.size()) {
      c = value[++i];
      if (c == '\n') continue;
    }
    text += c == '\t' || c == '\v' || c == '\f' ? ' ' : c;
  }
  return text;
}

std::string sgf_simple_text(std::string_view value) {
  std::string text = sgf_text(value);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::optional<std::pair<std::string_view, std::string_view>> sgf_split(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\')
      ++i;
    else if (value[i] == ':')
      return std::pair{value.substr(0, i), value.substr(i + 1)};
  }
  return std::nullopt;
}

std::string sgf_value(std::string_view text, bool composed) {
  std::string value;
  value.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') value += '\n';
      continue;
    }
    if (c == '\\' || c == ']' || (composed && c == ':')) value += '\\';
    value += c;
  }
  return value;
}

}  // namespace az
