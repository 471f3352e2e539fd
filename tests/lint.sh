#!/usr/bin/env bash
# lint.sh [--changed REF] [--minutes N] [--preset P] — clang-tidy over the project's C++ files; headers compile alone.
#
# Files changed since REF (default: main's last common commit) come first. After N minutes (default 40) no new file is
# begun, and the files that were not reached are named. Exit codes: 0 no finding in what was checked · 1 findings ·
# 64 wrong option · 69 a tool or the build directory is missing.
set -euo pipefail

fail() {
  printf 'tests/lint.sh: %s\n  hint: %s\n' "$2" "$3" >&2
  exit "$1"
}
preset=cpu minutes=40 changed_since='' only_changed=false
while (($# > 0)); do
  if [[ $1 == -h || $1 == --help ]]; then
    sed -n '2,/^set/{s/^# \{0,1\}//;/^set/!p}' "${BASH_SOURCE[0]}"
    exit 0
  fi
  (($# > 1)) || fail 64 "'$1' wants a value" "lint.sh [--changed REF] [--minutes N] [--preset P]"
  case $1 in
  --changed) changed_since=$2 only_changed=true ;;
  --minutes) minutes=$2 ;;
  --preset) preset=$2 ;;
  *) fail 64 "unknown option '$1'" "lint.sh [--changed REF] [--minutes N] [--preset P]" ;;
  esac
  shift 2
done
[[ $minutes =~ ^[0-9]{1,4}$ ]] || fail 64 "--minutes wants a number, not '$minutes'" "for example --minutes 20"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
database=build/$preset/compile_commands.json
export tidy=$PWD/.deps/lint/clang_tidy/data/bin/clang-tidy
[[ -x $tidy ]] || fail 69 "clang-tidy is missing in .deps/lint" "bash slurm/setup.sh --lint"
[[ -s $database ]] || fail 69 "$database is missing" "cmake --preset $preset"

# files of the compilation database that git knows or would add
mapfile -t files < <(comm -12 \
  <(sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$database" | sed "s|^$PWD/||" | sort -u) \
  <(git ls-files --cached --others --exclude-standard -- '*.cpp' | sort -u))
mapfile -t headers < <(git ls-files --cached --others --exclude-standard -- 'src/*.h')
if [[ -z $changed_since ]]; then changed_since=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD); fi
mapfile -t changed < <(git diff --name-only "$changed_since" -- '*.cpp' 2>/dev/null | sort -u |
  comm -12 - <(printf '%s\n' "${files[@]}"))
if $only_changed; then
  files=("${changed[@]}")
  mapfile -t headers < <(git diff --name-only --diff-filter=d "$changed_since" -- 'src/*.h')
else
  mapfile -t files < <(printf '%s\n' "${changed[@]}" "${files[@]}" | awk 'NF && !seen[$0]++')
fi
if ((${#files[@]} + ${#headers[@]} == 0)); then
  echo "lint: no file to check"
  exit 0
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM
export results database began=$EPOCHSECONDS limit=$((minutes * 60))
one() { # file: its findings in $results/<name>.bad, or a mark that it is done or was not reached
  local name=${1//\//__}
  if ((EPOCHSECONDS - began >= limit)); then
    echo "$1" >"$results/$name.late"
    return
  fi
  # The database is GCC's: flags that only GCC knows are no finding, and warnings of the compiler are the build's.
  if "$tidy" --quiet -p "${database%/*}" --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-Wno-ignored-optimization-argument --extra-arg=-Wno-error "$1" >"$results/$name.out" 2>"$results/$name.err"; then
    mv "$results/$name.out" "$results/$name.good"
  else
    cat "$results/$name.out" "$results/$name.err" >"$results/$name.bad"
  fi
}
export -f one
# shellcheck disable=SC2016
if ((${#files[@]} > 0)); then printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'one "$1"' _; fi
failed=false
if ((${#headers[@]} > 0)); then bash tests/headers.sh "$database" "${headers[@]}" >&2 || failed=true; fi

count() { find "$results" -name "*.$1" | wc -l; }
# A finding in a header comes once for every file that includes it: it is printed once.
find "$results" -name '*.bad' -exec cat {} + | grep -vE '^[0-9]+ (warnings?|errors?) |^Suppressed |^Use -' |
  awk '/: (error|warning): / {again = seen[$0]++} !again' >&2 || true
if (($(count late) > 0)); then
  echo "lint: not reached in $minutes minutes:"
  cat "$results"/*.late | sed 's/^/  /'
fi
echo "lint: $(($(count good) + $(count bad))) of ${#files[@]} files checked, $(count bad) with findings; ${#headers[@]} headers alone; $((EPOCHSECONDS - began)) s"
(($(count bad) == 0)) && ! $failed
