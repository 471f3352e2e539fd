#include "train/reducer.h"

#include <torch/csrc/autograd/function_hook.h>
#include <torch/types.h>

#include "core/check.h"

namespace az {

struct GradientReducer::State {
  struct Bucket {
    std::int64_t begin = 0, size = 0;  ///< of the flat gradient
    int parameters = 0, waiting = 0;
  };

  FlatParameters& parameters;
  Collective& collective;
  std::vector<Bucket> buckets;         ///< in the order of sending
  std::vector<std::size_t> bucket_of;  ///< [parameters]
  std::vector<Ticket> tickets;
  std::size_t sent = 0;

  void ready(std::size_t parameter) {
    Bucket& bucket = buckets[bucket_of[parameter]];
    check(bucket.waiting > 0, "gradient of {} finished twice", parameters.net().names()[parameter]);
    --bucket.waiting;
    while (sent < buckets.size() && buckets[sent].waiting == 0) send();
  }

  void send() {
    const Bucket& bucket = buckets[sent++];
    tickets.push_back(collective.start_all_reduce(
        {parameters.gradients().data_ptr<float>() + bucket.begin,
         static_cast<std::size_t>(bucket.size), DataType::kFloat32, nullptr},
        Reduce::kSum));
  }
};

namespace {

/// Autograd calls it when a parameter's gradient is complete.
class ReadyHook final : public torch::autograd::PostAccumulateGradHook {
 public:
  explicit ReadyHook(std::function<void()> ready) : ready_(std::move(ready)) {}
  void operator()(const torch::autograd::Variable&) override { ready_(); }

 private:
  std::function<void()> ready_;
};

}  // namespace

GradientReducer::GradientReducer(FlatParameters& parameters, Collective& collective,
                                 std::size_t bucket_bytes)
    : state_(new State{parameters, collective, {}, {}, {}, 0}) {
  if (collective.size() == 1) return;
  const auto& slices = parameters.slices();
  state_->bucket_of.resize(slices.size());
  const auto limit = static_cast<std::int64_t>(bucket_bytes / sizeof(float));
  for (std::size_t i = slices.size(); i-- > 0;) {
    auto& buckets = state_->buckets;
    if (buckets.empty() || buckets.back().size + slices[i].size > limit) buckets.emplace_back();
    State::Bucket& bucket = buckets.back();
    bucket.begin = slices[i].begin;
    bucket.size += slices[i].size;
    ++bucket.parameters;
    state_->bucket_of[i] = buckets.size() - 1;
    torch::autograd::impl::set_post_acc_grad_hooks(
        parameters.net().parameters()[i],
        std::make_unique<ReadyHook>([state = state_.get(), i] { state->ready(i); }));
  }
}

GradientReducer::~GradientReducer() {
  if (state_->collective.size() == 1) return;
  for (const torch::Tensor& parameter : state_->parameters.net().parameters())
    torch::autograd::impl::set_post_acc_grad_hooks(parameter, nullptr);
}

void GradientReducer::begin() {
  for (State::Bucket& bucket : state_->buckets) bucket.waiting = bucket.parameters;
  state_->sent = 0;
  state_->tickets.clear();
}

void GradientReducer::finish() {
  while (state_->sent < state_->buckets.size()) state_->send();
  for (const Ticket ticket : state_->tickets) state_->collective.wait(ticket);
}

}  // namespace az
