#include "train/trainer.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <torch/types.h>

#include <array>
#include <cmath>

#include "core/check.h"
#include "train/batch_tensors.h"
#include "train/learning_rate.h"
#include "train/loss.h"

namespace az {
namespace {

double squared_norm(const torch::Tensor& gradient) {
  return gradient.defined() ? std::pow(norm_of(gradient), 2) : 0;
}

}  // namespace

StepReport& StepReport::operator+=(const StepReport& other) {
  for (const auto& number : kStepReportNumbers) this->*number.member += other.*number.member;
  return *this;
}

StepReport StepReport::scaled(double factor) const {
  StepReport report = *this;
  for (const auto& number : kStepReportNumbers) report.*number.member *= factor;
  return report;
}

Trainer::Trainer(const Net& net, const TrainConfig& config, Collective& host, Collective& device)
    : net_(net),
      config_(config),
      host_(host),
      device_(net.parameters().front().device()),
      parameters_(net),
      optimizer_(config.optimizer, parameters_),
      reducer_(parameters_, device, static_cast<std::size_t>(config.bucket_megabytes * 1e6)),
      average_(parameters_.values().clone()) {}

StepReport Trainer::pass(const Batch& slice, double weight_sum, bool learn) {
  StepReport report;
  if (slice.rows == 0) return report;
  const BatchTensors batch = to_tensors(net_.info(), slice, device_);
  Heads heads = net_.forward(batch.planes, batch.scalars);
  if (learn) {
    heads.policy.retain_grad();
    heads.outcome.retain_grad();
  }
  const Losses losses = losses_of(net_.info(), heads, batch, config_.loss, weight_sum);
  if (learn) {
    losses.total.backward();
    report.policy_gradient = squared_norm(heads.policy.grad());
    report.outcome_gradient = squared_norm(heads.outcome.grad());
  }
  report.policy = losses.policy.item<double>();
  report.outcome = losses.outcome.item<double>();
  report.owner = losses.owner.item<double>();
  report.score = losses.score.item<double>();
  report.ending = losses.ending.item<double>();
  report.reply = losses.reply.item<double>();
  report.divergence = report.policy - losses.entropy.item<double>();
  report.total = losses.total.item<double>();
  return report;
}

Result<void> Trainer::share(StepReport& report, const char* what) {
  std::array<double, kStepReportNumbers.size()> sums{};
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (kStepReportNumbers[i].from_rows) sums[i] = report.*kStepReportNumbers[i].member;
  host_.all_reduce(std::span<double>(sums), Reduce::kSum);
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (kStepReportNumbers[i].from_rows) report.*kStepReportNumbers[i].member = sums[i];
  report.policy_gradient = std::sqrt(report.policy_gradient);
  report.outcome_gradient = std::sqrt(report.outcome_gradient);
  for (const auto& number : kStepReportNumbers)
    if (!std::isfinite(report.*number.member))
      return fail(
          fmt::format("step {}: {} is not finite: policy loss {}, outcome loss {}, owner {}, "
                      "score {}, ending {}, reply {}",
                      steps(), what, report.policy, report.outcome, report.owner, report.score,
                      report.ending, report.reply),
          "nothing was exported; look at metrics/train and the data, or begin a new run with a "
          "lower train.optimizer.learning_rate",
          Exit::kHalted);
  return {};
}

Result<StepReport> Trainer::step(const Batch& slice, double weight_sum) {
  check(weight_sum > 0, "a batch of weight {}", weight_sum);
  parameters_.gradients().zero_();
  reducer_.begin();
  StepReport report = pass(slice, weight_sum, true);
  reducer_.finish();
  AZ_OK(share(report, "a training loss"));
  report.gradient_norm = norm_of(parameters_.gradients());
  if (!std::isfinite(report.gradient_norm))
    return fail(fmt::format("step {}: the gradient is not finite", steps()),
                "nothing was exported; begin a new run with a lower train.optimizer.learning_rate",
                Exit::kHalted);
  report.learning_rate = learning_rate_at(config_.optimizer, steps());
  const double decay = ema_decay_at(config_.ema_decay, steps());
  optimizer_.step(report.learning_rate, report.gradient_norm);
  average_.lerp_(parameters_.values(), 1 - decay);
  return report;
}

Result<StepReport> Trainer::measure(const Batch& slice, double weight_sum) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor own = parameters_.values().clone();
  parameters_.values().copy_(average_);
  StepReport report = pass(slice, weight_sum, false);
  parameters_.values().copy_(own);
  AZ_OK(share(report, "a hold-out loss"));
  return report;
}

Result<void> Trainer::restore(const NamedTensors& weights, const NamedTensors& average,
                              const NamedTensors& optimizer, std::int64_t steps) {
  AZ_TRY(const torch::Tensor values, parameters_.from_named(weights));
  AZ_TRY(const torch::Tensor averaged, parameters_.from_named(average));
  AZ_OK(optimizer_.restore(optimizer, steps));
  const torch::NoGradGuard no_grad;
  parameters_.values().copy_(values);
  average_.copy_(averaged);
  return {};
}

void make_torch_deterministic(int threads) {
  at::set_num_threads(threads);
  at::globalContext().setDeterministicAlgorithms(true, false);
  at::globalContext().setDeterministicFillUninitializedMemory(false);
}

}  // namespace az
