#include "plan/verdict.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

#include "config/field.h"

namespace az {
namespace {

/// The mean over the exam sets that both have.
std::optional<std::pair<double, double>> common_mistakes(const GenerationProgress& first,
                                                         const GenerationProgress& last) {
  double a = 0, b = 0;
  int n = 0;
  for (const MistakeScore& one : first.exams)
    for (const MistakeScore& other : last.exams)
      if (one.name == other.name && std::isfinite(one.search_percent + other.search_percent)) {
        a += one.search_percent;
        b += other.search_percent;
        ++n;
      }
  if (n == 0) return {};
  return std::pair{a / n, b / n};
}

}  // namespace

std::string_view verdict_word(Verdict verdict) {
  static constexpr std::string_view kWords[] = {"BETTER", "FLAT", "WORSE", "CANNOT TELL"};
  return kWords[static_cast<int>(verdict)];
}

std::string Judgement::line() const {
  return fmt::format("{}: {}", verdict_word(verdict), numbers);
}

double flat_elo_of(const Value& config) {
  return number_at(config, "arena.gate.elo1").value_or(kFlatElo);
}

Judgement judge(const std::vector<GenerationProgress>& progress, double flat_elo) {
  const GenerationProgress *first = nullptr, *last = nullptr;
  // The last champion; where nothing was promoted yet, the last candidate.
  for (const GenerationProgress& row : progress)
    if (row.gain && row.gain_half_width &&
        (row.decision == "promoted" || last == nullptr || last->decision != "promoted"))
      last = &row;
  if (last != nullptr) {
    const double gain = last->gain.value_or(0), half_width = last->gain_half_width.value_or(0);
    const double low = gain - half_width, high = gain + half_width;
    const bool is_champion = last->decision == "promoted";
    std::string numbers =
        fmt::format("{}{} is {:+.0f} Elo from {}, 95 % interval {:+.0f} … {:+.0f}",
                    is_champion ? "the champion " : "", generation_name(last->generation), gain,
                    generation_name(0), low, high);
    // What the gate did not let through is not what the run has reached.
    if (low > 0 && !is_champion)
      return {
          Verdict::kCannotTell,
          fmt::format("the champion is still {}; its candidate {}{}", generation_name(0), numbers,
                      last->decision.empty() ? "" : fmt::format(" ({})", last->decision))};
    const Verdict verdict = low > 0                                ? Verdict::kBetter
                            : high < 0                             ? Verdict::kWorse
                            : -low <= flat_elo && high <= flat_elo ? Verdict::kFlat
                                                                   : Verdict::kCannotTell;
    if (verdict == Verdict::kCannotTell)
      numbers += fmt::format("; flat would be within ± {:.0f}, more games narrow it", flat_elo);
    return {verdict, std::move(numbers)};
  }
  for (const GenerationProgress& row : progress)
    if (!row.exams.empty()) {
      if (first == nullptr) first = &row;
      last = &row;
    }
  if (first != nullptr && first != last)
    if (const auto mistakes = common_mistakes(*first, *last))
      return {Verdict::kCannotTell,
              fmt::format("no two generations are rated yet; mistakes in exams went from {:.1f} % "
                          "({}) to {:.1f} % ({})",
                          mistakes->first, generation_name(first->generation), mistakes->second,
                          generation_name(last->generation))};
  return {Verdict::kCannotTell, "no two generations have been measured yet"};
}

}  // namespace az
