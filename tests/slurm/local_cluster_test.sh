#!/usr/bin/env bash
# local_cluster_test.sh CASE — proves slurm/local_cluster.sh on the real daemons, one case a call (no CASE: all of
# them; --list: their names).
#
# The cases of the host name run in a private mount namespace with another /etc/hosts; nothing outside it changes.
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
script=$(realpath "$here/../../slurm/local_cluster.sh")
# shellcheck source=tests/support/own_mounts.sh
source "$here/../support/own_mounts.sh"
export PATH=$PATH:/usr/sbin:/sbin
cases=(
  name_is_127_0_0_1 name_is_127_0_1_1 name_is_a_lan_address name_is_unknown name_is_fully_qualified
  up_twice_changes_nothing queue_survives_a_reboot lost_daemons_come_back two_clusters_side_by_side
  odd_and_long_directories an_ordinary_user a_user_without_a_name stops_only_its_own_processes
  keeps_jobs_when_asked refuses_wrong_options leaves_nothing_behind offers_gpus
)

cluster() { timeout 150 bash "$script" "$@"; }
skip() {
  echo "skipped: $*"
  exit 77
}
die() {
  echo "FAILED: $*" >&2
  for log in "$work"/*/log/*.log "$work"/job.out; do
    if [[ -s $log ]]; then tail -n 25 "$log" | sed "s|^|  ${log##*/}: |" >&2; fi
  done
  exit 1
}
expect() { # text, command...: the command succeeds
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
slurm() { # directory, command...: with the cluster's environment, at most 40 s
  # shellcheck source=/dev/null
  (source "$1/env.sh" && shift && exec timeout -k 1 40 "$@")
}
pid_of() { cluster status "$1" --pids 2>/dev/null | awk -v name="$2" '$1 == name {print $2}'; }
state_of() { slurm "$1" squeue -h -t all -j "$2" -o %T; }
state_is() { [[ $(state_of "$1" "$2") == "$3" ]]; }
runtime_of() { readlink -f "$(sed -n 's/^SlurmctldPidFile=\(.*\)\/slurmctld.pid$/\1/p' "$1/etc/slurm.conf")"; }

build_hello() { # an MPI program whose ranks must meet: prints the sum of all ranks
  command -v mpicc >/dev/null || skip "needs mpicc (package libopenmpi-dev)"
  cat >"$work/hello.c" <<'C'
#include <mpi.h>
#include <stdio.h>
int main(int argc, char **argv) {
  int rank, size, sum = 0;
  MPI_Comm node;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0) printf("size %d sum %d\n", size, sum);
  MPI_Finalize();
  return 0;
}
C
  mpicc -DOMPI_SKIP_MPICXX -o "$work/hello" "$work/hello.c"
}

# --- the host name ----------------------------------------------------------------------------------

# in_namespace HOSTS_FILE NAME: this script again, as `inside`, where /etc/hosts is that file and NAME the host name
in_namespace() {
  local inside=(bash "${BASH_SOURCE[0]}" --inside "$work")
  # shellcheck disable=SC2016
  local mounts='mount --bind "$1" /etc/hosts && { [ -z "$2" ] || hostname "$2"; } && shift 2 && exec "$@"'
  if ((EUID == 0)); then
    local propagation
    mkdir -p "$work/probe"
    propagation=$(propagation_of_own_mounts "$work/probe") || skip "needs mounts of its own to put another /etc/hosts in place"
    unshare --mount --uts --propagation "$propagation" sh -c "$mounts" sh "$1" "$2" "${inside[@]}"
  else
    unshare --user --map-root-user --mount --uts true 2>/dev/null ||
      skip "needs root, or user namespaces, to put another /etc/hosts in place"
    unshare --user --map-root-user --mount --uts --propagation private sh -c "$mounts" sh "$1" "$2" \
      unshare --user --map-user="$EUID" --map-group="$(id -g)" "${inside[@]}"
  fi
}
inside() { # what must work whatever the host name means
  local dir=$work/cluster job
  echo "  $(uname -n) is $(timeout 5 getent ahostsv4 "$(uname -n)" | awk 'NR == 1 {print $1}')"
  trap 'cluster down "$work/cluster" || true' EXIT
  expect "the cluster comes up" cluster up "$dir" --nodes 2 --cpus 2
  expect "2 ranks on one node meet" test "$(slurm "$dir" srun --mpi=pmix -N1 -n2 "$work/hello")" = "size 2 sum 1"
  expect "2 ranks on two nodes meet" test \
    "$(slurm "$dir" srun --mpi=pmix -N2 -n2 --ntasks-per-node=1 "$work/hello")" = "size 2 sum 1"
  # a batch job that inherits nothing, with both launchers (mpirun finds srun through PATH)
  job=$(slurm "$dir" sbatch --parsable --export=NONE -N2 --ntasks-per-node=1 -o "$work/job.out" --wrap \
    "export SLURM_EXPORT_ENV=ALL PATH; srun --mpi=pmix $work/hello && mpirun $work/hello")
  expect "a batch job with srun and mpirun ends" soon 40 state_is "$dir" "$job" COMPLETED
  expect "both launchers started 2 ranks" test "$(grep -c '^size 2 sum 1$' "$work/job.out")" = 2
  only_on_loopback "$dir"
}
only_on_loopback() { # every TCP port that the cluster's processes listen on is 127.0.0.1's
  local pid socket foreign=''
  for pid in $(cluster status "$1" --pids 2>/dev/null | awk '{print $2}'); do
    for socket in $(find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n'); do
      # column 4: 0A = LISTEN; 0100007F = 127.0.0.1
      foreign+=$(awk -v inode="$socket" '$10 == inode && $4 == "0A" && $2 !~ /^0100007F:/ {print $2}' /proc/net/tcp /proc/net/tcp6)
    done
  done
  expect "it listens on 127.0.0.1 only, not on $foreign" test -z "$foreign"
}
hosts_case() { # lines of /etc/hosts, host name or ''
  build_hello
  printf '%s\n' "127.0.0.1 localhost" "$1" >"$work/hosts"
  in_namespace "$work/hosts" "${2:-}"
}
name_is_127_0_0_1() {
  hosts_case "127.0.0.1 $(uname -n)"
  expect "no wrapper where none is needed" sh -c "! grep -q LD_PRELOAD '$work/cluster/env.sh'"
}
name_is_127_0_1_1() { hosts_case "127.0.1.1 $(uname -n)"; }
name_is_a_lan_address() { hosts_case "192.0.2.17 $(uname -n)"; }
name_is_unknown() { hosts_case "" "nobody-knows-me"; }
name_is_fully_qualified() { hosts_case "127.0.1.1 box.example.org box" "box.example.org"; }

# --- life and death ---------------------------------------------------------------------------------

up_twice_changes_nothing() {
  local dir=$work/a before
  expect "up" cluster up "$dir"
  before=$(cluster status "$dir" --pids)
  expect "up again" cluster up "$dir" 2>"$work/second"
  expect "it says so" grep -q 'already up' "$work/second"
  expect "the same processes" test "$(cluster status "$dir" --pids 2>/dev/null)" = "$before"
  expect "one node with this machine's CPUs" test "$(slurm "$dir" sinfo -h -o '%D %c')" = "1 $(env -u OMP_NUM_THREADS nproc)"
}
kill_all() { # directory: as a power cut does, with the pid files left behind
  local pids
  mapfile -t pids < <(
    cluster status "$1" --pids 2>/dev/null | awk '{print $2}'
    grep -slaE "AZ_CLUSTER_JOB=$(runtime_of "$1")" /proc/[0-9]*/environ | tr -dc '0-9\n'
  )
  kill -KILL "${pids[@]}" 2>/dev/null || true
}
queue_survives_a_reboot() {
  local dir=$work/a held waiting running runtime innocent files
  expect "up" cluster up "$dir" --cpus 1
  running=$(slurm "$dir" sbatch --parsable -n1 -o "$work/running.out" --requeue --wrap 'echo life; sleep 1; [ -e '"$work"'/short ] || sleep 600')
  expect "a job runs" soon 20 state_is "$dir" "$running" RUNNING
  held=$(slurm "$dir" sbatch --parsable -n1 -H -o "$work/held.out" --wrap 'echo held')
  waiting=$(slurm "$dir" sbatch --parsable -n1 -o "$work/waiting.out" --dependency="afterok:$held" --wrap 'echo waited')
  # slurmctld saves its queue within 5 s
  expect "the queue is on disk" soon 15 sh -c "grep -qa waiting.out '$dir/state/job_state'"
  runtime=$(runtime_of "$dir")
  kill_all "$dir"
  sleep 600 >/dev/null 2>&1 &
  innocent=$!
  files=("$runtime"/*.pid "$runtime/munge/pid")
  for file in "${files[@]}"; do echo "$innocent" >"$file"; done # numbers that others got after the reboot
  expect "it is seen as down" sh -c "! bash '$script' status '$dir' 2>/dev/null"
  touch "$work/short"
  expect "up again, with the options of before" cluster up "$dir"
  expect "the held job is still there" state_is "$dir" "$held" PENDING
  expect "the options are kept" test "$(slurm "$dir" sinfo -h -o %c)" = 1
  slurm "$dir" scontrol release "$held"
  expect "the job that ran is run again and completes" soon 60 state_is "$dir" "$running" COMPLETED
  expect "its dependents run" soon 30 state_is "$dir" "$waiting" COMPLETED
  expect "down" cluster down "$dir"
  expect "the innocent process lives" kill -0 "$innocent"
  kill "$innocent"
  # /tmp is often emptied by a reboot
  expect "up" cluster up "$dir"
  kill_all "$dir"
  rm -rf "$runtime"
  expect "up without the runtime directory" cluster up "$dir"
  expect "job numbers go on" test "$(slurm "$dir" sbatch --parsable -o /dev/null --wrap true)" -gt "$waiting"
}
lost_daemons_come_back() {
  local dir=$work/a controller
  expect "up" cluster up "$dir" --nodes 2 --cpus 1 --fault-test
  controller=$(pid_of "$dir" slurmctld)
  kill -KILL "$(pid_of "$dir" slurmd.n2)"
  expect "status sees it" sh -c "! bash '$script' status '$dir' 2>/dev/null"
  expect "up starts it" cluster up "$dir"
  expect "status is fine again" cluster status "$dir"
  expect "the controller was left alone" test "$(pid_of "$dir" slurmctld)" = "$controller"
  kill -KILL "$controller"
  expect "up starts the controller" cluster up "$dir"
  kill -KILL "$(pid_of "$dir" munged)"
  expect "up starts munged" cluster up "$dir"
  expect "it works" slurm "$dir" srun -N2 -n2 true
}
two_clusters_side_by_side() {
  local one two job other
  cluster up "$work/a" --cpus 1 &
  one=$!
  cluster up "$work/b" --cpus 1 &
  two=$!
  expect "the first comes up" wait "$one"
  expect "the second comes up" wait "$two"
  job=$(slurm "$work/a" sbatch --parsable -o /dev/null --wrap 'sleep 600')
  expect "their queues are separate" test -z "$(slurm "$work/b" squeue -h)"
  # Ranks of jobs with one number would share memory, and crash.
  other=$(slurm "$work/b" sbatch --parsable -o /dev/null --wrap 'sleep 600')
  expect "their jobs have other numbers ($job, $other)" test $((job > other ? job - other : other - job)) -gt 1000
  expect "down of one" cluster down "$work/a"
  expect "the other lives" cluster status "$work/b"
}
odd_and_long_directories() {
  local dir long
  dir="$work/it's a \"dir\", 100% odd; \$HOME #1 äö"
  expect "up in $dir" cluster up "$dir"
  expect "a job in $dir" slurm "$dir" srun --mpi=pmix -n1 true
  # shellcheck disable=SC2016
  expect "sh reads env.sh" sh -c '. "$1/env.sh" && [ "$AZ_LOCAL_CLUSTER" = "$1" ]' sh "$dir"
  expect "down in $dir" cluster down "$dir"
  long=$work/$(printf 'd%.0s' {1..200})/$(printf 'e%.0s' {1..200})
  expect "up in a directory of ${#long} characters" cluster up "$long"
  expect "a job in it" slurm "$long" srun --mpi=pmix -n1 true
  expect "down" cluster down "$long"
}
as_user() { # uid, command...
  setpriv --reuid "$1" --regid "$1" --clear-groups env -u LOGNAME -u USER HOME="$work/home" "${@:2}"
}
foreign_user() { # uid
  local job
  ((EUID == 0)) || skip "needs root to become another user (an ordinary user runs every other case anyway)"
  chmod 755 "$work"
  install -d -o "$1" -g "$1" "$work/home"
  install -m 755 "$script" "$work/home/local_cluster.sh" # the checkout may be out of this user's reach
  build_hello
  script=$work/home/local_cluster.sh
  trap 'as_user '"$1"' bash "$script" down "$work/home/c" || true; leave' EXIT
  expect "up as uid $1" as_user "$1" bash "$script" up "$work/home/c" --nodes 2 --cpus 1
  expect "an MPI job as uid $1" test "$(as_user "$1" bash -c ". $work/home/c/env.sh && timeout 40 srun --mpi=pmix -N2 -n2 $work/hello")" = "size 2 sum 1"
  job=$(as_user "$1" bash -c ". $work/home/c/env.sh && sbatch --parsable --chdir=/tmp -o $work/home/out --wrap 'id -u'")
  as_user "$1" bash -c ". $work/home/c/env.sh; for i in \$(seq 100); do [ \"\$(squeue -h -t all -j $job -o %T)\" = COMPLETED ] && exit; sleep 0.2; done; exit 1" ||
    die "a batch job as uid $1"
  expect "it ran as that user" test "$(<"$work/home/out")" = "$1"
  expect "down as uid $1" as_user "$1" bash "$script" down "$work/home/c"
}
an_ordinary_user() { foreign_user "$(id -u nobody)"; }
a_user_without_a_name() { foreign_user 23456; }
stops_only_its_own_processes() {
  local other bystander
  # a program called slurmctld of somebody else, and a user's shell that talks to the cluster
  cp "$(command -v sleep)" "$work/slurmctld"
  "$work/slurmctld" 600 >/dev/null 2>&1 &
  other=$!
  expect "up" cluster up "$work/a"
  # shellcheck source=/dev/null
  (source "$work/a/env.sh" && exec sleep 600) >/dev/null 2>&1 &
  bystander=$!
  expect "down" cluster down "$work/a"
  expect "the other slurmctld lives" kill -0 "$other"
  expect "the user's shell lives" kill -0 "$bystander"
  kill "$other" "$bystander"
}
keeps_jobs_when_asked() {
  local dir=$work/a job
  expect "up" cluster up "$dir"
  job=$(slurm "$dir" sbatch --parsable -H -o /dev/null --wrap true)
  expect "down, keeping the jobs" cluster down "$dir" --keep-jobs
  expect "up" cluster up "$dir"
  expect "the job is there" state_is "$dir" "$job" PENDING
  expect "down, cancelling the jobs" cluster down "$dir"
  expect "up" cluster up "$dir"
  expect "the job is cancelled" state_is "$dir" "$job" CANCELLED
}
exits_with() { # code, command...
  local code=0
  "${@:2}" >"$work/out" 2>&1 || code=$?
  [[ $code == "$1" ]] || die "exit code $code instead of $1: ${*:2}"
  if [[ $1 != 0 ]]; then expect "a hint of ${*:2}" grep -qE 'hint:|usage:' "$work/out"; fi
}
refuses_wrong_options() {
  exits_with 64 cluster
  exits_with 64 cluster upp "$work/a"
  exits_with 64 cluster up
  exits_with 64 cluster up --nodes 2
  exits_with 64 cluster up "$work/a" --nodes 0
  exits_with 64 cluster up "$work/a" --nodes
  exits_with 64 cluster up "$work/a" --cpus many
  exits_with 64 cluster up "$work/a" --set nonsense
  exits_with 64 cluster down "$work/a" --all
  exits_with 74 cluster up /proc/cluster
  exits_with 0 cluster --help
  expect "nothing was made" test ! -e "$work/a"
  exits_with 0 cluster down "$work/a"
  code=0
  cluster status "$work/a" 2>/dev/null || code=$?
  expect "status of no cluster is 69" test "$code" = 69
}
system_state() { # what a Slurm of the system would use
  find /etc/slurm /etc/munge /etc/hosts /etc/passwd /run/munge /run/slurm /var/lib/munge /var/lib/slurm /var/log/munge \
    /var/log/slurm /var/spool/slurm* -printf '%p %s %T@\n' 2>/dev/null | sort || true
}
leaves_nothing_behind() {
  local dir=$work/a runtime before
  before=$(system_state)
  expect "up" cluster up "$dir" --set KillWait=3
  runtime=$(runtime_of "$dir")
  expect "it has a runtime directory" test -d "$runtime"
  slurm "$dir" sbatch --parsable -o "$work/stubborn.out" --wrap 'trap "" TERM; touch '"$work"'/started; while :; do sleep 1; done'
  expect "a job that ignores TERM runs" soon 20 test -e "$work/started"
  expect "down" cluster down "$dir"
  expect "no runtime directory" test ! -e "$runtime"
  expect "no process" test -z "$(grep -slaE "${runtime/az/[a]z}" /proc/[0-9]*/cmdline /proc/[0-9]*/environ)"
  expect "the system is as it was" test "$(system_state)" = "$before"
}
offers_gpus() {
  local dir=$work/a
  if [[ -c /dev/nvidia0 ]]; then skip "needs a machine without GPUs: this case uses stand-ins"; fi
  expect "up" cluster up "$dir" --cpus 2 --gpus 2
  expect "a job gets them" test "$(slurm "$dir" srun --gres=gpu:2 printenv CUDA_VISIBLE_DEVICES)" = "0,1"
  expect "a third is refused" sh -c '! "$@" 2>/dev/null' sh timeout 20 bash -c ". '$dir/env.sh' && srun --gres=gpu:3 true"
}

# --- the frame --------------------------------------------------------------------------------------

leave() { # whatever happened: no daemon and no file stays
  local dir process
  for process in $(jobs -p); do kill "$process" 2>/dev/null || true; done
  while IFS= read -r dir; do
    timeout 100 bash "$script" down "${dir%/etc/slurm.conf}" >/dev/null 2>&1 || true
  done < <(find "$work" -path '*/etc/slurm.conf' 2>/dev/null)
  rm -rf "$work"
}

if [[ ${1:-} == --list ]]; then
  printf '%s\n' "${cases[@]}"
  exit 0
fi
for program in munged slurmctld slurmd srun; do
  command -v $program >/dev/null || skip "needs the program $program (bash slurm/setup.sh installs it)"
done
# The caller's own cluster must not be seen.
unset "${!SLURM_@}" "${!SBATCH_@}" "${!NSS_WRAPPER_@}" AZ_LOCAL_CLUSTER LD_PRELOAD
if [[ ${1:-} == --inside ]]; then
  work=$2
  inside
  exit 0
fi
if (($# == 0)); then
  failed=0
  for name in "${cases[@]}"; do
    code=0
    began=$SECONDS
    bash "${BASH_SOURCE[0]}" "$name" || code=$?
    case $code in 0) verdict=passed ;; 77) verdict=skipped ;; *) verdict=FAILED ;; esac
    echo "$name: $verdict ($((SECONDS - began)) s)"
    if [[ $code != 0 && $code != 77 ]]; then failed=1; fi
  done
  exit $failed
fi
[[ " ${cases[*]} " == *" $1 "* ]] || {
  echo "no case '$1'; there are: ${cases[*]}" >&2
  exit 64
}
work=$(mktemp -d /tmp/az-cluster-test.XXXXXX)
trap leave EXIT
trap 'exit 130' INT TERM
"$1"
