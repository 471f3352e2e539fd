#!/usr/bin/env bash
# loop_test.sh CASE — the whole loop on a real Slurm, with every stage's real executable (no CASE: all; --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(slurm_and_mpirun_make_the_same_run more_workers_play_the_same_games)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

slurm_and_mpirun_make_the_same_run() {
  needs_h5py
  start_cluster --nodes 2 --cpus 2
  local run=$work/run what ladder='arena.ladder={simulations: [2, 32]}'
  expect "the run is queued" new_run configs/runs/smoke.yaml "$run" --set "$ladder"
  expect "the last generation plays the ladder" grep -qE '^    generations: \[2\]' "$run/run.yaml"
  expect "the run ends" test "$(code_of arrayzero status "$run" --follow)" = 0
  expect "no job is left" soon 20 queue_is_empty
  expect "self-play and evaluation were arrays" test "$(squeue -h -t all -r -o %j | grep -cE 'g0002-(selfplay|evaluate)')" = 4
  expect "training was data-parallel" grep -q ", 2 ranks × " "$run"/logs/train/g0002-t000.log
  for what in verify lineage check; do expect "$what" quietly arrayzero inspect "$what" "$run"; done
  expect "report" quietly arrayzero report "$run"
  expect "the net has played itself" test -e "$run/matches/g0002/self32-b0000.h5"
  expect "and the report says what thinking is worth" grep -q "^2,32,elo," "$run/report/table_ladder.csv"
  expect "the report opens offline" not grep -qE '(src|href)="https?:' "$run/report/index.html"
  arrayzero status "$run" >"$work/status"
  expect "a verdict in the first line" grep -qE -m1 '^(BETTER|FLAT|WORSE|CANNOT TELL)' "$work/status"
  expect "nothing is left to do" quietly arrayzero resume "$run"
  expect "and resume says so" says "nothing was missing"

  expect "the same without a scheduler" new_run configs/runs/smoke.yaml "$work/local" --local --set "$ladder"
  diff <(digest_of "$run") <(digest_of "$work/local") || die "Slurm and mpirun computed different runs"
  mv "$run" "$work/moved"
  expect "a moved run is whole" quietly arrayzero inspect check "$work/moved"
}

# With a net, and with batches of other sizes: tests/infer promises that a position's evaluation does not depend on them.
more_workers_play_the_same_games() {
  needs_h5py
  local run task
  have_run
  digest_of "$run" >"$work/wanted"
  rm "$run"/selfplay/g0001/s*.h5
  for task in 0 1 2; do
    expect "task $task of 3" quietly mpirun --oversubscribe -n 2 az_selfplay --run "$run" --generation 1 --task "$task" --tasks 3 --ranks 2
  done
  diff "$work/wanted" <(digest_of "$run") || die "six workers played other games than four"
}

run_cases "$@"
