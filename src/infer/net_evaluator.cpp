#include "infer/net_evaluator.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/outcome.h"

namespace az {
namespace {

/// out = logits − log Σ exp(logits). Returns whether the result is finite.
bool log_softmax(std::span<const float> logits, std::span<float> out) {
  const float maximum = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (const float logit : logits) sum += std::exp(logit - maximum);
  const float shift = maximum + std::log(sum);
  for (std::size_t i = 0; i < logits.size(); ++i) out[i] = logits[i] - shift;
  return std::isfinite(shift);
}

}  // namespace

NetEvaluator::NetEvaluator(std::unique_ptr<NetRunner> runner, const GameInfo& info, int max_batch)
    : runner_(std::move(runner)), info_(info), max_batch_(max_batch), planes_(info) {
  const auto capacity = static_cast<std::size_t>(max_batch);
  packed_.resize(capacity * planes_.bits().size());
  scalars_.resize(capacity * static_cast<std::size_t>(info.scalars));
  policy_.resize(capacity * static_cast<std::size_t>(info.policy_size()));
  outcome_.resize(capacity * static_cast<std::size_t>(info.outcome_size()));
}

int NetEvaluator::submit(std::span<const Leaf> leaves) {
  const std::lock_guard lock(mutex_);
  const auto free = std::find_if(batches_.begin(), batches_.end(), [](auto& b) { return !b.open; });
  const auto ticket = free - batches_.begin();
  Batch& batch = free == batches_.end() ? batches_.emplace_back() : *free;
  batch.open = true;
  batch.to_play.clear();
  batch.begin.assign(1, 0);
  batch.sites.clear();
  batch.logits.clear();
  batch.outcome.clear();
  batch.aux.clear();
  for (std::size_t first = 0; first < leaves.size(); first += static_cast<std::size_t>(max_batch_))
    run_slice(leaves.subspan(first,
                             std::min(leaves.size() - first, static_cast<std::size_t>(max_batch_))),
              first, batch);
  evaluations_.fetch_add(leaves.size(), std::memory_order_relaxed);
  return static_cast<int>(ticket);
}

void NetEvaluator::run_slice(std::span<const Leaf> leaves, std::size_t first, Batch& batch) {
  const std::size_t words = planes_.bits().size(), scalars = planes_.scalars().size();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const State& state = *leaves[i].state;
    state.encode(planes_);
    std::copy_n(planes_.bits().begin(), words,
                packed_.begin() + static_cast<std::ptrdiff_t>(i * words));
    std::copy_n(planes_.scalars().begin(), scalars,
                scalars_.begin() + static_cast<std::ptrdiff_t>(i * scalars));
    batch.to_play.push_back(state.to_play());
    for (const Action action : leaves[i].legal)
      batch.sites.push_back(state.site(action).index(info_.canvas, info_.policy_maps));
    batch.begin.push_back(batch.sites.size());
  }

  const auto policy_size = static_cast<std::size_t>(info_.policy_size());
  const auto outcome_size = static_cast<std::size_t>(info_.outcome_size());
  // A batch answers aux for all or for none: slices without a wish in them are made up by zeros.
  const bool aux = std::any_of(leaves.begin(), leaves.end(), [](auto& leaf) { return leaf.aux; });
  RunnerOutput output{std::span(policy_).first(leaves.size() * policy_size),
                      std::span(outcome_).first(leaves.size() * outcome_size)};
  if (aux) {
    check(has_aux(), "{} has no aux targets", info_.family);
    for (const AuxTarget target : info_.aux) {
      std::vector<float>& numbers = heads_[static_cast<std::size_t>(target)];
      numbers.resize(leaves.size() * static_cast<std::size_t>(info_.aux_size(target)));
      (target == AuxTarget::kOwner   ? output.owner
       : target == AuxTarget::kScore ? output.score
                                     : output.ending) = numbers;
    }
  }
  runner_->run({static_cast<int>(leaves.size()), std::span(packed_).first(leaves.size() * words),
                std::span(scalars_).first(leaves.size() * scalars)},
               output);
  if (aux) {
    batch.aux.resize(first * static_cast<std::size_t>(info_.aux_size()));
    add_aux(leaves.size(), batch);
  }

  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const float* logits = policy_.data() + i * policy_size;
    for (std::size_t k = batch.begin[first + i]; k < batch.begin[first + i + 1]; ++k)
      batch.logits.push_back(logits[batch.sites[k]]);
  }
  batch.outcome.insert(
      batch.outcome.end(), outcome_.begin(),
      outcome_.begin() + static_cast<std::ptrdiff_t>(leaves.size() * outcome_size));
}

/// What the heads' numbers mean, of every leaf.
void NetEvaluator::add_aux(std::size_t leaves, Batch& batch) const {
  for (std::size_t i = 0; i < leaves; ++i)
    for (const AuxTarget target : info_.aux) {
      const auto size = static_cast<std::size_t>(info_.aux_size(target));
      const auto row =
          std::span<const float>(heads_[static_cast<std::size_t>(target)]).subspan(i * size, size);
      const std::size_t begin = batch.aux.size();
      batch.aux.insert(batch.aux.end(), row.begin(), row.end());
      const auto out = std::span(batch.aux).subspan(begin);
      switch (target) {
        case AuxTarget::kOwner:
          for (float& x : out) x = std::tanh(0.5f * x);
          break;
        case AuxTarget::kScore:
          out[0] *= kScoreUnit;
          break;
        case AuxTarget::kEnding:
          log_softmax(row, out);
          for (float& x : out) x = std::exp(x);
      }
    }
}

void NetEvaluator::wait(int ticket, std::span<Evaluation> out) {
  const std::lock_guard lock(mutex_);
  check(ticket >= 0 && static_cast<std::size_t>(ticket) < batches_.size() &&
            batches_[static_cast<std::size_t>(ticket)].open,
        "ticket {} is not open", ticket);
  Batch& batch = batches_[static_cast<std::size_t>(ticket)];
  check(out.size() == batch.to_play.size(), "{} evaluations for {} leaves", out.size(),
        batch.to_play.size());
  const auto outcome_size = static_cast<std::size_t>(info_.outcome_size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t begin = batch.begin[i], count = batch.begin[i + 1] - begin;
    check(count > 0 && out[i].log_priors.size() == count, "{} log-priors for {} legal actions",
          out[i].log_priors.size(), count);
    const bool finite =
        log_softmax(std::span(batch.logits).subspan(begin, count), out[i].log_priors);
    check(finite, "the net's policy is not finite");
    const auto relative =
        std::span<const float>(batch.outcome).subspan(i * outcome_size, outcome_size);
    for (const float p : relative) check(std::isfinite(p), "the net's outcome is not finite");
    to_absolute(info_, batch.to_play[i], relative, out[i].outcome);
    if (out[i].aux.empty()) continue;
    const auto size = static_cast<std::size_t>(info_.aux_size());
    check(out[i].aux.size() == size && batch.aux.size() >= (i + 1) * size,
          "aux of a leaf that did not ask for it");
    std::copy_n(batch.aux.begin() + static_cast<std::ptrdiff_t>(i * size), size,
                out[i].aux.begin());
  }
  batch.open = false;
}

}  // namespace az
