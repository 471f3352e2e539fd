// az_gtp — any game over the Go Text Protocol, on standard input and output (gtp/gtp.h).
#include <csignal>
#include <iostream>

#include "gtp/gtp.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an answer that cannot be written
  az::FileChannel session(0, 1);
  return az::run_gtp(argc, argv, session, std::cout, std::cerr);
}
