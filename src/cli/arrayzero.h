// arrayzero.h — the main of arrayzero: command line, help, exit codes.
//
// Links neither MPI nor Torch; verbs that need them hand over to the executables beside it.
#pragma once

namespace az {

int arrayzero(int argc, char** argv);

}  // namespace az
