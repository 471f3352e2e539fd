// page.h — one self-contained HTML page: text, tables and inline SVG; opens offline, prints well,
// runs no script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace az {

std::string escape_html(std::string_view text);

class Page {
 public:
  explicit Page(std::string title) : title_(std::move(title)) {}

  /// The first line under the title: a verdict with its numbers. tone: "good", "bad" or "plain".
  void verdict(std::string_view text, std::string_view tone);
  void heading(std::string_view text);
  void subheading(std::string_view text);
  void paragraph(std::string_view text);
  /// First row is the heading. Numbers are right-aligned. dense: smaller, cells may break at their
  /// spaces.
  void table(const std::vector<std::vector<std::string>>& rows, bool dense = false);
  /// What a table shows, under it, and where its numbers are.
  void table_caption(std::string_view caption, std::string_view csv_name);
  void figure(std::string_view svg, std::string_view caption, std::string_view csv_name);
  /// Folded away until opened.
  void details(std::string_view summary, std::string_view preformatted);

  std::string html() const;

 private:
  std::string title_, body_;
};

}  // namespace az
