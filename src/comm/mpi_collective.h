// mpi_collective.h — Collective over MPI_COMM_WORLD: always there, and the reference that nccl must
// agree with.
#pragma once

#include <memory>

#include "comm/collective.h"

namespace az {

/// world: false makes a collective of one rank that never calls MPI.
std::unique_ptr<Collective> make_mpi_collective(bool world);

}  // namespace az
