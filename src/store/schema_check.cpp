#include "store/schema_check.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <map>
#include <utility>

#include "core/text.h"

namespace az {
namespace {

constexpr std::string_view kOwnAttributes[] = {"schema", "schema_version", "description",
                                               "content_hash"};
constexpr std::string_view kDatasetAttributes[] = {"description", "units", "axes"};

template <class T>
std::vector<std::byte> number_bytes(const std::string& text) {
  T number{};
  if (text == "nan") {
    number = std::numeric_limits<T>::quiet_NaN();
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    check(error == std::errc{}, "fill value '{}' does not fit its type", text);
  }
  const auto* bytes = reinterpret_cast<const std::byte*>(&number);
  return {bytes, bytes + sizeof number};
}

/// Binds axis names to lengths as they are met: "games" = 7 makes "games+1" 8.
class Axes {
 public:
  /// False when `axis` cannot have this length.
  bool bind(const std::string& axis, std::uint64_t length) {
    std::uint64_t fixed = 0;
    if (std::from_chars(axis.data(), axis.data() + axis.size(), fixed).ec == std::errc{})
      return fixed == length;
    const std::size_t plus = axis.find("+1");
    const std::uint64_t extra = plus == std::string::npos ? 0 : 1;
    if (length < extra) return false;
    return lengths_.try_emplace(axis.substr(0, plus), length - extra).first->second ==
           length - extra;
  }

 private:
  std::map<std::string, std::uint64_t> lengths_;
};

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

template <class Names>
bool contains(const Names& names, std::string_view name) {
  for (const std::string_view known : names)
    if (known == name) return true;
  return false;
}

tl::unexpected<Error> wrong(const std::string& name, const Schema& schema, std::string what) {
  return fail(
      fmt::format("{}: {}", name, what),
      fmt::format("schema '{}' version {} describes the file", schema.name, schema.version));
}

Result<void> check_version(const H5Tree& tree, const Schema& schema, const std::string& name) {
  const H5Array* kind = tree.attribute("schema");
  if (kind == nullptr || kind->type != H5Type::kText)
    return fail(fmt::format("{}: no schema name", name), "this file was not written by ArrayZero");
  if (kind->text_value() != schema.name)
    return fail(
        fmt::format("{}: a file of kind '{}', expected '{}'", name, kind->text_value(),
                    schema.name),
        "another file was put in its place; restore it, or, while no later file rests on it, "
        "delete it and make it again");
  const H5Array* version = tree.attribute("schema_version");
  if (version == nullptr || version->type != H5Type::kU32 || version->count() != 1)
    return fail(fmt::format("{}: no schema version", name),
                "this file was not written by ArrayZero");
  if (version->value<std::uint32_t>() != schema.version)
    return fail(fmt::format("{}: schema '{}' version {}, this program reads version {}", name,
                            schema.name, version->value<std::uint32_t>(), schema.version),
                "use the program that wrote it; data_layout/CHANGES.md lists the versions");
  return {};
}

Result<void> check_attributes(const H5Tree& tree, const Schema& schema, const std::string& name) {
  for (const SchemaField& field : schema.attributes) {
    const H5Array* array = tree.attribute(field.path);
    if (array == nullptr) {
      if (field.optional) continue;
      return wrong(name, schema, fmt::format("no attribute '{}'", field.path));
    }
    if (to_string(array->type) != field.type || array->count() != 1)
      return wrong(name, schema,
                   fmt::format("attribute '{}' is not one {}", field.path, field.type));
  }
  for (const auto& [group, attributes] : tree.groups)
    for (const auto& [attribute, array] : attributes) {
      const std::string path = group == "/" ? attribute : fmt::format("{}@{}", group, attribute);
      if (group == "/" && contains(kOwnAttributes, attribute)) continue;
      if (schema.attribute(path) == nullptr)
        return wrong(name, schema, fmt::format("unknown attribute '{}'", path));
    }
  return {};
}

Result<void> check_dataset(const H5Dataset& dataset, const SchemaField& field,
                           const std::string& path, Axes& axes, const Schema& schema,
                           const std::string& name) {
  const H5Array& array = dataset.array;
  if (to_string(array.type) != field.type)
    return wrong(name, schema,
                 fmt::format("{} is {}, expected {}", path, to_string(array.type), field.type));
  if (!field.any_shape()) {
    bool fits = array.shape.size() == field.shape.size();
    for (std::size_t i = 0; fits && i < field.shape.size(); ++i)
      fits = axes.bind(field.shape[i], array.shape[i]);
    if (!fits)
      return wrong(
          name, schema,
          fmt::format("{} has shape {}, expected ({}) in agreement with the other datasets", path,
                      shape_text(array.shape), join(field.shape, ", ")));
  }
  for (const std::string_view attribute : kDatasetAttributes) {
    const auto found = dataset.attributes.find(attribute);
    if (found == dataset.attributes.end() || found->second.type != H5Type::kText)
      return wrong(name, schema, fmt::format("{} has no attribute '{}'", path, attribute));
  }
  for (const auto& [attribute, value] : dataset.attributes)
    if (!contains(kDatasetAttributes, attribute) && !(field.any_shape() && attribute == "position"))
      return wrong(name, schema, fmt::format("{} has an unknown attribute '{}'", path, attribute));
  return {};
}

Result<void> check_datasets(const H5Tree& tree, const Schema& schema, const std::string& name) {
  Axes axes;
  for (const auto& [path, dataset] : tree.datasets) {
    const SchemaField* field = schema.dataset(path);
    if (field == nullptr) return wrong(name, schema, fmt::format("unknown dataset {}", path));
    AZ_OK(check_dataset(dataset, *field, path, axes, schema, name));
  }
  return {};
}

}  // namespace

std::vector<std::byte> fill_value(const SchemaField& field) {
  if (field.fill.empty()) return {};
  if (field.type == "u8") return number_bytes<std::uint8_t>(field.fill);
  if (field.type == "u16") return number_bytes<std::uint16_t>(field.fill);
  if (field.type == "u32") return number_bytes<std::uint32_t>(field.fill);
  if (field.type == "u64") return number_bytes<std::uint64_t>(field.fill);
  if (field.type == "i8") return number_bytes<std::int8_t>(field.fill);
  if (field.type == "i32") return number_bytes<std::int32_t>(field.fill);
  if (field.type == "i64") return number_bytes<std::int64_t>(field.fill);
  if (field.type == "f32") return number_bytes<float>(field.fill);
  if (field.type == "f64") return number_bytes<double>(field.fill);
  check(field.type == "f16" && field.fill == "nan", "{}: no fill value for {}", field.path,
        field.type);
  const Half nan = to_half(std::numeric_limits<float>::quiet_NaN());
  const auto* bytes = reinterpret_cast<const std::byte*>(&nan);
  return {bytes, bytes + sizeof nan};
}

void annotate(H5Tree& tree, const Schema& schema) {
  tree.root()["schema"] = H5Array::text(schema.name);
  tree.root()["schema_version"] = H5Array::one(schema.version);
  tree.root()["description"] = H5Array::text(schema.about);
  for (auto& [path, dataset] : tree.datasets) {
    const SchemaField* field = schema.dataset(path);
    check(field != nullptr, "schema '{}' has no dataset {}", schema.name, path);
    dataset.attributes["description"] = H5Array::text(field->about);
    dataset.attributes["units"] = H5Array::text(field->units.empty() ? "1" : field->units);
    dataset.attributes["axes"] = H5Array::text(field->any_shape() ? "" : join(field->shape, ","));
    dataset.fill = fill_value(*field);
  }
}

Result<void> check_tree(const H5Tree& tree, const Schema& schema, const std::string& name) {
  AZ_OK(check_version(tree, schema, name));
  AZ_OK(check_attributes(tree, schema, name));
  for (const SchemaField& field : schema.datasets)
    if (!field.optional && !field.path.ends_with('*') && tree.find(field.path) == nullptr)
      return wrong(name, schema, fmt::format("no dataset {}", field.path));
  return check_datasets(tree, schema, name);
}

Result<void> check_part(const H5Tree& tree, const Schema& schema,
                        std::span<const std::string_view> datasets, const std::string& name) {
  AZ_OK(check_version(tree, schema, name));
  AZ_OK(check_attributes(tree, schema, name));
  for (const std::string_view path : datasets)
    if (tree.find(path) == nullptr) return wrong(name, schema, fmt::format("no dataset {}", path));
  return check_datasets(tree, schema, name);
}

Result<Hash128> write_checked(const Path& path, H5Tree tree, const Schema& schema,
                              std::string_view tag) {
  annotate(tree, schema);
  const auto checked = check_tree(tree, schema, path.string());
  check(checked.has_value(), "{}", checked ? "" : checked.error().to_string());
  return write_h5(path, std::move(tree), tag);
}

Result<H5File> read_checked(const Path& path, const Schema& schema) {
  AZ_TRY(H5File file, read_h5(path));
  AZ_OK(check_tree(file.tree, schema, path.string()));
  return file;
}

}  // namespace az
