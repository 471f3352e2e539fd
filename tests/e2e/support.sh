# support.sh — what the end-to-end scripts share: runs of the real stages, a private cluster, waits with deadlines.
# Sourced after `cases=(…)` was set; the caller ends with `run_cases "$@"`.
# shellcheck shell=bash disable=SC2154
AZ_SOURCE=${AZ_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)}
AZ_BIN=${AZ_BIN:-$AZ_SOURCE/build/cpu/bin}
export AZ_SOURCE AZ_BIN PATH=$AZ_BIN:$PATH:/usr/sbin:/sbin
if ((EUID == 0)); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi

skip() {
  echo "skipped: $*"
  exit 77
}
die() {
  local run log
  echo "FAILED: $*" >&2
  for run in "$work"/*/; do
    [[ -e $run/plan.yaml ]] || continue
    timeout 30 arrayzero status "$run" 2>&1 | head -n 25 | sed 's/^/  status: /' >&2
    while IFS= read -r log; do
      tail -n 6 "$log" | sed "s|^|  ${log##*/}: |" >&2
    done < <(find "$run/jobs" -name '*.out' -printf '%T@ %p\n' | sort -rn | head -n 4 | cut -d ' ' -f 2-)
  done
  if [[ -n $cluster ]]; then timeout 20 squeue -r -t all -o "%i %j %T %r" 2>&1 | sed "s/^/  squeue: /" >&2 || true; fi
  for log in "$work"/last.err "$work"/cluster.log; do
    if [[ -s $log ]]; then tail -n 15 "$log" | sed "s|^|  ${log##*/}: |" >&2; fi
  done
  exit 1
}
expect() { # what, command…: the command succeeds
  local what=$1
  shift
  "$@" || die "$what ($*)"
}
not() { ! "$@"; }
soon() { # seconds, command…: until it succeeds
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}
never() { # seconds, command…: does not succeed in that time
  local deadline=$((SECONDS + $1))
  shift
  while ((SECONDS < deadline)); do
    if "$@"; then return 1; fi
    sleep 0.5
  done
}
quietly() { # command…: its words go to last.out and last.err
  local deadline=(timeout 120)
  if declare -F "$1" >/dev/null; then deadline=(); fi
  "${deadline[@]}" "$@" >"$work/last.out" 2>"$work/last.err"
}
code_of() { # command…: prints its exit code; its words go to last.out and last.err
  local code=0
  quietly "$@" || code=$?
  echo "$code"
}
says() { grep -qF -- "$1" "$work/last.out" "$work/last.err"; }

# --- the cluster ------------------------------------------------------------------------------------

start_cluster() { # options of `up`
  local program
  for program in slurmctld slurmd munged; do
    command -v "$program" >/dev/null || skip "needs $program (bash slurm/setup.sh installs it)"
  done
  cluster=$work/slurm
  cluster up "$@" || die "the private Slurm did not start"
  # shellcheck source=/dev/null
  source "$cluster/env.sh"
}
cluster() { # up, down …
  timeout 150 bash "$AZ_SOURCE/slurm/local_cluster.sh" "$1" "$cluster" "${@:2}" >>"$work/cluster.log" 2>&1
}
daemon() { # slurmctld, slurmd.n1 …: its pid
  bash "$AZ_SOURCE/slurm/local_cluster.sh" status "$cluster" --pids 2>/dev/null | awk -v name="$1" '$1 == name {print $2}'
}
is_down() { [[ -z $(daemon "$1") ]]; }
queue_is_empty() { [[ -z $(timeout 20 squeue -h -o %i || echo unknown) ]]; }
job_of() { # step: the ids of its running tasks, one a line
  timeout 20 squeue -h -r -t running -o '%i %j' | awk -v step=".$1" 'index($2, step) {print $1}'
}

# --- runs -------------------------------------------------------------------------------------------

profile=tests/e2e/profile.yaml
new_run() { # configuration, directory, options of `arrayzero run`…; words in last.out, last.err
  (cd "$AZ_SOURCE" && quietly arrayzero run --config "$1" --pipeline pipelines/loop.yaml --profile "$profile" --dir "${@:2}")
}
status_field() { # run, key: done, live, queue_known
  timeout 60 arrayzero status "$1" --json 2>/dev/null | sed -n "s/^  \"$2\": \(.*[^,]\),*$/\1/p"
}
is_done() { [[ $(status_field "$1" "done") == true ]]; }
is_idle() { # nothing of it is in the queue
  local status
  status=$(timeout 60 arrayzero status "$1" --json 2>/dev/null) &&
    [[ $status == *'"live": false'* && $status == *'"queue_known": true'* ]]
}
step_is() { # run, step, state
  timeout 60 arrayzero status "$1" --json 2>/dev/null | grep -A 4 "\"step\": \"$2\"" | grep -q "^      \"state\": \"$3\""
}
shards_exist() { # run, generation, how many
  (($(find "$1/selfplay/$2" -name 's[0-9]*[0-9].h5' 2>/dev/null | wc -l) >= $3))
}
# Stages run as `bin/az_X --run .` in their run's directory: only there this test looks for processes.
ranks_of() { # run, stage: pids
  local pid
  for pid in $(pgrep -x "az_$2"); do
    if [[ $(readlink "/proc/$pid/cwd") == "$1" ]]; then echo "$pid"; fi
  done
}
is_running() { [[ -n $(ranks_of "$@") ]]; }
needs_h5py() { /usr/bin/python3 -c 'import h5py' 2>/dev/null || skip "needs h5py (bash slurm/setup.sh installs python3-h5py)"; }
digest_of() { # run: a line for every file of games, weights, matches
  /usr/bin/python3 "$AZ_SOURCE/tests/e2e/run_digest.py" "$1"
}
# What several cases need is made once by these executables and kept beside them.
kept() { # name, command that makes the path $made…: prints where it lies
  local key name=$1 folder=$AZ_BIN/../e2e made
  shift
  key=$(cat "$AZ_BIN"/{arrayzero,az_*} "$AZ_SOURCE"/tests/e2e/*.{yaml,py} "$AZ_SOURCE/configs/runs/smoke.yaml" | sha1sum | cut -c1-16)
  mkdir -p "$folder"
  made=$folder/$name-$key
  (
    flock 7
    if [[ ! -e $made ]]; then
      rm -rf "${folder:?}/$name-"*
      "$@" "$work/$name" && mv "$work/$name" "$made"
    fi
  ) 7>"$folder/.lock" >&2 || die "$name: it could not be made"
  echo "$made"
}
# The run of run.yaml, undisturbed and without a scheduler.
digest_of_reference() { cat "$(kept digest make_digest)"; }
make_digest() { new_run tests/e2e/run.yaml "$work/reference" --local && digest_of "$work/reference" >"$1"; }
# A tic-tac-toe run of one generation with all stages done.
have_run() {
  run=$work/run
  cp -r "$(kept run make_run)" "$run"
}
make_run() { new_run configs/runs/smoke.yaml "$1" --local --generations 1; }

# --- bad input --------------------------------------------------------------------------------------

# The stage and what follows it are to be made again.
forget() { # step…
  local step
  for step in "$@"; do rm -f "$run/jobs/ended/$step"*; done
}
forget_training() {
  rm -rf "$run/checkpoints/g0001" "$run/nets/g0001.h5" "$run/windows/g0001.yaml" "$run/selfplay/g0001.h5"
  forget g0001-train
}
flip_bits() { printf '\x55\xaa' | dd of="$1" bs=1 seek=9000 conv=notrunc status=none; } # file
set_schema_version() {                                                                  # version, file
  /usr/bin/python3 -c 'import h5py, numpy, sys; h5py.File(sys.argv[2], "r+").attrs["schema_version"] = numpy.uint32(sys.argv[1])' "$@"
}
set_text() { # attribute, text of the same length, file
  /usr/bin/python3 -c '
import h5py, numpy, sys
name, text, file = sys.argv[1:]
h5py.File(file, "r+").attrs.modify(name, numpy.bytes_(text))' "$@"
}
have_net_of_another_game() { # directory: a run of Connect Four with its first net
  mkdir "$1"
  sed 's/^  name: tic_tac_toe/  name: connect_four/' "$run/run.yaml" >"$1/run.yaml"
  quietly az_train --init --run "$1"
}

# --- the frame --------------------------------------------------------------------------------------

leave() { # whatever happened: no daemon and no file stays
  local process
  for process in $(jobs -p); do kill "$process" 2>/dev/null || true; done
  if [[ -n ${AZ_KEEP:-} ]]; then cp -r "$work" "$AZ_KEEP" || true; fi
  if [[ -n $cluster ]]; then cluster down || true; fi
  if mountpoint -q "$work/small"; then umount -l "$work/small"; fi
  rm -rf "$work"
}

run_cases() {
  local name failed=0 code began
  case ${1:-} in
  --list) printf '%s\n' "${cases[@]}" ;;
  '')
    for name in "${cases[@]}"; do
      code=0 began=$SECONDS
      bash "$0" "$name" || code=$?
      case $code in 0) code=passed ;; 77) code=skipped ;; *) code=FAILED failed=1 ;; esac
      echo "$name: $code ($((SECONDS - began)) s)"
    done
    exit $failed
    ;;
  *)
    [[ " ${cases[*]} " == *" $1 "* ]] || {
      echo "no case '$1'; there are: ${cases[*]}" >&2
      exit 64
    }
    # What an outer job, shell or cluster left behind must not be seen.
    unset "${!SLURM_@}" "${!SBATCH_@}" "${!PMIX_@}" AZ_LOCAL_CLUSTER
    ulimit -c 0 # a crash that is planted leaves no core in the run
    [[ -x $AZ_BIN/arrayzero ]] || skip "needs $AZ_BIN/arrayzero"
    work=$(mktemp -d /tmp/az_e2e.XXXXXX)
    cluster=''
    trap leave EXIT
    trap 'exit 130' INT TERM
    "$1"
    echo "passed: $1"
    ;;
  esac
}
