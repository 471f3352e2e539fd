#include "store/gzip.h"

#include <zlib.h>

#include <array>
#include <limits>
#include <memory>

#include "core/check.h"

namespace az {
namespace {

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

Result<std::string> read_text(const Path& path) {
  AZ_TRY(std::string packed, read_file(path));
  if (!packed.starts_with("\x1f\x8b")) return packed;
  if (packed.size() > std::numeric_limits<uInt>::max())
    return fail(path.string() + ": more than 4 GiB of gzip data", "split the file, or unpack it");
  z_stream state{};
  constexpr int kGzip = 15 + 16;  // the largest window, a gzip header
  check(inflateInit2(&state, kGzip) == Z_OK, "zlib does not start");
  const std::unique_ptr<z_stream, EndInflate> stream(&state);
  stream->next_in = reinterpret_cast<Bytef*>(packed.data());
  stream->avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::array<char, 1 << 16> block;
  for (;;) {
    stream->next_out = reinterpret_cast<Bytef*>(block.data());
    stream->avail_out = static_cast<uInt>(block.size());
    const int code = inflate(stream.get(), Z_NO_FLUSH);
    text.append(block.data(), block.size() - stream->avail_out);
    if (code == Z_OK) continue;
    if (code != Z_STREAM_END)
      return fail(path.string() + ": damaged or cut off: gzip data end early or are wrong");
    if (stream->avail_in == 0) return text;
    check(inflateReset(stream.get()) == Z_OK, "zlib does not start again");  // a further member
  }
}

}  // namespace az
