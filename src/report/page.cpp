#include "report/page.h"

#include <fmt/format.h>

#include <cctype>

namespace az {
namespace {

constexpr std::string_view kStyle = R"(
body{font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{font-size:1.6rem;margin-bottom:.3rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #ddd}
.verdict{font-size:1.05rem;padding:.6rem .9rem;border-left:.4rem solid #888;background:#f5f5f5}
.good{border-color:#009e73;background:#eef8f4}.bad{border-color:#d55e00;background:#fdf1ea}
table{border-collapse:collapse;margin:1rem 0;font-size:.9rem;display:block;overflow-x:auto}
th,td{padding:.2rem .6rem;border-bottom:1px solid #e5e5e5;white-space:nowrap}th{white-space:normal;text-align:left;vertical-align:bottom;background:#fafafa}
td.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1.2rem 0}figure svg{max-width:100%;height:auto}figcaption,.caption{color:#555;font-size:.9rem}
h3{font-size:1.05rem;margin:1.6rem 0 .3rem}table:has(+.caption){margin-bottom:.3rem}.caption{margin-top:0}
.dense{font-size:.8rem}.dense td{white-space:normal;padding:.2rem .45rem;vertical-align:top}
details{margin:1rem 0}pre{background:#f7f7f7;padding:.7rem;overflow-x:auto;font-size:.8rem})";

bool numeric(std::string_view cell) {
  if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
  return !cell.empty() && std::isdigit(static_cast<unsigned char>(cell[0])) != 0;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void Page::verdict(std::string_view text, std::string_view tone) {
  body_ += fmt::format("<p class=\"verdict {}\">{}</p>\n", tone, escape_html(text));
}

void Page::heading(std::string_view text) {
  body_ += fmt::format("<h2>{}</h2>\n", escape_html(text));
}

void Page::subheading(std::string_view text) {
  body_ += fmt::format("<h3>{}</h3>\n", escape_html(text));
}

void Page::paragraph(std::string_view text) {
  body_ += fmt::format("<p>{}</p>\n", escape_html(text));
}

void Page::table(const std::vector<std::vector<std::string>>& rows, bool dense) {
  body_ += dense ? "<table class=\"dense\">\n" : "<table>\n";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    body_ += "<tr>";
    for (const std::string& cell : rows[r]) {
      if (r == 0) {
        body_ += fmt::format("<th>{}</th>", escape_html(cell));
      } else {
        body_ +=
            fmt::format("<td{}>{}</td>", numeric(cell) ? " class=\"n\"" : "", escape_html(cell));
      }
    }
    body_ += "</tr>\n";
  }
  body_ += "</table>\n";
}

void Page::table_caption(std::string_view caption, std::string_view csv_name) {
  body_ += fmt::format("<p class=\"caption\">{} Data: <a href=\"{}\">{}</a></p>\n",
                       escape_html(caption), csv_name, csv_name);
}

void Page::figure(std::string_view svg, std::string_view caption, std::string_view csv_name) {
  body_ +=
      fmt::format("<figure>{}<figcaption>{} Data: <a href=\"{}\">{}</a></figcaption></figure>\n",
                  svg, escape_html(caption), csv_name, csv_name);
}

void Page::details(std::string_view summary, std::string_view preformatted) {
  body_ += fmt::format("<details><summary>{}</summary><pre>{}</pre></details>\n",
                       escape_html(summary), escape_html(preformatted));
}

std::string Page::html() const {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>{0}</title><style>{1}</style></"
      "head>\n<body>\n<h1>{0}</h1>\n{2}"
      "</body></html>\n",
      escape_html(title_), kStyle, body_);
}

}  // namespace az
