#!/usr/bin/env bash
# headers.sh COMPILE_COMMANDS HEADER... — every header compiles alone, with nothing before it.
#
# The build cannot prove it: a precompiled header stands before whatever it compiles. Prints the headers that need
# another one first. Exit codes: 0 none does · 1 some do.
set -euo pipefail
commands=$1
shift
compiler=$(command -v c++)

# The includes and definitions of all our targets together: the same for every header, and found nowhere but in the build.
# shellcheck disable=SC1003
flags=$(grep -ohE '(-I|-isystem |-D)[^ "\\]+' "$commands" | grep -v -e AZ_ -e '\\' | sort -u | tr '\n' ' ')

check() { # header
  local out
  # shellcheck disable=SC2086 # the flags are words
  if ! out=$(echo "#include \"$1\"" | $compiler -std=c++20 -fsyntax-only -Wall -Wextra $flags -I. -x c++ - 2>&1); then
    printf '%s does not compile alone:\n%s\n' "$1" "$(head -n 5 <<<"$out")"
    return 1
  fi
}
export -f check
export compiler flags
printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -I{} bash -c 'check {}' || exit 1
