#include "inspect/run_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "layout/run_dir.h"

namespace az {
namespace {

bool numbered(const std::string& name, char letter, std::string_view suffix) {
  return parse_numbered(name, letter, suffix).has_value();
}

/// Files that lie directly in one of the run's folders, or one level below.
std::string kind_in(const std::string& folder, const std::vector<std::string>& rest) {
  const std::string& name = rest.back();
  const bool direct = rest.size() == 1;
  const bool in_generation = rest.size() == 2 && numbered(rest[0], 'g', "");
  if (folder == "bin" && direct) return "executable";
  if (folder == "jobs") return name == "ledger.jsonl" && direct ? "ledger" : "job";
  if (folder == "selfplay" && direct && numbered(name, 'g', ".h5")) return "generation_index";
  if (folder == "selfplay" && in_generation && numbered(name, 's', ".carry.h5")) return "carry";
  if (folder == "selfplay" && in_generation && numbered(name, 's', ".h5")) return "shard";
  if (folder == "windows" && direct && numbered(name, 'g', ".yaml")) return "window";
  if (folder == "checkpoints" && in_generation && name.starts_with("step-") &&
      name.ends_with(".h5"))
    return "checkpoint";
  if (folder == "nets" && direct && numbered(name, 'g', ".h5")) return "net";
  if (folder == "matches" && in_generation && name.ends_with(".h5")) return "match";
  if (folder == "openings" && direct && name.ends_with(".sgf")) return "openings";
  if (folder == "exams" && direct && numbered(name, 'g', ".yaml")) return "exam";
  if (folder == "exams" && rest.size() == 2 && rest[0] == "sets") return "exam_set";
  if (folder == "ratings" && direct && numbered(name, 'g', ".yaml")) return "rating";
  if (folder == "metrics" && rest.size() == 2 && name.ends_with(".jsonl")) return "metrics";
  if (folder == "logs" && name.ends_with(".log")) return "log";
  if (folder == "report") return "report";
  return "";
}

}  // namespace

std::string kind_of_run_file(const Path& relative) {
  std::vector<std::string> parts;
  for (const Path& part : relative) parts.push_back(part.string());
  if (parts.empty()) return "";
  if (parts.back().starts_with('.') && parts.back().ends_with(".part")) return "leftover";
  if (parts.size() > 1) return kind_in(parts[0], {parts.begin() + 1, parts.end()});
  if (parts[0] == "champion.yaml") return "champion";
  return parts[0] == "run.yaml" || parts[0] == "plan.yaml" ? "configuration" : "";
}

bool is_run(const Path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(RunDir(path).run_yaml(), error);
}

Result<std::vector<RunFile>> list_run(const Path& run) {
  if (!is_run(run))
    return fail(fmt::format("{} is not a run directory: it has no run.yaml", run.string()),
                "give the directory that `arrayzero run` made", Exit::kUsage);
  std::vector<RunFile> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(run, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_directory()) continue;
    const Path relative = entry->path().lexically_relative(run);
    files.push_back({relative, kind_of_run_file(relative)});
  }
  if (error)
    return fail(fmt::format("cannot list {}: {}", run.string(), error.message()), "", Exit::kIo);
  std::sort(files.begin(), files.end(), [](const RunFile& a, const RunFile& b) {
    return a.relative.generic_string() < b.relative.generic_string();
  });
  return files;
}

}  // namespace az
