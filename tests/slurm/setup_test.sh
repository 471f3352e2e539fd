#!/usr/bin/env bash
# setup_test.sh CASE — what slurm/setup.sh says and decides before it installs anything (--list: the cases; no CASE: all
# of them). apt-get and dpkg-query are stand-ins: nothing is installed or fetched.
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cases=(
  lists_packages_one_a_line refuses_a_libtorch_root_that_is_none without_root_prints_the_command
  checks_without_installing refuses_wrong_options
)

skip() {
  echo "skipped: $*"
  exit 77
}
die() {
  echo "FAILED: $*" >&2
  if [[ -s $work/out ]]; then tail -n 30 "$work/out" "$work/err" | sed 's/^/  /' >&2; fi
  exit 1
}
expect() { # text, command...
  local what=$1
  shift
  "$@" || die "$what ($*)"
}
said() { grep -q -- "$1" "$work/err"; }
is_silent() { [[ ! -s $work/$1 ]]; }
nothing_was_installed() { [[ ! -e $work/installs && ! -e $work/.deps ]]; }

make_checkout() { # without a package of Debian, with a LibTorch
  mkdir -p "$work/slurm" "$work/libtorch/lib" "$work/stub"
  cp "$here/../../slurm/setup.sh" "$work/slurm/"
  touch "$work/libtorch/lib/libtorch_cpu.so"
  printf '#!/bin/sh\nexit 1\n' >"$work/stub/dpkg-query"
  printf '#!/bin/sh\necho install >>"%s/installs"\nexit 1\n' "$work" >"$work/stub/apt-get"
  chmod 755 "$work/stub"/*
  chmod 777 "$work" # whoever runs it could leave traces
  export LIBTORCH_ROOT=$work/libtorch PATH=$work/stub:$PATH
}

code_of() { # command...: its exit code; its words go to out and err
  local code=0
  timeout 60 "$@" >"$work/out" 2>"$work/err" || code=$?
  echo "$code"
}
setup() { code_of bash "$work/slurm/setup.sh" "$@"; }
setup_without_root() {
  if ((EUID != 0)); then
    setup
  else
    code_of setpriv --reuid=65534 --regid=65534 --clear-groups bash "$work/slurm/setup.sh"
  fi
}

lists_packages_one_a_line() {
  expect "it ends with 0" test "$(setup --list)" = 0
  for package in cmake libopenmpi-dev slurmctld libhdf5-dev libgtest-dev; do
    expect "the list names it" grep -qx "$package" "$work/out"
  done
  expect "a name a line" test "$(grep -cvE '^[a-z0-9.+-]+$' "$work/out")" = 0
  expect "each once" test -z "$(sort "$work/out" | uniq -d)"
  expect "no tools of the lint" test "$(grep -c shellcheck "$work/out")" = 0
  expect "and no other word" is_silent err
  local plain
  plain=$(wc -l <"$work/out")
  expect "with --lint too" test "$(setup --list --lint)" = 0
  expect "it names the lint's tools" grep -qx shellcheck "$work/out"
  expect "beside the others" test "$(wc -l <"$work/out")" -gt "$plain"
  expect "what only tests use is asked for" test "$(grep -c -x gnugo "$work/out")" = 0
  expect "with --tests" test "$(setup --tests --list)" = 0
  expect "it is named" grep -qx gnugo "$work/out"
  expect "a list installs nothing" nothing_was_installed
}

refuses_a_libtorch_root_that_is_none() {
  export LIBTORCH_ROOT=$work/nowhere
  expect "it is 64" test "$(setup)" = 64
  expect "it names the place" said "LIBTORCH_ROOT=$work/nowhere has no lib/libtorch_cpu.so"
  expect "and what to do" said "hint: name the directory that holds include/ and lib/"
  mkdir -p "$work/nowhere/lib"
  expect "an empty lib is none either" test "$(setup --check)" = 64
  expect "nothing is installed before" nothing_was_installed
}

without_root_prints_the_command() {
  if ((EUID == 0)); then command -v setpriv >/dev/null || skip "needs setpriv"; fi
  expect "it is 69" test "$(setup_without_root)" = 69
  expect "it says why" said "Debian packages are missing, and only an administrator can install them"
  local command
  command=$(grep -x 'apt-get update && apt-get install -y --no-install-recommends .*' "$work/err" || true)
  expect "it prints the command on a line of its own" test -n "$command"
  expect "and how to do with a site's modules" said "cmake --preset cpu -DLIBTORCH_ROOT=DIR"
  expect "nothing is installed" nothing_was_installed
  expect "the list" test "$(setup --list)" = 0
  expect "the command names every package of the list" \
    test "$(tr ' ' '\n' <<<"${command##*recommends }" | sort)" = "$(sort "$work/out")"
}

checks_without_installing() {
  expect "something is missing: 69" test "$(setup --check)" = 69
  expect "it says what" said "missing packages: .*slurmctld"
  expect "not LibTorch, which is there" test "$(grep -c "missing: LibTorch" "$work/err")" = 0
  unset LIBTORCH_ROOT
  expect "without one it is 69 too" test "$(setup --check)" = 69
  expect "and says so" said "missing: LibTorch .* in .deps/torch"
  # A dpkg-query that knows every package.
  bash "$work/slurm/setup.sh" --list | sed "s/.*/echo 'ii &'/" >"$work/stub/dpkg-query"
  sed -i '1i #!/bin/sh' "$work/stub/dpkg-query"
  export LIBTORCH_ROOT=$work/libtorch
  expect "nothing is missing: 0" test "$(setup --check)" = 0
  expect "then there is nothing to do" test "$(setup)" = 0
  expect "and nothing to say" is_silent err
  expect "nothing was installed" nothing_was_installed
}

refuses_wrong_options() {
  expect "it is 64" test "$(setup --instal)" = 64
  expect "it names the option" said "unknown option '--instal'"
  expect "help is 0" test "$(setup --help)" = 0
  expect "nothing was installed" nothing_was_installed
}

if [[ ${1:-} == --list ]]; then
  printf '%s\n' "${cases[@]}"
  exit 0
fi
(($# > 0)) || set -- "${cases[@]}"
for case in "$@"; do
  declare -F "$case" >/dev/null || {
    echo "no case $case" >&2
    exit 1
  }
  work=$(mktemp -d /tmp/az_setup_XXXXXX)
  trap 'rm -rf "$work"' EXIT
  (
    make_checkout
    "$case"
  )
  rm -rf "$work"
  echo "passed: $case"
done
