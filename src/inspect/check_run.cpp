#include "inspect/check_run.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "inspect/run_files.h"
#include "layout/champion.h"
#include "layout/schema.h"
#include "store/carry.h"
#include "store/checkpoint.h"
#include "store/generation_index.h"
#include "store/manifest.h"
#include "store/match.h"

namespace az {
namespace {

template <class T>
Result<void> drop_value(const Result<T>& result) {
  if (!result) return tl::unexpected<Error>(result.error());
  return {};
}

/// Every whole line. The beginning of one belongs to a writer that was stopped; the next writer
/// ended it.
Result<void> check_lines(const Path& path, const Schema& layout) {
  AZ_TRY(const std::string text, read_file(path));
  std::size_t begin = 0, number = 1;
  for (std::size_t end = text.find('\n'); end != std::string::npos;
       end = text.find('\n', begin), ++number) {
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::string name = fmt::format("{}:{}", path.string(), number);
    if (!nlohmann::json::accept(line)) {
      if (line.starts_with('{') && !line.ends_with('}')) continue;
      return fail(fmt::format("{}: not a JSON object", name));
    }
    AZ_TRY(const Value value, parse_yaml(line, name));
    AZ_OK(check_document(layout, value, name));
  }
  return {};
}

Result<void> check_file(const Path& run, const RunFile& file) {
  const Path path = run / file.relative;
  const std::string& kind = file.kind;
  if (kind == "shard") return drop_value(read_shard(path));
  if (kind == "carry") return drop_value(read_carry(path));
  if (kind == "match") return drop_value(read_match(path));
  if (kind == "net") return drop_value(read_net(path));
  if (kind == "checkpoint") return drop_value(read_checkpoint(path));
  if (kind == "generation_index") return check_generation_index(path);
  if (kind == "window") return drop_value(read_manifest(path));
  if (kind == "champion") AZ_OK(drop_value(read_champion(RunDir(run))));
  if (kind == "configuration") return drop_value(load_yaml(path));
  const auto known = schema_names();
  if (std::find(known.begin(), known.end(), kind) == known.end()) return {};
  if (schema(kind).kind == "jsonl") return check_lines(path, schema(kind));
  AZ_TRY(const Value tree, load_yaml(path));
  return check_document(schema(kind), tree, path.string());
}

}  // namespace

Result<Answer> check_run(const Path& run) {
  AZ_TRY(const auto files, list_run(run));
  Answer answer;
  struct Count {
    std::uint64_t files = 0, size_bytes = 0;
  };
  std::map<std::string, Count> counts;
  std::vector<std::string> unknown, leftovers;
  for (const RunFile& file : files) {
    Count& count = counts[file.kind.empty() ? "unknown" : file.kind];
    ++count.files;
    std::error_code error;
    count.size_bytes += std::filesystem::file_size(run / file.relative, error);
    if (file.kind.empty()) unknown.push_back(file.relative.generic_string());
    if (file.kind == "leftover") leftovers.push_back(file.relative.generic_string());
    if (const auto checked = check_file(run, file); !checked)
      answer.faults.push_back(checked.error().to_string());
  }
  nlohmann::ordered_json json;
  json["path"] = run.string();
  std::vector<std::vector<std::string>> rows = {{"kind", "files", "size"}};
  for (const auto& [kind, count] : counts) {
    rows.push_back({kind, std::to_string(count.files), short_bytes(count.size_bytes)});
    json["kinds"][kind] = {{"files", count.files}, {"size_bytes", count.size_bytes}};
  }
  json["unknown"] = unknown;
  json["leftovers"] = leftovers;
  json["faults"] = answer.faults;
  answer.text = table(rows);
  for (const std::string& name : unknown)
    answer.text += fmt::format("not part of a run: {}\n", name);
  for (const std::string& name : leftovers)
    answer.text += fmt::format("left by a writer that was stopped: {}\n", name);
  answer.text += answer.faults.empty() ? "every file is as its schema says\n"
                                       : fmt::format("{} files are faulty\n", answer.faults.size());
  answer.json = json.dump();
  return answer;
}

}  // namespace az
