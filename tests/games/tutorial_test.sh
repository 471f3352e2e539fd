#!/usr/bin/env bash
# tutorial_test.sh — follows src/games/README.md literally: writes its blocks to the files that they name, compiles them
# against the library, with the project's warnings, and runs the tutorial's own test and its playthrough.
#
#   tutorial_test.sh SOURCE_DIR COMPILER FLAGS LIBRARY…
set -euo pipefail

source_dir=$1 compiler=$2 flags=$3
shift 3
readme=$source_dir/src/games/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A block belongs to the file named in backticks at the start of the last text line above it.
awk -v work="$work" '
  /^```/ && inside { inside = 0; close(file); next }
  /^```/ { inside = 1; if (target == "") file = "/dev/null"; else { file = work "/" target; print target; target = "" } next }
  inside { directory = file; sub("/[^/]*$", "", directory); if (!(directory in made)) { system("mkdir -p " directory); made[directory] = 1 } print > file; next }
  /^`[^`]+`/ { target = $0; sub(/^`/, "", target); sub(/`.*/, "", target); if ($0 ~ /with the includes$/) target = target ".include"; if ($0 ~ /in `kGames`$/) target = target ".entry"; next }
  /[^ ]/ { target = "" }
' "$readme" >"$work/files"

for file in src/games/quad/{rules.h,rules.cpp,encode.cpp} src/games/registry.cpp.{include,entry} \
  tests/games/quad_test.cpp tests/games/golden/quad.txt configs/games/quad.yaml; do
  [[ -s $work/$file ]] || {
    echo "the tutorial has no block for $file; found:" >&2
    cat "$work/files" >&2
    exit 1
  }
done

# Step 4: the include goes before the first include of a game's rules, the line to the head of the list.
include=$(<"$work/src/games/registry.cpp.include") entry=$(<"$work/src/games/registry.cpp.entry")
awk -v include="$include" -v entry="$entry" '
  /^#include "games\/.*\/rules.h"/ && !included { print include; included = 1 }
  { print }
  /kGames = \{/ { print entry; entered = 1 }
  END { exit !(included && entered) }
' "$source_dir/src/games/registry.cpp" >"$work/src/games/registry.cpp"

# Steps 6 and 7: the head is recorded and repeated, the configuration makes the game.
cat >"$work/steps_test.cpp" <<'EOF'
#include <gtest/gtest.h>

#include "games/playthrough.h"
#include "games/registry.h"

TEST(Tutorial, RecordsThePlaythroughAndReadsTheConfiguration) {
  const std::string head = az::read_file("tests/games/golden/quad.txt").value();
  const auto recorded = az::repeat_playthrough(head, "quad.txt");
  ASSERT_TRUE(recorded) << recorded.error().to_string();
  EXPECT_TRUE(recorded->starts_with(head));
  EXPECT_TRUE(az::compare_playthroughs(*recorded, az::repeat_playthrough(*recorded, "quad.txt").value()));
  const auto config = az::load_yaml("configs/games/quad.yaml");
  ASSERT_TRUE(config) << config.error().to_string();
  const auto game = az::make_game(*config->find("game"));
  ASSERT_TRUE(game) << game.error().to_string();
  EXPECT_EQ((*game)->info().family, "quad");
}
EOF

cd "$work"
# shellcheck disable=SC2086  # the flags are a list of words
for unit in src/games/quad/rules.cpp src/games/quad/encode.cpp src/games/registry.cpp tests/games/quad_test.cpp \
  steps_test.cpp; do
  $compiler $flags -Isrc -I"$source_dir/src" -I"$source_dir" -c "$unit" -o "$(basename "$(dirname "$unit")")_$(basename "$unit").o"
done
# shellcheck disable=SC2086
$compiler $flags ./*.o "$@" -o quad_tests
./quad_tests
