#!/usr/bin/env bash
# faults_test.sh CASE — plants a fault in a running loop on a real Slurm; the run must end with the games of an
# undisturbed run, bit for bit, and with no job left pending (no CASE: all of them; --list: their names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(
  dead_ranks_are_noticed_and_not_requeued scancel_and_cancel_then_resume a_dead_node_is_replaced
  controller_restart_and_crash
  time_limit_in_every_stage ranks_started_as_singletons full_disk bad_input_ends_its_job
)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
# shellcheck source=tests/support/own_mounts.sh
source "$(dirname "${BASH_SOURCE[0]}")/../support/own_mounts.sh"

start_run() { # options of `arrayzero run`…: a run of which every self-play task has written a shard
  needs_h5py
  run=$work/run
  start_cluster --nodes 2 --cpus 2 --fault-test
  expect "the run is queued" new_run tests/e2e/run.yaml "$run" "$@"
  expect "self-play begins" soon 60 is_half_way
}
is_half_way() { [[ -e $run/selfplay/g0001/s0000.h5 && -e $run/selfplay/g0001/s0003.h5 ]]; } # of tasks 0 and 1
resumes() { expect "resume" quietly arrayzero resume "$run"; }
ends_like_the_reference() { # seconds [files]
  expect "the run ends" soon "$1" is_done "$run"
  expect "no job is left" soon 20 queue_is_empty
  expect "verify" quietly arrayzero inspect verify "$run"
  expect "check" quietly arrayzero inspect check "$run"
  digest_of_reference | grep -E "${2:-.}" >"$work/wanted"
  digest_of "$run" | grep -E "${2:-.}" >"$work/got"
  diff "$work/wanted" "$work/got" || die "other games than undisturbed"
}
first_rank() { # stage: the pid of one of its ranks
  local pids
  pids=$(ranks_of "$run" "$1")
  echo "${pids%%$'\n'*}"
}
step_has_code() { grep -q "\"code\": $1\\>" <<<"$(arrayzero status "$run" --json)"; } # a pipe would break under pipefail

dead_ranks_are_noticed_and_not_requeued() {
  start_run
  kill -KILL "$(first_rank selfplay)"
  expect "a killed rank is noticed" soon 30 step_is "$run" g0001-selfplay failed
  expect "with its signal" step_has_code 137
  expect "nothing behind it stays queued" soon 30 queue_is_empty
  resumes
  expect "self-play goes on" soon 30 is_running "$run" selfplay
  kill -SEGV "$(first_rank selfplay)"
  expect "a crashed rank is noticed" soon 30 step_is "$run" g0001-selfplay failed
  expect "as a failure, not as a stop" step_has_code "1[34][0-9]"
  expect "nothing stays queued" soon 30 queue_is_empty
  expect "and nothing is requeued" never 3 not queue_is_empty
  resumes
  ends_like_the_reference 120
}

scancel_and_cancel_then_resume() {
  start_run
  scancel "$(job_of g0001-selfplay | head -n 1)"
  expect "no dependent stays queued" soon 40 queue_is_empty
  expect "status names it" step_is "$run" g0001-selfplay cancelled
  resumes
  expect "self-play goes on" soon 30 is_running "$run" selfplay
  expect "cancel" quietly arrayzero cancel "$run"
  expect "its jobs leave the queue" soon 40 queue_is_empty
  expect "and do not come back" never 3 not queue_is_empty
  expect "status says so" test "$(status_field "$run" cancelled)" = true
  resumes
  ends_like_the_reference 120
}

# All that runs on the node dies at once, as by a power cut; slurmctld gives it up after ten seconds.
a_dead_node_is_replaced() {
  start_run
  local pids
  mapfile -t pids < <(processes_of_node n1)
  expect "the daemon, the steps' daemons, the script, srun and two ranks" test ${#pids[@]} -ge 7
  kill -KILL "${pids[@]}"
  expect "its task runs again without being told" soon 60 has_second_life
  ends_like_the_reference 120
}
has_second_life() { grep -q "life 1: job" "$run"/jobs/*g0001-selfplay*.out; }
processes_of_node() { # pids of its daemon, of the steps' daemons, and of what these have started
  local runtime pid parent
  runtime=$(sed -n 's/^SlurmctldPidFile=\(.*\)\/slurmctld.pid$/\1/p' "$cluster/etc/slurm.conf")
  daemon "slurmd.$1"
  for pid in $(grep -slzxF "AZ_CLUSTER_JOB=$runtime" /proc/[0-9]*/environ | xargs grep -slzxF "SLURMD_NODENAME=$1" | tr -dc '0-9\n'); do
    parent=$(awk '/^PPid/ {print $2}' "/proc/$pid/status")
    if [[ $(<"/proc/$parent/comm") == slurmstepd ]]; then echo "$parent"; fi
    echo "$pid"
  done | sort -un
}

# Jobs need neither slurmctld nor their node's slurmd to go on; what waits for them needs both. A controller that is
# killed has forgotten what it had not written down yet: it holds tasks that it began twice, or no longer knows them.
controller_restart_and_crash() {
  start_run
  local ranks
  mapfile -t ranks < <(ranks_of "$run" selfplay)
  # A step that ends without a controller tells it a minute later: the ranks pause meanwhile.
  kill -STOP "${ranks[@]}"
  kill -TERM "$(daemon slurmctld)"
  kill -KILL "$(daemon slurmd.n1)"
  expect "the controller ends" soon 30 is_down slurmctld
  expect "the daemons come back" cluster up
  expect "all ranks go on" kill -CONT "${ranks[@]}"
  expect "status knows it" step_is "$run" g0001-selfplay running
  kill -STOP "${ranks[@]}"
  kill -KILL "$(daemon slurmctld)"
  expect "the controller comes back" cluster up
  kill -CONT "${ranks[@]}" || true
  expect "the run ends or waits for a person" soon 200 needs_nothing_or_resume
  if ! is_done "$run"; then resumes; fi
  ends_like_the_reference 120
}
needs_nothing_or_resume() { is_done "$run" || is_idle "$run" || step_is "$run" g0001-selfplay "never starts"; }

# Slurm cannot limit seconds: the early signal is sent by hand, as scancel sends it to every rank.
time_limit_in_every_stage() {
  start_run --set arena.simulations=400 --set exam.simulations=6000
  early_signal g0001-selfplay
  expect "train runs" soon 60 is_running "$run" train
  expect "train has begun" soon 30 grep -qs "step 100 of" "$run"/logs/train/g0001-t000.log
  early_signal g0001-train
  expect "exam runs" soon 60 catches_early_signal exam
  early_signal g0001-exam
  expect "a limit that no exam fits into is no reason to begin again" soon 60 step_is "$run" g0001-exam failed
  expect "evaluate has written a block" soon 60 compgen -G "$run/matches/g0001/*.h5"
  early_signal g0001-evaluate
  expect "evaluate has ended" soon 120 is_idle "$run"
  expect "exam says what to do" grep -q "raise the class's time limit" "$run"/logs/exam/g0001-t000.log
  resumes
  expect "promote runs" soon 60 catches_early_signal promote
  early_signal g0001-promote
  # Matches are played with another search than the reference's, and begin with other nets' hashes.
  ends_like_the_reference 120 '^(selfplay|nets)/'
  expect "two ranks trained in both lives" test "$(grep -c ", 2 ranks × " "$run"/logs/train/g0001-t000.log)" = 2
  local stage
  for stage in selfplay train evaluate; do
    expect "$stage was stopped" grep -q "life 0: code 75" "$run"/jobs/*"g0001-$stage".*.out
    expect "$stage went on" grep -q "life 1: code 0" "$run"/jobs/*"g0001-$stage".*.out
  done
}
early_signal() { # step
  local job
  for job in $(job_of "$1"); do scancel --signal=USR2 "$job"; done
}
catches_early_signal() { # stage: its ranks have installed their handlers (USR2 is signal 12)
  local pid caught=''
  for pid in $(ranks_of "$run" "$1"); do
    caught=$(sed -n 's/^SigCgt:\t//p' "/proc/$pid/status" 2>/dev/null) || return 1
    ((0x${caught:-0} >> 11 & 1)) || return 1
  done
  [[ -n $caught ]]
}

# A launcher that does not speak to our MPI starts two worlds of one rank, each of which believes that it is rank 0.
ranks_started_as_singletons() {
  needs_h5py
  run=$work/run
  # One rank is a world by itself: training, which comes first, works, and self-play is where it shows.
  sed 's/^launcher: srun/launcher: "srun --mpi=none {command}"/; /train:/s/ranks: "2"/ranks: "1"/' \
    "$AZ_SOURCE/tests/e2e/profile.yaml" >"$work/profile.yaml"
  expect "training has one rank" grep -q 'train: {.*ranks: "1"' "$work/profile.yaml"
  profile=$work/profile.yaml
  start_cluster --nodes 1 --cpus 2 --fault-test
  expect "the run is queued" new_run tests/e2e/run.yaml "$run"
  expect "self-play fails" soon 60 step_is "$run" g0001-selfplay failed
  expect "with a wrong launch" step_has_code 64
  expect "nothing behind it stays queued" soon 30 queue_is_empty
  expect "with a hint" grep -q "the launcher started 2 ranks, but this process sees a world of 1 (hint: " "$run"/jobs/*selfplay*.out
  expect "nothing was played" not shards_exist "$run" g0001 1
}

# The run lies on a file system of its own, which is filled while self-play runs.
full_disk() {
  needs_h5py
  if [[ -z ${AZ_E2E_INSIDE:-} ]]; then
    local propagation
    mkdir "$work/probe"
    propagation=$(propagation_of_own_mounts "$work/probe") || skip "needs the right to mount a small file system"
    # a mount that nobody else sees, and that goes with its processes
    AZ_E2E_INSIDE=1 unshare --mount --propagation "$propagation" bash "$0" full_disk
    exit $?
  fi
  mkdir "$work/small"
  mount -t tmpfs -o size=48m tmpfs "$work/small"
  run=$work/small/run
  start_cluster --nodes 2 --cpus 2 --fault-test
  expect "the run is queued" new_run tests/e2e/run.yaml "$run"
  expect "self-play begins" soon 60 is_half_way
  cat /dev/zero >"$work/small/fill" 2>/dev/null || true
  truncate -s -16k "$work/small/fill" # the logs get a last word
  expect "the step fails" soon 60 step_is "$run" g0001-selfplay failed
  expect "as a failure of the disk" step_has_code 74
  expect "with a hint" grep -qE " E r.*No space left on device.*\(hint: free some space and resume\)" "$run"/jobs/*g0001-selfplay*.out
  expect "nothing behind it stays queued" soon 30 queue_is_empty
  expect "nothing half-written stays" test -z "$(find "$run" -name '*.part')"
  digest_of_reference >"$work/wanted"
  expect "what is there is whole" test -z "$(digest_of "$run" | grep -vxFf "$work/wanted")"
  rm "$work/small/fill"
  resumes
  ends_like_the_reference 120
}

# What input_test.sh plants before the stages themselves: through Slurm the job ends with the code and the hint, what
# waits for it leaves the queue, and when the input is mended `resume` makes the run that there was before.
bad_input_ends_its_job() {
  needs_h5py
  have_run
  digest_of "$run" >"$work/wanted"
  start_cluster --nodes 2 --cpus 2 --fault-test
  local games=$run/selfplay/g0001 match=$run/matches/g0001/champion-b0001.h5
  cp -r "$run" "$work/whole"

  forget_training
  truncate -s 9000 "$games/s0001.h5"
  job_refuses g0001-train 65 "s0001.h5: .*delete it and make it again"
  cp "$work/whole/selfplay/g0001/s0001.h5" "$games"
  flip_bits "$games/s0001.h5"
  job_refuses g0001-train 65 "s0001.h5: .*delete it and make it again"
  cp "$work/whole/selfplay/g0001/s0001.h5" "$games"
  set_schema_version 2 "$games/s0000.h5"
  job_refuses g0001-train 65 "schema 'shard' version 2, this program reads version 1"
  rm "$games/s0000.h5" # now self-play has something to do

  expect "a net of another game" have_net_of_another_game "$work/other"
  cp "$work/other/nets/g0000.h5" "$run/nets/"
  job_refuses g0001-selfplay 65 "g0000.h5: is net [0-9a-f]+, not [0-9a-f]+"
  rm "$run/nets/g0000.h5"
  resumes
  expect "the first net, the shard and training are made again" soon 60 is_done "$run"

  # Another writes the same shard at the same time.
  forget_training
  rm "$games/s0000.h5"
  az_selfplay --run "$run" --generation 1 2>"$work/writer.err" &
  resumes
  expect "the other writer" wait $!
  expect "training goes on with either's" soon 60 is_done "$run"
  rm "$run/ratings/g0001.yaml"
  forget g0001-promote
  truncate -s 5000 "$match"
  job_refuses g0001-promote 65 "champion-b0001.h5: .*delete it and make it again"
  rm "$match"
  resumes
  expect "the run ends" soon 60 is_done "$run"
  expect "no job is left" soon 20 queue_is_empty
  expect "verify" quietly arrayzero inspect verify "$run"
  expect "nothing half-written stays" test -z "$(find "$run" -name '*.part')"
  diff "$work/wanted" <(digest_of "$run") || die "another run than before"
}
job_refuses() { # step, exit code, words
  rm -f "$run"/jobs/*"$1"*.out
  resumes
  expect "$1 fails" soon 60 step_is "$run" "$1" failed
  expect "with code $2" step_has_code "$2"
  expect "it says '$3' and a hint" says_with_a_hint "$3" "$run"/jobs/*"$1"*.out
  expect "nothing behind it stays queued" soon 30 queue_is_empty
}
says_with_a_hint() { grep -hE -- " E r.*$1" "${@:2}" | grep -qE "\(hint: |did you mean"; } # words, files

run_cases "$@"
