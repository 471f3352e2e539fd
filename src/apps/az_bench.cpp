// az_bench — rates of the parts, one JSON line each (bench/bench.h).
#include "bench/bench.h"

int main(int argc, char** argv) { return az::run_bench(argc, argv); }
