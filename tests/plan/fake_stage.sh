#!/bin/bash
# fake_stage.sh — stands for every stage executable in tests of the plan: notes that it was called, makes the
# stage's output, and ends as the run's file `.behaviour` says.
#
# .behaviour has lines `<generation>-<stage> <task> <code> [seconds [times]]`, for example `2-train 0 70`. After
# `times` calls the line is spent. Without a line: code 0 at once.
set -u
run=. generation=0 task=0 tasks=1 name=$(basename "$0")
while (($# > 0)); do
  case $1 in
  --run) run=$2 && shift ;;
  --generation) generation=$2 && shift ;;
  --task) task=$2 && shift ;;
  --tasks) tasks=$2 && shift ;;
  --ranks) shift ;;
  esac
  shift
done
stage=${name#az_}
[ "${SLURM_PROCID:-${OMPI_COMM_WORLD_RANK:-0}}" = 0 ] || exit 0
echo "$stage g$generation t$task life ${SLURM_RESTART_COUNT:-0}" >>"$run/trace"
code=0 seconds=0
line=$(grep "^$generation-$stage $task " "$run/.behaviour" 2>/dev/null | head -n 1)
if [ -n "$line" ]; then
  read -r _ _ code seconds times <<<"$line"
  seconds=${seconds:-0}
  calls=$(grep -c "^$stage g$generation t$task " "$run/trace")
  [ "$calls" -le "${times:-1000000}" ] || code=0 seconds=0
fi
# TERM leaves by default; USR2: save and leave, as a stage does.
trap 'exit 75' USR2
if [ "$seconds" != 0 ]; then
  sleep "$seconds" &
  wait $!
fi
[ "$code" = 0 ] || exit "$code"
four=$(printf '%04d' "$generation")
setting() { sed -n "/^selfplay:/,/^[a-z]/s/^ *$1: *\([0-9]*\).*/\1/p" "$run/run.yaml"; }
games=$(setting games) per_shard=$(setting games_per_shard)
case $stage in
selfplay)
  mkdir -p "$run/selfplay/g$four"
  for ((s = task; s * per_shard < games; s += tasks)); do
    echo shard >"$run/selfplay/g$four/s$(printf '%04d' "$s").h5"
  done
  ;;
train)
  for ((s = 0; generation > 0 && s * per_shard < games; ++s)); do
    [ -e "$run/selfplay/g$four/s$(printf '%04d' "$s").h5" ] || exit 66
  done
  mkdir -p "$run/nets" && echo net >"$run/nets/g$four.h5"
  ;;
exam) mkdir -p "$run/exams" && echo "generation: $generation" >"$run/exams/g$four.yaml" ;;
promote) mkdir -p "$run/ratings" && echo "generation: $generation" >"$run/ratings/g$four.yaml" ;;
esac
exit 0
