// az_analysis — positions of Go over KataGo's analysis protocol, on standard input and output
// (analysis/analysis.h).
#include <iostream>

#include "analysis/analysis.h"
#include "analysis/query.h"

int main(int argc, char** argv) {
  az::FileChannel session(0, 1, az::kMostQueryLine);
  return az::run_analysis(argc, argv, session, std::cout, std::cerr);
}
