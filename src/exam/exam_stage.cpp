#include "exam/exam_stage.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <memory>
#include <type_traits>

#include "exam/exam_report.h"
#include "games/registry.h"
#include "infer/make_evaluator.h"
#include "layout/exam_file.h"
#include "store/checkpoint.h"
#include "telemetry/clock.h"

namespace az {
namespace {

/// The sum over all ranks, in their order; on every rank.
ExamScore all_ranks(const Session& session, const ExamScore& part) {
  static_assert(std::is_trivially_copyable_v<ExamScore> && sizeof(ExamScore) % 8 == 0);
  const auto collective = session.collective();
  ExamScore total;
  for (int rank = 0; rank < session.size(); ++rank) {
    std::array<std::int64_t, sizeof(ExamScore) / 8> words{};
    if (rank == session.rank()) std::memcpy(words.data(), &part, sizeof part);
    collective->broadcast({words.data(), words.size(), DataType::kInt64}, rank);
    ExamScore other;
    std::memcpy(static_cast<void*>(&other), words.data(), sizeof other);
    total.add(other);
  }
  return total;
}

/// Nothing to do: the file is there and about this net.
Result<bool> examined(const Path& file, const Hash128& net) {
  if (!file_exists(file)) return false;
  AZ_TRY(const ExamFile exam, read_exam_file(file));
  if (exam.net != net.hex())
    return fail(fmt::format("{}: examined net {}, this generation's is {}", file.string(),
                            exam.net.substr(0, 12), net.hex12()),
                "nets never change: restore the net, or remove the file");
  return true;
}

/// What every rank needs; found before the first collective.
struct Prepared {
  std::unique_ptr<Game> game;
  std::unique_ptr<Evaluator> evaluator;
  std::vector<std::vector<ExamPosition>> sets;
};

Result<Prepared> prepare(const Context& context, const ExamStage::Config& config,
                         const Hash128& net) {
  Prepared prepared;
  const Value* section = context.config.find("game");
  if (section == nullptr) return fail("the configuration has no game", "", Exit::kUsage);
  AZ_TRY(prepared.game, make_game(*section));
  for (const ExamSetConfig& set : config.exam.sets) {
    AZ_TRY(auto positions, read_exam_set(context.run.root() / set.file, *prepared.game,
                                         config.exam.positions_of(context.generation)));
    prepared.sets.push_back(std::move(positions));
  }
  AZ_TRY(prepared.evaluator, make_evaluator(context.run.net(context.generation), *prepared.game,
                                            config.infer, context.session.local_rank(), &net));
  return prepared;
}

}  // namespace

Result<void> ExamStage::run(Context& context, const Config& config) {
  const Path net_file = context.run.net(context.generation);
  if (!file_exists(net_file))
    return fail(fmt::format("{} does not exist", net_file.string()), "az_train makes it",
                Exit::kNotEnough);
  AZ_TRY(const StoredNet net, read_net_header(net_file));
  const Path file = context.run.exam(context.generation);
  AZ_TRY(const bool done, examined(file, net.hash));
  if (context.session.any(done)) {
    context.log.info("{} was examined before", generation_name(context.generation));
    return {};
  }
  const Stopwatch clock;
  // A rank that fails here ends the others too (run_stage), with its own message and code.
  AZ_TRY(const Prepared prepared, prepare(context, config, net.hash));

  SearchConfig search = config.search;
  search.simulations = config.exam.simulations;
  ExamFile exam;
  exam.generation = context.generation;
  exam.net = net.hash.hex();
  exam.search = hash_config(search).hex();
  exam.simulations = search.simulations;
  for (std::size_t s = 0; s < prepared.sets.size(); ++s) {
    const Grading part =
        grade(*prepared.game, prepared.sets[s], static_cast<std::size_t>(context.session.rank()),
              static_cast<std::size_t>(context.session.size()), *prepared.evaluator, search,
              config.exam.slots, [&] { return context.stop.requested(); });
    if (context.session.any(!part.finished)) {
      // Nothing of an exam is kept: another life of the same length would end here too.
      if (context.session.any(context.stop.exit_code() == Exit::kTerminated))
        return fail("stopped before all sets were examined", "az_exam begins again",
                    Exit::kTerminated);
      return fail("the time limit came before all sets were examined: this life added nothing",
                  "raise the class's time limit in the profile, or begin a new run with a "
                  "lower exam.simulations",
                  Exit::kBug);
    }
    exam.sets.push_back(
        exam_result(config.exam.sets[s].name, all_ranks(context.session, part.score)));
    if (!context.is_root()) continue;
    const ExamSetResult& set = exam.sets.back();
    context.log.info("examined {}: {} positions{}, value class {:.1f} %", set.name, set.n,
                     set.labelled == 0
                         ? std::string()
                         : fmt::format(", mistakes raw {:.1f} %, searched {:.1f} %",
                                       set.mistakes_raw_percent, set.mistakes_search_percent),
                     set.value_class_percent);
    AZ_OK(context.metrics.write("exam", {{"set", set.name},
                                         {"positions", static_cast<std::int64_t>(set.n)},
                                         {"mistakes_raw_percent", set.mistakes_raw_percent},
                                         {"mistakes_search_percent", set.mistakes_search_percent},
                                         {"value_class_percent", set.value_class_percent},
                                         {"value_log_loss", set.value_log_loss}}));
  }
  exam.seconds = clock.wall_s();
  if (!context.is_root()) return {};
  return write_exam_file(file, exam);
}

}  // namespace az
