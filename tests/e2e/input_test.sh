#!/usr/bin/env bash
# input_test.sh CASE — plants bad input before real stages and real commands, without a scheduler: one line with a hint,
# the right exit code, nothing half-written, and the stage works when the fault is mended (no CASE: all; --list: names).
#
# Exit codes: 0 passed · 1 failed · 77 skipped, with what it lacked.
set -euo pipefail
cases=(
  a_wrong_word_makes_no_run a_changed_configuration a_damaged_shard_is_made_again a_missing_shard_is_made_again
  a_damaged_match_is_played_again another_schema_version a_missing_net a_net_of_another_game
  a_net_of_another_encoder
  ranks_without_a_launcher two_writers_of_one_shard a_guards_halt_is_accepted_for_one_generation
)
# shellcheck source=tests/e2e/support.sh
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

visible_files() { (cd "$run" && find . -type f -not -path './logs/*' -not -path './metrics/*' -exec sha256sum {} + | sort -k 2); }
# refused CODE WORDS COMMAND…: ends with the code, says the words and a hint in one line of error, and changes nothing.
refused() {
  local code
  visible_files >"$work/before"
  code=$(code_of "${@:3}")
  expect "exit code $1, not $code" test "$code" = "$1"
  expect "one line of error" test "$(grep -cE '^arrayzero: | E r[0-9]+ ' "$work/last.err")" = 1
  expect "it says '$2'" grep -qE -- "$2" "$work/last.err"
  expect "with a hint" grep -qE "\(hint: |did you mean|is outside" "$work/last.err"
  visible_files >"$work/after"
  diff "$work/before" "$work/after" || die "it changed files"
}
goes_on() { # `resume` completes the run
  expect "resume" quietly arrayzero resume --local "$run"
  expect "the run is done" is_done "$run"
  expect "verify" quietly arrayzero inspect verify "$run"
}

a_wrong_word_makes_no_run() {
  run=$work/nothing
  mkdir "$run"
  refused 64 "selfplay.gmaes: unknown key; did you mean 'games'" new_run configs/runs/smoke.yaml "$work/new" --set selfplay.gmaes=3
  refused 64 "search.simulations.* -1" new_run configs/runs/smoke.yaml "$work/new" --set search.simulations=-1
  refused 64 "cannot read .*nowhere.yaml: No such file" new_run nowhere.yaml "$work/new"
  expect "no run was made" test ! -e "$work/new"
}

a_changed_configuration() {
  have_run
  rm "$run/selfplay/g0001/s0001.h5"
  sed -i.bak 's/games_per_shard/game_per_shard/' "$run/run.yaml"
  refused 64 "run.yaml is not the configuration that this run began with" az_selfplay --run "$run" --generation 1
  mv "$run/run.yaml.bak" "$run/run.yaml"
  expect "mended" quietly az_selfplay --run "$run" --generation 1
}

a_damaged_shard_is_made_again() {
  have_run
  forget_training
  local shard=$run/selfplay/g0001/s0001.h5
  cp "$shard" "$work/whole.h5"
  truncate -s 9000 "$shard"
  refused 65 "s0001.h5: .*delete it and make it again" az_train --run "$run" --generation 1
  cp "$work/whole.h5" "$shard"
  flip_bits "$shard"
  refused 65 "s0001.h5: .*delete it and make it again" az_train --run "$run" --generation 1
  expect "resume fails too" test "$(code_of arrayzero resume --local "$run")" = 65
  rm "$shard" # what the hint says
  goes_on
}

a_missing_shard_is_made_again() {
  have_run
  forget_training
  rm "$run/selfplay/g0001/s0002.h5"
  refused 66 "too few games of g0001: have 48, need 64" az_train --run "$run" --generation 1
  goes_on
}

a_damaged_match_is_played_again() {
  have_run
  rm "$run/ratings/g0001.yaml"
  forget g0001-promote
  truncate -s 5000 "$run/matches/g0001/champion-b0001.h5"
  refused 65 "champion-b0001.h5: .*delete it and make it again" az_promote --run "$run" --generation 1
  rm "$run/matches/g0001/champion-b0001.h5"
  refused 66 "need at most 1 more, first .*champion-b0001.h5" az_promote --run "$run" --generation 1
  expect "resume fails too" test "$(code_of arrayzero resume --local "$run")" = 66
  goes_on
}

another_schema_version() {
  needs_h5py
  have_run
  forget_training
  set_schema_version 2 "$run/selfplay/g0001/s0000.h5"
  refused 65 "schema 'shard' version 2, this program reads version 1" az_train --run "$run" --generation 1
}

a_missing_net() {
  have_run
  mv "$run/nets/g0000.h5" "$work/kept.h5"
  rm "$run/selfplay/g0001/s0001.h5" "$run/ratings/g0001.yaml" "$run/exams/g0000.yaml"
  refused 66 "g0000.h5.* does not exist" az_selfplay --run "$run" --generation 1
  refused 66 "g0000.h5.* does not exist" az_evaluate --run "$run" --generation 1
  refused 66 "g0000.h5.* does not exist" az_exam --run "$run" --generation 0
  mv "$work/kept.h5" "$run/nets/g0000.h5"
  expect "mended" quietly az_selfplay --run "$run" --generation 1
  mv "$run/champion.yaml" "$work/kept.yaml"
  rm "$run/selfplay/g0001/s0001.h5"
  refused 66 "champion.yaml does not exist" az_selfplay --run "$run" --generation 1
  mv "$work/kept.yaml" "$run/champion.yaml"
  expect "mended" quietly az_selfplay --run "$run" --generation 1
}

a_net_of_another_game() {
  have_run
  local other=$work/other
  expect "a net of another game" have_net_of_another_game "$other"
  mv "$run/nets/g0000.h5" "$work/kept.h5"
  cp "$other/nets/g0000.h5" "$run/nets/"
  rm "$run/selfplay/g0001/s0001.h5" "$run/exams/g0000.yaml"
  refused 65 "g0000.h5: is net [0-9a-f]+, not [0-9a-f]+" az_selfplay --run "$run" --generation 1
  refused 65 "g0000.h5: a net for connect_four, not for tic_tac_toe" az_exam --run "$run" --generation 0
  cp "$run/champion.yaml" "$work/kept.yaml"
  cp "$other/champion.yaml" "$run/"
  refused 65 "g0000.h5: a net for connect_four, not for tic_tac_toe" az_selfplay --run "$run" --generation 1
  cp "$work/kept.yaml" "$run/champion.yaml"
  mv "$work/kept.h5" "$run/nets/g0000.h5"
  expect "mended" quietly az_selfplay --run "$run" --generation 1
}

a_net_of_another_encoder() {
  needs_h5py
  have_run
  rm "$run/exams/g0000.yaml"
  cp "$run/nets/g0000.h5" "$work/kept.h5"
  set_text encoder_id 0123456789abcdef0123456789abcdef "$run/nets/g0000.h5"
  local damaged="content hash is [0-9a-f]{32}, the file says"
  refused 65 "g0000.h5: $damaged" az_exam --run "$run" --generation 0
  # Made whole again, it is what a version of the program with other planes would have written.
  set_text content_hash "$(grep -oE "$damaged" "$work/last.err" | grep -oE '[0-9a-f]{32}')" "$run/nets/g0000.h5"
  refused 65 "g0000.h5: a net that reads other input planes" az_exam --run "$run" --generation 0
  cp "$work/kept.h5" "$run/nets/g0000.h5"
  expect "mended" quietly az_exam --run "$run" --generation 0
}

ranks_without_a_launcher() {
  have_run
  rm "$run/selfplay/g0001/s0001.h5"
  refused 64 "the launcher started 2 ranks, but this process sees a world of 1" az_selfplay --run "$run" --generation 1 --ranks 2
  expect "two ranks" quietly mpirun --oversubscribe -n 2 az_selfplay --run "$run" --generation 1 --ranks 2
}

two_writers_of_one_shard() {
  needs_h5py
  have_run
  digest_of "$run" >"$work/wanted"
  rm "$run"/selfplay/g0001/s*.h5
  local writers=() writer
  for writer in 1 2 3; do
    az_selfplay --run "$run" --generation 1 2>"$work/writer$writer.err" &
    writers+=($!)
  done
  for writer in "${writers[@]}"; do expect "writer $writer" wait "$writer"; done
  expect "nothing half-written stays" test -z "$(find "$run" -name '*.part')"
  diff "$work/wanted" <(digest_of "$run") || die "the games changed"
}

# Older shards are lost: a guard halts training, again and again, until a person accepts it, and then for that generation alone.
a_guards_halt_is_accepted_for_one_generation() {
  have_run
  rm -r "$run/selfplay/g0001"
  local lost="shrunken data: window rows .* older shards are missing"
  expect "the guard's halt is 76" test "$(code_of arrayzero resume --local --generations 2 "$run")" = 76
  expect "with its reason" grep -qE "g0002.*$lost.*--accept-halt" "$run"/logs/train/g0002-t000.log
  refused 76 "was halted by a guard: $lost" arrayzero resume --local "$run"
  refused 76 "$lost" az_train --run "$run" --generation 2
  expect "accepted" quietly arrayzero resume --local --accept-halt "$run"
  expect "the log says so" grep -qE " W r00 train g0002 a person accepted: $lost" "$run"/logs/train/g0002-t000.log
  expect "the run is done" is_done "$run"
  expect "the next generation halts again" test "$(code_of arrayzero resume --local --generations 3 "$run")" = 76
  refused 76 "was halted by a guard: $lost" arrayzero resume --local "$run"
  expect "accepted again" quietly arrayzero resume --local --accept-halt "$run"
  expect "the run is done again" is_done "$run"
}

run_cases "$@"
