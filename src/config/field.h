// field.h — described configuration: one list per struct gives parser, ranges, help, canonical text
// and hash.
//
//   struct SearchConfig {
//     int simulations = 64;
//     static void describe(auto& self, auto& v) {
//       v.field("simulations", self.simulations, Range{1, 1 << 20}, "playouts per move");
//     }
//   };
//
// A visitor has: field(key, member, [Range | Words], doc) for bool, integers, double, std::string,
// enums (with Words) and std::vector of them; group(key, member, doc) for a described struct;
// groups(key, vector<described>, doc) for a list of them, groups(key, map<string, described>, doc)
// for named ones, in the order of their names.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/value.h"
#include "core/hash.h"
#include "core/result.h"
#include "core/text.h"

namespace az {

/// Closed interval of a number.
struct Range {
  double low = -std::numeric_limits<double>::infinity(),
         high = std::numeric_limits<double>::infinity();
};

/// A described struct whose keys must also agree with each other: `Result<void> check() const`.
/// Readers call it once every key is read, and put file, line and path before its message.
template <class T>
concept CrossChecked = requires(const T& config) {
  { config.check() } -> std::same_as<Result<void>>;
};

/// The words of an enum, in the order of the documentation.
template <class E>
struct Words {
  std::vector<std::pair<std::string_view, E>> words;
};

namespace config_detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

Result<bool> parse_bool(std::string_view text);
Result<double> parse_double(std::string_view text);
Result<std::int64_t> parse_int64(std::string_view text);
Result<std::uint64_t> parse_uint64(std::string_view text);
std::string print_double(double value);
std::string range_text(const Range& range);

template <class T>
Result<T> parse_scalar(std::string_view text) {
  if constexpr (std::same_as<T, bool>) {
    return parse_bool(text);
  } else if constexpr (std::same_as<T, std::string>) {
    return std::string(text);
  } else if constexpr (std::floating_point<T>) {
    AZ_TRY(const double value, parse_double(text));
    return static_cast<T>(value);
  } else if constexpr (std::same_as<T, std::uint64_t>) {
    return parse_uint64(text);
  } else {
    static_assert(std::integral<T>);
    AZ_TRY(const std::int64_t value, parse_int64(text));
    if (!std::in_range<T>(value)) return fail(fmt::format("{} is too large", value));
    return static_cast<T>(value);
  }
}

template <class T>
std::string print_scalar(const T& value) {
  if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::same_as<T, std::string>) {
    return value;
  } else if constexpr (std::floating_point<T>) {
    return print_double(value);
  } else {
    return std::to_string(value);
  }
}

template <class T>
bool in_range(const T& value, const Range& range) {
  if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>) {
    const auto number = static_cast<double>(value);
    return number >= range.low && number <= range.high;  // false for NaN
  } else {
    return true;
  }
}

template <class T>
Value print_value(const T& value) {
  if constexpr (IsVector<T>::value) {
    Value list = Value::list();
    for (const auto& item : value) list.append(print_value<typename T::value_type>(item));
    return list;
  } else {
    return Value::scalar(print_scalar(value));
  }
}

template <class E>
std::string word_of(const Words<E>& words, E value) {
  for (const auto& [word, enumerator] : words.words)
    if (enumerator == value) return std::string(word);
  return "?";
}

/// Reads a map into a described struct; stops at the first error.
class ReadVisitor {
 public:
  ReadVisitor(const Value& map, std::string path) : map_(map), path_(std::move(path)) {}

  template <class T>
  void field(std::string_view key, T& member, std::string_view doc) {
    field(key, member, Range{}, doc);
  }
  template <class T>
  void field(std::string_view key, T& member, const Range& range, std::string_view) {
    if (const Value* value = take(key)) read(*value, key, member, range);
  }
  template <class E>
  void field(std::string_view key, E& member, const Words<E>& words, std::string_view) {
    if (const Value* value = take(key)) read_word(*value, key, member, words);
  }
  template <class E>
  void field(std::string_view key, std::vector<E>& member, const Words<E>& words,
             std::string_view) {
    const Value* value = take(key);
    if (value == nullptr) return;
    if (!value->is_list()) return set_error(*value, key, "expected a list");
    member.clear();
    for (const Value& item : value->items()) read_word(item, key, member.emplace_back(), words);
  }
  template <class T>
  void group(std::string_view key, T& member, std::string_view) {
    if (const Value* value = take(key)) read_group(*value, key, member);
  }
  template <class T>
  void groups(std::string_view key, std::vector<T>& member, std::string_view) {
    const Value* value = take(key);
    if (value == nullptr) return;
    if (!value->is_list()) return set_error(*value, key, "expected a list");
    member.clear();
    for (const Value& item : value->items()) read_group(item, key, member.emplace_back());
  }
  template <class T>
  void groups(std::string_view key, std::map<std::string, T>& member, std::string_view) {
    const Value* value = take(key);
    if (value == nullptr) return;
    if (!value->is_map() && !value->is_null())
      return set_error(*value, key, "expected names, each with `key: value` lines");
    member.clear();
    for (const auto& [name, item] : value->members())
      read_group(item, fmt::format("{}.{}", key, name), member[name]);
  }

  /// After the visit: the first error, or an unknown key.
  Result<void> finish();
  void allow_unknown() { allow_unknown_ = true; }

 private:
  const Value* take(std::string_view key) {
    known_.emplace_back(key);
    if (error_) return nullptr;
    return map_.find(key);
  }
  void set_error(const Value& where, std::string_view key, std::string_view what,
                 std::string hint = {});
  std::string full(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
  }

  template <class T>
  void read(const Value& value, std::string_view key, T& member, const Range& range) {
    if constexpr (IsVector<T>::value) {
      if (!value.is_list()) return set_error(value, key, "expected a list, for example [1, 2]");
      member.clear();
      for (const Value& item : value.items()) {
        typename T::value_type element{};
        read(item, key, element, range);
        member.push_back(std::move(element));
      }
    } else {
      if (!value.is_scalar()) return set_error(value, key, "expected one value");
      auto parsed = parse_scalar<T>(value.text());
      if (!parsed) return set_error(value, key, parsed.error().message);
      if (!in_range(*parsed, range))
        return set_error(value, key,
                         fmt::format("{} is outside {}", value.text(), range_text(range)));
      member = std::move(*parsed);
    }
  }
  template <class E>
  void read_word(const Value& value, std::string_view key, E& member, const Words<E>& words) {
    std::vector<std::string> known;
    for (const auto& [word, enumerator] : words.words) {
      if (value.is_scalar() && value.text() == word) {
        member = enumerator;
        return;
      }
      known.emplace_back(word);
    }
    set_error(value, key, fmt::format("'{}' is not one of {}", value.text(), join(known, ", ")));
  }
  template <class T>
  void read_group(const Value& value, std::string_view key, T& member) {
    if (error_) return;
    if (!value.is_map() && !value.is_null())
      return set_error(value, key, "expected `key: value` lines");
    ReadVisitor inner(value, full(key));
    T::describe(member, inner);
    if (auto done = inner.finish(); !done) error_ = std::move(done).error();
    if constexpr (CrossChecked<T>)
      if (!error_)
        if (const auto checked = member.check(); !checked)
          set_error(value, key, checked.error().message, checked.error().hint);
  }

  const Value& map_;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
  bool allow_unknown_ = false;
};

/// Builds the tree of all values.
class PrintVisitor {
 public:
  Value result = Value::map();

  template <class T>
  void field(std::string_view key, const T& member, std::string_view) {
    result.set(std::string(key), print_value(member));
  }
  template <class T>
  void field(std::string_view key, const T& member, const Range&, std::string_view) {
    result.set(std::string(key), print_value(member));
  }
  template <class E>
  void field(std::string_view key, const E& member, const Words<E>& words, std::string_view) {
    result.set(std::string(key), Value::scalar(word_of(words, member)));
  }
  template <class E>
  void field(std::string_view key, const std::vector<E>& member, const Words<E>& words,
             std::string_view) {
    Value list = Value::list();
    for (const E item : member) list.append(Value::scalar(word_of(words, item)));
    result.set(std::string(key), std::move(list));
  }
  template <class T>
  void group(std::string_view key, const T& member, std::string_view) {
    PrintVisitor inner;
    T::describe(member, inner);
    result.set(std::string(key), std::move(inner.result));
  }
  template <class T>
  void groups(std::string_view key, const std::vector<T>& member, std::string_view) {
    Value list = Value::list();
    for (const T& item : member) {
      PrintVisitor inner;
      T::describe(item, inner);
      list.append(std::move(inner.result));
    }
    result.set(std::string(key), std::move(list));
  }
  template <class T>
  void groups(std::string_view key, const std::map<std::string, T>& member, std::string_view) {
    Value named = Value::map();
    for (const auto& [name, item] : member) {
      PrintVisitor inner;
      T::describe(item, inner);
      named.set(name, std::move(inner.result));
    }
    result.set(std::string(key), std::move(named));
  }
};

/// Writes YAML with every key, its default and one line of help: the source of configs/base.yaml.
class HelpVisitor {
 public:
  explicit HelpVisitor(int indent) : indent_(indent) {}
  std::string text;

  template <class T>
  void field(std::string_view key, const T& member, std::string_view doc) {
    line(key, print_value(member), doc, "");
  }
  template <class T>
  void field(std::string_view key, const T& member, const Range& range, std::string_view doc) {
    line(key, print_value(member), doc, range_text(range));
  }
  template <class E>
  void field(std::string_view key, const E& member, const Words<E>& words, std::string_view doc) {
    line(key, Value::scalar(word_of(words, member)), doc, all_words(words));
  }
  template <class E>
  void field(std::string_view key, const std::vector<E>& member, const Words<E>& words,
             std::string_view doc) {
    Value list = Value::list();
    for (const E item : member) list.append(Value::scalar(word_of(words, item)));
    line(key, list, doc, all_words(words));
  }
  template <class T>
  void group(std::string_view key, const T& member, std::string_view doc) {
    heading(key, doc);
    HelpVisitor inner(indent_ + 2);
    T::describe(member, inner);
    text += inner.text;
  }
  template <class T>
  void groups(std::string_view key, const std::vector<T>& member, std::string_view doc) {
    PrintVisitor printer;
    printer.groups(key, member, doc);
    line(key, *printer.result.find(key), doc, "");
  }
  /// The keys of one of them follow as comments, for none need be there.
  template <class T>
  void groups(std::string_view key, const std::map<std::string, T>& member, std::string_view doc) {
    PrintVisitor printer;
    printer.groups(key, member, doc);
    line(key, *printer.result.find(key), doc, "");
    HelpVisitor inner(0);
    const T defaults;
    T::describe(defaults, inner);
    comment(inner.text);
  }

 private:
  template <class E>
  static std::string all_words(const Words<E>& words) {
    std::vector<std::string> all;
    for (const auto& [word, enumerator] : words.words) all.emplace_back(word);
    return join(all, " | ");
  }
  void line(std::string_view key, const Value& value, std::string_view doc, std::string_view range);
  void heading(std::string_view key, std::string_view doc);
  void comment(std::string_view lines);
  int indent_;
};

}  // namespace config_detail

/// Reads a map (or null: all defaults) into a described struct: ranges and check() hold, unknown
/// keys are errors that name file, line and the nearest key. `path` is how messages call this map
/// ("search").
template <class T>
Result<T> read_config(const Value& map, std::string path) {
  if (!map.is_map() && !map.is_null())
    return fail(fmt::format("{}: {}: expected `key: value` lines", map.origin().to_string(), path),
                "", Exit::kUsage);
  T config;
  config_detail::ReadVisitor visitor(map, path);
  T::describe(config, visitor);
  AZ_OK(visitor.finish());
  if constexpr (CrossChecked<T>)
    if (const auto checked = config.check(); !checked)
      return fail(
          fmt::format("{}: {}: {}", map.origin().to_string(), path, checked.error().message),
          checked.error().hint, Exit::kUsage);
  return config;
}

/// Reads from the top of a tree only the groups that T names; other sections belong to others.
template <class T>
Result<T> read_sections(const Value& tree) {
  T config;
  config_detail::ReadVisitor visitor(tree, "");
  visitor.allow_unknown();
  T::describe(config, visitor);
  AZ_OK(visitor.finish());
  return config;
}

/// Every value of a described struct, defaults included, in the order of the description.
template <class T>
Value print_config(const T& config) {
  config_detail::PrintVisitor visitor;
  T::describe(config, visitor);
  return std::move(visitor.result);
}

/// "rows=6 columns=7": one line, in the order of the description.
template <class T>
std::string canonical_text(const T& config) {
  std::string text;
  const Value tree = print_config(config);
  for (const auto& [key, value] : tree.members()) {
    std::string yaml = value.to_yaml();
    while (!yaml.empty() && yaml.back() == '\n') yaml.pop_back();
    if (!text.empty()) text += ' ';
    text.append(key).append("=").append(yaml);
  }
  return text;
}

/// Identity of a configuration: equal values, equal hash, whatever files they came from.
template <class T>
Hash128 hash_config(const T& config) {
  return hash128(print_config(config).to_yaml());
}

/// YAML with comments: key, default, help, range.
template <class T>
std::string help_yaml(int indent = 0) {
  config_detail::HelpVisitor visitor(indent);
  const T defaults;
  T::describe(defaults, visitor);
  return std::move(visitor.text);
}

/// The number at this path of a tree that was checked elsewhere; nothing where none is.
std::optional<double> number_at(const Value& tree, std::string_view dotted);

}  // namespace az
