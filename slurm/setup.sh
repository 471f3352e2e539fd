#!/usr/bin/env bash
# setup.sh — the one place that installs what ArrayZero needs; does nothing when nothing is missing.
#
#   Debian packages   through apt-get, as root only; without root it prints the one command for an administrator
#   LibTorch          PyPI wheels, unpacked into .deps/torch; not where LIBTORCH_ROOT names a LibTorch
#   clang-tidy        with --lint: a PyPI wheel in .deps/lint, because Debian 12's takes four times as long
#
# None starts a daemon or changes a service; a folder of .deps appears only when complete. Several may run at once.
# Exit codes: 0 nothing is missing now · 64 wrong option or LIBTORCH_ROOT · 69 something is missing and cannot be
# had (no root, no network) · 74 no disk space.
set -euo pipefail

torch_version=2.11.0
cuda_version=13.0.2
tidy_version=22.1.8
torch_disk_mb=4500 # the download (0.9 GB), unpacked beside it (1.2 GB) and pip's copy on the way

packages=(
  build-essential cmake ninja-build ccache git pkg-config ca-certificates python3-pip python3-h5py # build
  libopenmpi-dev openmpi-bin libpmix2                                                              # MPI
  slurmctld slurmd slurm-client munge libnss-wrapper                                               # Slurm
  libhdf5-dev hdf5-tools libyaml-cpp-dev libcli11-dev libspdlog-dev libfmt-dev libexpected-dev     # libraries
  nlohmann-json3-dev librandom123-dev libxxhash-dev libeigen3-dev zlib1g-dev
  gnuplot-nox                      # report
  libgtest-dev libgmock-dev procps # tests
)
test_packages=(gnugo) # an opponent for the tests of external engines
lint_packages=(clang-format-16 shellcheck shfmt yamllint)

usage() {
  cat <<USAGE
usage: slurm/setup.sh [--tests] [--lint] [--check] [--list]
  --tests   also the programs that only tests use (GNU Go)
  --lint    also the tools of format check and lint (clang-format-16, clang-tidy $tidy_version, shellcheck, shfmt, yamllint)
  --check   install nothing: exit 0 if nothing is missing, else say what and exit 69
  --list    print the package names, one a line
LIBTORCH_ROOT=DIR (with DIR/include and DIR/lib) keeps LibTorch from being fetched.
USAGE
}

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { # code, message, hint
  printf 'setup: %s\n  hint: %s\n' "$2" "$3" >&2
  exit "$1"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
deps=$root/.deps
check_only=false list_only=false want_tidy=false
for option in "$@"; do
  case $option in
  --tests) packages+=("${test_packages[@]}") ;;
  --lint) packages+=("${lint_packages[@]}") want_tidy=true ;;
  --check) check_only=true ;;
  --list) list_only=true ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail 64 "unknown option '$option'" "slurm/setup.sh --help lists the options" ;;
  esac
done
if $list_only; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

# --- what is missing ------------------------------------------------------------------------------

missing_packages() {
  local installed
  # 'ii ' and 'hi ' are complete; anything else (removed, half-configured) counts as missing
  installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' "${packages[@]}" 2>/dev/null |
    sed -n 's/^.i //p' || true)
  comm -23 <(printf '%s\n' "${packages[@]}" | sort -u) <(sort -u <<<"$installed")
}

have_torch() {
  local target=$deps/torch
  [[ -s $target/torch/lib/libtorch_cpu.so && -d $target/torch-$torch_version.dist-info &&
    -d $target/cuda_toolkit-$cuda_version.dist-info ]]
}

have_tidy() { [[ -x $deps/lint/clang_tidy/data/bin/clang-tidy && -d $deps/lint/clang_tidy-$tidy_version.dist-info ]]; }

site_modules() { # how to do without the packages: a site's own compiler, MPI, HDF5, LibTorch
  cat >&2 <<SITE
  To build with a site's own modules instead, load them (gcc >= 12, cmake >= 3.25, ninja, Open MPI, HDF5, ...) and run
    cmake --preset cpu -DLIBTORCH_ROOT=DIR -DMPI_HOME=DIR -DHDF5_ROOT=DIR -DCMAKE_PREFIX_PATH='DIR;DIR'
  LIBTORCH_ROOT: holds include/ and lib/ of LibTorch $torch_version; CMAKE_PREFIX_PATH: yaml-cpp, fmt, spdlog, CLI11, Eigen, ...
SITE
}

if [[ -n ${LIBTORCH_ROOT:-} && ! -e $LIBTORCH_ROOT/lib/libtorch_cpu.so ]]; then
  fail 64 "LIBTORCH_ROOT=$LIBTORCH_ROOT has no lib/libtorch_cpu.so" \
    "name the directory that holds include/ and lib/, or unset it to fetch LibTorch into .deps"
fi
if ! command -v dpkg-query >/dev/null; then
  say "this is not a Debian system: no packages were checked"
  site_modules
  exit 69
fi
mapfile -t missing < <(missing_packages)
need_torch=false need_tidy=false
if [[ -z ${LIBTORCH_ROOT:-} ]] && ! have_torch; then need_torch=true; fi
if $want_tidy && ! have_tidy; then need_tidy=true; fi

if ((${#missing[@]} == 0)) && ! $need_torch && ! $need_tidy; then exit 0; fi
if $check_only; then
  ((${#missing[@]} == 0)) || say "missing packages: ${missing[*]}"
  ! $need_torch || say "missing: LibTorch $torch_version in .deps/torch"
  ! $need_tidy || say "missing: clang-tidy $tidy_version in .deps/lint"
  exit 69
fi

# --- Debian packages ------------------------------------------------------------------------------

policy=/usr/sbin/policy-rc.d
made_policy=false
cleanup() {
  if $made_policy; then rm -f "$policy"; fi
  if [[ -n ${part:-} ]]; then rm -rf "$part"; fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

install_packages() {
  local apt=(apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
  local log
  log=$(mktemp)
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  if [[ ! -e $policy ]]; then # installing must start no daemon, here and now
    made_policy=true
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
  if ! "${apt[@]}" update >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    fail 69 "apt-get update failed (its last lines are above)" "check the network and /etc/apt/sources.list.d, then run this again"
  fi
  if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    tail -n 12 "$log" >&2
    if grep -qiE 'no space left|enough free space' "$log"; then
      rm -f "$log"
      fail 74 "no space left for the packages" "free about 1.5 GB on the file systems of /usr and /var, then run this again"
    fi
    rm -f "$log"
    fail 69 "apt-get install failed (its last lines are above)" \
      "'dpkg --configure -a' mends an interrupted installation; ArrayZero is tested on Debian 12"
  fi
  rm -f "$log"
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) || fail 69 "still missing after the installation: ${missing[*]}" "look at /var/log/apt/term.log"
}

if ((${#missing[@]} > 0)); then
  if ((EUID != 0)); then
    say "${#missing[@]} Debian packages are missing, and only an administrator can install them. The command:"
    printf 'apt-get update && apt-get install -y --no-install-recommends %s\n' "${missing[*]}" >&2
    site_modules
    exit 69
  fi
  install_packages
fi

# --- PyPI wheels ----------------------------------------------------------------------------------

# folder, name, MB of disk, test that it is there, what else would do (a hint's end or ''), then pip's words; '--' begins
# another call of pip
fetch_wheels() {
  local folder=$1 name=$2 disk_mb=$3 have=$4 instead=$5 free_mb log words=() word
  shift 5
  mkdir -p "$deps" || fail 74 "cannot make $deps" "the checkout must be writable"
  exec 9>"$deps/.lock"
  flock 9
  if "$have"; then return; fi # another setup.sh was faster
  free_mb=$(df -Pm "$deps" | awk 'NR==2 {print $4}')
  ((free_mb >= disk_mb)) ||
    fail 74 "$deps has ${free_mb} MB free, $name needs $disk_mb MB while it is unpacked" \
      "free some space, or make .deps a link to a larger disk"
  rm -rf "$deps/$folder".part.* # left by a setup.sh that was killed; the lock says that none is running
  part=$deps/$folder.part.$$
  log=$deps/$folder.log
  mkdir -p "$part/.tmp" # TMPDIR: /tmp is often a small tmpfs, and pip unpacks 1.2 GB there
  local pip=(/usr/bin/python3 -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-compile
    --root-user-action=ignore --no-warn-script-location --target "$part")
  for word in "$@" --; do
    if [[ $word != -- ]]; then
      words+=("$word")
      continue
    fi
    if ! TMPDIR=$part/.tmp "${pip[@]}" "${words[@]}" >"$log" 2>&1; then
      tail -n 5 "$log" >&2
      if grep -qi 'no space left' "$log"; then
        fail 74 "no space left for $name" "free $disk_mb MB below $deps, then run this again"
      fi
      fail 69 "$name could not be fetched (pip's last lines are above; all of them: .deps/$folder.log)" \
        "check the network and 'pip config list'$instead"
    fi
    words=()
  done
  rm -rf "$part/.tmp" "$log"
  rm -rf "${deps:?}/$folder" # another version, or incomplete
  mv -T "$part" "$deps/$folder"
  part=
  "$have" || fail 70 "$name was unpacked but not found in .deps/$folder" "this is a bug of setup.sh: please report it"
  exec 9>&-
  say "$name is in .deps/$folder"
}

if $need_torch; then
  say "fetching LibTorch $torch_version into .deps/torch (0.9 GB download)"
  fetch_wheels torch "LibTorch $torch_version" "$torch_disk_mb" have_torch \
    ", or give a LibTorch of your own by LIBTORCH_ROOT=DIR" --no-deps "torch==$torch_version" -- "cuda-toolkit[cudart,cupti]==$cuda_version"
fi
if $need_tidy; then
  fetch_wheels lint "clang-tidy $tidy_version" 400 have_tidy '' --no-deps "clang-tidy==$tidy_version"
fi
