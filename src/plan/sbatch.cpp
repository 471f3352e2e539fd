#include "plan/sbatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/check.h"
#include "core/text.h"
#include "plan/process.h"
#include "plan/stage_template.h"

namespace az {
namespace {

/// Replaces every "@KEY@"; a line that holds nothing but an empty value disappears.
std::string fill(std::string_view text,
                 const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  for (const std::string& line : split(text, '\n')) {
    std::string filled = line;
    bool vanished = false;
    for (const auto& [key, value] : values) {
      const std::string mark = fmt::format("@{}@", key);
      if (filled == mark && value.empty()) vanished = true;
      for (std::size_t at = 0; (at = filled.find(mark, at)) != std::string::npos;
           at += value.size())
        filled.replace(at, mark.size(), value);
    }
    if (!vanished) out += filled + '\n';
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// "%N" of an array: this part's share, by its tasks, of what the class lets run at once, for every
/// part is an array of its own. The shares add up to that number where each has one at least.
std::string throttle(const Step& step, const JobClass& asked) {
  if (asked.concurrent == 0) return "";
  const auto until = [&](int task) {
    return static_cast<long>(asked.concurrent) * task / step.tasks;
  };
  return fmt::format("%{}", std::max(1L, until(step.offset + step.count) - until(step.offset)));
}

std::string directives(const Step& step, const Profile& profile, std::string_view run_name) {
  const JobClass& asked = *profile.find(step.job_class);
  std::vector<std::string> lines;
  const auto add = [&](std::string_view option, const std::string& value) {
    if (!value.empty()) lines.push_back(fmt::format("#SBATCH --{}={}", option, value));
  };
  add("job-name", job_name(step, run_name));
  add("comment", fmt::format("arrayzero;run={};step={}", run_name, step.name()));
  add("output", step.array ? "jobs/%x.%A_%a.out" : "jobs/%x.%j.out");
  lines.emplace_back("#SBATCH --open-mode=append");
  lines.emplace_back("#SBATCH --requeue");
  add("signal",
      fmt::format("{}USR2@{}", profile.launcher == "srun" ? "" : "B:", asked.signal_lead_s));
  if (step.array) add("array", fmt::format("0-{}{}", step.count - 1, throttle(step, asked)));
  add("nodes", asked.nodes);
  if (!asked.ranks.empty()) add("ntasks", std::to_string(*rank_count(asked)));
  if (asked.cpus > 0) add("cpus-per-task", std::to_string(asked.cpus));
  add("time", asked.time);
  add("mem", asked.mem);
  add("mem-per-cpu", asked.mem_per_cpu);
  add("gres", asked.gres);
  add("partition", asked.partition);
  add("account", asked.account);
  add("qos", asked.qos);
  add("constraint", asked.constraint);
  add("reservation", asked.reservation);
  add("mail-type", asked.mail);
  add("mail-user", asked.mail_user);
  add("exclude", asked.exclude);
  for (const std::string& option : asked.extra) lines.push_back("#SBATCH " + option);
  return join(lines, "\n");
}

std::vector<std::string> stage_words(const Step& step, std::string_view executable,
                                     std::string_view run) {
  std::vector<std::string> words{std::string(executable), "--run", std::string(run), "--generation",
                                 std::to_string(step.generation)};
  return words;
}

/// The launch, without `--task N`, which is the shell's.
std::string launch_line(const Step& step, const Profile& profile) {
  std::string command = profile.container.empty() ? "" : fmt::format("{} ", profile.container);
  command += shell_text(stage_words(step, "bin/" + step.app, ".")) +
             fmt::format(" --task \"$task\" --tasks {}", step.tasks);
  if (!step.args.empty()) command += fmt::format(" {}", shell_text(step.args));
  const std::string more =
      profile.launcher_args.empty() ? "" : fmt::format(" {}", shell_text(profile.launcher_args));
  const JobClass& asked = *profile.find(step.job_class);
  if (profile.launcher == "srun")
    return fmt::format(
        "srun --mpi=pmix ${{SLURM_CPUS_PER_TASK:+--cpus-per-task=\"$SLURM_CPUS_PER_TASK\"}} "
        "--kill-on-bad-exit=1{} {}",
        more, command);
  const int ranks = *rank_count(asked);
  command += fmt::format(" --ranks {}", ranks);
  if (profile.launcher == "mpirun") return fmt::format("mpirun -np {}{} {}", ranks, more, command);
  std::string line = profile.launcher;
  replace_all(line, "{ranks}", std::to_string(ranks));
  replace_all(line, "{cpus}", std::to_string(std::max(1, asked.cpus)));
  replace_all(line, "{command}", command);
  return line + more;
}

/// srun's own failure is 1, which no stage ends with: it started nothing, perhaps for want of a
/// controller.
constexpr std::string_view kSrunLaunch = R"sh(for try in 1 2 3; do
  {}
  code=$?
  # 1 is srun's own: it could not start the ranks. Where the controller is away, it is worth waiting for.
  [ "$code" -eq 1 ] && [ "$try" -lt 3 ] && ! controller_is_up || break
  wait_for_controller
done)sh";

/// For launchers that start their ranks themselves: Slurm signals only the shell (--signal=B:…),
/// which passes it on. The second wait gives the code where a signal interrupted the first.
constexpr std::string_view kForwardingLaunch = R"sh({} &
launcher=$!
trap 'kill -USR2 "$launcher"' USR2
trap 'kill -TERM "$launcher"' TERM
while kill -0 "$launcher" 2>/dev/null; do wait "$launcher"; done
wait "$launcher"
code=$?
trap - USR2 TERM)sh";

constexpr const char* kExtend =
    R"sh(# Queues the generation that now comes within the look-ahead. Every task of an array asks: the last to end succeeds.
if [ "$code" -eq 0 ] && [ ! -e jobs/cancelled ]; then
  bin/arrayzero resume . --extend ||
    echo "the next generations were not queued (hint: arrayzero resume RUN)" >&2
fi)sh";

}  // namespace

std::string job_name(const Step& step, std::string_view run_name) {
  return fmt::format("{}.{}", run_name, step.name());
}

std::string render_script(const Step& step, const Profile& profile, std::string_view run_name) {
  const JobClass* asked = profile.find(step.job_class);
  check(asked != nullptr, "class {} was not checked", step.job_class);
  std::string env;
  for (const auto& [name, value] : profile.env)
    env += fmt::format("{}export {}={}", env.empty() ? "" : "\n", name, shell_text({value}));
  std::string setup = join(profile.setup, "\n");
  if (!setup.empty())  // modules and conda read variables that nobody set
    setup = "set +u\n" + setup + "\nset -u";
  const std::string launch = launch_line(step, profile);
  const bool signals_reach_ranks = profile.launcher == "srun";
  const bool extends = step.extends && profile.extend;
  return fill(kStageTemplate,
              {{"SBATCH", directives(step, profile, run_name)},
               {"RUN", std::string(run_name)},
               {"STEP", step.name()},
               {"GROUP", step.group()},
               {"OFFSET", std::to_string(step.offset)},
               {"MAX_REQUEUES", std::to_string(asked->max_requeues)},
               {"ENV", env},
               {"SETUP", setup},
               {"LAUNCH", signals_reach_ranks ? fmt::format(kSrunLaunch, launch)
                                              : fmt::format(kForwardingLaunch, launch)},
               {"EXTEND", extends ? kExtend : ""}});
}

std::vector<std::string> sbatch_command(const Step& step, const Profile& profile,
                                        std::string_view tasks,
                                        const std::vector<std::string>& after) {
  std::vector<std::string> words{"sbatch", "--parsable"};
  const JobClass& asked = *profile.find(step.job_class);
  if (step.array) words.push_back(fmt::format("--array={}{}", tasks, throttle(step, asked)));
  if (!after.empty()) {
    words.push_back(fmt::format("--dependency=afterok:{}", fmt::join(after, ":")));
    words.emplace_back("--kill-on-invalid-dep=yes");
  }
  words.push_back(fmt::format("jobs/{}.sbatch", step.name()));
  return words;
}

std::vector<std::string> local_command(const Step& step, const Profile& profile, int task) {
  const int ranks = *rank_count(*profile.find(step.job_class));
  std::vector<std::string> words{"mpirun",    "-np",  std::to_string(ranks),
                                 "--bind-to", "none", "--oversubscribe"};
  for (const std::string& word : split(profile.container, ' '))
    if (!word.empty()) words.push_back(word);
  const std::vector<std::string> stage = stage_words(step, "bin/" + step.app, ".");
  words.insert(words.end(), stage.begin(), stage.end());
  for (const std::string& word :
       {std::string("--task"), std::to_string(task), std::string("--tasks"),
        std::to_string(step.tasks), std::string("--ranks"), std::to_string(ranks)})
    words.push_back(word);
  words.insert(words.end(), step.args.begin(), step.args.end());
  return words;
}

std::string index_list(const std::vector<int>& indices) {
  std::string text;
  for (std::size_t i = 0; i < indices.size();) {
    std::size_t end = i;
    while (end + 1 < indices.size() && indices[end + 1] == indices[end] + 1) ++end;
    if (!text.empty()) text += ',';
    text +=
        end == i ? fmt::format("{}", indices[i]) : fmt::format("{}-{}", indices[i], indices[end]);
    i = end + 1;
  }
  return text;
}

std::vector<int> parse_index_list(std::string_view text) {
  std::vector<int> indices;
  if (text.empty()) return indices;
  for (const std::string& range : split(text, ',')) {
    int low = 0, high = 0;
    const char* const last = range.data() + range.size();
    const auto [end, error] = std::from_chars(range.data(), last, low);
    if (error != std::errc{}) continue;
    high = low;
    if (end != last && *end == '-') std::from_chars(end + 1, last, high);
    for (int i = low; i <= high; ++i) indices.push_back(i);
  }
  return indices;
}

}  // namespace az
