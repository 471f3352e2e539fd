#!/usr/bin/env bash
# quickstart_test.sh CASE — the decisions of slurm/quickstart.sh, on real daemons with stand-ins for cmake and arrayzero
# (--list: the cases; no CASE: all of them). The stand-in's run is one job that sleeps.
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PATH=$PATH:/usr/sbin:/sbin
cases=(
  runs_then_reports failed_run_keeps_its_code ctrl_c_leaves_the_run_alive goes_on_after_a_reboot
  asks_where_a_slurm_answers works_without_slurm leaves_a_cluster_that_was_there refuses_wrong_options
)

skip() {
  echo "skipped: $*"
  exit 77
}
die() {
  echo "FAILED: $*" >&2
  if [[ -s $work/out ]]; then tail -n 30 "$work/out" | sed 's/^/  /' >&2; fi
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
said() { grep -q -- "$1" "$work/out"; }
never_said() { ! said "$1"; }

make_checkout() {
  mkdir -p "$work/slurm" "$work/src/apps" "$work/libtorch/lib" "$work/stub" "$work/configs/runs"
  cp "$here"/../../slurm/*.sh "$work/slurm/"
  touch "$work/src/apps/arrayzero.cpp" "$work/configs/runs/quickstart.yaml"
  touch "$work/libtorch/lib/libtorch_cpu.so"
  export LIBTORCH_ROOT=$work/libtorch # nothing to fetch
  cat >"$work/stub/cmake" <<'CMAKE'
#!/bin/sh
echo "cmake $*"
if [ "$1" = --build ]; then mkdir -p build/cpu/bin; cp stub/arrayzero build/cpu/bin/; fi
CMAKE
  cat >"$work/stub/arrayzero" <<'ARRAYZERO'
#!/bin/bash
echo "arrayzero $*"
run=$2
submit() { sbatch --parsable -o /dev/null --wrap "sleep ${STUB_SECONDS:-1}; touch $PWD/$run/done" >$run/job; }
case $1 in
run)
  while [ "$1" != --dir ]; do shift; done
  run=$2
  mkdir -p "$run" && touch "$run/plan.yaml"
  case " $* " in *" --local "*) touch "$run/done" ;; *) submit ;; esac ;;
resume) [ -e "$run/done" ] || [ -n "$(squeue -h -j "$(cat "$run/job")" 2>/dev/null)" ] || submit ;;
status)
  if [ "${3:-}" = --follow ]; then
    trap 'exit 130' INT
    until [ -e "$run/done" ]; do sleep 0.2; done
    exit "${STUB_CODE:-0}"
  fi ;;
esac
ARRAYZERO
  chmod +x "$work"/stub/*
  export PATH=$work/stub:$PATH
  cd "$work"
}
quickstart() { # option...: its output in out; returns its code
  timeout 150 bash "$work/slurm/quickstart.sh" "$@" >"$work/out" 2>&1
}
exits_with() { # code, option...
  local code=0
  quickstart "${@:2}" || code=$?
  [[ $code == "$1" ]] || die "exit code $code instead of $1: quickstart ${*:2}"
}
cluster_is_up() { bash slurm/local_cluster.sh status "${1:-runs/.local_slurm}" >/dev/null 2>&1; }
cluster_is_down() { ! cluster_is_up "$@"; }

runs_then_reports() {
  make_checkout
  exits_with 0 --set seed=7
  expect "it ran the quickstart's configuration" said 'arrayzero run --config configs/runs/quickstart.yaml .* --set seed=7'
  expect "it wrote the report" said 'arrayzero report runs/quickstart'
  expect "its Slurm is stopped" cluster_is_down
  exits_with 0
  expect "again: it does not start anew" never_said 'arrayzero run'
  expect "again: it reports" said 'arrayzero report runs/quickstart'
  exits_with 64 --set seed=8
  exits_with 64 --config configs/runs/quickstart.yaml
  expect "it says that the run is frozen" said 'which is frozen'
  expect "nothing was built" never_said 'cmake'
  exits_with 0 --keep
  expect "kept on request" cluster_is_up
}
failed_run_keeps_its_code() {
  make_checkout
  STUB_CODE=76 exits_with 76
  expect "the report is written all the same" said 'arrayzero report'
  expect "its Slurm is stopped" cluster_is_down
  STUB_CODE=137 exits_with 137
  expect "a job that was killed is no Ctrl-C" said 'arrayzero report'
}
ctrl_c_leaves_the_run_alive() {
  local pid code=0
  make_checkout
  export STUB_SECONDS=20
  # A group of its own, as a terminal makes one: Ctrl-C goes to all of the group. (Bash starts background children
  # with INT ignored, so they are started by a program that does not.)
  python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.setsid()
os.execvp("bash", ["bash", "slurm/quickstart.sh"])' >"$work/out" 2>&1 &
  pid=$!
  expect "it follows" soon 60 said 'arrayzero status runs/quickstart --follow'
  sleep 0.5
  kill -INT -- "-$pid"
  wait "$pid" || code=$?
  expect "its code is 130, not $code" test "$code" = 130
  expect "it says how to go on" said 'bash slurm/quickstart.sh'
  expect "it says how to stop" said 'local_cluster.sh down'
  expect "the cluster is up" cluster_is_up
  expect "the job goes on" soon 40 test -e runs/quickstart/done
  exits_with 0
  expect "the next call reports and stops the cluster" cluster_is_down
}
goes_on_after_a_reboot() {
  local pids
  make_checkout
  # killed in the middle, with all daemons and jobs
  STUB_SECONDS=600 timeout -s KILL 150 bash slurm/quickstart.sh >"$work/out" 2>&1 &
  expect "it follows" soon 60 said 'arrayzero status runs/quickstart --follow'
  mapfile -t pids < <(
    bash slurm/local_cluster.sh status runs/.local_slurm --pids 2>/dev/null | awk '{print $2}'
    jobs -p
  )
  kill -KILL "${pids[@]}"
  rm -rf "$(sed -n 's/^SlurmctldPidFile=\(.*\)\/slurmctld.pid$/\1/p' runs/.local_slurm/etc/slurm.conf)"
  touch runs/quickstart/done
  exits_with 0
  expect "it went on" said 'arrayzero resume runs/quickstart'
}
asks_where_a_slurm_answers() {
  make_checkout
  bash slurm/local_cluster.sh up "$work/site" --cpus 1 2>/dev/null
  # shellcheck source=/dev/null
  source "$work/site/env.sh"
  unset AZ_LOCAL_CLUSTER # as a site's own Slurm looks
  exits_with 64
  expect "it offers the site" said '--profile FILE'
  expect "it offers a private one" said '--private'
  expect "nothing was built or submitted" never_said 'cmake'
  touch site.yaml
  exits_with 0 --profile site.yaml
  expect "the profile is passed on" said 'arrayzero run .*--profile site.yaml'
  expect "no private Slurm" test ! -e runs/.local_slurm
  exits_with 64 --profile site.yaml
  exits_with 0
  expect "it goes on there" said 'arrayzero resume runs/quickstart'
  expect "still no private Slurm" test ! -e runs/.local_slurm
  rm -rf runs/quickstart
  exits_with 0 --private
  expect "the private Slurm is stopped" cluster_is_down
  expect "the site's lives" cluster_is_up "$work/site"
}
works_without_slurm() {
  make_checkout
  exits_with 0 --local
  expect "mpirun's way" said 'arrayzero run .*--local'
  expect "no Slurm" test ! -e runs/.local_slurm
}
leaves_a_cluster_that_was_there() {
  make_checkout
  bash slurm/local_cluster.sh up runs/.local_slurm --cpus 1 2>/dev/null
  exits_with 0
  expect "it is still up" cluster_is_up
}
refuses_wrong_options() {
  make_checkout
  exits_with 64 --fast
  exits_with 64 --profile
  exits_with 64 --profile nowhere.yaml
  exits_with 64 --config nowhere.yaml
  expect "it names the file" said "nowhere.yaml: no such file"
  touch site.yaml
  exits_with 64 --private --profile site.yaml
  exits_with 69 --profile site.yaml
  exits_with 0 --help
}

leave() {
  local dir process
  for process in $(jobs -p); do kill "$process" 2>/dev/null || true; done
  for dir in "$work/runs/.local_slurm" "$work/site"; do
    if [[ -e $dir ]]; then timeout 100 bash "$here/../../slurm/local_cluster.sh" down "$dir" >/dev/null 2>&1 || true; fi
  done
  rm -rf "$work"
}

unset "${!SLURM_@}" "${!SBATCH_@}" "${!NSS_WRAPPER_@}" AZ_LOCAL_CLUSTER LD_PRELOAD
case ${1:-} in
--list)
  printf '%s\n' "${cases[@]}"
  exit 0
  ;;
'')
  failed=0
  for name in "${cases[@]}"; do
    code=0
    bash "${BASH_SOURCE[0]}" "$name" || code=$?
    case $code in 0) verdict=passed ;; 77) verdict=skipped ;; *) verdict=FAILED failed=1 ;; esac
    echo "$name: $verdict"
  done
  exit $failed
  ;;
esac
for program in munged slurmctld slurmd srun; do
  command -v $program >/dev/null || skip "needs the program $program (bash slurm/setup.sh installs it)"
done
if timeout 15 scontrol ping 2>/dev/null | grep 'is UP' >/dev/null; then skip "needs a machine where no Slurm answers by itself"; fi
bash "$here/../../slurm/setup.sh" --check 2>/dev/null || [[ -n ${LIBTORCH_ROOT:-} ]] || skip "needs what slurm/setup.sh installs"
[[ " ${cases[*]} " == *" $1 "* ]] || {
  echo "no case '$1'; there are: ${cases[*]}" >&2
  exit 64
}
work=$(mktemp -d /tmp/az-quickstart-test.XXXXXX)
trap leave EXIT
trap 'exit 130' INT TERM
"$1"
