// az_gtp — any game over the Go Text Protocol, on standard input and output (gtp/gtp.h).
#include <iostream>

#include "gtp/gtp.h"

int main(int argc, char** argv) {
  az::FileChannel session(0, 1);
  return az::run_gtp(argc, argv, session, std::cout, std::cerr);
}
