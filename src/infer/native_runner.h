// native_runner.h — residual nets on the CPU by kernels of our own: Winograd convolutions, no
// per-layer overhead.
//
// Faster than LibTorch on small boards and small batches, and exact in one respect that LibTorch is
// not: a position's answer is the same to the bit in every batch and slot.
#pragma once

#include <memory>

#include "infer/net_runner.h"

namespace az {

/// Whether the kernels exist for this net and this processor: a resnet whose channels (trunk,
/// pooled, policy, value and hidden) are multiples of 16, and a processor with AVX2 and FMA.
bool has_native_runner(const Net& net);

/// Copies what it needs from the net. Uses AVX-512 where the processor has it, with the same
/// results to the bit.
std::unique_ptr<NetRunner> make_native_runner(const Net& net, bool allow_avx512 = true);

}  // namespace az
