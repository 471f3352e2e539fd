// infer_config.h — the `infer:` section: how nets are evaluated. Nothing here changes what a net
// says beyond rounding.
#pragma once

#include <fmt/format.h>

#include "config/field.h"

namespace az {

enum class InferDevice { kCpu, kGpu };
enum class InferEngine { kNative, kTorch };
enum class InferPrecision { kFp32, kBf16 };

struct InferConfig {
  InferDevice device = InferDevice::kCpu;
  InferEngine engine = InferEngine::kNative;
  InferPrecision precision = InferPrecision::kFp32;
  int threads = 1;
  int max_batch = 512;
  int cache_mb = 64;

  static void describe(auto& self, auto& v) {
    v.field("device", self.device,
            Words<InferDevice>{{{"cpu", InferDevice::kCpu}, {"gpu", InferDevice::kGpu}}},
            "where nets run; a GPU that is absent is an error");
    v.field(
        "precision", self.precision,
        Words<InferPrecision>{{{"fp32", InferPrecision::kFp32}, {"bf16", InferPrecision::kBf16}}},
        "arithmetic of the layers; bf16 needs a GPU or a CPU with AVX512-bf16 to be faster");
    v.field("engine", self.engine,
            Words<InferEngine>{{{"native", InferEngine::kNative}, {"torch", InferEngine::kTorch}}},
            "native: own fp32 CPU kernels for the nets that have them (infer/native_runner.h), "
            "LibTorch for the others; torch: LibTorch for all");
    v.field("threads", self.threads, Range{1, 256},
            "threads that share one evaluation, per rank; more than 1 needs engine: torch on the "
            "CPU");
    v.field("max_batch", self.max_batch, Range{1, 65536},
            "positions evaluated at once; larger batches are split");
    v.field("cache_mb", self.cache_mb, Range{0, 1 << 20},
            "memory for answers already given, per rank and net, in MiB; 0: no cache");
  }
  Result<void> check() const {
    if (threads > 1 && (engine != InferEngine::kTorch || device == InferDevice::kGpu))
      return fail(fmt::format("threads: {} would do nothing: the native kernels and GPUs take one",
                              threads),
                  "set engine: torch and device: cpu, or threads: 1 and more ranks");
    return {};
  }
};

}  // namespace az
