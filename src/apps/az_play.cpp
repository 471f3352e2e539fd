// az_play — a person against a net or an anchor, in a terminal (play/play.h).
#include <iostream>

#include "play/play.h"

int main(int argc, char** argv) { return az::run_play(argc, argv, std::cin, std::cout, std::cerr); }
