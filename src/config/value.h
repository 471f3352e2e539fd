// value.h — a configuration tree that remembers where every value came from.
//
// Loaded from YAML files (with `include:` and merging), changed by `--set key=value`, checked by
// config/field.h.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/file.h"
#include "core/result.h"

namespace az {

/// Where a value was written: "configs/runs/x.yaml:12" or "--set".
struct Origin {
  std::string file;
  int line = 0;  ///< 1-based; 0: not a file
  std::string to_string() const;
};

class Value {
 public:
  enum class Kind { kNull, kScalar, kList, kMap };

  Value() = default;
  static Value scalar(std::string text, Origin origin = {});
  static Value map(Origin origin = {});
  static Value list(Origin origin = {});

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_map() const { return kind_ == Kind::kMap; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_scalar() const { return kind_ == Kind::kScalar; }
  const Origin& origin() const { return origin_; }

  const std::string& text() const { return text_; }           ///< scalars
  const std::vector<Value>& items() const { return items_; }  ///< lists
  const std::vector<std::pair<std::string, Value>>& members() const {
    return members_;
  }  ///< maps, in file order

  /// The member of a map, or nullptr.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// The value at "a.b.c", or nullptr.
  const Value* at_path(std::string_view dotted) const;
  /// Sets or adds a member of a map.
  void set(std::string key, Value value);
  void erase(std::string_view key);
  void append(Value value);
  /// Sets the value at "a.b.c", making maps on the way. Fails when a scalar or list stands in the
  /// way.
  Result<void> set_path(std::string_view dotted, Value value);
  /// Maps merge key by key; anything else in `other` replaces what is here.
  void merge(const Value& other);

  /// Canonical YAML, block style for maps, flow style for lists of scalars.
  std::string to_yaml() const;

 private:
  Kind kind_ = Kind::kNull;
  Origin origin_;
  std::string text_;
  std::vector<Value> items_;
  std::vector<std::pair<std::string, Value>> members_;
};

/// Reads one YAML file. A top-level `include: a.yaml` (or a list, relative to this file) is merged
/// first, in order. Duplicate keys, several documents, anchors that fail, include cycles: errors
/// with file and line.
Result<Value> load_yaml(const Path& path);
Result<Value> parse_yaml(std::string_view text, const std::string& name);

/// Applies "a.b.c=value" (the value is YAML: 3, true, [1, 2], {x: 1}) with origin "--set".
Result<void> apply_setting(Value& tree, std::string_view assignment);

}  // namespace az
