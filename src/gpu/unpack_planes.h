// unpack_planes.h — packed bit planes to the floats that a net reads: channels last, [batch, cells,
// planes].
//
// The packed form is games/planes.h's: plane after plane, cell c is bit c % 64 of word c / 64. It
// is 32 times smaller than the floats, so it is what crosses to a GPU.
#pragma once

#include <cstdint>

#include "gpu/device.h"

namespace az {

struct PlaneShape {
  int batch = 0, planes = 0, cells = 0;
  int words_per_plane() const { return (cells + 63) / 64; }
};

/// packed: [batch, planes, words_per_plane]; out: [batch, cells, planes], each 0 or 1. Both in host
/// memory.
void unpack_planes(const PlaneShape& shape, const std::uint64_t* packed, float* out);

/// The same in the memory of the current GPU (the caller sets it), on `stream` (a cudaStream_t).
/// Fails only in a CPU build or when CUDA refuses the launch.
Result<void> unpack_planes_on_gpu(const PlaneShape& shape, const std::uint64_t* packed, float* out,
                                  void* stream);

}  // namespace az
