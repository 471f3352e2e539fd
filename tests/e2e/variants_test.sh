#!/usr/bin/env bash
# variants_test.sh CASE — a run of several variants with every stage's real executable, without a scheduler (no CASE: all;
# --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(two_sizes_and_two_komis_are_one_run)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

two_sizes_and_two_komis_are_one_run() {
  cat >"$work/go.yaml" <<YAML
include: [$AZ_SOURCE/configs/nets/mlp_2x256.yaml]
game: {name: go, size: 4, canvas: 4, komi: 0.5, max_moves: 24}
variants:
  - {share: 0.5, size: 3, komi: 8.5}
  - {share: 0.25}
  - {share: 0.25, komi: 2.5, ko: simple}
generations: 1
net: {layers: 1, hidden: 16}
search: {simulations: 4}
selfplay: {games: 32, games_per_shard: 16, slots: 8, openings: [{share: 1, min_plies: 0, max_plies: 3}]}
replay: {minimum_rows: 10}
train: {batch: 16, reuse: 1}
arena:
  simulations: 4
  blocks: 1
  pairs_per_block: 4
  agents: {other: {command: $AZ_BIN/arrayzero gtp --game go --agent random}}
  anchors: [{kind: random, blocks: 1}, {kind: engine, agent: other, blocks: 1}]
promote: {rule: always}
YAML
  local run=$work/run what
  expect "the run" new_run "$work/go.yaml" "$run" --local
  for what in verify lineage check; do expect "$what" quietly arrayzero inspect "$what" "$run"; done
  expect "a summary of a shard" quietly arrayzero inspect summary "$run/selfplay/g0001/s0000.h5"
  expect "names the variants" says "komi: 2.5, ko: simple"
  expect "a summary of a block" quietly arrayzero inspect summary "$run/matches/g0001/other-b0000.h5"
  expect "counts their games" grep -qE '^ *0 +4 +size: 3, komi: 8.5' "$work/last.out"
  # At another size the champion plays the run's variant.
  printf 'get_komi\nboardsize 3\nget_komi\narrayzero-game\n' >"$work/session"
  timeout 60 arrayzero gtp --run "$run" <"$work/session" >"$work/last.out" 2>"$work/last.err"
  expect "its own komi" says "= 0.5"
  expect "the variant's komi" says "= 8.5"
}

run_cases "$@"
