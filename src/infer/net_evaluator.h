// net_evaluator.h — a net behind the Evaluator seam.
//
// A batch is encoded, run by a NetRunner, and answered with the legal actions alone: logits are
// gathered by Site and normalised in float32. Outcomes are turned back to absolute seats. With the
// native runner a position's answer is the same to the bit in every batch; with LibTorch's it is
// the same up to rounding (1e-5). A number that is not finite is a bug and throws.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "games/planes.h"
#include "gpu/device.h"
#include "infer/infer_config.h"
#include "infer/net_runner.h"
#include "search/evaluator.h"

namespace az {

class NetEvaluator final : public Evaluator {
 public:
  /// max_batch: larger batches are split.
  NetEvaluator(std::unique_ptr<NetRunner> runner, const GameInfo& info, int max_batch);

  int submit(std::span<const Leaf> leaves) override;
  void wait(int ticket, std::span<Evaluation> out) override;
  std::uint64_t evaluations() const override {
    return evaluations_.load(std::memory_order_relaxed);
  }
  bool has_aux() const override { return !info_.aux.empty(); }

 private:
  /// The answers of one submit(), until they are waited for.
  struct Batch {
    std::vector<int> to_play;         ///< [leaves]
    std::vector<std::size_t> begin;   ///< [leaves + 1] into logits
    std::vector<std::int32_t> sites;  ///< [legal actions of all leaves]
    std::vector<float> logits;        ///< same
    std::vector<float> outcome;       ///< [leaves × outcome_size], relative seats
    std::vector<float> aux;           ///< [leaves × aux_size], or empty: nobody asked
    bool open = false;
  };

  void run_slice(std::span<const Leaf> leaves, std::size_t first, Batch& batch);
  void add_aux(std::size_t leaves, Batch& batch) const;

  std::mutex mutex_;  ///< guards everything below but the counter
  std::unique_ptr<NetRunner> runner_;
  GameInfo info_;
  int max_batch_;
  Planes planes_;
  std::vector<std::uint64_t> packed_;        ///< [max_batch × bit_planes × words]
  std::vector<float> scalars_;               ///< [max_batch × scalars]
  std::vector<float> policy_, outcome_;      ///< [max_batch × size]
  std::array<std::vector<float>, 3> heads_;  ///< by AuxTarget, once somebody has asked for aux
  std::deque<Batch> batches_;                ///< by ticket; slots are used again
  std::atomic<std::uint64_t> evaluations_{0};
};

}  // namespace az
