#!/usr/bin/env bash
# arrayzero_test.sh BIN CASE — arrayzero with stages that are shell scripts (fake_stage.sh), on a real Slurm and with
# mpirun, one case a call (--list: their names). BIN holds arrayzero.
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(realpath "$here/../..")
export PATH=$PATH:/usr/sbin:/sbin
cases=(
  chain_completes failure_ends_the_chain_and_resume_continues refusal_half_way_then_resume cancel_stays_cancelled
  unreachable_controller early_signal_requeues_and_continues a_crash_is_not_requeued requeues_are_bounded
  submitted_from_inside_a_job a_plan_of_forty_generations edited_script_by_hand large_arrays_in_parts
  mpirun_launcher_passes_the_signal local_without_a_scheduler moved_run_goes_on
  a_deleted_shard_is_mended_by_resume local_refuses_beside_live_jobs resume_beside_live_array_tasks
  a_submit_limit_within_a_generation_is_said doctor_finds_a_launcher_that_is_none
  ctrl_c_stops_a_local_run_and_resume_goes_on cancel_ends_a_local_run a_job_that_never_starts_ends_the_following
)
if [[ ${1:-} == --list ]]; then
  printf '%s\n' "${cases[@]}"
  exit 0
fi
bin=$(realpath "${1:?folder of the executables}") case=${2:?case}

skip() {
  echo "skipped: $*"
  exit 77
}
die() {
  echo "FAILED: $*" >&2
  tail -n 20 "$work"/*/jobs/*.out "$work"/*.log >&2 2>/dev/null || true
  tail -n 30 "$run/jobs/ledger.jsonl" >&2 2>/dev/null || true
  if [[ -n $cluster ]]; then timeout 20 squeue -r -t all -o "%i %j %T %r" >&2 || true; fi
  exit 1
}
expect() { # text, command...
  local what=$1
  shift
  "$@" || die "$what ($*)"
}
soon() { # seconds, command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}
code_of() { # command...: prints its exit code; its words go to last.log
  local code=0
  timeout 120 "$@" >"$work/last.out" 2>"$work/last.log" || code=$?
  echo "$code"
}
says() { grep -qF -- "$1" "$work/last.log" "$work/last.out"; }

work=$(mktemp -d /tmp/az_plan_XXXXXX)
cluster=''
finish() {
  if [[ -n ${AZ_KEEP:-} ]]; then cp -r "$work" "$AZ_KEEP"; fi
  if [[ -n $cluster ]]; then bash "$root/slurm/local_cluster.sh" down "$cluster" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap finish EXIT

start_cluster() { # options of `up`
  for program in slurmctld slurmd munged; do
    command -v "$program" >/dev/null || skip "needs $program: bash slurm/setup.sh"
  done
  cluster=$work/cluster
  bash "$root/slurm/local_cluster.sh" up "$cluster" --nodes 2 --cpus 4 --fault-test "$@" >"$work/cluster.log" 2>&1 ||
    die "the private Slurm did not start"
  # shellcheck source=/dev/null
  source "$cluster/env.sh"
}

make_stages() {
  mkdir -p "$work/bin"
  for stage in train selfplay exam evaluate promote; do cp "$here/fake_stage.sh" "$work/bin/az_$stage"; done
  cp "$bin/arrayzero" "$work/bin/"
  cat >"$work/profile.yaml" <<'YAML'
timeout_s: 20
poll_s: 1
defaults: {cpus: 1, mem: "10", signal_lead_s: 5, signal_margin_s: 0, time: "10"}
classes: {worker: {tasks: 3, concurrent: 2}, train: {ranks: "2"}, small: {}}
YAML
  cp "$work/profile.yaml" "$work/profile.yaml.orig"
}

az() { "$work/bin/arrayzero" "$@"; }
run=$work/run
start() { # [generations]: queues a run; its exit code must be 0
  mkdir -p "$run"
  az run --config "$root/configs/runs/smoke.yaml" --pipeline "$root/pipelines/loop.yaml" --profile "$work/profile.yaml" \
    --bin "$work/bin" --dir "$run" --generations "${1:-2}" >"$work/start.out" 2>"$work/start.log" ||
    die "arrayzero run ended with $?: $(cat "$work/start.log")"
}
status_field() { az status "$run" --json 2>/dev/null | grep -m1 "\"$1\":" | sed 's/.*: //; s/,$//; s/"//g'; }
is_done() { [[ $(status_field "done") == true ]]; }
is_idle() { [[ $(status_field live) == false && $(status_field queue_known) == true ]]; }
calls() { grep -c "^$1" "$run/trace" 2>/dev/null || true; }
queue_is() { [[ $(timeout 20 squeue -h -o %i) == "$1" ]]; }
all_lives() { # every stage of two generations was called as often as it has tasks
  for g in 1 2; do
    for t in 0 1 2; do expect "selfplay g$g t$t ran" test "$(calls "selfplay g$g t$t ")" -ge 1; done
    for stage in train exam promote; do expect "$stage g$g ran" test "$(calls "$stage g$g ")" -ge 1; done
  done
}

chain_completes() {
  start_cluster && make_stages && start
  expect "follow ends with 0" test "$(code_of "$work/bin/arrayzero" status "$run" --follow)" = 0
  expect "follow says what was done" says "g0002-promote done"
  all_lives
  expect "nothing ran twice" test "$(wc -l <"$run/trace")" = 21
  expect "status says so" test "$(code_of "$work/bin/arrayzero" status "$run")" = 0
  expect "all done" says "all 2 generations done"
  expect "resume finds nothing missing" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "resume says so" says "nothing was missing"
}

failure_ends_the_chain_and_resume_continues() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-train 0 70" >"$run/.behaviour"
  start
  expect "follow ends with the stage's code" test "$(code_of "$work/bin/arrayzero" status "$run" --follow)" = 70
  expect "it names the step" says "g0001-train failed: exit code 70"
  expect "no job is pending for ever" soon 20 queue_is ""
  expect "nothing behind it ran" test "$(calls "promote g1 ")" = 0
  rm "$run/.behaviour"
  expect "resume queues the rest" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 60 is_done
  expect "self-play was not repeated" test "$(calls "selfplay g1 ")" = 3
}

refusal_half_way_then_resume() {
  start_cluster && make_stages
  sed -i 's/small: {}/small: {partition: nowhere}/' "$work/profile.yaml"
  mkdir -p "$run"
  local code
  code=$(code_of "$work/bin/arrayzero" run --config "$root/configs/runs/smoke.yaml" --pipeline "$root/pipelines/loop.yaml" \
    --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" --generations 2)
  expect "a refusal is 64" test "$code" = 64
  expect "it names step and reason" says "g0000-exam_first: sbatch refused"
  expect "it gives sbatch's words" says "invalid partition"
  expect "the id before it is kept" grep -q '"submitted","step":"g0000-init"' "$run/jobs/ledger.jsonl"
  # What a user does: mend the scripts and the plan, go on.
  sed -i 's/partition: nowhere/partition: main/' "$run/plan.yaml"
  sed -i 's/--partition=nowhere/--partition=main/' "$run"/jobs/*.sbatch
  expect "resume continues" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 60 is_done
  expect "init was not repeated" test "$(calls "train g0 ")" = 1
}

cancel_stays_cancelled() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-selfplay 0 0 60 1" >"$run/.behaviour"
  start
  expect "self-play runs" soon 30 grep -qs "selfplay g1 t0" "$run/trace"
  local other
  other=$(timeout 20 sbatch --parsable --mem=10 --wrap 'sleep 100')
  expect "cancel" test "$(code_of "$work/bin/arrayzero" cancel "$run")" = 0
  expect "its jobs leave the queue" soon 40 queue_is "$other"
  sleep 2
  expect "nothing came back" queue_is "$other"
  expect "status says cancelled" test "$(code_of "$work/bin/arrayzero" status "$run")" = 0
  expect "the word" says "the run is cancelled"
  expect "resume continues" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 60 is_done
}

unreachable_controller() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-selfplay 0 0 3 1" >"$run/.behaviour"
  start
  local pid
  pid=$(bash "$root/slurm/local_cluster.sh" status "$cluster" --pids 2>/dev/null | awk '$1 == "slurmctld" {print $2}')
  kill -9 "$pid"
  expect "resume is 69" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 69
  expect "with a hint" says "scontrol ping"
  expect "status works" test "$(code_of "$work/bin/arrayzero" status "$run" --json)" = 0
  expect "and calls jobs unknown" says '"state": "unknown"'
  expect "never failed" test "$(grep -c '"state": "failed"' "$work/last.out")" = 0
  expect "a new run is 69 too" test "$(code_of "$work/bin/arrayzero" run --config "$root/configs/runs/smoke.yaml" \
    --pipeline "$root/pipelines/loop.yaml" --profile "$work/profile.yaml" --bin "$work/bin" --dir "$work/other")" = 69
  expect "and leaves no run behind" test ! -e "$work/other"
  bash "$root/slurm/local_cluster.sh" up "$cluster" >>"$work/cluster.log" 2>&1
  # A killed controller may have forgotten what was queued a moment before.
  expect "with the controller back resume continues" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  # It may also have forgotten a launch: Slurm then holds that job, and the next resume releases it.
  expect "the run completes or Slurm holds a job" soon 180 is_done_or_held
  if ! is_done; then
    expect "what Slurm holds resume releases" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
    expect "it says so" says "launch failed requeued held"
  fi
  expect "and the run completes" soon 90 is_done
}
is_done_or_held() { is_done || timeout 20 squeue -h -o %r | grep "launch failed requeued held" >/dev/null; }

early_signal_requeues_and_continues() {
  start_cluster && make_stages
  sed -i 's/small: {}/small: {}, short: {time: "1"}/; s/signal_lead_s: 5/signal_lead_s: 50/' "$work/profile.yaml"
  mkdir -p "$run" && echo "1-selfplay 1 0 300 1" >"$run/.behaviour"
  sed -i 's/worker: {/worker: {time: "1", /' "$work/profile.yaml"
  start
  expect "the run completes though a task ran out of time" soon 150 is_done
  expect "that task had a second life" grep -q "selfplay g1 t1 life 1" "$run/trace"
  expect "the others had one" test "$(calls "selfplay g1 t0 ")" = 1
  expect "its log holds both lives" grep -q "life 0: code 75" "$run"/jobs/*g0001-selfplay.*_1.out
  expect "and the second one" grep -q "life 1: code 0" "$run"/jobs/*g0001-selfplay.*_1.out
}

a_crash_is_not_requeued() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-selfplay 2 139" >"$run/.behaviour"
  start
  expect "the run stops" soon 60 is_idle
  expect "after one life" test "$(calls "selfplay g1 t2 ")" = 1
  expect "status names it" test "$(code_of "$work/bin/arrayzero" status "$run")" = 0
  expect "with its code" says "g0001-selfplay failed"
  expect "where its words are" says "jobs/"
  expect "and what to do" says "arrayzero resume $run"
}

requeues_are_bounded() {
  start_cluster && make_stages
  sed -i 's/defaults: {/defaults: {max_requeues: 1, /' "$work/profile.yaml"
  mkdir -p "$run" && echo "0-train 0 75" >"$run/.behaviour"
  start
  expect "the run stops" soon 90 is_idle
  expect "after two lives" test "$(calls "train g0 ")" = 2
  expect "its log says why" grep -q "requeued 1 times already" "$run"/jobs/*g0000-init*.out
  expect "status says stopped" test "$(code_of "$work/bin/arrayzero" status "$run")" = 0
  expect "the word" says "g0000-init stopped"
}

submitted_from_inside_a_job() {
  start_cluster && make_stages
  mkdir -p "$run"
  cat >"$work/outer.sbatch" <<SH
#!/bin/bash
#SBATCH --mem=20 --array=3 --ntasks=2 --output=$work/outer.log
"$work/bin/arrayzero" run --config "$root/configs/runs/smoke.yaml" --pipeline "$root/pipelines/loop.yaml" \
  --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" --generations 2
SH
  sed -i 's/mem: "10"/mem_per_cpu: "10"/' "$work/profile.yaml"
  timeout 60 sbatch --wait "$work/outer.sbatch" >/dev/null || die "the outer job failed"
  expect "the run completes" soon 60 is_done
}

a_plan_of_forty_generations() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "0-train 0 0 100 1" >"$run/.behaviour" # nothing else runs meanwhile
  start 40
  expect "the look-ahead of eight generations is queued, and init with its exam" \
    test "$(grep -c '"submitted"' "$run/jobs/ledger.jsonl")" = 43
  expect "cancel" test "$(code_of "$work/bin/arrayzero" cancel "$run")" = 0
  # A site that lets one queue everything: all forty, with the real executables.
  expect "all of it is queued" test "$(code_of "$bin/az_bench" submit --seconds 0.1 --set bench.dir="$work")" = 0
  cat "$work/last.out"
  expect "every job of every generation" says '"jobs_of_a_plan":203.0'
  # CPU time of the command and of all the sbatch that it calls, whatever else the machine does
  cpu_s=$(sed -n 's/.*"cpu_s_of_a_plan":\([0-9.e+-]*\).*/\1/p' "$work/last.out")
  expect "in less than 3 s, not $cpu_s" awk "BEGIN {exit !($cpu_s < 3)}"
  expect "the held jobs are gone" soon 20 queue_is ""
}

edited_script_by_hand() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-train 0 1 0 1" >"$run/.behaviour"
  start
  expect "the run stops" soon 60 is_idle
  sed -i 's/^set -u/set -u\necho edited >>edits/' "$run/jobs/g0001-train.sbatch"
  (cd "$run" && timeout 20 sbatch --wait jobs/g0001-train.sbatch >/dev/null) || die "by hand it failed"
  expect "status sees it" test "$(status_field "done")" = false
  expect "resume goes on behind it" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 60 is_done
  expect "training ran twice in all" test "$(calls "train g1 ")" = 2
  expect "the edit was used" test -s "$run/edits"
}

large_arrays_in_parts() {
  start_cluster --set MaxArraySize=3
  make_stages
  sed -i 's/tasks: 3/tasks: 5/' "$work/profile.yaml"
  start
  expect "the run completes" soon 90 is_done
  for t in 0 1 2 3 4; do expect "task $t ran once" test "$(calls "selfplay g2 t$t ")" = 1; done
}

mpirun_launcher_passes_the_signal() {
  start_cluster && make_stages
  command -v mpirun >/dev/null || skip "needs mpirun"
  sed -i 's/^timeout_s/launcher: mpirun\ntimeout_s/; s/signal_lead_s: 5/signal_lead_s: 50/' "$work/profile.yaml"
  sed -i 's/worker: {/worker: {time: "1", /' "$work/profile.yaml"
  mkdir -p "$run" && echo "1-selfplay 0 0 300 1" >"$run/.behaviour"
  start
  expect "the run completes though a task ran out of time" soon 150 is_done
  expect "that task had a second life" grep -q "selfplay g1 t0 life 1" "$run/trace"
}

local_run() { # two generations; prints its exit code
  mkdir -p "$run"
  code_of "$work/bin/arrayzero" run --local --config "$root/configs/runs/smoke.yaml" \
    --pipeline "$root/pipelines/loop.yaml" --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" --generations 2
}

local_without_a_scheduler() {
  command -v mpirun >/dev/null || skip "needs mpirun"
  make_stages
  unset SLURM_CONF
  mkdir -p "$run" && printf '1-train 0 75 0 1\n2-promote 0 76 0 1\n' >"$run/.behaviour"
  local code
  code=$(local_run)
  expect "a guard's halt is 76" test "$code" = 76
  expect "the stopped stage was started again" test "$(calls "train g1 ")" = 2
  sed -i.bak 's/simulations: 8/simulations: 9/' "$run/run.yaml"
  expect "a changed configuration is 64" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 64
  expect "it says which file and what to do" says "restore the file, or begin a new run"
  mv "$run/run.yaml.bak" "$run/run.yaml"
  expect "resume goes on" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 0
  expect "all is done" is_done
  all_lives
  expect "more generations need no new run" test "$(code_of "$work/bin/arrayzero" resume --local --generations 3 "$run")" = 0
  expect "they are done too" is_done
  expect "the third was trained" test "$(calls "train g3 ")" = 1
}

a_deleted_shard_is_mended_by_resume() {
  command -v mpirun >/dev/null || skip "needs mpirun"
  make_stages
  unset SLURM_CONF
  mkdir -p "$run" && printf '2-train 0 70 0 1\n' >"$run/.behaviour"
  expect "training fails" test "$(local_run)" = 70
  rm "$run/selfplay/g0002/s0001.h5"
  expect "resume plays the shard again and completes" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 0
  expect "all is done" is_done
  expect "an older generation's self-play was not repeated" test "$(calls "selfplay g1 ")" = 3
  rm "$run/selfplay/g0001/s0001.h5"
  expect "shards that were trained on are not demanded" is_done
}

local_refuses_beside_live_jobs() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-selfplay 0 0 60 1" >"$run/.behaviour"
  start
  expect "self-play runs" soon 30 grep -qs "selfplay g1 t0" "$run/trace"
  expect "a local run is refused" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 64
  expect "with what to do" says "arrayzero cancel"
  expect "cancel" test "$(code_of "$work/bin/arrayzero" cancel "$run")" = 0
  expect "the queue empties" soon 40 queue_is ""
  expect "then it goes on here" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 0
  expect "and completes" is_done
}

resume_beside_live_array_tasks() {
  start_cluster && make_stages
  sed -i 's/concurrent: 2/concurrent: 1/' "$work/profile.yaml" # task 2 still waits within the array
  mkdir -p "$run" && printf '1-selfplay 0 70 0 1\n1-selfplay 1 0 8 1\n' >"$run/.behaviour"
  start
  expect "its sibling runs" soon 30 grep -qs "selfplay g1 t1" "$run/trace"
  expect "one task has failed" test "$(head -c 2 "$run/jobs/ended/g0001-selfplay-t000")" = 70
  expect "resume" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the sibling still ran then" test ! -e "$run/jobs/ended/g0001-selfplay-t001"
  expect "the run completes" soon 90 is_done
  expect "the failed task ran again" test "$(calls "selfplay g1 t0 ")" = 2
  expect "its siblings did not" test "$(calls "selfplay g1 t[12] ")" = 2
}

a_submit_limit_within_a_generation_is_said() {
  start_cluster && make_stages
  local sbatch
  sbatch=$(command -v sbatch)
  mkdir -p "$work/limited" "$run"
  cat >"$work/limited/sbatch" <<SH
#!/bin/bash
[ \$(squeue -h -r | wc -l) -lt 5 ] || { echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1; }
exec $sbatch "\$@"
SH
  chmod +x "$work/limited/sbatch"
  echo "0-train 0 0 5 1" >"$run/.behaviour"
  export PATH=$work/limited:$PATH
  expect "half a generation is 75" test "$(code_of "$work/bin/arrayzero" run --config "$root/configs/runs/smoke.yaml" \
    --pipeline "$root/pipelines/loop.yaml" --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" \
    --generations 2)" = 75
  expect "it names what is left out" says "g0001-train and what follows it are not queued"
  expect "and what to do" says "arrayzero resume $run when jobs have left the queue"
  expect "it promises nothing" test "$(grep -c "later generations" "$work/last.out")" = 0
  export PATH=${PATH#"$work/limited:"}
  expect "resume queues the rest" test "$(code_of "$work/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 90 is_done
  expect "nothing ran twice" test "$(wc -l <"$run/trace")" = 21
}

job_waits() { [[ -n $(timeout 20 squeue -h -t PENDING -o %i) ]]; }
doctor() { # profile: its exit code; its lines go to last.out
  code_of "$bin/arrayzero" doctor --profile "$1" --dir "$work/runs"
}

doctor_finds_a_launcher_that_is_none() {
  start_cluster && make_stages
  [[ -x $bin/az_world ]] || die "needs $bin/az_world: cmake --build --preset cpu"
  expect "a cluster that is well is 0" test "$(doctor "$work/profile.yaml")" = 0
  expect "no line fails" test "$(grep -c '^FAIL' "$work/last.out")" = 0
  for line in 'ok +arrayzero' 'ok +rename and fsync' 'ok +file locks +work' 'ok +sbatch +slurm' 'ok +MaxArraySize +[0-9]+' \
    'ok +MaxJobCount +[0-9]+' 'ok +MaxSubmitJobs' 'warn +accounting +none' 'ok +JobRequeue +allowed' \
    'ok +srun --mpi=pmix +known' 'ok +2-rank job +job [0-9]+: one world of 2 ranks through srun'; do
    expect "it says" grep -qE "^$line" "$work/last.out"
  done
  expect "it leaves nothing behind" test -z "$(ls -A "$work/runs")"

  # Ended while its job waits, it takes the job and the folder with it.
  timeout 20 scontrol update partitionname=main state=down
  "$bin/arrayzero" doctor --profile "$work/profile.yaml" --dir "$work/runs" >"$work/last.out" 2>"$work/last.log" &
  local doctor=$! code=0
  expect "its job waits" soon 20 job_waits
  kill -TERM $doctor
  wait $doctor || code=$?
  expect "it ends as terminated" test $code = 15
  expect "its job is gone" soon 20 queue_is ""
  expect "its folder is gone" test -z "$(ls -A "$work/runs")"
  timeout 20 scontrol update partitionname=main state=up

  sed 's/^timeout_s/launcher: "no_such_launcher -n {ranks} {command}"\ntimeout_s/' "$work/profile.yaml" >"$work/broken.yaml"
  expect "a launcher that is none is 69" test "$(doctor "$work/broken.yaml")" = 69
  expect "the job's line fails" grep -qE '^FAIL +2-rank job +job [0-9]+ ended with 127' "$work/last.out"
  expect "with the shell's words" says "no_such_launcher: command not found"
  expect "it counts" says " checks failed"
}

ctrl_c_stops_a_local_run_and_resume_goes_on() {
  command -v mpirun >/dev/null || skip "needs mpirun"
  make_stages
  unset SLURM_CONF
  mkdir -p "$run" && echo "1-selfplay 1 0 100 1" >"$run/.behaviour"
  set -m # a group of its own, which is what a terminal signals
  "$work/bin/arrayzero" run --local --config "$root/configs/runs/smoke.yaml" --pipeline "$root/pipelines/loop.yaml" \
    --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" --generations 2 >"$work/start.log" 2>&1 &
  local group=$! code=0
  set +m
  expect "a task runs" soon 30 grep -qs "selfplay g1 t1" "$run/trace"
  kill -INT -- "-$group"
  wait "$group" || code=$?
  expect "it is 130" test "$code" = 130
  expect "its launcher is gone too" soon 10 group_is_gone "$group"
  expect "status says that it is not done" test "$(status_field "done")" = false
  expect "resume goes on" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 0
  expect "all is done" is_done
  expect "what had succeeded was not repeated" test "$(calls "selfplay g1 t0 ")" = 1
  expect "what was stopped was" test "$(calls "selfplay g1 t1 ")" = 2
}
cancel_ends_a_local_run() {
  command -v mpirun >/dev/null || skip "needs mpirun"
  make_stages
  unset SLURM_CONF
  mkdir -p "$run" && echo "1-selfplay 1 0 8 1" >"$run/.behaviour"
  "$work/bin/arrayzero" run --local --config "$root/configs/runs/smoke.yaml" --pipeline "$root/pipelines/loop.yaml" \
    --profile "$work/profile.yaml" --bin "$work/bin" --dir "$run" --generations 2 >"$work/start.log" 2>&1 &
  local pid=$! code=0
  expect "a task runs" soon 30 grep -qs "selfplay g1 t1" "$run/trace"
  expect "status" test "$(code_of "$work/bin/arrayzero" status "$run")" = 0
  expect "it says that a local run is going on" says "a local run is going on (process $pid on "
  expect "and at what" says "1 running"
  expect "a second one is refused" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 64
  expect "cancel" test "$(code_of "$work/bin/arrayzero" cancel "$run")" = 0
  expect "it says when the run ends" says "the local run (process $pid on "
  wait "$pid" || code=$?
  expect "it is 15" test "$code" = 15
  expect "the task that ran is done" test "$(calls "selfplay g1 t1 ")" = 1
  expect "the next was not started" test "$(calls "selfplay g1 t2 ")" = 0
  expect "resume goes on" test "$(code_of "$work/bin/arrayzero" resume --local "$run")" = 0
  expect "all is done" is_done
  expect "nothing ran twice" test "$(wc -l <"$run/trace")" = 21
}

a_job_that_never_starts_ends_the_following() {
  start_cluster && make_stages
  sed -i 's/time: "10"/time: "3"/; s/worker: {/worker: {time: "10", /' "$work/profile.yaml"
  mkdir -p "$run" && echo "0-train 0 0 5 1" >"$run/.behaviour" # meanwhile the site changes its limit
  start
  timeout 20 scontrol update partition=main MaxTime=5
  expect "follow ends with 69" test "$(code_of "$work/bin/arrayzero" status "$run" --follow)" = 69
  expect "it says why" says "g0000-evaluate_first never starts: PartitionTimeLimit"
  expect "and what to do" says "then: arrayzero resume"
  timeout 20 scontrol update partition=main MaxTime=UNLIMITED
  expect "once it is mended the run completes" soon 90 is_done
}
group_is_gone() { ! pgrep -g "$1" >/dev/null; }

moved_run_goes_on() {
  start_cluster && make_stages
  mkdir -p "$run" && echo "1-train 0 70 0 1" >"$run/.behaviour"
  start
  expect "the run stops" soon 60 is_idle
  mv "$run" "$work/elsewhere"
  run=$work/elsewhere
  expect "resume continues" test "$(code_of "$run/bin/arrayzero" resume "$run")" = 0
  expect "the run completes" soon 60 is_done
}

declare -F "$case" >/dev/null || die "no case $case"
"$case"
echo "passed: $case"
