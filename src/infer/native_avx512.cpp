// native_avx512.cpp — the kernels for processors with AVX-512; compiled with its own flags
// (src/CMakeLists.txt).
#include <immintrin.h>

#include "infer/native_kernel.h"

namespace az::native {
namespace {

struct Vector {
  static constexpr int kAccumulators = 24, kMaxGroup = 4;
  __m512 v;
  static Vector load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vector zero() { return {_mm512_setzero_ps()}; }
  static Vector broadcast(const float* p) { return {_mm512_set1_ps(*p)}; }
  static Vector add(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
  static Vector sub(Vector a, Vector b) { return {_mm512_sub_ps(a.v, b.v)}; }
  static Vector mul(Vector a, Vector b) { return {_mm512_mul_ps(a.v, b.v)}; }
  static Vector max(Vector a, Vector b) { return {_mm512_max_ps(a.v, b.v)}; }
  static Vector relu(Vector a) { return {_mm512_max_ps(a.v, _mm512_setzero_ps())}; }
  static Vector fma(Vector a, Vector b, Vector c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
  void store(float* p) const { _mm512_storeu_ps(p, v); }
};

}  // namespace

void forward_avx512(const Plan& plan, const Scratch& scratch, int count,
                    const std::uint64_t* packed, const float* scalars, float* policy,
                    float* outcome) {
  forward<Vector>(plan, scratch, count, packed, scalars, policy, outcome);
}

}  // namespace az::native
