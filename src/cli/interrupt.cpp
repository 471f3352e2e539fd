#include "cli/interrupt.h"

#include <csignal>

namespace az {
namespace {

volatile std::sig_atomic_t caught = 0;

}  // namespace

void catch_interrupts(std::initializer_list<int> signals) {
  struct sigaction action {};
  action.sa_handler = [](int signal) { caught = signal; };
  action.sa_flags = SA_RESETHAND;  // a second one kills
  for (const int signal : signals) ::sigaction(signal, &action, nullptr);
}

int interrupted() { return caught; }

}  // namespace az
