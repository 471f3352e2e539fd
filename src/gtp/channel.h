// channel.h — where the lines of a session come from and where its answers go.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "gtp/protocol.h"

namespace az {

class GtpChannel {
 public:
  virtual ~GtpChannel() = default;
  /// The next line without its end; false: there is none and there will be none.
  virtual bool read(std::string& line) = 0;
  /// Has something more come in, or has the input ended? Waits so long for it, for ever where
  /// milliseconds is negative.
  virtual bool input_waits(int milliseconds) = 0;
  /// At once.
  virtual void write(std::string_view text) = 0;
  /// False: an answer could not be written, nor will any.
  virtual bool good() const { return true; }
};

/// What a session ends with: an error (kIo) where an answer could not be written.
Result<void> answers_written(const GtpChannel& channel);

/// Over two open files; closes none.
class FileChannel final : public GtpChannel {
 public:
  /// Of a line longer than `most` bytes only so much is kept that it is seen to be longer.
  FileChannel(int input, int output, std::size_t most = kMostGtpLine)
      : input_(input), output_(output), most_(most) {}

  bool read(std::string& line) override;
  bool input_waits(int milliseconds) override;
  void write(std::string_view text) override;
  bool good() const override { return good_; }

 private:
  bool fill();

  int input_, output_;
  std::size_t most_;
  std::string buffer_;
  bool ended_ = false, good_ = true;
};

}  // namespace az
