// parse.cpp — SGF from text, without recursion: the nesting of variations costs no stack.
#include <fmt/format.h>

#include <algorithm>

#include "sgf/sgf.h"

namespace az {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z'); }
/// Control characters, too: old files end with one.
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

/// Every line end (CR LF, LF CR, CR, LF) as LF; a byte order mark at the beginning is dropped.
std::string with_plain_line_ends(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ends_line = c == '\r' || c == '\n';
    plain += ends_line ? '\n' : c;
    if (ends_line && i + 1 < text.size() && text[i + 1] == (c == '\r' ? '\n' : '\r')) ++i;
  }
  return plain;
}

std::string shown(char c) {
  return c >= ' ' && c <= '~' ? fmt::format("'{}'", c)
                              : fmt::format("byte {:#04x}", static_cast<unsigned char>(c));
}

class SgfParser {
 public:
  SgfParser(std::string_view text, const std::string& name, const SgfLimits& limits)
      : text_(text), name_(name), limits_(limits) {}

  Result<SgfCollection> parse() {
    at_ = first_game();
    if (at_ == std::string_view::npos)
      return fail(name_ + ": no game", "SGF begins with (; and a game's properties");
    SgfCollection collection;
    do {
      collection.emplace_back();
      AZ_OK(read_tree(collection.back()));
      skip_blanks();
      if (at_ < text_.size() && text_[at_] != '(')
        return here(fmt::format("{} after the end of a game", shown(text_[at_])),
                    "one ) too many before it?");
    } while (at_ < text_.size());
    return collection;
  }

 private:
  enum class Expect {
    kNode,      ///< after (
    kAnything,  ///< within a sequence of nodes
    kNoNode,    ///< after a variation: another, or the end
  };
  struct Open {
    SgfPlace place;
    std::uint32_t parent;  ///< of the variation's first node
  };

  /// "(;", or where there is none "(B[": older programs left the semicolon out.
  std::size_t first_game() const {
    for (const bool strict : {true, false})
      for (std::size_t i = text_.find('('); i != std::string_view::npos;
           i = text_.find('(', i + 1)) {
        std::size_t next = past_blanks(i + 1);
        if (strict) {
          if (next < text_.size() && text_[next] == ';') return i;
          continue;
        }
        const std::size_t name = next;
        while (next < text_.size() && is_letter(text_[next])) ++next;
        if (next == name || !is_capital(text_[name])) continue;
        next = past_blanks(next);
        if (next < text_.size() && text_[next] == '[') return i;
      }
    return std::string_view::npos;
  }

  Result<void> read_tree(SgfTree& tree) {
    std::vector<Open> open;
    std::uint32_t current = SgfNode::kNoParent;
    Expect expect = Expect::kAnything;
    do {
      const char c = text_[at_];
      if (c == '(') {
        if (expect == Expect::kNode) return here("a variation before any node", "( wants ; next");
        open.push_back({place(), current});
        expect = Expect::kNode;
        ++at_;
      } else if (c == ')') {
        if (expect == Expect::kNode) return here("a variation without a node", "( wants ; next");
        current = open.back().parent;
        open.pop_back();
        expect = Expect::kNoNode;
        ++at_;
      } else if (c == ';' || is_letter(c)) {
        if (expect == Expect::kNoNode)
          return here("a node after a variation", "moves that go on stand before the variations");
        if (c == ';' || expect == Expect::kNode) {
          if (++nodes_ > limits_.nodes)
            return here(fmt::format("more than {} nodes", limits_.nodes), "split the file");
          tree.nodes.push_back({current, {}, place()});
          current = static_cast<std::uint32_t>(tree.nodes.size() - 1);
          expect = Expect::kAnything;
        }
        if (c == ';')
          ++at_;
        else
          AZ_OK(read_property(tree.nodes.back()));
      } else {
        return here(fmt::format("unexpected {}", shown(c)),
                    "expected ; ( ) or a property such as B[dd]");
      }
      if (!open.empty()) skip_blanks();
    } while (!open.empty() && at_ < text_.size());
    if (open.empty()) return {};
    return error(open.back().place, "the file ends before the ) to this (", "is it cut short?");
  }

  Result<void> read_property(SgfNode& node) {
    const SgfPlace begin = place();
    const std::size_t name_begin = at_;
    std::string name;
    for (; at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_])); ++at_)
      if (is_capital(text_[at_]) || (!name.empty() && is_digit(text_[at_]))) name += text_[at_];
    const std::string_view written =
        text_.substr(name_begin, std::min<std::size_t>(at_ - name_begin, 40));
    if (name.empty())
      return error(begin, fmt::format("'{}' is no property: it has no capital letter", written),
                   "is a [ missing before this text?");
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '[')
      return error(begin, fmt::format("property {} has no value", written),
                   "an empty one is written []");
    SgfProperty* property = nullptr;
    for (; at_ < text_.size() && text_[at_] == '['; skip_blanks()) {
      const SgfPlace bracket = place();
      const std::size_t value = ++at_;
      for (at_ = text_.find_first_of("\\]", at_); at_ < text_.size() && text_[at_] == '\\';)
        at_ = text_.find_first_of("\\]", at_ + 2);
      if (at_ >= text_.size())
        return error(bracket, fmt::format("the file ends before the ] to this [ of {}", name),
                     "is it cut short, or a ] escaped?");
      if (++values_ > limits_.values)
        return error(bracket, fmt::format("more than {} values", limits_.values), "split the file");
      std::string content(text_.substr(value, at_ - value));
      if (property == nullptr)
        property = &node.add(name, std::move(content));
      else
        property->values.push_back(std::move(content));
      ++at_;
    }
    if (node.properties.size() > limits_.node_properties)
      return error(begin,
                   fmt::format("a node with more than {} properties", limits_.node_properties),
                   "is this SGF?");
    return {};
  }

  std::size_t past_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }
  void skip_blanks() { at_ = past_blanks(at_); }

  /// Of at_, which never goes back: what was counted is not counted again.
  SgfPlace place() {
    const auto passed = text_.substr(counted_, at_ - counted_);
    if (const std::size_t end = passed.rfind('\n'); end != std::string_view::npos) {
      line_ += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
      line_begin_ = counted_ + end + 1;
    }
    counted_ = at_;
    return {line_, static_cast<int>(at_ - line_begin_) + 1};
  }
  tl::unexpected<Error> error(SgfPlace place, const std::string& message,
                              const std::string& hint) const {
    return fail(fmt::format("{}:{}:{}: {}", name_, place.line, place.column, message), hint);
  }
  tl::unexpected<Error> here(const std::string& message, const std::string& hint) {
    return error(place(), message, hint);
  }

  std::string_view text_;
  const std::string& name_;
  const SgfLimits& limits_;
  std::size_t at_ = 0, counted_ = 0, line_begin_ = 0, nodes_ = 0, values_ = 0;
  int line_ = 1;
};

}  // namespace

Result<SgfCollection> parse_sgf(std::string_view text, const std::string& name,
                                const SgfLimits& limits) {
  if (text.size() > limits.bytes)
    return fail(fmt::format("{}: {} bytes, at most {} are read", name, text.size(), limits.bytes),
                "split the file");
  const std::string plain = with_plain_line_ends(text);
  return SgfParser(plain, name, limits).parse();
}

}  // namespace az
