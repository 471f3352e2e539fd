// analysis.h — the command line of az_analysis: positions of Go over KataGo's analysis protocol.
#pragma once

#include <iosfwd>

#include "gtp/channel.h"

namespace az {

/// `az_analysis --run RUN [--generation G] | --net FILE | --agent search --game go [--set
/// game.k=v]… [--simulations N] [--parallel N] [--perspective black|white|mover]`. Answers the
/// lines of `session` until its end. Returns the exit code; help goes to `out`, errors of the
/// command line to `err`, one line each.
int run_analysis(int argc, char** argv, GtpChannel& session, std::ostream& out, std::ostream& err);

}  // namespace az
