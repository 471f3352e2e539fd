#!/bin/bash
# headers_alone.sh COMPILE_COMMANDS ROOT — compiles every header of src/ alone, with the flags of a source beside it.
# Prints the headers that need something included before them; exit 1 when there are any.
set -euo pipefail
commands=$1 root=$2
compiler=$(command -v c++)

# The includes and definitions of all our targets together: the same for every header, and found nowhere but in the build.
# shellcheck disable=SC1003
flags=$(grep -ohE '(-I|-isystem |-D)[^ "\\]+' "$commands" | grep -v -e AZ_ -e '\\' | sort -u | tr '\n' ' ')

check() {
  local out
  # shellcheck disable=SC2086 # the flags are words
  if ! out=$(echo "#include \"$1\"" | $compiler -std=c++20 -fsyntax-only -Wall -Wextra $flags -x c++ - 2>&1); then
    printf '%s does not compile alone:\n%s\n' "$1" "$(head -n 5 <<<"$out")"
    return 1
  fi
}
export -f check
export compiler flags

cd "$root/src"
# shellcheck disable=SC2016
find . -name '*.h' | sed 's|^\./||' | sort | xargs -P "$(nproc)" -I{} bash -c 'check {}'
echo "$(find . -name '*.h' | wc -l) headers compile alone"
