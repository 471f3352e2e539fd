#include "gtp/channel.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace az {

Result<void> answers_written(const GtpChannel& channel) {
  if (channel.good()) return {};
  return fail("an answer could not be written", "is the disk full, or the other side gone?",
              Exit::kIo);
}

/// More input into the buffer; false: it has ended.
bool FileChannel::fill() {
  std::array<char, 4096> chunk;
  while (!ended_) {
    const ssize_t size = ::read(input_, chunk.data(), chunk.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      ended_ = true;
      break;
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(size));
    return true;
  }
  return false;
}

bool FileChannel::read(std::string& line) {
  line.clear();
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    const std::size_t size = end == std::string::npos ? buffer_.size() : end;
    if (line.size() <= most_) line.append(buffer_, 0, std::min(size, most_ + 1 - line.size()));
    if (end != std::string::npos) {
      buffer_.erase(0, end + 1);
      return true;
    }
    buffer_.clear();
    if (!fill()) return !line.empty();
  }
}

bool FileChannel::input_waits(int milliseconds) {
  if (!buffer_.empty() || ended_) return true;
  pollfd input{input_, POLLIN, 0};
  for (;;) {
    const int ready = ::poll(&input, 1, milliseconds);
    if (ready < 0 && errno == EINTR) continue;
    return ready != 0;
  }
}

void FileChannel::write(std::string_view text) {
  while (good_ && !text.empty()) {
    const ssize_t size = ::write(output_, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      good_ = false;
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

}  // namespace az
