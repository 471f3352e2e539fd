#include "config/field.h"

#include <algorithm>

namespace az::config_detail {

Result<bool> parse_bool(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return fail(fmt::format("'{}' is neither true nor false", text));
}

namespace {

template <class T>
Result<T> parse_number(std::string_view text, std::string_view what) {
  std::string digits(text);
  std::erase(digits, '_');  // 1_000_000
  if (!digits.empty() && digits[0] == '+') digits.erase(0, 1);
  T value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    return fail(fmt::format("'{}' is not {}", text, what));
  return value;
}

}  // namespace

Result<double> parse_double(std::string_view text) {
  return parse_number<double>(text, "a number");
}
Result<std::int64_t> parse_int64(std::string_view text) {
  return parse_number<std::int64_t>(text, "a whole number");
}
Result<std::uint64_t> parse_uint64(std::string_view text) {
  return parse_number<std::uint64_t>(text, "a whole number ≥ 0");
}

std::string print_double(double value) { return fmt::format("{}", value); }

std::string range_text(const Range& range) {
  const bool low = std::isfinite(range.low), high = std::isfinite(range.high);
  if (low && high) return fmt::format("{:.10g} … {:.10g}", range.low, range.high);
  if (low) return fmt::format("≥ {:.10g}", range.low);
  if (high) return fmt::format("≤ {:.10g}", range.high);
  return "";
}

void ReadVisitor::set_error(const Value& where, std::string_view key, std::string_view what,
                            std::string hint) {
  if (error_) return;
  const std::string origin = where.origin().to_string();
  error_ = Error{fmt::format("{}{}{}: {}", origin, origin.empty() ? "" : ": ", full(key), what),
                 std::move(hint), Exit::kUsage};
}

Result<void> ReadVisitor::finish() {
  if (!error_ && !allow_unknown_)
    for (const auto& [key, value] : map_.members()) {
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      const std::string near = nearest(key, known_);
      set_error(value.origin().file.empty() ? map_ : value, key,
                near.empty() ? "unknown key" : fmt::format("unknown key; did you mean '{}'?", near),
                near.empty() ? fmt::format("known: {}", join(known_, ", ")) : "");
      break;
    }
  if (error_) return tl::unexpected<Error>(*error_);
  return {};
}

void HelpVisitor::line(std::string_view key, const Value& value, std::string_view doc,
                       std::string_view range) {
  std::string yaml = value.to_yaml();
  while (!yaml.empty() && yaml.back() == '\n') yaml.pop_back();
  if (yaml.empty()) yaml = value.is_map() ? "{}" : "\"\"";
  const std::string left = fmt::format("{:{}}{}: {}", "", indent_, key, yaml);
  text +=
      fmt::format("{:<32} # {}{}\n", left, doc, range.empty() ? "" : fmt::format(" [{}]", range));
}

void HelpVisitor::heading(std::string_view key, std::string_view doc) {
  text += fmt::format("{:<32} # {}\n", fmt::format("{:{}}{}:", "", indent_, key), doc);
}

void HelpVisitor::comment(std::string_view lines) {
  for (const std::string& each : split(lines, '\n'))
    if (!each.empty()) text += fmt::format("{:{}}#   {}\n", "", indent_, each);
}

}  // namespace az::config_detail

namespace az {

std::optional<double> number_at(const Value& tree, std::string_view dotted) {
  const Value* value = tree.at_path(dotted);
  if (value == nullptr || !value->is_scalar()) return {};
  const auto parsed = config_detail::parse_double(value->text());
  if (!parsed) return {};
  return *parsed;
}

}  // namespace az
