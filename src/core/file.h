// file.h — whole files: read, and write so that a reader sees the old content or the new one, never
// a part.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace az {

using Path = std::filesystem::path;

Result<std::string> read_file(const Path& path);

/// Writes `.NAME.TAG.part` beside `path`, syncs, renames, syncs the directory. A full disk leaves
/// no part behind. Writers that may run at once must not share a tag; empty: host and process id.
Result<void> write_file(const Path& path, std::string_view content, std::string_view tag = {});

/// Appends one record (a line) with a single write() and syncs when asked; for journals that one
/// process writes.
Result<void> append_file(const Path& path, std::string_view line, bool sync);

/// Makes a finished temporary file visible: fsync(part), rename(part, path), fsync(directory).
Result<void> publish_file(const Path& part, const Path& path);

/// False also where the path cannot be looked at (no permission, a stale mount): for what may be
/// missing; what must be there is read, and says why it cannot be.
bool file_exists(const Path& path);

Result<void> make_directories(const Path& path);
Result<void> sync_directory(const Path& path);
Result<void> remove_file(const Path& path);  ///< missing is fine

/// The file names in a directory, sorted; an error if it does not exist.
Result<std::vector<std::string>> list_directory(const Path& path);

/// The folder of the running executable.
Path own_folder();

/// errno as text: "No space left on device".
std::string system_error_text(int error_number);

}  // namespace az
