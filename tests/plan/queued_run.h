// queued_run.h — the fixture of what concerns a run's jobs in Slurm's queue.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/text.h"
#include "plan/executor.h"
#include "plan/sbatch.h"
#include "tests/plan/temporary_run.h"

namespace az {

const Say kQuiet = [](const std::string&) {};

/// A run of two generations whose jobs a Slurm of shell scripts takes.
class QueuedRun : public testing::Test {
 protected:
  Result<SubmitReport> submit(SubmitOptions options = {}) {
    return submit_missing(test_.run, test_.plan, Slurm(3), options, kQuiet);
  }
  Result<RunState> look() {
    const auto ledger = read_ledger(test_.run);
    EXPECT_TRUE(ledger);
    const Slurm slurm(3);
    return observe(test_.run, test_.plan, *ledger, &slurm);
  }
  TaskState state_of(const std::string& group, std::size_t task = 0) {
    const auto state = look();
    EXPECT_TRUE(state);
    return state->find(group)->tasks[task].state;
  }
  void end(const std::string& group, int task, int code, const std::string& job) {
    for (const Step& step : test_.plan.steps())
      if (step.group() == group) {
        ASSERT_TRUE(write_end(test_.run, step, task, {code, job, 0, 1}));
        if (code == 0 && !stage_output(test_.run, step).empty())
          write(stage_output(test_.run, step), "output");
      }
  }
  /// Lines of squeue; a job called "r" gets the name of the step that was submitted under its id.
  void queue(const std::string& lines) {
    const auto ledger = read_ledger(test_.run);
    ASSERT_TRUE(ledger);
    std::string named;
    for (const std::string& line : split(lines, '\n')) {
      std::vector<std::string> cells = split(line, '|');
      if (cells.size() == 4 && cells[2] == "r")
        for (const LedgerEntry& entry : *ledger)
          if (!entry.job.empty() && entry.job == split(cells[0], '_').front())
            cells[2] = test_.plan.run_name + "." + entry.step;
      named += join(cells, "|") + "\n";
    }
    write(slurm_.file("queue"), named);
  }
  std::string calls() { return read(slurm_.file("calls")); }

  FakeSlurm slurm_;
  TestRun test_;
};

}  // namespace az
