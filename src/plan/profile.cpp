#include "plan/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/usable_cores.h"

namespace az {
namespace {

tl::unexpected<Error> wrong(const Value& where, const std::string& key, const std::string& what,
                            std::string hint = {}) {
  const std::string origin = where.origin().to_string();
  return fail(fmt::format("{}{}{}: {}", origin, origin.empty() ? "" : ": ", key, what),
              std::move(hint), Exit::kUsage);
}

Result<long> parse_whole(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0)
    return fail(fmt::format("'{}' is not a whole number", text), "", Exit::kUsage);
  return value;
}

/// The value under `key` of the class, wherever it was written, else the class itself.
const Value& where_set(const Value& merged, std::string_view key) {
  const Value* value = merged.find(key);
  return value != nullptr ? *value : merged;
}

/// `ranks: auto` becomes a number here and now: later scripts of the run may be made inside a job
/// that has a single core.
void settle_ranks(const std::string& name, JobClass& job_class, Value& classes) {
  if (job_class.ranks != "auto") return;
  job_class.ranks = std::to_string(std::max(1, usable_cores() / std::max(1, job_class.cpus)));
  Value own = *classes.find(name);
  own.set("ranks", Value::scalar(job_class.ranks));
  classes.set(name, std::move(own));
}

Result<void> check_class(const std::string& path, const Value& merged, const JobClass& job_class) {
  if (!job_class.mem.empty() && !job_class.mem_per_cpu.empty())
    return wrong(where_set(merged, "mem_per_cpu"), path + ".mem_per_cpu", "mem is set too",
                 "Slurm takes one of them; write mem: \"\" to drop the default");
  if (!job_class.ranks.empty())
    if (auto ranks = rank_count(job_class); !ranks)
      return wrong(where_set(merged, "ranks"), path + ".ranks", ranks.error().message);
  if (job_class.time.empty()) return {};
  const auto limit_s = parse_time_limit(job_class.time);
  if (!limit_s)
    return wrong(where_set(merged, "time"), path + ".time", limit_s.error().message,
                 limit_s.error().hint);
  const int least_s = job_class.signal_lead_s + job_class.signal_margin_s;
  if (*limit_s >= 0 && *limit_s < least_s)
    return wrong(where_set(merged, "time"), path + ".time",
                 fmt::format("{} s is shorter than signal_lead_s {} + signal_margin_s {}: a job "
                             "would be told to save before it has done anything",
                             *limit_s, job_class.signal_lead_s, job_class.signal_margin_s),
                 fmt::format("raise time to at least {} minutes, or lower signal_lead_s",
                             (least_s + 59) / 60));
  return {};
}

bool is_variable(std::string_view name) {
  return !name.empty() && (name[0] < '0' || name[0] > '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

}  // namespace

const JobClass* Profile::find(std::string_view name) const {
  for (const auto& [known, job_class] : classes)
    if (known == name) return &job_class;
  return nullptr;
}

Result<long> parse_time_limit(std::string_view text) {
  if (text == "UNLIMITED" || text == "INFINITE" || text == "unlimited") return -1;
  const auto unreadable = [&] {
    return fail(fmt::format("'{}' is not a time limit", text),
                "minutes, minutes:seconds, hours:minutes:seconds or days-hours:minutes:seconds; in "
                "YAML put it in quotes",
                Exit::kUsage);
  };
  long days = 0;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto parsed = parse_whole(text.substr(0, dash));
    if (!parsed) return unreadable();
    days = *parsed;
  }
  std::vector<long> parts;
  for (const std::string& part :
       split(text.substr(dash == std::string_view::npos ? 0 : dash + 1), ':')) {
    const auto parsed = parse_whole(part);
    if (!parsed) return unreadable();
    parts.push_back(*parsed);
  }
  if (parts.size() > 3) return unreadable();
  parts.resize(3, 0);
  if (dash != std::string_view::npos)  // days-hours[:minutes[:seconds]]
    return ((days * 24 + parts[0]) * 60 + parts[1]) * 60 + parts[2];
  const auto colons = std::count(text.begin(), text.end(), ':');
  if (colons == 2) return (parts[0] * 60 + parts[1]) * 60 + parts[2];
  return parts[0] * 60 + parts[1];
}

Result<int> rank_count(const JobClass& job_class) {
  if (job_class.ranks.empty()) return 1;
  const auto ranks = parse_whole(job_class.ranks);
  if (!ranks || *ranks < 1 || *ranks > 1000000)
    return fail(fmt::format("'{}' is neither auto nor a number ≥ 1", job_class.ranks), "",
                Exit::kUsage);
  return static_cast<int>(*ranks);
}

Result<Profile> read_profile(const Value& tree) {
  std::vector<std::string> known{"defaults", "classes", "env"};
  const Value described = print_config(Profile{});
  for (const auto& [key, value] : described.members()) known.push_back(key);
  for (const auto& [key, value] : tree.members()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = nearest(key, known);
    return wrong(
        value, key,
        near.empty() ? "unknown key" : fmt::format("unknown key; did you mean '{}'?", near),
        near.empty() ? "known: " + join(known, ", ") : "");
  }
  Value own = tree;
  own.erase("env");
  own.erase("defaults");
  own.erase("classes");
  AZ_TRY(Profile profile, read_config<Profile>(own, ""));
  profile.text = tree;
  const bool is_template = profile.launcher.find("{command}") != std::string::npos;
  if (profile.launcher != "srun" && profile.launcher != "mpirun" && !is_template)
    return wrong(where_set(tree, "launcher"), "launcher",
                 fmt::format("'{}' is neither srun, mpirun nor a template", profile.launcher),
                 "a template contains {command}");

  const Value* env = tree.find("env");
  if (env != nullptr && !env->is_null()) {
    if (!env->is_map()) return wrong(*env, "env", "expected `NAME: value` lines");
    for (const auto& [name, value] : env->members()) {
      if (!is_variable(name)) return wrong(value, "env." + name, "is not a variable's name");
      if (!value.is_scalar()) return wrong(value, "env." + name, "expected one value");
      profile.env.emplace_back(name, value.text());
    }
  }
  const Value* classes = tree.find("classes");
  if (classes == nullptr || !classes->is_map() || classes->members().empty())
    return wrong(tree, "classes", "missing", "see slurm/profiles/local.yaml");
  for (const auto& [name, value] : classes->members()) {
    Value merged = Value::map(value.origin());
    if (const Value* defaults = tree.find("defaults")) merged.merge(*defaults);
    if (!value.is_null()) {
      if (!value.is_map()) return wrong(value, "classes." + name, "expected `key: value` lines");
      merged.merge(value);
    }
    const std::string path = "classes." + name;
    AZ_TRY(JobClass job_class, read_config<JobClass>(merged, path));
    settle_ranks(name, job_class, *profile.text.find("classes"));
    AZ_OK(check_class(path, merged, job_class));
    profile.classes.emplace_back(name, std::move(job_class));
  }
  return profile;
}

}  // namespace az
