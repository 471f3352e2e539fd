#!/bin/bash
# headers_alone.sh COMPILE_COMMANDS ROOT — every header of src/ compiles alone.
#
# The build has proven it for x.h where x.cpp includes x.h before anything else, unless a precompiled header stands
# before that (one of Torch: harmless to a header that itself includes Torch's tensors, and so most of the standard
# library). The others are compiled here, each with nothing before it. Prints the headers that need another one first;
# exit 1 when there are any.
set -euo pipefail
commands=$(realpath "$1") root=$2
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

declare -A torch=()
includes_torch() { # header: does it, or one of ours that it includes, include Torch? The answer is in torch[header]
  [[ -z ${torch[$1]:-} ]] || return 0
  torch[$1]=no
  if grep -q '^#include <ATen/core/Tensor.h>' "$1"; then torch[$1]=yes; fi
  local other
  while read -r other; do
    includes_torch "$other"
    if [[ ${torch[$other]} == yes ]]; then torch[$1]=yes; fi
  done < <(sed -n 's/^#include "\(.*\.h\)".*/\1/p' "$1")
}

cd "$root/src"
mapfile -t headers < <(find . -name '*.h' | sed 's|^\./||' | sort)
left=()
for header in "${headers[@]}"; do
  source=${header%.h}.cpp
  includes_torch "$header"
  line=$(grep -F ".dir/$source.o " "$commands" || (($? == 1))) # empty: the build does not compile it
  if [[ -z $line || $(grep -m 1 '^#include' "$source") != "#include \"$header\"" ]] ||
    [[ $line == *cmake_pch* && ${torch[$header]} == no ]]; then
    left+=("$header")
  fi
done
printf '%s\n' "${left[@]}" | xargs -P "$(nproc)" -I{} bash -c 'check {}'
echo "${#headers[@]} headers compile alone: $((${#headers[@]} - ${#left[@]})) by the build, ${#left[@]} here"
