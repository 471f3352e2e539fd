// cached_evaluator.h — remembers answers, in bounded memory. A decorator of any Evaluator with one
// fixed net.
//
// An entry answers a leaf only if state hash and legal list's hash are equal (and the net is the
// decorated one). Answers are bit for bit what the inner evaluator gave when the entry was written.
// The oldest entries make room for new ones; what is kept depends on the order of the queries
// alone.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "search/evaluator.h"

namespace az {

class CachedEvaluator final : public Evaluator {
 public:
  /// size_bytes: index and entries together never take more.
  CachedEvaluator(std::unique_ptr<Evaluator> inner, const GameInfo& info, std::size_t size_bytes);

  int submit(std::span<const Leaf> leaves) override;
  void wait(int ticket, std::span<Evaluation> out) override;
  std::uint64_t evaluations() const override { return inner_->evaluations(); }
  bool has_aux() const override { return inner_->has_aux(); }
  std::uint64_t lookups() const { return lookups_.load(std::memory_order_relaxed); }
  std::uint64_t hits() const { return hits_.load(std::memory_order_relaxed); }
  std::size_t size_bytes() const;

 private:
  struct Key {
    std::uint64_t state = 0, legal = 0;
    bool operator==(const Key&) const = default;
  };
  /// Where an entry lies in the log; the log position of an overwritten entry is too old to be
  /// valid.
  struct Index {
    Key key;
    std::uint64_t position = 0;
    std::uint32_t legal_count = 0;
  };
  struct Ticket {
    int inner = -1;                   ///< −1: everything was known
    std::vector<Key> keys;            ///< [leaves]
    std::vector<std::int64_t> found;  ///< [leaves] offset into `answers`, or −1
    std::vector<float> answers;       ///< outcome, then log-priors, of every hit
    std::vector<Evaluation> missing;  ///< scratch of wait()
    bool open = false;
  };

  static constexpr std::size_t kWays = 4;
  const Index* find(const Key& key, std::size_t legal_count) const;
  void insert(const Key& key, const Evaluation& answer);
  bool alive(const Index& index) const;

  std::unique_ptr<Evaluator> inner_;
  std::size_t outcome_size_;
  std::mutex mutex_;          ///< guards everything below but the counters
  std::vector<Index> index_;  ///< sets of kWays; a power of two of them
  std::vector<float>
      log_;  ///< ring of entries, each outcome then log-priors, never split at the end
  std::uint64_t written_ = 0;   ///< floats ever written, gaps included: the next log position
  std::vector<Leaf> leaves_;    ///< scratch of submit()
  std::deque<Ticket> tickets_;  ///< by number; used again
  std::atomic<std::uint64_t> lookups_{0}, hits_{0};
};

}  // namespace az
