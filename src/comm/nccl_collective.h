// nccl_collective.h — Collective over NCCL: a GPU build has it (nccl_collective.cpp), a CPU build
// says so (nccl_absent.cpp).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "comm/collective.h"

namespace az {

/// Collective on `device`. share: gives every rank rank 0's bytes (NCCL's unique id), so that this
/// file needs no MPI.
Result<std::unique_ptr<Collective>> make_nccl_collective(
    int rank, int size, int device, const std::function<std::string(std::string)>& share);

}  // namespace az
