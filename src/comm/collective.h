// collective.h — what ranks do together: sums, broadcasts, barriers, behind one interface (mpi,
// nccl).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/result.h"

namespace az {

enum class DataType : std::uint8_t { kFloat32, kFloat64, kInt64 };
enum class Reduce : std::uint8_t { kSum, kMax, kMin };

/// Memory that takes part in a collective; on a device when `stream` is one of its streams.
struct Buffer {
  void* data = nullptr;
  std::size_t count = 0;
  DataType type = DataType::kFloat32;
  void* stream = nullptr;
};

using Ticket = int;

/// Every rank calls the same functions in the same order, or none does.
class Collective {
 public:
  virtual ~Collective() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// In place. mpi completes before it returns; nccl returns at once.
  virtual Ticket start_all_reduce(Buffer data, Reduce op) = 0;
  virtual void wait(Ticket ticket) = 0;
  virtual void broadcast(Buffer data, int root) = 0;
  virtual void barrier() = 0;

  void all_reduce(std::span<float> data, Reduce op) {
    wait(start_all_reduce({data.data(), data.size(), DataType::kFloat32, nullptr}, op));
  }
  void all_reduce(std::span<double> data, Reduce op) {
    wait(start_all_reduce({data.data(), data.size(), DataType::kFloat64, nullptr}, op));
  }
  void all_reduce(std::span<std::int64_t> data, Reduce op) {
    wait(start_all_reduce({data.data(), data.size(), DataType::kInt64, nullptr}, op));
  }
};

}  // namespace az
