// sgf.h — SGF, the text form of game trees, FF[4] and what older files do: read, look at, write.
// Knows no game.
//
// A value is kept as it stands between its brackets, escapes included and line ends as \n: so what
// nobody here knows survives. sgf_text, sgf_simple_text and sgf_split read values, sgf_value makes
// them. All text is bytes: the property CA of a root says which letters they are, and a file in an
// encoding whose letters contain the bytes of ] or \ (Shift-JIS, Big5) must be recoded first.
// Source: A. Hollosi, "SGF FF[4]", red-bean.com/sgf.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace az {

struct SgfProperty {
  std::string name;                 ///< capital letters; digits may follow the first
  std::vector<std::string> values;  ///< at least one
  bool operator==(const SgfProperty&) const = default;
};

/// Where something stands in a file, both from 1, columns in bytes; 0: not read from a file.
struct SgfPlace {
  int line = 0, column = 0;
};

struct SgfNode {
  static constexpr std::uint32_t kNoParent = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t parent = kNoParent;
  std::vector<SgfProperty> properties;  ///< in the order of the file, each name once
  SgfPlace place;

  /// nullptr: the node has no such property.
  const SgfProperty* find(std::string_view name) const;
  /// One more value of a property, which is made where it is not there yet; returns the property.
  SgfProperty& add(std::string_view name, std::string value);
  bool operator==(const SgfNode& other) const {
    return parent == other.parent && properties == other.properties;
  }
};

/// One game. The nodes stand in the order of the file: a node's first child follows it directly,
/// and everything below a child stands before the next child.
struct SgfTree {
  std::vector<SgfNode> nodes;  ///< at least one

  /// A child of the last node; the root of an empty tree.
  SgfNode& add_node();
  /// The root, its first child, that one's first child, and so on.
  std::vector<std::uint32_t> main_line() const;
  /// The root down to this node.
  std::vector<std::uint32_t> line_to(std::uint32_t node) const;
  /// The nodes without children: where the lines end, the main line's first.
  std::vector<std::uint32_t> ends() const;
  bool operator==(const SgfTree&) const = default;
};

using SgfCollection = std::vector<SgfTree>;

/// What a file may hold; beyond is an error. At the defaults the trees take less than 1 GB.
struct SgfLimits {
  std::size_t bytes = 16 << 20, nodes = 3 << 20, values = 4 << 20;
  std::size_t node_properties = 256;  ///< of one node
};

/// Every game of a file. Text before the first game is skipped; a game may lack its first
/// semicolon; names lose their small letters ("Black" of FF[3] is "B"); a property that comes twice
/// in a node is one with the values of both. Errors (kData) begin with "name:line:column: ".
Result<SgfCollection> parse_sgf(std::string_view text, const std::string& name = "sgf",
                                const SgfLimits& limits = {});

/// parse_sgf gives the collection back. Lines are kept below 80 columns where that needs no break
/// within a value. Names and values must be well-formed (sgf_value), or it is a bug.
std::string write_sgf(const SgfCollection& collection);

/// A value as text: escapes undone, soft line breaks gone, white space but line ends as blanks.
std::string sgf_text(std::string_view value);
/// The same of one line: line ends are blanks, too.
std::string sgf_simple_text(std::string_view value);
/// The halves of a composed value, at the first colon that is not escaped.
std::optional<std::pair<std::string_view, std::string_view>> sgf_split(std::string_view value);
/// Text as a value; `composed`: for one half of a composed value, whose colons are escaped, too.
std::string sgf_value(std::string_view text, bool composed = false);

}  // namespace az
