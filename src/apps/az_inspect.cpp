// az_inspect.cpp — looks into the files of a run (inspect/inspect.h).
#include "inspect/inspect.h"

int main(int argc, char** argv) { return az::run_inspect(argc, argv); }
