#include "layout/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "core/check.h"
#include "core/hash.h"
#include "core/text.h"

namespace az {

/// Made by az_embed_text: (file name, content) of data_layout/*.schema.yaml.
const std::vector<std::pair<std::string_view, std::string_view>>& embedded_schemas();

namespace {

std::string text_or(const Value& map, std::string_view key, const std::string& fallback) {
  const Value* value = map.find(key);
  return value != nullptr && value->is_scalar() ? value->text() : fallback;
}

Result<std::vector<SchemaField>> parse_fields(const Value* map, const std::string& file) {
  std::vector<SchemaField> fields;
  if (map == nullptr) return fields;
  if (!map->is_map()) return fail(fmt::format("{}: expected a map", map->origin().to_string()));
  for (const auto& [path, body] : map->members()) {
    SchemaField field;
    field.path = path;
    field.type = text_or(body, "type", "");
    if (field.type.empty()) return fail(fmt::format("{}: {}: no type", file, path));
    field.units = text_or(body, "units", "");
    field.about = text_or(body, "about", "");
    field.fill = text_or(body, "fill", "");
    field.optional = text_or(body, "optional", "false") == "true";
    if (const Value* shape = body.find("shape")) {
      if (shape->is_scalar()) field.shape.push_back(shape->text());
      for (const Value& axis : shape->items()) field.shape.push_back(axis.text());
    }
    for (const auto& [key, value] : body.members())
      if (key != "type" && key != "units" && key != "about" && key != "fill" && key != "optional" &&
          key != "shape")
        return fail(fmt::format("{}: {}: unknown key '{}'", value.origin().to_string(), path, key));
    fields.push_back(std::move(field));
  }
  return fields;
}

/// Later fields replace earlier ones of the same path.
void merge_fields(std::vector<SchemaField>& base, std::vector<SchemaField> more) {
  for (SchemaField& field : more) {
    const auto same = std::find_if(base.begin(), base.end(),
                                   [&](const SchemaField& f) { return f.path == field.path; });
    if (same == base.end()) {
      base.push_back(std::move(field));
    } else {
      *same = std::move(field);
    }
  }
}

std::map<std::string, Schema, std::less<>> load_embedded() {
  std::map<std::string, Schema, std::less<>> all;
  for (const auto& [file, text] : embedded_schemas()) {
    auto parsed = parse_schema(text, std::string(file));
    check(parsed.has_value(), "{}", parsed ? "" : parsed.error().to_string());
    all.emplace(parsed->name, std::move(*parsed));
  }
  return all;
}

const std::map<std::string, Schema, std::less<>>& all_schemas() {
  static const auto all = load_embedded();
  return all;
}

bool has_type(const Value& value, std::string_view type) {
  if (type == "map") return value.is_map();
  if (type == "list") return value.is_list();
  if (type == "any") return true;
  if (!value.is_scalar()) return false;
  const std::string& text = value.text();
  if (type == "bool") return text == "true" || text == "false";
  if (type == "hash") return Hash128::parse(text).has_value();
  if (type == "int" || type == "number") {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = text.find_first_not_of("-0123456789") == std::string::npos;
    return error == std::errc{} && end == text.data() + text.size() && (type == "number" || whole);
  }
  return type == "text";
}

/// The keys of `schema` directly below `prefix`: "shards[].hash" below "shards[]." is "hash".
Result<void> check_map(const Schema& schema, const Value& map, const std::string& prefix,
                       const std::string& file) {
  std::vector<std::string> known;
  for (const SchemaField& field : schema.keys) {
    if (!field.path.starts_with(prefix)) continue;
    const std::string key = field.path.substr(prefix.size());
    if (key.find_first_of(".[") != std::string::npos) continue;
    known.push_back(key);
    if (key == "*") continue;
    const Value* value = map.find(key);
    if (value == nullptr) {
      if (field.optional) continue;
      return fail(fmt::format("{}: no key '{}'", file, field.path));
    }
    if (!has_type(*value, field.type))
      return fail(fmt::format("{}: {}: expected {}", file, field.path, field.type));
    if (value->is_map()) AZ_OK(check_map(schema, *value, field.path + ".", file));
    if (value->is_list())
      for (const Value& item : value->items())
        if (item.is_map()) AZ_OK(check_map(schema, item, field.path + "[].", file));
  }
  if (known.empty() || std::find(known.begin(), known.end(), "*") != known.end()) return {};
  for (const auto& [key, value] : map.members())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return fail(
          fmt::format("{}: unknown key '{}{}'", file, prefix, key),
          fmt::format("schema '{}' version {} does not have it", schema.name, schema.version));
  return {};
}

const SchemaField* find_field(const std::vector<SchemaField>& fields, std::string_view path) {
  for (const SchemaField& field : fields)
    if (field.path == path) return &field;
  for (const SchemaField& field : fields)
    if (field.path.ends_with('*') &&
        path.starts_with(std::string_view(field.path).substr(0, field.path.size() - 1)))
      return &field;
  return nullptr;
}

}  // namespace

const SchemaField* Schema::dataset(std::string_view wanted) const {
  return find_field(datasets, wanted);
}
const SchemaField* Schema::attribute(std::string_view wanted) const {
  return find_field(attributes, wanted);
}
const SchemaField* Schema::key(std::string_view wanted) const { return find_field(keys, wanted); }

Result<Schema> parse_schema(std::string_view text, const std::string& file) {
  AZ_TRY(const Value tree, parse_yaml(text, file));
  Schema result;
  if (const Value* base = tree.find("extends")) {
    const std::string wanted = base->text() + ".schema.yaml";
    for (const auto& [name, content] : embedded_schemas())
      if (name == wanted) {
        AZ_TRY(result, parse_schema(content, wanted));
      }
    if (result.name.empty())
      return fail(fmt::format("{}: extends '{}', which does not exist", file, base->text()));
  }
  for (const auto& [key, value] : tree.members())
    if (key != "extends" && key != "schema" && key != "version" && key != "kind" && key != "path" &&
        key != "about" && key != "attributes" && key != "datasets" && key != "keys")
      return fail(fmt::format("{}: unknown key '{}'", value.origin().to_string(), key));
  result.name = text_or(tree, "schema", "");
  if (result.name.empty()) return fail(fmt::format("{}: no key 'schema'", file));
  const std::string version = text_or(tree, "version", "");
  if (std::from_chars(version.data(), version.data() + version.size(), result.version).ec !=
      std::errc{})
    return fail(fmt::format("{}: no version", file));
  result.kind = text_or(tree, "kind", result.kind);
  if (result.kind != "hdf5" && result.kind != "yaml" && result.kind != "jsonl")
    return fail(fmt::format("{}: kind '{}' is not hdf5, yaml or jsonl", file, result.kind));
  result.path = text_or(tree, "path", result.path);
  result.about = text_or(tree, "about", result.about);
  AZ_TRY(auto attributes, parse_fields(tree.find("attributes"), file));
  AZ_TRY(auto datasets, parse_fields(tree.find("datasets"), file));
  AZ_TRY(auto keys, parse_fields(tree.find("keys"), file));
  merge_fields(result.attributes, std::move(attributes));
  merge_fields(result.datasets, std::move(datasets));
  merge_fields(result.keys, std::move(keys));
  return result;
}

const Schema& schema(std::string_view name) {
  const auto found = all_schemas().find(name);
  check(found != all_schemas().end(), "no schema '{}'", name);
  return found->second;
}

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const auto& [name, schema] : all_schemas()) names.push_back(name);
  return names;
}

Result<void> check_document(const Schema& schema, const Value& document, const std::string& file) {
  if (!document.is_map()) return fail(fmt::format("{}: expected `key: value` lines", file));
  return check_map(schema, document, "", file);
}

}  // namespace az
