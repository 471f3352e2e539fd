#!/usr/bin/env bash
# local_cluster.sh — a private Slurm on this machine: munge, one slurmctld, N slurmd, all on the loopback address.
#
# Needs no root and changes nothing on the system. What lasts lies in DIR (configuration, queue, logs, env.sh); sockets,
# spool and pid files lie in a short directory /tmp/az-slurm-<uid>-<hash of DIR>, because socket names are limited to
# 107 bytes; `down` removes it. Every process is recognised by its own command line or environment, never by a number
# in a file alone. Jobs may run as any user who can read DIR, but the cluster trusts everybody who can reach it.
#
# Exit codes: 0 done, or nothing to do · 64 wrong command line · 69 not up, or a service or program is missing ·
# 74 DIR or /tmp cannot be written.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: slurm/local_cluster.sh up DIR [option...]      start what is not running; does nothing on a running cluster
       slurm/local_cluster.sh status DIR [--pids]     exit 0 if all of it is up, else 69
       slurm/local_cluster.sh down DIR [--keep-jobs]  cancel all jobs and stop; --keep-jobs: the next `up` goes on with them
options of up (kept in DIR: `up` without options repeats them):
  --nodes N         virtual nodes (default 1)
  --cpus C          CPUs of each node (default: this machine's real CPUs, shared out evenly)
  --memory MB       memory of each node (default: 90 % of this machine's, shared out evenly)
  --gpus N          GPUs of node n1 (default: all /dev/nvidia[0-9]); where there is none: N <= 4 stand-ins, for tests
  --port-base P     first of nodes + 1 TCP ports (default: the first free block from 17000 to 31999)
  --fault-test      short time-outs: a lost node is noticed within 20 s, a killed job gets 2 s
  --set KEY=VALUE   a line of slurm.conf that replaces the default one; may be repeated
Afterwards `source DIR/env.sh` makes sbatch, srun and squeue of that shell talk to this cluster.
USAGE
}

say() { printf 'local_cluster: %s\n' "$*" >&2; }
fail() { # code, message, hint
  printf 'local_cluster: %s\n  hint: %s\n' "$2" "$3" >&2
  exit "$1"
}

# --- command line ---------------------------------------------------------------------------------

nodes=1 cpus='' memory='' gpus='' port_base='' fault_test=false settings=() options_given=false
keep_jobs=false show_pids=false fresh=false survivors=''

number() { # option, value, lowest, highest
  if ! [[ $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    fail 64 "$1 wants a whole number from $3 to $4, not '$2'" "slurm/local_cluster.sh --help"
  fi
}
parse_up() {
  while (($# > 0)); do
    case $1 in --nodes | --cpus | --memory | --gpus | --port-base | --set)
      (($# > 1)) || fail 64 "$1 wants a value" "slurm/local_cluster.sh --help"
      ;;
    esac
    case $1 in
    --nodes) number "$1" "$2" 1 98 && nodes=$2 && shift ;;
    --cpus) number "$1" "$2" 1 4096 && cpus=$2 && shift ;;
    --memory) number "$1" "$2" 64 99999999 && memory=$2 && shift ;;
    --gpus) number "$1" "$2" 0 64 && gpus=$2 && shift ;;
    --port-base) number "$1" "$2" 1024 65400 && port_base=$2 && shift ;;
    --fault-test) fault_test=true ;;
    --set)
      [[ $2 =~ ^[A-Za-z]+=.+$ && $2 != *$'\n'* ]] || fail 64 "--set wants KEY=VALUE, not '$2'" "for example --set KillWait=5"
      settings+=("$2")
      shift
      ;;
    *) fail 64 "unknown option '$1'" "slurm/local_cluster.sh --help lists the options" ;;
    esac
    shift
  done
}

case ${1:-} in
up | down | status) command=$1 ;;
-h | --help)
  usage
  exit 0
  ;;
*)
  usage >&2
  exit 64
  ;;
esac
[[ -n ${2:-} && $2 != -* ]] || fail 64 "$command wants a directory" "for example: slurm/local_cluster.sh $command runs/.local_slurm"
dir=$(realpath -m -- "$2")
[[ $dir != *$'\n'* ]] || fail 64 "the directory's name holds a line break" "choose another directory"
shift 2
case $command in
up)
  parse_up "$@"
  up_options=("$@")
  if (($# > 0)); then options_given=true; fi
  ;;
down)
  for option in "$@"; do
    [[ $option == --keep-jobs ]] || fail 64 "unknown option '$option'" "slurm/local_cluster.sh --help"
    keep_jobs=true
  done
  ;;
status)
  for option in "$@"; do
    [[ $option == --pids ]] || fail 64 "unknown option '$option'" "slurm/local_cluster.sh --help"
    show_pids=true
  done
  ;;
esac

umask 022
export PATH=$PATH:/usr/sbin:/sbin
hash=$(printf '%s' "$dir" | sha1sum | cut -c1-8)
runtime=/tmp/az-slurm-$EUID-$hash # short and plain: all that slurm.conf names is spelled through it
conf=$runtime/dir/etc/slurm.conf
full_name=$(uname -n)
short_name=${full_name%%.*}

# --- processes, recognised by what they are ---------------------------------------------------------

# our_processes NAME [ARGUMENT]: pids of this cluster's daemons of that name (slurmd: of the node `-N ARGUMENT`)
our_processes() {
  local file pid arguments
  while IFS= read -r file; do
    pid=${file//[!0-9]/}
    { mapfile -d '' -t arguments <"$file"; } 2>/dev/null || continue
    [[ ${arguments[0]+${arguments[0]##*/}} == "$1" && -O /proc/$pid ]] || continue
    [[ -z ${2:-} || ${arguments[*]} == *"-N $2 "* ]] || continue
    echo "$pid"
  done < <(grep -slaF -- "$runtime/" /proc/[0-9]*/cmdline || true)
}
# pids of the step daemons and of everything that jobs of this cluster started
our_job_processes() {
  local file
  while IFS= read -r file; do
    echo "${file//[!0-9]/}"
  done < <(grep -slazE -- "^AZ_CLUSTER_JOB=$runtime\$" /proc/[0-9]*/environ || true)
}
# stop_processes SECONDS PID...: TERM, and KILL after that time
stop_processes() {
  local deadline=$((SECONDS + $1)) pid alive
  shift
  (($# > 0)) || return 0
  kill -TERM "$@" 2>/dev/null || true
  while ((SECONDS < deadline)); do
    alive=()
    for pid in "$@"; do # a dead child of a lazy init (containers) stays as a zombie
      [[ -e /proc/$pid && $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) != Z* ]] && alive+=("$pid")
    done
    ((${#alive[@]} > 0)) || return 0
    sleep 0.05
  done
  kill -KILL "${alive[@]}" 2>/dev/null || true
}

# client COMMAND...: a Slurm command that talks to this cluster, and for at most 15 s
client() {
  (
    # shellcheck source=/dev/null
    source "$dir/env.sh"
    unset "${!SLURM_JOB@}" "${!SLURM_STEP@}" "${!SLURM_ARRAY@}" "${!SBATCH_@}" "${!SQUEUE_@}" "${!SINFO_@}" "${!SCANCEL_@}"
    exec timeout -k 1 15 "$@" 8>&- 9>&-
  )
}
controller_answers() { [[ -e $dir/env.sh ]] && client scontrol ping 2>/dev/null | grep 'is UP' >/dev/null; }
nodes_ready() { # how many nodes can run jobs
  client sinfo -h -a -N -o '%N %t' 2>/dev/null | sort -u | grep -cE ' (idle|mix|alloc|comp|drain|drng|resv|plnd|maint)-?$' || true
}
configured_nodes() { sed -n 's/^NodeName=\(n[0-9]*\) .*/\1/p' "$dir/etc/slurm.conf" 2>/dev/null || true; }
configured_port() { sed -n 's/^SlurmctldPort=//p' "$dir/etc/slurm.conf" 2>/dev/null || true; }

# all_up: every daemon runs, answers, and every node is usable
all_up() {
  local node count=0
  [[ -n $(our_processes munged) && -n $(our_processes slurmctld) ]] || return 1
  for node in $(configured_nodes); do
    [[ -n $(our_processes slurmd "$node") ]] || return 1
    count=$((count + 1))
  done
  ((count > 0)) && controller_answers && (($(nodes_ready) >= count))
}

# --- this machine -----------------------------------------------------------------------------------

cgroup_values() { # cgroup v2 file, cgroup v1 file: their contents for this process and for the container's root
  local own
  own=$(sed -n 's/^0:://p' /proc/self/cgroup 2>/dev/null | head -n 1)
  cat "/sys/fs/cgroup/$1" "/sys/fs/cgroup${own%/}/$1" "/sys/fs/cgroup/$2" 2>/dev/null || true
}
real_cpus() { # CPUs that this process may use: affinity, and the quota of a container
  local count quota period
  count=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  period=$(cat /sys/fs/cgroup/cpu/cpu.cfs_period_us 2>/dev/null || echo 100000)
  while read -r quota line_period; do
    if [[ $quota =~ ^[0-9]+$ ]] && ((quota / ${line_period:-$period} < count)); then count=$((quota / ${line_period:-$period})); fi
  done < <(cgroup_values cpu.max cpu/cpu.cfs_quota_us)
  echo $((count > 0 ? count : 1))
}
real_memory_mb() {
  local total limit
  total=$(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo)
  while read -r limit; do
    if [[ $limit =~ ^[0-9]{1,18}$ ]] && ((limit / 1048576 < total)); then total=$((limit / 1048576)); fi
  done < <(cgroup_values memory.max memory/memory.limit_in_bytes)
  echo "$total"
}
resolves_to_loopback() {
  local name
  for name in "$full_name" "$short_name"; do
    # the first address counts; a dead name server may take its time
    [[ $(timeout 5 getent ahostsv4 "$name" | awk 'NR == 1 {print $1}') == 127.0.0.1 ]] || return 1
  done
}
has_passwd_entry() { getent passwd "$EUID" >/dev/null; }

port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
block_is_free() { # first port
  local port
  for ((port = $1; port <= $1 + nodes; port++)); do
    if port_in_use "$port"; then return 1; fi
  done
}
choose_ports() { # sets port
  local i first
  if [[ -n $port_base ]]; then
    block_is_free "$port_base" || fail 69 "a port from $port_base to $((port_base + nodes)) is in use" "give another --port-base, or none"
    port=$port_base
    return
  fi
  # Every directory starts to look elsewhere, so that two clusters that start at once do not meet.
  first=$((16#$hash % 150))
  for ((i = ${1:-0}; i < 150; i++)); do
    port=$((17000 + (first + i) % 150 * 100))
    if block_is_free "$port"; then return; fi
  done
  fail 69 "no free block of ports from 17000 to 31999" "give one by --port-base"
}

# --- configuration ----------------------------------------------------------------------------------

write_hosts() { # makes the name of this machine mean 127.0.0.1 for Slurm alone, where it does not already
  wrapped=false
  if resolves_to_loopback && has_passwd_entry; then return; fi
  wrapped=true
  if [[ -n $(LD_PRELOAD=libnss_wrapper.so true 2>&1) ]]; then
    fail 69 "this machine's name '$full_name' is not 127.0.0.1 here, and libnss_wrapper.so is missing" \
      "run slurm/setup.sh (package libnss-wrapper), or have the line '127.0.0.1 $full_name' put into /etc/hosts"
  fi
  {
    echo "127.0.0.1 localhost $full_name $short_name $(seq -s ' ' -f 'n%g' 1 "$nodes")"
    grep -vE "^[[:space:]]*127\." /etc/hosts | awk -v full="$full_name" -v short="$short_name" \
      '{for (i = 2; i <= NF; i++) if ($i == full || $i == short || $i == "localhost") next; print}'
  } >"$dir/etc/hosts" 2>/dev/null || true
  rm -f "$dir/etc/passwd" "$dir/etc/group"
  if ! has_passwd_entry; then # a container may run us under a bare number
    {
      cat /etc/passwd
      echo "az$EUID:x:$EUID:$(id -g)::${HOME:-/}:/bin/sh"
    } >"$dir/etc/passwd"
    {
      cat /etc/group
      echo "az$EUID:x:$(id -g):"
    } >"$dir/etc/group"
  fi
}
wrapper_variables() { # directory of the files: lines NAME=VALUE
  if ! $wrapped; then return; fi
  echo "NSS_WRAPPER_HOSTS=$1/etc/hosts"
  if [[ -e $dir/etc/passwd ]]; then
    echo "NSS_WRAPPER_PASSWD=$1/etc/passwd"
    echo "NSS_WRAPPER_GROUP=$1/etc/group"
  fi
}
# shellcheck disable=SC2016
preload_lines='case ":${LD_PRELOAD:-}:" in
*:libnss_wrapper.so:*) ;;
*) LD_PRELOAD=libnss_wrapper.so${LD_PRELOAD:+:$LD_PRELOAD} ;;
esac'

write_env() {
  local line
  {
    echo "# Source this file: Slurm commands of this shell then talk to the private cluster in this directory."
    echo "export SLURM_CONF=${dir_quoted}/etc/slurm.conf"
    echo "export AZ_LOCAL_CLUSTER=$dir_quoted"
    if $wrapped; then
      echo "# This machine's name is not 127.0.0.1 here; libnss_wrapper makes it so for what this shell starts."
      while IFS= read -r line; do
        echo "export ${line%%=*}=$(quoted "${line#*=}")"
      done < <(wrapper_variables "$dir")
      printf '%s\nexport LD_PRELOAD\n' "$preload_lines"
    fi
  } >"$dir/env.sh.new"
  mv -f "$dir/env.sh.new" "$dir/env.sh"
}
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; } # for any POSIX shell
dir_quoted=$(quoted "$dir")

write_task_prolog() { # runs before every task and every batch script; its lines `export X=Y` change their environment
  {
    cat <<PROLOG
#!/bin/sh
echo export AZ_CLUSTER_JOB=$runtime
echo export OMPI_MCA_btl_tcp_if_include=lo
echo export OMPI_MCA_oob_tcp_if_include=lo
# more ranks than CPUs must not spin: a 1 MB allreduce of 4 ranks on 2 CPUs took 61-200 ms, 6 ms with this
echo export OMPI_MCA_mpi_yield_when_idle=1
echo export OMPI_MCA_hwloc_base_binding_policy=none
echo export OMPI_MCA_rmaps_base_oversubscribe=1
echo export OMPI_ALLOW_RUN_AS_ROOT=1
echo export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# mpirun removes the folder that its jobs on a node share; another job may be about to use it. Other users may write there alone
mpi=$runtime/tmp/\${SLURMD_NODENAME:-n1}/mpi.\$SLURM_JOB_ID
if mkdir -p "\$mpi"; then echo export OMPI_MCA_orte_tmpdir_base="\$mpi"; else echo print "\$mpi cannot be made: mpirun may fail"; fi
# the shared-memory files of two virtual nodes would have the same names
if [ "\${SLURM_JOB_NUM_NODES:-\${SLURM_NNODES:-1}}" -gt 1 ]; then echo export OMPI_MCA_btl=tcp,self; fi
PROLOG
    if $wrapped; then
      wrapper_variables "$runtime/dir" | sed 's/^/echo export /'
      printf '%s\n%s\n' "$preload_lines" "echo export LD_PRELOAD=\"\$LD_PRELOAD\""
    fi
    echo "exit 0"
  } >"$dir/etc/task_prolog.sh"
  chmod 755 "$dir/etc/task_prolog.sh"
}

setting() { # KEY VALUE: a line of slurm.conf, unless --set replaces it
  local own
  for own in "${settings[@]}"; do
    if [[ ${own%%=*} == "$1" ]]; then return; fi
  done
  printf '%s=%s\n' "$1" "$2"
}

write_slurm_conf() { # needs port, node_cpus, node_memory, user
  local node own slurmd_timeout=60 kill_wait=30 gres=''
  if $fault_test; then slurmd_timeout=10 kill_wait=2; fi
  {
    echo "# Written by slurm/local_cluster.sh up; the next start writes it again."
    setting ClusterName azlocal
    setting SlurmctldHost "$short_name(127.0.0.1)"
    setting SlurmctldPort "$port"
    setting SlurmUser "$user"
    setting SlurmdUser "$user"
    setting AuthType auth/munge
    # cred_expire also is how long a requeued job waits; Slurm's own default is 120 s
    setting AuthInfo "socket=$runtime/munge/socket,cred_expire=10"
    setting CredType cred/munge
    # listen on the address of this machine's name, 127.0.0.1, and on no other
    setting CommunicationParameters NoCtldInAddrAny,NoInAddrAny
    setting StateSaveLocation "$runtime/dir/state"
    setting SlurmdSpoolDir "$runtime/spool/%n"
    # PMIx keeps its files here: virtual nodes must not share them
    setting TmpFS "$runtime/tmp/%n"
    setting SlurmctldPidFile "$runtime/slurmctld.pid"
    setting SlurmdPidFile "$runtime/slurmd.%n.pid"
    setting SlurmctldLogFile "$runtime/dir/log/slurmctld.log"
    setting SlurmdLogFile "$runtime/dir/log/slurmd.%n.log"
    setting SlurmctldDebug info
    setting SlurmdDebug info
    setting SelectType select/cons_tres
    setting SelectTypeParameters CR_Core_Memory
    setting ProctrackType proctrack/linuxproc
    setting TaskPlugin task/none
    setting SwitchType switch/none
    setting MpiDefault pmix
    setting TaskProlog "$runtime/dir/etc/task_prolog.sh"
    setting MailProg /bin/true
    setting EnforcePartLimits ALL
    # a node that answers again is used again
    setting ReturnToService 2
    # nodes x CPUs may be more than the machine has
    setting SlurmdParameters config_overrides
    setting JobRequeue 1
    setting KillOnBadExit 1
    setting KillWait "$kill_wait"
    # finished jobs stay visible in squeue: there is no accounting database to ask
    setting MinJobAge 3600
    setting MaxJobCount 20000
    # Open MPI names ranks' shared memory by user, host and job id: jobs of two clusters on this machine must differ
    setting FirstJobId $((16#$hash % 60000000 + 1))
    setting MaxArraySize 10001
    setting SlurmctldTimeout 30
    setting SlurmdTimeout "$slurmd_timeout"
    setting MessageTimeout 20
    setting BatchStartTimeout 20
    setting CompleteWait 0
    setting EpilogMsgTime 0
    setting SchedulerType sched/backfill
    setting SchedulerParameters batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1,bf_resolution=1,requeue_delay=0
    setting PriorityType priority/basic
    setting PreemptType preempt/partition_prio
    setting PreemptMode REQUEUE
    setting JobAcctGatherType jobacct_gather/linux
    setting JobAcctGatherFrequency 5
    setting AccountingStorageType accounting_storage/none
    setting JobCompType jobcomp/filetxt
    setting JobCompLoc "$runtime/dir/log/jobs.txt"
    for own in "${settings[@]}"; do printf '%s\n' "$own"; done
    if ((${#gpu_devices[@]} > 0)); then
      echo "GresTypes=gpu"
      gres="Gres=gpu:${#gpu_devices[@]} "
    fi
    for ((node = 1; node <= nodes; node++)); do
      printf 'NodeName=n%d NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=%d Boards=1 SocketsPerBoard=1 CoresPerSocket=%d ThreadsPerCore=1 RealMemory=%d %sState=UNKNOWN\n' \
        "$node" "$short_name" $((port + node)) "$node_cpus" "$node_cpus" "$node_memory" "$gres"
      gres='' # all GPUs belong to n1: the numbering of CUDA_VISIBLE_DEVICES starts anew on every node
    done
    printf 'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=60 DefMemPerCPU=%d PriorityTier=10 State=UP\n' $((node_memory / node_cpus))
    printf 'PartitionName=low Nodes=ALL MaxTime=INFINITE DefaultTime=60 DefMemPerCPU=%d PriorityTier=1 PreemptMode=REQUEUE State=UP\n' $((node_memory / node_cpus))
  } >"$dir/etc/slurm.conf"
  # With Slurm's ring fence a rank may leave MPI_Init before another one can receive: 1 of 170 launches over two nodes crashed.
  echo "PMIxCollFence=tree" >"$dir/etc/mpi.conf"
  rm -f "$dir/etc/gres.conf"
  if ((${#gpu_devices[@]} > 0)); then
    printf 'NodeName=n1 Name=gpu File=%s\n' "$(
      IFS=,
      echo "${gpu_devices[*]}"
    )" >"$dir/etc/gres.conf"
  fi
}

find_gpus() { # sets gpu_devices
  local device stand_ins=(/dev/null /dev/zero /dev/full /dev/random)
  gpu_devices=()
  for device in /dev/nvidia[0-9]*; do
    if [[ -c $device ]]; then gpu_devices+=("$device"); fi
  done
  if [[ -z $gpus ]]; then return; fi
  if ((${#gpu_devices[@]} == 0)); then gpu_devices=("${stand_ins[@]}"); fi
  ((gpus <= ${#gpu_devices[@]})) || fail 64 "--gpus $gpus: only ${#gpu_devices[@]} can be offered" "ask for fewer"
  gpu_devices=("${gpu_devices[@]:0:gpus}")
}

# --- starting and stopping --------------------------------------------------------------------------

make_runtime() {
  local node
  if [[ -L $runtime || (-e $runtime && ! -O $runtime) ]]; then
    fail 69 "$runtime exists and is not ours" "another user made it: choose another directory for the cluster"
  fi
  mkdir -p "$runtime"/{munge,spool,tmp} || fail 74 "cannot write $runtime" "free some space in /tmp"
  ln -sfnT "$dir" "$runtime/dir"
  for ((node = 1; node <= nodes; node++)); do
    mkdir -p "$runtime/spool/n$node" "$runtime/tmp/n$node"
    chmod 1777 "$runtime/tmp/n$node"
  done
}

# start COMMAND...: in a clean environment, so that no variable of an outer job or shell reaches the cluster's jobs
start() {
  local variables=(PATH="$PATH" HOME="${HOME:-/}" LANG=C.UTF-8 SLURM_CONF="$conf" AZ_CLUSTER_JOB="$runtime") own
  if [[ -n ${LD_LIBRARY_PATH:-} ]]; then variables+=(LD_LIBRARY_PATH="$LD_LIBRARY_PATH"); fi
  if grep -q NSS_WRAPPER "$dir/env.sh"; then
    variables+=(LD_PRELOAD=libnss_wrapper.so)
    wrapped=true
    while IFS= read -r own; do variables+=("$own"); done < <(wrapper_variables "$runtime/dir")
  fi
  env -i "${variables[@]}" "$@" </dev/null >>"$dir/log/start.log" 2>&1 8>&- 9>&-
}
start_failed() { # what, its log
  tail -n 8 "$2" >&2 2>/dev/null || true
  if $fresh; then # nothing stays of a start that failed
    stop_daemons
    rm -rf "$runtime"
    rm -f "$dir/etc/host"
  fi
  fail 69 "$1 did not start (the end of its log is above)" "all logs: $dir/log; then run the same command again"
}

start_daemons() { # what does not run yet; 1 if a port was taken meanwhile
  local node munge=$runtime/munge
  if [[ -z $(our_processes munged) ]]; then
    rm -f "$munge"/*
    (umask 077 && head -c 128 /dev/urandom >"$munge/key")
    start munged --key-file="$munge/key" --socket="$munge/socket" --pid-file="$munge/pid" \
      --log-file="$munge/log" --seed-file="$munge/seed" --num-threads=2 || start_failed munged "$dir/log/start.log"
    munge -S "$munge/socket" -n | unmunge -S "$munge/socket" >/dev/null || start_failed munged "$munge/log"
  fi
  if [[ -z $(our_processes slurmctld) ]]; then
    : >"$dir/log/start.log"
    if ! start slurmctld -f "$conf" || ! wait_for 20 controller_answers; then
      ! port_was_taken "$dir/log/slurmctld.log" || return 1
      start_failed slurmctld "$dir/log/start.log"
    fi
  fi
  for node in $(configured_nodes); do
    if [[ -n $(our_processes slurmd "$node") ]]; then continue; fi
    start slurmd -N "$node" -f "$conf" || {
      ! port_was_taken "$dir/log/slurmd.$node.log" || return 1
      start_failed "slurmd of node $node" "$dir/log/slurmd.$node.log"
    }
  done
}
port_was_taken() { tail -n 5 "$1" "$dir/log/start.log" 2>/dev/null | grep -qi 'address already in use'; }
wait_for() { # seconds, command
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# Jobs that ran when the machine or the container stopped: no process of theirs is left. Slurm finds that out by itself,
# but only after a while where the kernel's uptime does not show it. What must not be requeued becomes NODE_FAIL then.
requeue_lost_jobs() {
  local job
  for job in $(client squeue -h -r -t RUNNING,SUSPENDED -o %i 2>/dev/null); do
    client scontrol requeue "$job" 2>/dev/null || true
  done
}

stop_daemons() {
  local -a pids
  mapfile -t pids < <(
    our_processes slurmd
    our_processes slurmctld
  )
  stop_processes 20 "${pids[@]}" # all at once: one after the other takes 12-15 s
  mapfile -t pids < <(our_job_processes | grep -vxFf <(our_processes munged) || true)
  stop_processes 3 "${pids[@]}"
  mapfile -t pids < <(our_processes munged)
  stop_processes 10 "${pids[@]}"
}

lock() { # one up or down at a time for this directory
  exec 8>>"$dir/etc/lock" || fail 74 "cannot write $dir/etc" "a cluster belongs to the user who made it"
  flock -w 120 8 || fail 69 "another up or down of $dir has been running for 2 minutes" "wait for it, or look at its output"
}

# --- commands ---------------------------------------------------------------------------------------

up() {
  local program total count attempt
  for program in munged munge unmunge slurmctld slurmd scontrol sinfo srun; do
    command -v "$program" >/dev/null || fail 69 "the program $program is missing" "run: bash slurm/setup.sh"
  done
  mkdir -p "$dir"/{etc,log,state} 2>/dev/null || true
  if ! [[ -w $dir/etc && -w $dir/state && -w $dir/log ]]; then
    fail 74 "cannot write $dir" "choose a directory of your own"
  fi
  lock
  if all_up; then
    say "already up in $dir ($(configured_nodes | wc -l) node(s), port $(configured_port))"
    if $options_given && ! printf '%s\n' "${up_options[@]}" | cmp -s - "$dir/etc/options"; then
      say "it keeps the options it was started with; to change them: down, then up"
    fi
    return
  fi
  if [[ -e $dir/etc/host && $(<"$dir/etc/host") != "$full_name" ]]; then
    fail 69 "$dir is in use on the machine '$(<"$dir/etc/host")'" \
      "run it there; if that machine is gone for good, delete $dir/etc/host"
  fi
  chmod 755 "$dir/etc" "$dir/log" && chmod 700 "$dir/state"

  if [[ -z $(our_processes slurmctld)$(our_processes slurmd) ]]; then # not even partly up: configure
    fresh=true
    survivors=$(our_job_processes)
    if $options_given; then
      printf '%s\n' "${up_options[@]}" >"$dir/etc/options"
    elif [[ -s $dir/etc/options ]]; then
      local -a kept
      mapfile -t kept <"$dir/etc/options"
      parse_up "${kept[@]}"
    fi
    total=$(real_cpus)
    node_cpus=${cpus:-$((total / nodes > 0 ? total / nodes : 1))}
    node_memory=${memory:-$(($(real_memory_mb) * 9 / 10 / nodes))}
    find_gpus
    user=az$EUID
    if has_passwd_entry; then user=$(id -un); fi
    mapfile -t pids < <(our_processes munged) # of a start that was broken off
    stop_processes 10 "${pids[@]}"
    make_runtime
    write_hosts
    for attempt in 0 1 2; do
      exec 9<"${BASH_SOURCE[0]}" # one start at a time chooses ports
      flock -w 120 9 || true     # a file system without locks: the retry remains
      choose_ports $((attempt * 7))
      write_slurm_conf
      write_task_prolog
      write_env
      echo "$full_name" >"$dir/etc/host"
      if start_daemons; then break; fi
      ((attempt < 2)) || fail 69 "the chosen ports were taken three times" "give a free block by --port-base"
      stop_daemons
    done
    exec 9<&-
  else
    nodes=$(configured_nodes | wc -l)
    start_daemons || fail 69 "a port of $dir was taken" "run down, then up"
  fi
  count=$(configured_nodes | wc -l)
  wait_for 60 all_up || {
    client sinfo -R >&2 || true
    start_failed "the cluster ($(nodes_ready) of $count nodes are usable): a daemon" "$dir/log/slurmctld.log"
  }
  if $fresh && [[ -z $survivors ]]; then requeue_lost_jobs; fi
  say "up: $count node(s) with $(sed -n 's/^NodeName=n1 .* CPUs=\([0-9]*\).*/\1/p' "$dir/etc/slurm.conf") CPU(s) each," \
    "ports $(configured_port)-$(($(configured_port) + count)) of 127.0.0.1"
  say "source $(printf '%q' "$dir/env.sh")   # then sbatch, srun, squeue talk to it"
}

down() {
  local state
  if [[ -d $dir/etc ]]; then lock; fi
  if [[ -z $(our_processes slurmctld)$(our_processes slurmd)$(our_processes munged)$(our_job_processes) ]]; then
    say "already down: $dir"
  else
    if ! $keep_jobs && controller_answers; then
      # every job of every user, this cluster being ours; running ones get KillWait seconds
      for state in PENDING SUSPENDED RUNNING; do client scancel --state=$state 2>/dev/null || true; done
      wait_for 40 no_active_jobs || true
    fi
    stop_daemons
    say "down: $dir"
  fi
  if [[ -d $runtime && ! -L $runtime && -O $runtime ]]; then rm -rf "$runtime"; fi
  rm -f "$dir/etc/host"
}
no_active_jobs() { [[ -z $(client squeue -h -t RUNNING,COMPLETING,SUSPENDED -o %i 2>/dev/null) ]]; }

status() {
  local node name pid state=0
  if $show_pids; then
    for name in munged slurmctld; do
      for pid in $(our_processes $name); do echo "$name $pid"; done
    done
    for node in $(configured_nodes); do
      for pid in $(our_processes slurmd "$node"); do echo "slurmd.$node $pid"; done
    done
  fi
  if [[ ! -e $dir/etc/slurm.conf ]]; then
    say "no cluster in $dir"
    exit 69
  fi
  if all_up; then
    say "up: $dir, port $(configured_port)"
  elif [[ -n $(our_processes slurmctld)$(our_processes slurmd) ]]; then
    state=69
    say "partly up: $dir (\`up\` starts what is missing)"
  else
    say "down: $dir"
    exit 69
  fi
  $show_pids || ! controller_answers || {
    client sinfo -N -p main -o '%6N %10T %5c %8m %10C %E'
    printf 'jobs: %s running, %s pending\n' "$(client squeue -h -r -t RUNNING -o x | wc -l)" "$(client squeue -h -r -t PENDING -o x | wc -l)"
  }
  exit $state
}

$command
