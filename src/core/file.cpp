#include "core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

namespace az {
namespace {

/// Closes a file descriptor at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int close() {
    const int fd = std::exchange(fd_, -1);
    return ::close(fd);
  }

 private:
  int fd_;
};

tl::unexpected<Error> io_failure(std::string_view verb, const Path& path) {
  const int error = errno;
  return fail(fmt::format("cannot {} {}: {}", verb, path.string(), system_error_text(error)),
              error == ENOSPC || error == EDQUOT ? "free some space and resume" : "", Exit::kIo);
}

Result<void> write_all(int fd, std::string_view content, const Path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return io_failure("write", path);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Path own_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::string system_error_text(int error_number) {
  return std::system_category().message(error_number);
}

Result<std::string> read_file(const Path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fail(fmt::format("{} is a directory, not a file", path.string()));
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(fmt::format("cannot read {}: {}", path.string(), system_error_text(errno)),
                "check the path, or restore the file");
  std::ostringstream content;
  content << in.rdbuf();
  if (in.bad()) return io_failure("read", path);
  return std::move(content).str();
}

Result<void> sync_directory(const Path& path) {
  const Path directory = path.empty() ? Path(".") : path;
  const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) return io_failure("open", directory);
  // Some network file systems refuse fsync on a directory; they order renames themselves.
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
    return io_failure("sync", directory);
  return {};
}

Result<void> publish_file(const Path& part, const Path& path) {
  {
    Descriptor fd(::open(part.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return io_failure("open", part);
    if (::fsync(fd.get()) != 0) return io_failure("sync", part);
  }
  if (::rename(part.c_str(), path.c_str()) != 0) return io_failure("rename to", path);
  return sync_directory(path.parent_path());
}

Result<void> write_file(const Path& path, std::string_view content, std::string_view tag) {
  char host[64] = "host";
  ::gethostname(host, sizeof host - 1);
  const std::string writer =
      tag.empty() ? fmt::format("{}.{}", host, ::getpid()) : std::string(tag);
  const Path part =
      path.parent_path() / fmt::format(".{}.{}.part", path.filename().string(), writer);
  Descriptor fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (fd.get() < 0) return io_failure("write", part);
  Result<void> written = write_all(fd.get(), content, path);
  if (written && fd.close() != 0) written = io_failure("close", path);
  if (written) written = publish_file(part, path);
  if (!written) ::unlink(part.c_str());
  return written;
}

Result<void> append_file(const Path& path, std::string_view line, bool sync) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (fd.get() < 0) return io_failure("append to", path);
  AZ_OK(write_all(fd.get(), line, path));
  if (sync && ::fsync(fd.get()) != 0) return io_failure("sync", path);
  if (fd.close() != 0) return io_failure("close", path);
  return {};
}

Result<void> make_directories(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return fail(fmt::format("cannot make directory {}: {}", path.string(), error.message()), "",
                Exit::kIo);
  return {};
}

Result<void> remove_file(const Path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return io_failure("remove", path);
  return {};
}

bool file_exists(const Path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

Result<std::vector<std::string>> list_directory(const Path& path) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error) return fail(fmt::format("cannot list {}: {}", path.string(), error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace az
