// az_analysis — positions of Go over KataGo's analysis protocol, on standard input and output
// (analysis/analysis.h).
#include <csignal>
#include <iostream>

#include "analysis/analysis.h"
#include "analysis/query.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an answer that cannot be written
  az::FileChannel session(0, 1, az::kMostQueryLine);
  return az::run_analysis(argc, argv, session, std::cout, std::cerr);
}
