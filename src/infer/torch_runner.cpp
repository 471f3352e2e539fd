// torch_runner.cpp — runs a net's own forward() on the CPU or on a GPU; returns when the numbers
// are there.
#include <c10/core/DeviceGuard.h>
#include <torch/types.h>

#include "core/check.h"
#include "gpu/unpack_planes.h"
#include "infer/net_runner.h"
#include "net/outcome_head.h"

namespace az {
namespace {

class TorchRunner final : public NetRunner {
 public:
  TorchRunner(std::unique_ptr<Net> net, const Device& device, InferPrecision precision,
              int max_batch)
      : net_(std::move(net)),
        gpu_(device.is_gpu()),
        device_(gpu_ ? torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(device.index))
                     : torch::Device(torch::kCPU)),
        type_(precision == InferPrecision::kBf16 ? torch::kBFloat16 : torch::kFloat32) {
    for (const torch::Tensor& parameter : net_->parameters()) parameter.set_requires_grad(false);
    net_->to(device_, type_);
    const GameInfo& info = net_->info();
    planes_ =
        torch::zeros({max_batch, info.canvas.height, info.canvas.width, info.bit_planes}, device_);
  }

  void run(const RunnerInput& input, const RunnerOutput& output) override {
    const c10::InferenceMode inference;
    // Our kernel and its stream belong to the current GPU, which need not be this net's.
    const c10::DeviceGuard on(device_);
    const GameInfo& info = net_->info();
    const PlaneShape shape{input.batch, info.bit_planes, info.canvas.cells()};
    torch::Tensor planes = planes_.narrow(0, 0, input.batch);
    if (gpu_) {
      // The words cross as int64; their bits are what counts.
      const torch::Tensor packed =
          borrow(input.packed.data(), input.packed.size(), torch::kInt64).to(device_);
      const auto unpacked = unpack_planes_on_gpu(
          shape, reinterpret_cast<const std::uint64_t*>(packed.const_data_ptr<std::int64_t>()),
          planes.data_ptr<float>(), nullptr);
      check(unpacked.has_value(), "{}", unpacked ? "" : unpacked.error().to_string());
    } else {
      unpack_planes(shape, input.packed.data(), planes.data_ptr<float>());
    }
    const torch::Tensor scalars =
        borrow(input.scalars.data(), input.scalars.size(), torch::kFloat32)
            .reshape({input.batch, info.scalars})
            .to(device_, type_);
    const Heads heads = net_->forward(planes.permute({0, 3, 1, 2}).to(type_), scalars);
    copy_out(heads.policy, output.policy);
    copy_out(outcome_probabilities(info, heads.outcome.to(torch::kFloat32)), output.outcome);
    if (!output.owner.empty()) copy_out(heads.owner, output.owner);
    if (!output.score.empty()) copy_out(heads.score, output.score);
    if (!output.ending.empty()) copy_out(heads.ending, output.ending);
  }

 private:
  static torch::Tensor borrow(const void* data, std::size_t count, torch::ScalarType type) {
    return torch::from_blob(const_cast<void*>(data), {static_cast<std::int64_t>(count)}, type);
  }
  static void copy_out(const torch::Tensor& from, std::span<float> to) {
    check(static_cast<std::size_t>(from.numel()) == to.size(), "{} numbers for {}", from.numel(),
          to.size());
    torch::from_blob(to.data(), from.sizes(), torch::kFloat32).copy_(from);
  }

  std::unique_ptr<Net> net_;
  bool gpu_;
  torch::Device device_;
  torch::ScalarType type_;
  torch::Tensor planes_;  ///< [max_batch, H, W, bit_planes]
};

}  // namespace

std::unique_ptr<NetRunner> make_torch_runner(std::unique_ptr<Net> net, const Device& device,
                                             InferPrecision precision, int max_batch) {
  return std::make_unique<TorchRunner>(std::move(net), device, precision, max_batch);
}

}  // namespace az
