// session.h — a GTP session by script: what is answered to which line.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtp/channel.h"
#include "gtp/gtp.h"

namespace az {

/// Holds lines, keeps answers. Input waits as soon as it has been asked for it.
class ScriptChannel final : public GtpChannel {
 public:
  explicit ScriptChannel(std::vector<std::string> lines) : lines_(std::move(lines)) {}

  bool read(std::string& line) override;
  bool input_waits(int milliseconds) override;
  void write(std::string_view text) override { written_.back() += text; }
  /// [0]: before the first line; then one for every line.
  const std::vector<std::string>& written() const { return written_; }

 private:
  std::vector<std::string> lines_;
  std::size_t next_ = 0;
  std::vector<std::string> written_{""};
};

struct Answers {
  int code = 0;
  std::string errors;              ///< of the command line
  std::vector<std::string> raw;    ///< to every line, as written
  std::vector<std::string> texts;  ///< the same without "= " and the empty line
  std::string operator[](std::size_t i) const { return i < texts.size() ? texts[i] : "(none)"; }
};

/// arguments: of az_gtp.
Answers gtp(const std::vector<std::string>& arguments, const std::vector<std::string>& lines);
/// Go without a player, on a board of this size, and the answer to the last line.
std::string last_of_go(int size, const std::vector<std::string>& lines);

}  // namespace az
