#!/usr/bin/env bash
# learning_test.sh CASE — does the system learn? Whole runs that take minutes (no CASE: all; --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(the_quickstart_learns_connect_four)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# Twenty generations: far fewer mistakes against the solver than the untrained net, with search and without.
the_quickstart_learns_connect_four() {
  start_cluster --nodes 1
  local run=$work/run what
  profile=slurm/profiles/local.yaml
  expect "the run is queued" new_run configs/runs/quickstart.yaml "$run"
  expect "the run ends" test "$(code_of arrayzero status "$run" --follow)" = 0
  for what in verify lineage check; do expect "$what" quietly arrayzero inspect "$what" "$run"; done
  arrayzero status "$run" --json >"$work/status.json"
  expect "the net got better" /usr/bin/python3 "$AZ_SOURCE/tests/e2e/learning_gate.py" "$work/status.json"
}

run_cases "$@"
