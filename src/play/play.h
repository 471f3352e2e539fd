// play.h — the command line of az_play: a person against any net or anchor, in a terminal.
#pragma once

#include <iosfwd>

namespace az {

/// `az_play (--run RUN [--generation G] | --net FILE | --agent random|search|heuristic) [--game
/// NAME] [--set k=v]… [--simulations N] [--seat S | --both] [--seed S]`. Reads moves and commands
/// from `in`, a line each, until it ends. Returns the exit code; errors go to `err`, one line each.
int run_play(int argc, char** argv, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace az
