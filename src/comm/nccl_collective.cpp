#include "comm/nccl_collective.h"

#include <cuda_runtime_api.h>
#include <fmt/format.h>
#include <nccl.h>

#include <cstring>

#include "core/check.h"

namespace az {
namespace {

ncclDataType_t nccl_type(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return ncclFloat32;
    case DataType::kFloat64:
      return ncclFloat64;
    case DataType::kInt64:
      return ncclInt64;
  }
  return ncclFloat32;
}

ncclRedOp_t nccl_op(Reduce op) {
  switch (op) {
    case Reduce::kSum:
      return ncclSum;
    case Reduce::kMax:
      return ncclMax;
    case Reduce::kMin:
      return ncclMin;
  }
  return ncclSum;
}

void must(ncclResult_t result, const char* what) {
  check(result == ncclSuccess, "{}: {}", what, ncclGetErrorString(result));
}

class NcclCollective final : public Collective {
 public:
  NcclCollective(int rank, int size, ncclComm_t comm) : rank_(rank), size_(size), comm_(comm) {}
  ~NcclCollective() override { ncclCommDestroy(comm_); }
  NcclCollective(const NcclCollective&) = delete;
  NcclCollective& operator=(const NcclCollective&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  Ticket start_all_reduce(Buffer data, Reduce op) override {
    stream_ = static_cast<cudaStream_t>(data.stream);
    must(ncclAllReduce(data.data, data.data, data.count, nccl_type(data.type), nccl_op(op), comm_,
                       stream_),
         "ncclAllReduce");
    return 0;
  }
  void wait(Ticket) override {
    check(cudaStreamSynchronize(stream_) == cudaSuccess, "cudaStreamSynchronize");
  }
  void broadcast(Buffer data, int root) override {
    stream_ = static_cast<cudaStream_t>(data.stream);
    must(
        ncclBroadcast(data.data, data.data, data.count, nccl_type(data.type), root, comm_, stream_),
        "ncclBroadcast");
    wait(0);
  }
  void barrier() override {
    void* one = nullptr;
    check(cudaMalloc(&one, sizeof(float)) == cudaSuccess, "cudaMalloc");
    wait(start_all_reduce({one, 1, DataType::kFloat32, nullptr}, Reduce::kSum));
    cudaFree(one);
  }

 private:
  int rank_, size_;
  ncclComm_t comm_;
  cudaStream_t stream_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<Collective>> make_nccl_collective(
    int rank, int size, int device, const std::function<std::string(std::string)>& share) {
  if (cudaSetDevice(device) != cudaSuccess)
    return fail(fmt::format("rank {}: no CUDA device {}", rank, device),
                "ask the scheduler for a GPU (class gres: gpu:1)", Exit::kUsage);
  ncclUniqueId id{};
  if (rank == 0 && ncclGetUniqueId(&id) != ncclSuccess)
    return fail("NCCL gave no unique id", "set NCCL_DEBUG=INFO and look at the log",
                Exit::kUnavailable);
  const std::string shared = share(std::string(id.internal, sizeof id.internal));
  std::memcpy(id.internal, shared.data(), sizeof id.internal);
  ncclComm_t comm = nullptr;
  const ncclResult_t result = ncclCommInitRank(&comm, size, id, rank);
  if (result != ncclSuccess)
    return fail(fmt::format("rank {}: ncclCommInitRank: {}", rank, ncclGetErrorString(result)),
                "set NCCL_DEBUG=INFO; run `arrayzero doctor`", Exit::kUnavailable);
  return std::make_unique<NcclCollective>(rank, size, comm);
}

}  // namespace az
