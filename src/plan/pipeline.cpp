#include "plan/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "config/field.h"

namespace az {
namespace {

enum class Only { kAlways, kFirst };

struct LoopText {
  int generations = 1;
  std::string lookahead = "auto";
  static void describe(auto& self, auto& v) {
    v.field("generations", self.generations, Range{0, 1e6},
            "generations to run; 0: only the first stages");
    v.field("lookahead", self.lookahead, "generations queued at once, or auto");
  }
};

struct StageText {
  std::string app, job_class, array;
  std::vector<std::string> args, needs;
  Only only = Only::kAlways;
  static void describe(auto& self, auto& v) {
    v.field("app", self.app, "executable");
    v.field("args", self.args, "further arguments");
    v.field("class", self.job_class, "class of the profile");
    v.field("array", self.array, "array tasks: a number, or auto (the class's tasks)");
    v.field("needs", self.needs,
            "stages that must have succeeded; X@previous: one generation earlier");
    v.field("only", self.only, Words<Only>{{{"always", Only::kAlways}, {"first", Only::kFirst}}},
            "first: once, as generation 0");
  }
};

tl::unexpected<Error> wrong(const std::string& origin, const std::string& what,
                            std::string hint = {}) {
  return fail(fmt::format("{}{}{}", origin, origin.empty() ? "" : ": ", what), std::move(hint),
              Exit::kUsage);
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<int> read_count(const std::string& text, const std::string& origin, std::string_view key) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1)
    return wrong(origin, fmt::format("{}: '{}' is neither auto nor a number ≥ 1", key, text));
  return value;
}

Result<StageSpec> read_stage(const std::string& name, const Value& value) {
  const std::string path = fmt::format("stages.{}", name);
  AZ_TRY(const StageText text, read_config<StageText>(value, path));
  StageSpec stage;
  stage.name = name;
  stage.origin = value.origin().to_string();
  if (!is_word(name))
    return wrong(stage.origin, fmt::format("{}: a stage's name is letters, digits and _", path));
  if (text.app.empty() || text.app.find('/') != std::string::npos)
    return wrong(stage.origin, fmt::format("{}.app: names an executable, without a folder", path));
  if (text.job_class.empty())
    return wrong(stage.origin, fmt::format("{}.class: missing", path),
                 "name a class of the profile");
  stage.app = text.app;
  stage.job_class = text.job_class;
  stage.args = text.args;
  stage.only_first = text.only == Only::kFirst;
  if (text.array == "auto") {
    stage.array = ArrayKind::kByClass;
  } else if (!text.array.empty()) {
    AZ_TRY(stage.array_tasks, read_count(text.array, stage.origin, path + ".array"));
    stage.array = ArrayKind::kFixed;
  }
  for (const std::string& need : text.needs) {
    const std::size_t at = need.find('@');
    if (at != std::string::npos && need.substr(at) != "@previous")
      return wrong(stage.origin,
                   fmt::format("{}.needs: '{}': only @previous is known", path, need));
    stage.needs.push_back({need.substr(0, at), at != std::string::npos});
  }
  return stage;
}

Result<void> check_needs(const Pipeline& pipeline) {
  std::vector<std::string> names;
  for (const StageSpec& stage : pipeline.stages) names.push_back(stage.name);
  for (const StageSpec& stage : pipeline.stages)
    for (const Need& need : stage.needs) {
      const std::string where = fmt::format("stages.{}.needs", stage.name);
      const StageSpec* other = pipeline.find(need.stage);
      if (other == nullptr) {
        const std::string near = nearest(need.stage, names);
        return wrong(stage.origin,
                     near.empty() ? fmt::format("{}: no stage '{}'", where, need.stage)
                                  : fmt::format("{}: no stage '{}'; did you mean '{}'?", where,
                                                need.stage, near),
                     near.empty() ? "stages: " + join(names, ", ") : "");
      }
      if (need.previous && other->only_first)
        return wrong(
            stage.origin,
            fmt::format("{}: '{}' runs only first; write it without @previous", where, need.stage));
      if (stage.only_first && (need.previous || !other->only_first))
        return wrong(stage.origin,
                     fmt::format("{}: runs first, so it cannot wait for '{}'", where, need.stage));
    }
  return {};
}

/// Puts every stage after those of its own generation that it needs; the written order otherwise.
Result<void> sort_stages(Pipeline& pipeline) {
  std::vector<StageSpec> sorted, left = std::move(pipeline.stages);
  const auto placed = [&](const Need& need) {
    return need.previous || std::any_of(sorted.begin(), sorted.end(),
                                        [&](const StageSpec& s) { return s.name == need.stage; });
  };
  while (!left.empty()) {
    const auto next = std::find_if(left.begin(), left.end(), [&](const StageSpec& stage) {
      return std::all_of(stage.needs.begin(), stage.needs.end(), placed);
    });
    if (next == left.end())
      return wrong(
          left.front().origin,
          fmt::format("stages.{}.needs: waits for itself, through other stages", left.front().name),
          "write @previous where an earlier generation is meant");
    sorted.push_back(std::move(*next));
    left.erase(next);
  }
  pipeline.stages = std::move(sorted);
  return {};
}

}  // namespace

const StageSpec* Pipeline::find(std::string_view name) const {
  for (const StageSpec& stage : stages)
    if (stage.name == name) return &stage;
  return nullptr;
}

Result<Pipeline> read_pipeline(const Value& tree) {
  Pipeline pipeline;
  pipeline.text = tree;
  const std::string file = tree.origin().file;
  for (const auto& [key, value] : tree.members())
    if (key != "loop" && key != "stages")
      return wrong(value.origin().to_string(), fmt::format("{}: unknown key", key),
                   "known: loop, stages");
  const Value nothing;
  const Value* loop = tree.find("loop");
  AZ_TRY(const LoopText text, read_config<LoopText>(loop == nullptr ? nothing : *loop, "loop"));
  pipeline.generations = static_cast<Generation>(text.generations);
  if (text.lookahead != "auto") {
    AZ_TRY(pipeline.lookahead,
           read_count(text.lookahead, loop->origin().to_string(), "loop.lookahead"));
  }
  const Value* stages = tree.find("stages");
  if (stages == nullptr || !stages->is_map() || stages->members().empty())
    return wrong(file, "no stages", "see pipelines/README.md");
  for (const auto& [name, value] : stages->members()) {
    AZ_TRY(StageSpec stage, read_stage(name, value));
    pipeline.stages.push_back(std::move(stage));
  }
  AZ_OK(check_needs(pipeline));
  AZ_OK(sort_stages(pipeline));
  return pipeline;
}

}  // namespace az
