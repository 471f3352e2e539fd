#!/usr/bin/env bash
# teacher_test.sh CASE — a run whose first generation a game's heuristic plays, with every stage's real executable, without a
# scheduler (no CASE: all; --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(the_champion_plays_after_the_teacher)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

the_champion_plays_after_the_teacher() {
  cat >"$work/hex.yaml" <<YAML
include: [$AZ_SOURCE/configs/nets/mlp_2x256.yaml]
game: {name: hex, size: 4, canvas: 4}
variants: [{share: 0.5, size: 3}, {share: 0.5}]
generations: 2
net: {layers: 1, hidden: 16}
search: {simulations: 4}
selfplay:
  games: 32
  games_per_shard: 16
  slots: 8
  teacher: {generations: 1, simulations: 8}
  openings: [{share: 1, min_plies: 0, max_plies: 3}]
  bounds: {max_duplicate_fraction: 1}
replay: {minimum_rows: 10}
train: {batch: 16, reuse: 1}
arena: {simulations: 4, blocks: 1, pairs_per_block: 4, anchors: [{kind: random, blocks: 1}, {kind: heuristic, simulations: 0, blocks: 1}]}
promote: {rule: always}
YAML
  local run=$work/run what
  expect "the run" new_run "$work/hex.yaml" "$run" --local
  for what in verify check; do expect "$what" quietly arrayzero inspect "$what" "$run"; done
  expect "lineage" quietly arrayzero inspect lineage "$run"
  expect "names the teacher" says "teacher heuristic8"
  expect "a summary of a taught shard" quietly arrayzero inspect summary "$run/selfplay/g0001/s0000.h5"
  expect "names the teacher" says "teacher heuristic8"
  expect "a summary of a later shard" quietly arrayzero inspect summary "$run/selfplay/g0002/s0000.h5"
  expect "names the champion" says "champion g0001"
  expect "no law adds up a teacher's evaluations" not grep -q evaluations "$run"/metrics/selfplay/g0001-t000-r000.jsonl
  expect "a champion's are counted" grep -q evaluations "$run"/metrics/selfplay/g0002-t000-r000.jsonl
  expect "the report" quietly arrayzero report "$run"
  expect "holds scores by anchor" grep -q '^2,heuristic,8,' "$run/report/table_anchors.csv"
}

run_cases "$@"
