// tree_fields.h — puts C++ values into an H5Tree and takes them out again; taking follows
// check_tree, so a missing field or a wrong type is a bug.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/hash.h"
#include "core/result.h"
#include "store/h5.h"

namespace az {

/// "seed" of the file, "/targets@net_hash" of a group.
inline H5Array& attribute_slot(H5Tree& tree, std::string_view path) {
  const std::size_t at = path.find('@');
  if (at == std::string_view::npos) return tree.root()[std::string(path)];
  return tree.groups[std::string(path.substr(0, at))][std::string(path.substr(at + 1))];
}
template <class T>
void put_attribute(H5Tree& tree, std::string_view path, const T& value) {
  attribute_slot(tree, path) = H5Array::one(value);
}
inline void put_attribute(H5Tree& tree, std::string_view path, const std::string& value) {
  attribute_slot(tree, path) = H5Array::text(value);
}
inline void put_attribute(H5Tree& tree, std::string_view path, const Hash128& value) {
  attribute_slot(tree, path) = H5Array::text(value.hex());
}
inline void put_array(H5Tree& tree, std::string_view path, H5Array array) {
  tree.datasets[std::string(path)].array = std::move(array);
}
template <class T>
void put_values(H5Tree& tree, std::string_view path, const std::vector<T>& values) {
  put_array(tree, path, H5Array::of(values));
}
inline void put_text(H5Tree& tree, std::string_view path, const std::string& text) {
  const std::string values[] = {text};
  put_array(tree, path, H5Array::texts(values));
}

inline const H5Array& attribute_at(const H5Tree& tree, std::string_view path) {
  const H5Array* array = tree.attribute(path);
  check(array != nullptr, "no attribute '{}'", path);
  return *array;
}
template <class T>
void take_attribute(const H5Tree& tree, std::string_view path, T& value) {
  value = attribute_at(tree, path).value<T>();
}
inline void take_attribute(const H5Tree& tree, std::string_view path, std::string& value) {
  value = attribute_at(tree, path).text_value();
}
inline Result<void> take_hash(const H5Tree& tree, std::string_view path, Hash128& value) {
  AZ_TRY(value, Hash128::parse(attribute_at(tree, path).text_value()));
  return {};
}
inline const H5Array& array_at(const H5Tree& tree, std::string_view path) {
  const H5Dataset* dataset = tree.find(path);
  check(dataset != nullptr, "no dataset {}", path);
  return dataset->array;
}
template <class T>
std::span<const T> take_values(const H5Tree& tree, std::string_view path) {
  return array_at(tree, path).as<T>();
}
inline std::string take_text(const H5Tree& tree, std::string_view path) {
  return array_at(tree, path).text_value();
}

}  // namespace az
