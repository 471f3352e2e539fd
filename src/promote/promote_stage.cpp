#include "promote/promote_stage.h"

#include <fmt/format.h>

#include "layout/halt_mark.h"
#include "promote/decide.h"
#include "store/checkpoint.h"

namespace az {
namespace {

/// Moves the pointer if the decision says so and it has not been moved: a crash between the two
/// files is mended here.
Result<void> follow(const RunDir& run, const RatingFile& file) {
  if (file.decision == Decision::kHalted && file_exists(run.halted()))
    return fail(fmt::format("g{:04}: {}", file.generation, file.reason),
                fmt::format("look at the report; `arrayzero resume --accept-halt` goes on with "
                            "champion g{:04}",
                            file.champion_after),
                Exit::kHalted);
  if (file.decision != Decision::kPromoted) return {};
  AZ_TRY(const Champion champion, read_champion(run));
  if (champion.generation >= file.generation) return {};
  AZ_TRY(const StoredNet net, read_net(run.net(file.generation)));
  if (net.hash.hex() != file.net)
    return fail(
        fmt::format("{} is net {}, the decision was about {}", run.net(file.generation).string(),
                    net.hash.hex12(), file.net.substr(0, 12)),
        "nets never change: restore the file");
  return write_champion(run, {file.generation, net.hash, file.generation});
}

Result<void> report(Context& context, const RatingFile& file) {
  const auto word = config_detail::word_of(kDecisionWords, file.decision);
  context.log.info("{} was {}: {}", generation_name(file.generation), word, file.reason);
  for (const RatingEntry& player : file.rating.players)
    if (player.net == file.net)
      context.log.info("rated {} {:.0f} Elo [{:.0f}, {:.0f}] over random from {:.0f} games",
                       player.label, player.elo, player.low, player.high, player.games);
  for (const std::string& warning : file.warnings) context.log.warning("{}", warning);
  return context.metrics.write("decision", {{"decision", word},
                                            {"llr", file.gate.llr},
                                            {"score", file.gate.score},
                                            {"games", static_cast<std::int64_t>(file.games)},
                                            {"blocked", static_cast<std::int64_t>(file.blocked)}});
}

}  // namespace

Result<void> PromoteStage::run(Context& context, const Config& config) {
  if (!context.is_root()) return {};  // small work, and one pointer to move
  const RunDir& run = context.run;
  const Path path = run.rating(context.generation);
  if (file_exists(path)) {
    AZ_TRY(const RatingFile file, read_rating_file(path));
    context.log.info("{} was decided before", generation_name(context.generation));
    return follow(run, file);
  }
  AZ_TRY(const Verdict verdict, decide(run, context.config, config.arena, config.promote,
                                       config.exam, context.generation));
  // The mark first: a decision of `halted` without it means that a person has accepted.
  if (verdict.file.decision == Decision::kHalted)
    AZ_OK(mark_halted(run, kName, context.generation, verdict.file.reason));
  AZ_OK(write_rating_file(path, verdict.file));
  AZ_OK(report(context, verdict.file));
  return follow(run, verdict.file);
}

}  // namespace az
