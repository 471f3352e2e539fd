// native_avx2.cpp — the kernels for processors with AVX2 and FMA; compiled with its own flags
// (src/CMakeLists.txt).
#include <immintrin.h>

#include "infer/native_kernel.h"

namespace az::native {
namespace {

struct Vector {
  static constexpr int kAccumulators = 6, kMaxGroup = 1;
  __m256 low, high;
  static Vector load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
  static Vector zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
  static Vector broadcast(const float* p) {
    const __m256 v = _mm256_broadcast_ss(p);
    return {v, v};
  }
  static Vector add(Vector a, Vector b) {
    return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
  }
  static Vector sub(Vector a, Vector b) {
    return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
  }
  static Vector mul(Vector a, Vector b) {
    return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
  }
  static Vector max(Vector a, Vector b) {
    return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
  }
  static Vector relu(Vector a) { return max(a, zero()); }
  static Vector fma(Vector a, Vector b, Vector c) {
    return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
  }
  void store(float* p) const {
    _mm256_storeu_ps(p, low);
    _mm256_storeu_ps(p + 8, high);
  }
};

}  // namespace

void forward_avx2(const Plan& plan, const Scratch& scratch, int count, const std::uint64_t* packed,
                  const float* scalars, float* policy, float* outcome) {
  forward<Vector>(plan, scratch, count, packed, scalars, policy, outcome);
}

}  // namespace az::native
