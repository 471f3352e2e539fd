#include "cli/arrayzero.h"

int main(int argc, char** argv) { return az::arrayzero(argc, argv); }
