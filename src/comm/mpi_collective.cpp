#include "comm/mpi_collective.h"

#include <mpi.h>

#include <algorithm>

#include "core/check.h"

namespace az {
namespace {

MPI_Datatype mpi_type(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return MPI_FLOAT;
    case DataType::kFloat64:
      return MPI_DOUBLE;
    case DataType::kInt64:
      return MPI_INT64_T;
  }
  return MPI_DATATYPE_NULL;
}

MPI_Op mpi_op(Reduce op) {
  switch (op) {
    case Reduce::kSum:
      return MPI_SUM;
    case Reduce::kMax:
      return MPI_MAX;
    case Reduce::kMin:
      return MPI_MIN;
  }
  return MPI_OP_NULL;
}

std::size_t element_size(DataType type) { return type == DataType::kFloat32 ? 4 : 8; }

class MpiCollective final : public Collective {
 public:
  MpiCollective() {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  int rank() const override { return rank_; }
  int size() const override { return size_; }

  Ticket start_all_reduce(Buffer data, Reduce op) override {
    check(data.stream == nullptr, "the mpi collective takes host memory");
    for_each_piece(data, [&](void* piece, int count) {
      MPI_Allreduce(MPI_IN_PLACE, piece, count, mpi_type(data.type), mpi_op(op), MPI_COMM_WORLD);
    });
    return 0;
  }
  void wait(Ticket) override {}
  void broadcast(Buffer data, int root) override {
    for_each_piece(data, [&](void* piece, int count) {
      MPI_Bcast(piece, count, mpi_type(data.type), root, MPI_COMM_WORLD);
    });
  }
  void barrier() override { MPI_Barrier(MPI_COMM_WORLD); }

 private:
  /// MPI counts are ints: longer buffers go in pieces.
  template <class Call>
  static void for_each_piece(const Buffer& data, const Call& call) {
    constexpr std::size_t kPiece = std::size_t{1} << 28;
    auto* bytes = static_cast<char*>(data.data);
    for (std::size_t at = 0; at < data.count; at += kPiece)
      call(bytes + at * element_size(data.type),
           static_cast<int>(std::min(kPiece, data.count - at)));
  }

  int rank_ = 0, size_ = 1;
};

class SoloCollective final : public Collective {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  Ticket start_all_reduce(Buffer, Reduce) override { return 0; }
  void wait(Ticket) override {}
  void broadcast(Buffer, int) override {}
  void barrier() override {}
};

}  // namespace

std::unique_ptr<Collective> make_mpi_collective(bool world) {
  if (!world) return std::make_unique<SoloCollective>();
  return std::make_unique<MpiCollective>();
}

}  // namespace az
