// gtp.h — the command line of az_gtp: any game over the Go Text Protocol, with or without a player.
#pragma once

#include <iosfwd>

#include "gtp/channel.h"

namespace az {

/// `az_gtp [--run RUN [--generation G] | --net FILE | --agent random|search|heuristic] [--game
/// NAME]
/// [--set game.k=v]… [--simulations N] [--resign P] [--friendly-pass on|off] [--seed S]`. Answers
/// the lines of `session` until `quit` or its end. Returns the exit code; help goes to `out`,
/// errors of the command line to `err`, one line each.
int run_gtp(int argc, char** argv, GtpChannel& session, std::ostream& out, std::ostream& err);

}  // namespace az
