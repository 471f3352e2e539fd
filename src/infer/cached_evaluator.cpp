#include "infer/cached_evaluator.h"

#include <algorithm>
#include <bit>

#include "core/check.h"
#include "games/position_hash.h"

namespace az {
namespace {

std::uint64_t hash_legal(std::span<const Action> legal) {
  std::uint64_t hash = legal.size();
  for (const Action action : legal) hash = mix64(hash, action);
  return hash;
}

}  // namespace

CachedEvaluator::CachedEvaluator(std::unique_ptr<Evaluator> inner, const GameInfo& info,
                                 std::size_t size_bytes)
    : inner_(std::move(inner)), outcome_size_(static_cast<std::size_t>(info.outcome_size())) {
  // The index takes at most a third: an entry of 10 to 20 floats is about as large as its index
  // line.
  const std::size_t lines = std::max(kWays, std::bit_floor(size_bytes / 3 / sizeof(Index)));
  index_.resize(lines);
  const std::size_t index_bytes = lines * sizeof(Index);
  log_.resize(size_bytes > index_bytes ? (size_bytes - index_bytes) / sizeof(float) : 0);
  written_ = log_.size();  // so that position 0, in empty index lines, is too old
}

std::size_t CachedEvaluator::size_bytes() const {
  return index_.size() * sizeof(Index) + log_.size() * sizeof(float);
}

bool CachedEvaluator::alive(const Index& index) const {
  return index.position + log_.size() > written_;
}

const CachedEvaluator::Index* CachedEvaluator::find(const Key& key, std::size_t legal_count) const {
  const std::size_t set = position_hash(key.state) & (index_.size() - 1) & ~(kWays - 1);
  for (std::size_t way = 0; way < kWays; ++way) {
    const Index& index = index_[set + way];
    if (index.key == key && index.legal_count == legal_count && alive(index)) return &index;
  }
  return nullptr;
}

void CachedEvaluator::insert(const Key& key, const Evaluation& answer) {
  const std::size_t legal_count = answer.log_priors.size(), size = outcome_size_ + legal_count;
  if (size > log_.size() || find(key, legal_count) != nullptr) return;
  const std::size_t left = log_.size() - written_ % log_.size();
  if (left < size) written_ += left;
  const auto set =
      static_cast<std::ptrdiff_t>(position_hash(key.state) & (index_.size() - 1) & ~(kWays - 1));
  Index& oldest = *std::min_element(index_.begin() + set, index_.begin() + set + kWays,
                                    [](auto& a, auto& b) { return a.position < b.position; });
  oldest = {key, written_, static_cast<std::uint32_t>(legal_count)};
  float* const entry = log_.data() + written_ % log_.size();
  std::copy(answer.outcome.begin(), answer.outcome.end(), entry);
  std::copy(answer.log_priors.begin(), answer.log_priors.end(), entry + outcome_size_);
  written_ += size;
}

int CachedEvaluator::submit(std::span<const Leaf> leaves) {
  const std::lock_guard lock(mutex_);
  const auto free = std::find_if(tickets_.begin(), tickets_.end(), [](auto& t) { return !t.open; });
  const auto number = free - tickets_.begin();
  Ticket& ticket = free == tickets_.end() ? tickets_.emplace_back() : *free;
  ticket.open = true;
  ticket.inner = -1;
  ticket.keys.clear();
  ticket.found.clear();
  ticket.answers.clear();
  leaves_.clear();
  for (const Leaf& leaf : leaves) {
    const Key key{leaf.state->hash(), hash_legal(leaf.legal)};
    ticket.keys.push_back(key);
    if (const Index* index = leaf.aux ? nullptr : find(key, leaf.legal.size())) {
      const float* entry = log_.data() + index->position % log_.size();
      ticket.found.push_back(static_cast<std::int64_t>(ticket.answers.size()));
      ticket.answers.insert(ticket.answers.end(), entry, entry + outcome_size_ + leaf.legal.size());
    } else {
      ticket.found.push_back(-1);
      leaves_.push_back(leaf);
    }
  }
  lookups_.fetch_add(leaves.size(), std::memory_order_relaxed);
  hits_.fetch_add(leaves.size() - leaves_.size(), std::memory_order_relaxed);
  if (!leaves_.empty()) ticket.inner = inner_->submit(leaves_);
  return static_cast<int>(number);
}

void CachedEvaluator::wait(int number, std::span<Evaluation> out) {
  const std::lock_guard lock(mutex_);
  check(number >= 0 && static_cast<std::size_t>(number) < tickets_.size() &&
            tickets_[static_cast<std::size_t>(number)].open,
        "ticket {} is not open", number);
  Ticket& ticket = tickets_[static_cast<std::size_t>(number)];
  check(out.size() == ticket.keys.size(), "{} evaluations for {} leaves", out.size(),
        ticket.keys.size());
  ticket.missing.clear();
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (ticket.found[i] < 0) {
      ticket.missing.push_back(out[i]);
      continue;
    }
    const auto entry = ticket.answers.begin() + ticket.found[i];
    std::copy_n(entry, outcome_size_, out[i].outcome.begin());
    std::copy_n(entry + static_cast<std::ptrdiff_t>(outcome_size_), out[i].log_priors.size(),
                out[i].log_priors.begin());
  }
  if (ticket.inner >= 0) inner_->wait(ticket.inner, ticket.missing);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (ticket.found[i] < 0) insert(ticket.keys[i], out[i]);
  ticket.open = false;
}

}  // namespace az
