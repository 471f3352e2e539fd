#!/usr/bin/env bash
# run.sh — installs what is missing, builds, runs the tests; the last line is "N passed, N failed, N skipped".
#
# Exit codes: 0 all that ran passed · 1 a test failed, did not build, or none ran · 64 wrong option · 69, 74 as setup.sh.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: tests/run.sh [option...]
  --preset P     CMake preset (default cpu): cpu gpu debug asan tsan
  --label L      only tests with this label: unit contract mpi e2e slurm slow gpu; may be repeated
  --name REGEX   only tests whose name matches
  --all          also the label slow (default: everything but that)
  --jobs N       compilers at once; tests: three times as many (default: this machine's CPUs)
  --no-build     run what is built
asan and tsan run the labels unit and contract unless a label is given.
USAGE
}
fail() {
  printf 'tests/run.sh: %s\n  hint: %s\n' "$2" "$3" >&2
  exit "$1"
}

preset=cpu labels=() name='' all=false build=true jobs=$(nproc)
while (($# > 0)); do
  case $1 in --preset | --label | --name | --jobs)
    (($# > 1)) || fail 64 "$1 wants a value" "tests/run.sh --help"
    ;;
  esac
  case $1 in
  --preset) preset=$2 && shift ;;
  --label) labels+=("$2") && shift ;;
  --name) name=$2 && shift ;;
  --jobs) jobs=$2 && shift ;;
  --all) all=true ;;
  --no-build) build=false ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) fail 64 "unknown option '$1'" "tests/run.sh --help" ;;
  esac
  shift
done
[[ $preset =~ ^(cpu|gpu|debug|asan|tsan)$ ]] || fail 64 "no preset '$preset'" "cpu, gpu, debug, asan or tsan"
for label in "${labels[@]}"; do
  [[ $label =~ ^(unit|contract|mpi|e2e|slurm|slow|gpu)$ ]] || fail 64 "no label '$label'" "unit, contract, mpi, e2e, slurm, slow or gpu"
done
[[ $jobs =~ ^[1-9][0-9]{0,3}$ ]] || fail 64 "--jobs wants a number, not '$jobs'" "for example --jobs 2"

cd "$(dirname "${BASH_SOURCE[0]}")/.."
build_dir=build/$preset

if $build; then
  # What only tests use may be missing: they are skipped and say so.
  bash slurm/setup.sh --tests || bash slurm/setup.sh
  configure=(cmake --preset "$preset")
  if [[ -n ${LIBTORCH_ROOT:-} ]]; then configure+=("-DLIBTORCH_ROOT=$LIBTORCH_ROOT"); fi
  "${configure[@]}" >/dev/null || fail 1 "cmake --preset $preset failed" "its message is above"
  cmake --build "$build_dir" --parallel "$jobs" || fail 1 "the build failed" "the first error is above"
fi
[[ -e $build_dir/CTestTestfile.cmake ]] || fail 1 "$build_dir has no tests" "run it without --no-build"

# Ranks and jobs of the tests see only what they set themselves.
unset "${!SLURM_@}" "${!SBATCH_@}" "${!PMIX_@}" "${!OMPI_@}"
if ((EUID == 0)); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
if [[ $preset == asan ]]; then export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp${LSAN_OPTIONS:+:$LSAN_OPTIONS}"; fi
# libgomp is not built for the thread sanitizer: what LibTorch's own threads hand each other would look like races.
if [[ $preset == tsan ]]; then export OMP_NUM_THREADS=1; fi

selection=()
if ((${#labels[@]} == 0)) && [[ $preset == [at]san ]]; then labels=(unit contract); fi
if ((${#labels[@]} > 0)); then
  selection+=(-L "^($(
    IFS='|'
    echo "${labels[*]}"
  ))\$")
elif ! $all; then
  selection+=(-LE '^slow$')
fi
if [[ -n $name ]]; then selection+=(-R "$name"); fi

report=$PWD/$build_dir/tests.xml
rm -f "$report"
code=0
# Half of the tests' time is waiting for a scheduler.
ctest --test-dir "$build_dir" "${selection[@]}" --parallel $((3 * jobs)) --output-on-failure --no-tests=error \
  --output-junit "$report" || code=1

# The report has one <testcase> per test; a skipped one says in its output what it lacked.
if [[ ! -s $report ]]; then
  echo "no test ran" >&2
  echo "0 passed, 0 failed, 0 skipped"
  exit 1
fi
awk -v code="$code" '
  function plain(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
    return text
  }
  function attribute(line, key) {
    if (!match(line, " " key "=\"[^\"]*\"")) return ""
    return plain(substr(line, RSTART + length(key) + 3, RLENGTH - length(key) - 4))
  }
  /<testcase / { name = attribute($0, "name"); status = attribute($0, "status"); reason = ""; skipped = 0; take = 0 }
  # a test whose program or fixture is missing is "skipped" in the report, too: it failed
  /<skipped/ { skipped = (attribute($0, "message") ~ /^SKIP_/) }
  # the reason is on the line of "skipped: ..." (shell tests) or after "file:line: Skipped" (GoogleTest)
  skipped && reason == "" && take { reason = $0; take = 0 }
  skipped && reason == "" && /[Ss]kipped: *[^ ]/ && !/<skipped/ { reason = $0; sub(/.*[Ss]kipped: */, "", reason) }
  skipped && reason == "" && /: Skipped *$/ { take = 1 }
  /<\/testcase>/ {
    if (skipped) {
      n_skipped++
      list[n_skipped] = name ": " (reason == "" ? "said no reason" : plain(reason))
    } else if (status == "run") n_passed++
    else if (status == "disabled") { n_skipped++; list[n_skipped] = name ": disabled" }
    else { n_failed++; failures[n_failed] = name }
  }
  END {
    if (n_skipped) print "skipped:"
    for (i = 1; i <= n_skipped; i++) print "  " list[i]
    if (n_failed) print "failed:"
    for (i = 1; i <= n_failed; i++) print "  " failures[i]
    printf "%d passed, %d failed, %d skipped\n", n_passed, n_failed, n_skipped
    exit (code != 0 || n_failed > 0 || n_passed == 0)
  }' "$report"
