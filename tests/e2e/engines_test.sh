#!/usr/bin/env bash
# engines_test.sh CASE — external engines as anchors of real runs, two ranks under mpirun (no CASE: all; --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(engines_play_on_every_rank a_failing_engine_costs_no_game a_stop_reaches_a_thinking_engine gnu_go_from_chosen_openings)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# The engine of the run below is what lies here: a case can break and mend it. Its processes write their groups down.
write_engine() { # shell words that play tic-tac-toe
  printf 'echo $$ >>"%s"\n%s\n' "$work/engines" "$1" >"$work/engine"
  : >"$work/engines"
  export AZ_TEST_ENGINE=$work/engine
}
good_engine="exec arrayzero gtp --game tic_tac_toe --agent search --simulations 4"

no_engine_lives() {
  ps -eo pgid=,stat= | awk -v groups="$(tr '\n' ' ' <"$work/engines")" '
    BEGIN { split(groups, list, " "); for (i in list) engine[list[i]] = 1 }
    ($1 in engine) && $2 !~ /^Z/ { lives = 1 }
    END { exit lives }'
}
engines_live() { [[ $(wc -l <"$work/engines") == "$1" ]]; } # so many have been started
# One generation of tic-tac-toe with three blocks against the engine.
have_engine_run() {
  write_engine "$good_engine"
  run=$work/run
  cp -r "$(kept engine_run make_engine_run)" "$run"
  : >"$work/engines"
}
make_engine_run() { # directory
  # shellcheck disable=SC2016 # the engine's shell is to see the name
  new_run configs/runs/smoke.yaml "$1" --local --generations 1 \
    --set 'arena.agents={other: {command: sh -c ". \"$AZ_TEST_ENGINE\""}}' \
    --set 'arena.anchors=[{kind: random}, {kind: engine, agent: other, blocks: 3}]'
}
forget_engine_blocks() { # numbers…
  local block
  for block in "$@"; do rm "$run/matches/g0001/other-b000$block.h5"; done
  rm "$run/ratings/g0001.yaml"
  forget g0001-evaluate g0001-promote
  printf 'generation: 0\nnet: %s\nfile: nets/g0000.h5\nsince: 0\n' \
    "$(h5dump -a /content_hash "$run/nets/g0000.h5" | sed -n 's/.*"\([0-9a-f]\{32\}\)".*/\1/p')" >"$run/champion.yaml"
}
is_clean() { # verify, lineage and check find nothing
  local tool
  for tool in verify lineage check; do
    expect "$tool" quietly arrayzero inspect "$tool" "$run"
  done
}
digests() { (cd "$run/matches/g0001" && sha256sum -- *.h5); }

engines_play_on_every_rank() {
  have_engine_run
  expect "it is rated" grep -q "label: other" "$run/ratings/g0001.yaml"
  expect "the configuration says who it is" grep -q "name: ArrayZero search4" "$run/run.yaml"
  is_clean
  # On one rank, in another order: the same games.
  digests >"$work/once"
  rm "$run"/matches/g0001/{champion,random}*
  forget_engine_blocks 0 1 2
  expect "one rank alone" quietly az_evaluate --run "$run" --generation 1
  expect "a process for each block" engines_live 3
  expect "none of them lives" soon 5 no_engine_lives
  digests >"$work/again"
  diff "$work/once" "$work/again" || die "other games"
}

a_failing_engine_costs_no_game() {
  have_engine_run
  forget_engine_blocks 1 2
  digests >"$work/before"
  write_engine "sed -u 20q | (${good_engine#exec }); echo tired >&2; exit 3"
  expect "the stage fails" test "$(code_of arrayzero resume --local "$run")" = 69
  expect "and says why" says "engine other: ended with exit code 3 in answer to"
  expect "in the engine's words, too" says "its last words: tired"
  expect "and where to read more" says "logs/evaluate/g0001-t"
  expect "the conversation is there" grep -q '^> .* genmove' "$run"/logs/evaluate/*-other.log
  digests >"$work/after"
  diff "$work/before" "$work/after" || die "games were lost or made up"
  expect "nothing is decided" test ! -e "$run/ratings/g0001.yaml"
  write_engine "printf '=1 2\n\n=2 Another\n\n=3 1\n\n'; sleep 1000"
  expect "another engine is refused" test "$(code_of arrayzero resume --local "$run")" = 65
  expect "by name" says "is Another 1, the run began with ArrayZero search4"
  expect "it does not live on" soon 5 no_engine_lives
  write_engine "$good_engine"
  expect "mended, the run goes on" quietly arrayzero resume --local "$run"
  expect "nor does this one" soon 5 no_engine_lives
  is_clean
}

a_stop_reaches_a_thinking_engine() {
  have_engine_run
  forget_engine_blocks 0 1 2
  # It never makes a move: it waits for the end of its input, and longer.
  local hanging="sed -u /genmove/d | (${good_engine#exec }); sleep 1000"
  write_engine "$hanging"
  mpirun --oversubscribe -n 2 az_evaluate --run "$run" --generation 1 --ranks 2 >"$work/last.out" 2>"$work/last.err" &
  local launcher=$! began code=0
  expect "an engine on each rank" soon 60 engines_live 2
  sleep 1
  expect "they think" not no_engine_lives
  began=$SECONDS
  pkill -TERM -P "$launcher" az_evaluate
  wait "$launcher" || code=$?
  expect "stopped, state saved: 15, not $code" test "$code" = 15
  expect "at once" test $((SECONDS - began)) -lt 15
  expect "no engine lives" soon 5 no_engine_lives
  expect "no block is half there" test "$(find "$run/matches/g0001" -name '*other*' | wc -l)" = 0
  # Killed outright, as by a launcher whose patience ends: nobody is left to clear up.
  write_engine "$hanging"
  az_evaluate --run "$run" --generation 1 >"$work/last.out" 2>"$work/last.err" &
  local stage=$!
  expect "an engine" soon 60 engines_live 1
  sleep 1
  expect "it thinks" not no_engine_lives
  kill -KILL "$stage"
  wait "$stage" 2>/dev/null || true
  expect "it goes with its rank" soon 5 no_engine_lives
}

gnu_go_from_chosen_openings() {
  [[ -n $(PATH=$PATH:/usr/games command -v gnugo) ]] || skip "needs gnugo (bash slurm/setup.sh --tests installs it)"
  cat >"$work/go.yaml" <<YAML
include: [$AZ_SOURCE/configs/games/go5.yaml, $AZ_SOURCE/configs/nets/mlp_2x256.yaml, $AZ_SOURCE/configs/agents/gnugo.yaml]
generations: 1
net: {layers: 1, hidden: 16}
search: {simulations: 4}
selfplay: {games: 20, games_per_shard: 10, slots: 10}
replay: {minimum_rows: 10}
train: {batch: 16, reuse: 1}
arena:
  simulations: 4
  blocks: 1
  pairs_per_block: 3
  openings: {file: $work/book, plies: 2}
  anchors: [{kind: engine, agent: gnugo, blocks: 1}]
promote: {rule: always}
YAML
  mkdir "$work/book"
  echo '(;SZ[5](;B[cc](;W[bb])(;W[dc])(;W[cd];B[dd]))(;B[bb];W[cc]))' >"$work/book/a.sgf"
  echo '(;SZ[5];B[dd];W[bb];B[bc])(;SZ[5];B[bc];W[dc])' >"$work/book/b.sgf"
  run=$work/run
  expect "the run" new_run "$work/go.yaml" "$run" --local
  rm -r "$work/book" # the run has its own
  expect "GNU Go has played" test -e "$run/matches/g0001/gnugo-b0000.h5"
  is_clean
  expect "as SGF" quietly arrayzero inspect game "$run/matches/g0001/gnugo-b0000.h5" 0 --sgf
  expect "with its name" says "[gnugo]"
  expect "after its opening" says "C[opening]"
  expect "a result" grep -qE 'RE\[([BW]\+[0-9R.]+|0)\]' "$work/last.out"
  # Openings that somebody changed are noticed by who looks and by who would play.
  sed -i 's/cd/ce/' "$run/openings/a.sgf"
  expect "check finds it" test "$(code_of arrayzero inspect check "$run")" != 0
  expect "and says it" says "holds other openings"
  rm "$run/matches/g0001/gnugo-b0000.h5" "$run/ratings/g0001.yaml"
  forget g0001-evaluate g0001-promote
  expect "nobody plays from them" test "$(code_of az_evaluate --run "$run" --generation 1)" = 65
  expect "and says why" says "is not what the run began with"
}

run_cases "$@"
