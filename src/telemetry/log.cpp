#include "telemetry/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace az {

struct Log::Sinks {
  spdlog::logger logger{"az", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

Log::Log(int rank, const std::string& stage, const std::string& generation)
    : sinks_(std::make_unique<Sinks>()) {
  sinks_->logger.set_pattern("%H:%M:%S %v");
  sinks_->logger.flush_on(spdlog::level::trace);
  if (rank >= 0) prefix_ = fmt::format("r{:02} ", rank);
  prefix_ += stage;
  if (!generation.empty()) prefix_ += " " + generation;
}

Log::~Log() = default;
Log::Log(Log&&) noexcept = default;

Result<void> Log::open_file(const Path& path) {
  AZ_OK(make_directories(path.parent_path()));
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string());
    sink->set_pattern("%Y-%m-%d %H:%M:%S %v");
    sinks_->logger.sinks().push_back(std::move(sink));
  } catch (const spdlog::spdlog_ex& error) {
    return fail(fmt::format("cannot open the log {}: {}", path.string(), error.what()), "",
                Exit::kIo);
  }
  return {};
}

void Log::write(char level, std::string_view message) {
  sinks_->logger.info("{} {} {}", level, prefix_, message);
}

}  // namespace az
