#!/usr/bin/env bash
# quickstart.sh — from a fresh checkout to a net that learned Connect Four, through a real Slurm; run again it goes on.
#
# Installs what is missing, builds, starts a private Slurm in runs/.local_slurm where no sbatch answers, runs
# pipelines/loop.yaml on configs/runs/quickstart.yaml into runs/quickstart, follows it, and ends with the table and the
# report's path. Ctrl-C stops only the watching; with --local, where no Slurm keeps the run, it stops the run too, and
# the next call goes on. The private Slurm is stopped at the end if nothing else runs in it.
# Exit codes: those of `arrayzero`; 64 where a choice is yours; 130 after Ctrl-C.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: slurm/quickstart.sh [option...]
  --profile FILE   submit to the Slurm that answers here, with this profile (see slurm/profiles); only for a new run
  --private        use a private Slurm on this machine although another one answers
  --local          no Slurm at all: mpirun, one step after the other
  --config FILE    another configuration (default configs/runs/quickstart.yaml); only for a new run
  --dir DIR        another run directory (default runs/quickstart)
  --set KEY=VALUE  override a key of the configuration; may be repeated; only for a new run
  --keep           leave the private Slurm running at the end
USAGE
}
say() { printf '\n== %s\n' "$*" >&2; }
fail() { # code, message, hint
  printf 'quickstart: %s\n  hint: %s\n' "$2" "$3" >&2
  exit "$1"
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
run=runs/quickstart config='' profile='' where=auto keep=false settings=()
while (($# > 0)); do
  case $1 in --profile | --config | --dir | --set)
    (($# > 1)) || fail 64 "$1 wants a value" "slurm/quickstart.sh --help"
    ;;
  esac
  case $1 in
  --profile) profile=$2 && shift ;;
  --private) where=private ;;
  --local) where=none ;;
  --config) config=$2 && shift ;;
  --dir) run=${2%/} && shift ;;
  --set) settings+=(--set "$2") && shift ;;
  --keep) keep=true ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail 64 "unknown option '$1'" "slurm/quickstart.sh --help" ;;
  esac
  shift
done
if [[ -n $profile ]]; then
  [[ $where == auto ]] || fail 64 "--profile submits to a Slurm that is there, --private and --local do not" "leave one of them out"
  [[ -f $profile ]] || fail 64 "$profile: no such file" "ls slurm/profiles"
fi
on_site=$run/.on_site # the run was submitted to a site's Slurm, and goes on there
if [[ -e $run/plan.yaml && -n $config$profile${settings[*]} ]]; then
  fail 64 "$run holds a run, which is frozen: --config, --profile and --set cannot change it" \
    "leave them out to go on with it, or give another --dir"
fi
config=${config:-configs/runs/quickstart.yaml}
[[ -f $config ]] || fail 64 "$config: no such file" "ls configs/runs"
cluster=runs/.local_slurm
arrayzero=build/cpu/bin/arrayzero

# --- which Slurm ------------------------------------------------------------------------------------

slurm_answers() { command -v sbatch >/dev/null && timeout 15 scontrol ping 2>/dev/null | grep 'is UP' >/dev/null; }
if [[ $where == auto ]]; then
  if [[ -n ${AZ_LOCAL_CLUSTER:-} ]] && slurm_answers; then
    where=sourced # this shell already talks to a private cluster of somebody's choice
  elif slurm_answers; then
    [[ -n $profile || -e $on_site ]] || {
      printf 'quickstart: a Slurm answers here (cluster %s), and nothing is submitted to it unasked.\n' \
        "$(timeout 15 scontrol show config 2>/dev/null | awk '$1 == "ClusterName" {print $3}')" >&2
      printf '  to use it:            bash slurm/quickstart.sh --profile FILE   (copy one of slurm/profiles and edit it)\n' >&2
      printf '  to stay on this host: bash slurm/quickstart.sh --private\n' >&2
      exit 64
    }
    where=site
  elif [[ -n $profile ]]; then
    fail 69 "--profile $profile: no Slurm answers here" "leave --profile out for a private Slurm on this machine"
  else
    where=private
  fi
fi

# --- install, build, start --------------------------------------------------------------------------

say "installing what is missing"
bash slurm/setup.sh
say "building into build/cpu"
configure=(cmake --preset cpu)
if [[ -n ${LIBTORCH_ROOT:-} ]]; then configure+=("-DLIBTORCH_ROOT=$LIBTORCH_ROOT"); fi
"${configure[@]}" >/dev/null || fail 70 "cmake --preset cpu failed" "its message is above"
cmake --build build/cpu --parallel "$(nproc)" --target programs || fail 70 "the build failed" "the first error is above"

unset "${!SBATCH_@}" "${!SRUN_@}" "${!SLURM_JOB@}" "${!SLURM_STEP@}" "${!SLURM_ARRAY@}" # of an outer job
if [[ $where == private ]]; then
  say "starting a private Slurm in $cluster"
  fresh=true
  if bash slurm/local_cluster.sh status "$cluster" >/dev/null 2>&1; then fresh=false; fi
  bash slurm/local_cluster.sh up "$cluster"
  if $fresh; then touch "$cluster/of_quickstart"; fi # a cluster that was up before is not ours to stop
  # shellcheck source=/dev/null
  source "$cluster/env.sh"
fi

# --- run, follow, end -------------------------------------------------------------------------------

# shellcheck disable=SC2317 # the trap calls it
how_to_go_on() {
  trap '' INT
  printf '\nWhat was submitted goes on without being watched.\n' >&2
  if [[ $where == private ]]; then
    printf '  in another shell first: source %s/env.sh\n' "$cluster" >&2
  fi
  printf '  watch:    bash slurm/quickstart.sh   or   %s status %s --follow\n' "$arrayzero" "$run" >&2
  printf '  cancel:   %s cancel %s\n' "$arrayzero" "$run" >&2
  if [[ $where == private ]]; then
    printf '  stop the private Slurm and its jobs: bash slurm/local_cluster.sh down %s\n' "$cluster" >&2
  fi
  exit 130
}
stop_cluster() {
  if [[ $where != private || ! -e $cluster/of_quickstart ]]; then return; fi
  if $keep || [[ -n $(timeout 15 squeue -h -t PENDING,RUNNING,SUSPENDED,COMPLETING -o %i 2>/dev/null) ]]; then
    printf 'The private Slurm stays up; to stop it: bash slurm/local_cluster.sh down %s\n' "$cluster" >&2
    return
  fi
  rm -f "$cluster/of_quickstart"
  bash slurm/local_cluster.sh down "$cluster"
}
code=0
if [[ $where != none ]]; then trap how_to_go_on INT TERM; fi
if [[ $where == none ]]; then local_option=(--local); else local_option=(); fi
if [[ -e $run/plan.yaml ]]; then
  say "going on with $run"
  "$arrayzero" resume "$run" "${local_option[@]}" || code=$?
else
  say "starting $config in $run"
  profile_option=()
  if [[ -n $profile ]]; then profile_option=(--profile "$profile"); fi
  if [[ $where == site ]]; then mkdir -p "$run" && touch "$on_site"; fi
  "$arrayzero" run --config "$config" --pipeline pipelines/loop.yaml --dir "$run" \
    "${profile_option[@]}" "${settings[@]}" "${local_option[@]}" || code=$?
fi
followed=false # what is followed ends with its table
if ((code == 0)) && [[ $where != none ]]; then
  followed=true
  say "following $run (Ctrl-C stops the watching, not the run)"
  "$arrayzero" status "$run" --follow || code=$?
fi
if ((code == 69)) && [[ $where != none ]] && ! slurm_answers; then # the controller is gone, the run is not
  fail 69 "Slurm does not answer any more; the run is as it was" "bash slurm/quickstart.sh goes on with it"
fi
trap - INT TERM
if [[ -e $run/plan.yaml ]]; then
  $followed || "$arrayzero" status "$run" || true
  say "report"
  "$arrayzero" report "$run" || { # the run's own code says more
    report_code=$?
    if ((code == 0)); then code=$report_code; fi
  }
fi
stop_cluster
exit $code
