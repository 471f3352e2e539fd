#include "inspect/check_run.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/text.h"
#include "inspect/run_files.h"
#include "layout/champion.h"
#include "layout/frozen.h"
#include "layout/opening_files.h"
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
  if (kind == "configuration") {
    AZ_OK(drop_value(load_yaml(path)));
    return path.filename() == "run.yaml" ? check_configuration(RunDir(run)) : Result<void>();
  }
  const auto known = schema_names();
  if (std::find(known.begin(), known.end(), kind) == known.end()) return {};
  if (schema(kind).kind == "jsonl") return check_lines(path, schema(kind));
  AZ_TRY(const Value tree, load_yaml(path));
  return check_document(schema(kind), tree, path.string());
}

/// Holds the openings of evaluation games against the hash in run.yaml. Nothing to say of a
/// run.yaml that cannot be read: that is a fault of its own.
Result<void> check_openings(const RunDir& run) {
  const auto tree = load_yaml(run.run_yaml());
  const Value* openings = tree ? tree->at_path("arena.openings") : nullptr;
  if (openings == nullptr || !openings->is_map()) return {};
  const Value* file = openings->find("file");
  const Value* hash = openings->find("hash");
  if (file == nullptr || file->text().empty() || hash == nullptr) return {};
  AZ_TRY(const OpeningFiles files, read_opening_files(run.root() / file->text()));
  if (files.hash.hex() == hash->text()) return {};
  return fail(fmt::format("{} holds other openings than those that this run began with ({}…, "
                          "run.yaml says {}…)",
                          (run.root() / file->text()).string(), files.hash.hex12(),
                          hash->text().substr(0, 12)),
              "restore the files");
}

/// name → hash of every file that belongs into bin/; empty for a run without plan.yaml, or whose
/// plan.yaml is damaged, which is a fault of its own.
std::map<std::string, std::string> frozen_executables(const RunDir& run) {
  std::map<std::string, std::string> hashes;
  const auto plan = load_yaml(run.plan_yaml());
  const Value* named = plan ? plan->find("executables") : nullptr;
  if (named == nullptr) return hashes;
  for (const auto& [name, hash] : named->members()) hashes[name] = hash.text();
  return hashes;
}

/// Holds a file of bin/ against the hash that plan.yaml froze.
Result<void> check_executable(const Path& path, const std::string& frozen) {
  AZ_TRY(const std::string content, read_file(path));
  const std::string hash = hash128(content).hex();
  if (hash == frozen) return {};
  return fail(fmt::format("{} is not the executable that this run began with ({}…, plan.yaml says "
                          "{}…)",
                          path.string(), hash.substr(0, 12), frozen.substr(0, 12)),
              "restore the file, or begin a new run");
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
  std::map<std::string, std::string> executables = frozen_executables(RunDir(run));
  const bool frozen = !executables.empty();
  for (const RunFile& file : files) {
    Count& count = counts[file.kind.empty() ? "unknown" : file.kind];
    ++count.files;
    std::error_code error;
    count.size_bytes += std::filesystem::file_size(run / file.relative, error);
    if (file.kind.empty()) unknown.push_back(file.relative.generic_string());
    if (file.kind == "leftover") leftovers.push_back(file.relative.generic_string());
    if (const auto checked = check_file(run, file); !checked)
      answer.faults.push_back(checked.error().to_string());
    if (!frozen || file.kind != "executable") continue;
    const auto named = executables.find(file.relative.filename().string());
    if (named == executables.end()) {
      unknown.push_back(file.relative.generic_string());
      continue;
    }
    if (const auto same = check_executable(run / file.relative, named->second); !same)
      answer.faults.push_back(same.error().to_string());
    executables.erase(named);
  }
  if (const auto same = check_openings(RunDir(run)); !same)
    answer.faults.push_back(same.error().to_string());
  for (const auto& [name, hash] : executables)
    answer.faults.push_back(fmt::format("{}: plan.yaml names this executable, and it is gone",
                                        (RunDir(run).bin() / name).string()));
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
