#include "comm/stop_flag.h"

#include <atomic>
#include <csignal>

namespace az {
namespace {

// A signal handler can reach nothing else.
std::atomic<int> requested_stop{0};

void on_signal(int signal) {
  const int reason = signal == SIGUSR2 ? static_cast<int>(StopReason::kEarlySignal)
                                       : static_cast<int>(StopReason::kTerminate);
  int old = requested_stop.load();
  while (old < reason && !requested_stop.compare_exchange_weak(old, reason)) {
  }
}

}  // namespace

StopFlag::StopFlag() {
  requested_stop = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGUSR2, SIGTERM, SIGINT}) sigaction(signal, &action, nullptr);
}

StopFlag::~StopFlag() {
  // The process is ending with a code of its own: the launcher's TERM, sent as soon as another rank
  // has left with 75, must not turn it into 143.
  for (const int signal : {SIGUSR2, SIGTERM}) std::signal(signal, SIG_IGN);
  std::signal(SIGINT, SIG_DFL);
}

StopReason StopFlag::reason() const { return static_cast<StopReason>(requested_stop.load()); }

Exit StopFlag::exit_code() const {
  switch (reason()) {
    case StopReason::kNone:
      return Exit::kDone;
    case StopReason::kEarlySignal:
      return Exit::kRequeue;
    case StopReason::kTerminate:
      return Exit::kTerminated;
  }
  return Exit::kDone;
}

void StopFlag::request(StopReason reason) {
  on_signal(reason == StopReason::kEarlySignal ? SIGUSR2 : SIGTERM);
}

}  // namespace az
