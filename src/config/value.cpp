#include "config/value.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "core/text.h"

namespace az {
namespace {

constexpr int kMaxDepth = 64;

Result<Value> convert(const YAML::Node& node, const std::string& file, int depth) {
  const Origin origin{file, node.Mark().line + 1};
  if (depth > kMaxDepth)
    return fail(fmt::format("{}: nested deeper than {} levels", origin.to_string(), kMaxDepth), "",
                Exit::kUsage);
  switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
      return Value{};
    case YAML::NodeType::Scalar:
      return Value::scalar(node.Scalar(), origin);
    case YAML::NodeType::Sequence: {
      Value list = Value::list(origin);
      for (const auto& item : node) {
        AZ_TRY(Value value, convert(item, file, depth + 1));
        list.append(std::move(value));
      }
      return list;
    }
    case YAML::NodeType::Map: {
      Value map = Value::map(origin);
      for (const auto& member : node) {
        const YAML::Node& key = member.first;
        const YAML::Node& item = member.second;
        const Origin here{file, key.Mark().line + 1};
        if (!key.IsScalar())
          return fail(fmt::format("{}: a key must be a word", here.to_string()), "", Exit::kUsage);
        if (map.find(key.Scalar()) != nullptr)
          return fail(fmt::format("{}: {}: key given twice", here.to_string(), key.Scalar()),
                      "remove one of them", Exit::kUsage);
        AZ_TRY(Value value, convert(item, file, depth + 1));
        map.set(key.Scalar(), std::move(value));
      }
      return map;
    }
  }
  return Value{};
}

Result<Value> load_with_includes(const Path& path, std::vector<Path> chain) {
  const Path canonical = std::filesystem::weakly_canonical(path);
  if (std::find(chain.begin(), chain.end(), canonical) != chain.end())
    return fail(fmt::format("{}: includes itself", path.string()), "", Exit::kUsage);
  chain.push_back(canonical);
  auto text = read_file(path);
  if (!text) {
    text.error().code = Exit::kUsage;
    return tl::unexpected<Error>(text.error());
  }
  AZ_TRY(Value own, parse_yaml(*text, path.string()));
  if (own.is_null()) own = Value::map({path.string(), 1});
  if (!own.is_map())
    return fail(fmt::format("{}: expected `key: value` lines at the top", path.string()), "",
                Exit::kUsage);
  const Value* include = own.find("include");
  if (include == nullptr) return own;
  std::vector<std::string> names;
  if (include->is_scalar()) names.push_back(include->text());
  for (const Value& item : include->items()) names.push_back(item.text());
  Value merged = Value::map({path.string(), 1});
  for (const std::string& name : names) {
    auto part = load_with_includes(path.parent_path() / name, chain);
    if (!part) {
      part.error().message += fmt::format(" (included by {})", include->origin().to_string());
      return part;
    }
    merged.merge(*part);
  }
  own.erase("include");
  merged.merge(own);
  return merged;
}

bool needs_quotes(const std::string& text) {
  if (text.empty()) return true;
  static const std::set<std::string> words{"null", "~", "Null", "NULL"};
  if (words.contains(text)) return true;
  if (text.find_first_of(":#{}[],&*!|>'\"%@`\n\t\\") != std::string::npos) return true;
  return text.front() == ' ' || text.back() == ' ' || text.front() == '?' ||
         (text.front() == '-' && (text.size() == 1 || text[1] == ' '));
}

std::string quoted(const std::string& text) {
  if (!needs_quotes(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out + '"';
}

void emit(const Value& value, int indent, std::string& out);

void emit_flow(const Value& value, std::string& out) {
  if (value.is_list()) {
    out += '[';
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      if (i > 0) out += ", ";
      emit_flow(value.items()[i], out);
    }
    out += ']';
  } else if (value.is_map()) {
    out += '{';
    for (std::size_t i = 0; i < value.members().size(); ++i) {
      if (i > 0) out += ", ";
      out += quoted(value.members()[i].first) + ": ";
      emit_flow(value.members()[i].second, out);
    }
    out += '}';
  } else {
    out += value.is_null() ? "null" : quoted(value.text());
  }
}

void emit(const Value& value, int indent, std::string& out) {
  for (const auto& [key, member] : value.members()) {
    out.append(static_cast<std::size_t>(indent), ' ');
    out += quoted(key) + ':';
    if (member.is_map() && !member.members().empty()) {
      out += '\n';
      emit(member, indent + 2, out);
    } else {
      out += ' ';
      emit_flow(member, out);
      out += '\n';
    }
  }
}

}  // namespace

std::string Origin::to_string() const { return line > 0 ? fmt::format("{}:{}", file, line) : file; }

Value Value::scalar(std::string text, Origin origin) {
  Value value;
  value.kind_ = Kind::kScalar;
  value.text_ = std::move(text);
  value.origin_ = std::move(origin);
  return value;
}

Value Value::map(Origin origin) {
  Value value;
  value.kind_ = Kind::kMap;
  value.origin_ = std::move(origin);
  return value;
}

Value Value::list(Origin origin) {
  Value value;
  value.kind_ = Kind::kList;
  value.origin_ = std::move(origin);
  return value;
}

const Value* Value::find(std::string_view key) const {
  for (const auto& [name, value] : members_)
    if (name == key) return &value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  for (auto& [name, value] : members_)
    if (name == key) return &value;
  return nullptr;
}

const Value* Value::at_path(std::string_view dotted) const {
  const Value* here = this;
  for (const std::string& key : split(dotted, '.')) {
    here = here->find(key);
    if (here == nullptr) return nullptr;
  }
  return here;
}

void Value::set(std::string key, Value value) {
  kind_ = Kind::kMap;
  if (Value* old = find(key)) {
    *old = std::move(value);
  } else {
    members_.emplace_back(std::move(key), std::move(value));
  }
}

void Value::erase(std::string_view key) {
  std::erase_if(members_, [&](const auto& member) { return member.first == key; });
}

void Value::append(Value value) {
  kind_ = Kind::kList;
  items_.push_back(std::move(value));
}

Result<void> Value::set_path(std::string_view dotted, Value value) {
  Value* here = this;
  const std::vector<std::string> keys = split(dotted, '.');
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].empty())
      return fail(fmt::format("'{}' is not a key", dotted), "write section.key=value",
                  Exit::kUsage);
    if (!here->is_map() && !here->is_null())
      return fail(fmt::format("{}: '{}' is not a section", dotted, keys[i - 1]), "", Exit::kUsage);
    if (i + 1 == keys.size()) {
      here->set(keys[i], std::move(value));
      return {};
    }
    if (here->find(keys[i]) == nullptr) here->set(keys[i], Value::map(value.origin()));
    here = here->find(keys[i]);
  }
  return {};
}

void Value::merge(const Value& other) {
  if (!is_map() || !other.is_map()) {
    *this = other;
    return;
  }
  for (const auto& [key, value] : other.members_) {
    if (Value* mine = find(key)) {
      mine->merge(value);
    } else {
      members_.emplace_back(key, value);
    }
  }
}

std::string Value::to_yaml() const {
  std::string out;
  if (is_map()) {
    emit(*this, 0, out);
  } else {
    emit_flow(*this, out);
    out += '\n';
  }
  return out;
}

Result<Value> parse_yaml(std::string_view text, const std::string& name) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) return Value{};
    if (documents.size() > 1)
      return fail(fmt::format("{}: holds {} YAML documents", name, documents.size()),
                  "remove the lines `---`", Exit::kUsage);
    return convert(documents[0], name, 0);
  } catch (const YAML::Exception& error) {
    return fail(fmt::format("{}: {}", Origin{name, error.mark.line + 1}.to_string(), error.msg), "",
                Exit::kUsage);
  }
}

Result<Value> load_yaml(const Path& path) { return load_with_includes(path, {}); }

Result<void> apply_setting(Value& tree, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return fail(fmt::format("--set {}: no '='", assignment), "write --set section.key=value",
                Exit::kUsage);
  const std::string origin = fmt::format("--set {}", assignment);
  AZ_TRY(Value parsed, parse_yaml(assignment.substr(equals + 1), origin));
  Value value = parsed.is_scalar()
                    ? Value::scalar(parsed.text(), {origin, 0})
                    : (parsed.is_null() ? Value::scalar("", {origin, 0}) : std::move(parsed));
  return tree.set_path(assignment.substr(0, equals), std::move(value));
}

}  // namespace az
