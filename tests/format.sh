#!/usr/bin/env bash
# format.sh [--fix] — checks, or repairs, the form of every tracked file: C++ (clang-format-16), shell (shfmt, shellcheck)
# and YAML (yamllint). Exit codes: 0 all well · 1 something is not · 64 wrong option · 69 a tool is missing.
set -euo pipefail

fix=false
case ${1:-} in
'') ;;
--fix) fix=true ;;
*)
  printf "tests/format.sh: unknown option '%s'\n  hint: the only option is --fix\n" "$1" >&2
  exit 64
  ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in clang-format-16 shfmt shellcheck yamllint; do
  command -v $tool >/dev/null || {
    printf 'tests/format.sh: %s is missing\n  hint: bash slurm/setup.sh --lint\n' $tool >&2
    exit 69
  }
done

# New files count as well; deleted ones do not.
files() { git ls-files -z --cached --others --exclude-standard -- "$@" | while IFS= read -rd '' file; do
  if [[ -f $file && ! -L $file ]]; then printf '%s\0' "$file"; fi
done; }
mapfile -d '' -t cxx < <(files '*.h' '*.cpp' '*.cu' '*.cuh' '*.c')
mapfile -d '' -t shell < <(files '*.sh' .ci/run)
mapfile -d '' -t yaml < <(files '*.yaml' '*.yml' .clang-format .clang-tidy)

bad=0
check() { # what, number of files, command...
  if (($2 == 0)); then return; fi
  "${@:3}" || {
    echo "format: $1: not as it should be" >&2
    bad=1
  }
}
if $fix; then
  check C++ ${#cxx[@]} clang-format-16 -i "${cxx[@]}"
  check shell ${#shell[@]} shfmt -w -i 2 "${shell[@]}"
else
  check C++ ${#cxx[@]} clang-format-16 --dry-run -Werror "${cxx[@]}"
  check shell ${#shell[@]} shfmt -d -i 2 "${shell[@]}"
fi
check "shell (shellcheck)" ${#shell[@]} shellcheck "${shell[@]}"
check YAML ${#yaml[@]} yamllint --strict -c tests/yamllint.yaml "${yaml[@]}"
echo "format: ${#cxx[@]} C++, ${#shell[@]} shell and ${#yaml[@]} YAML files checked"
if ((bad)); then echo "  hint: bash tests/format.sh --fix repairs C++ and shell" >&2; fi
exit $bad
