// h5.h — an HDF5 file as a value: a tree of arrays with attributes, written and read as a whole.
//
// Files are built and parsed in memory (HDF5's core driver), so every disk error is met by
// core/file.h, no file lock is taken, and a file becomes visible only when complete. Equal trees
// give equal bytes: no timestamps, no addresses of this machine. Only shuffle, deflate and
// fletcher32 are used, so every HDF5 tool reads the files (1.10 or newer). Metadata carry HDF5's
// own checksums; text is of fixed length, because HDF5 does not checksum the other kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/result.h"

namespace az {

enum class H5Type : std::uint8_t {
  kU8,
  kU16,
  kU32,
  kU64,
  kI8,
  kI16,
  kI32,
  kI64,
  kF16,
  kF32,
  kF64,
  kText
};

/// "u8" … "f64", "text".
std::string_view to_string(H5Type type);
std::size_t size_bytes(H5Type type);  ///< text: 1, times the width

/// IEEE 754 binary16, as bits; HDF5 files show it as a 16-bit float.
struct Half {
  std::uint16_t bits = 0;
  bool operator==(const Half&) const = default;
};
Half to_half(float value);  ///< rounds to nearest even; beyond 65504: infinity
float to_float(Half value);

namespace h5_detail {
template <class T>
constexpr H5Type type_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return H5Type::kU8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return H5Type::kU16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return H5Type::kU32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5Type::kU64;
  if constexpr (std::is_same_v<T, std::int8_t>) return H5Type::kI8;
  if constexpr (std::is_same_v<T, std::int16_t>) return H5Type::kI16;
  if constexpr (std::is_same_v<T, std::int32_t>) return H5Type::kI32;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5Type::kI64;
  if constexpr (std::is_same_v<T, Half>) return H5Type::kF16;
  if constexpr (std::is_same_v<T, float>) return H5Type::kF32;
  if constexpr (std::is_same_v<T, double>) return H5Type::kF64;
}
}  // namespace h5_detail

/// Numbers or texts in row-major order. An empty shape is one value.
struct H5Array {
  H5Type type = H5Type::kU8;
  std::size_t text_width = 0;  ///< bytes per text, at least 1; shorter texts are padded with zeros
  std::vector<std::uint64_t> shape;
  std::vector<std::byte> bytes;

  std::uint64_t count() const;
  bool operator==(const H5Array&) const = default;

  template <class T>
  static H5Array of(std::span<const T> values, std::vector<std::uint64_t> shape) {
    H5Array array{h5_detail::type_of<T>(), 0, std::move(shape), {}};
    check(array.count() == values.size(), "{} values for a shape of {}", values.size(),
          array.count());
    array.bytes.resize(values.size_bytes());
    if (!values.empty()) std::memcpy(array.bytes.data(), values.data(), values.size_bytes());
    return array;
  }
  template <class T>
  static H5Array of(const std::vector<T>& values) {
    return of(std::span<const T>(values), {values.size()});
  }
  template <class T>
  static H5Array one(const T& value) {
    return of(std::span<const T>(&value, 1), {});
  }
  static H5Array text(std::string_view value);
  static H5Array texts(std::span<const std::string> values);

  /// The numbers; a wrong type is a bug (readers hold a file against its schema first).
  template <class T>
  std::span<const T> as() const {
    check(type == h5_detail::type_of<T>(), "array of {} read as another type", to_string(type));
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <class T>
  T value() const {
    const auto all = as<T>();
    check(all.size() == 1, "one value expected, {} found", all.size());
    return all[0];
  }
  std::string text_at(std::size_t index) const;
  std::string text_value() const { return text_at(0); }
  std::vector<std::string> text_values() const;
};

using H5Attributes = std::map<std::string, H5Array, std::less<>>;

/// Part of a virtual dataset: rows [from, from + count) of `dataset` in `file` lie at rows [to, to
/// + count) here.
struct H5Source {
  std::string file;  ///< relative to the folder of the file that holds the virtual dataset
  std::string dataset;
  std::uint64_t from = 0, count = 0, to = 0;
};

struct H5Dataset {
  H5Array array;
  H5Attributes attributes;
  bool compress = true;  ///< shuffle + deflate; false: checksums only (weights do not compress)
  std::vector<std::byte> fill;    ///< one element, or empty for zeros
  std::vector<H5Source> sources;  ///< not empty: virtual; array.bytes stay empty when written
};

struct H5Tree {
  std::map<std::string, H5Attributes, std::less<>>
      groups;  ///< "/" and "/games"; parents of datasets are implied
  std::map<std::string, H5Dataset, std::less<>> datasets;  ///< by path: "/games/id"

  H5Attributes& root() { return groups["/"]; }
  const H5Dataset* find(std::string_view path) const;
  /// An attribute: "seed" of the file, or "/targets@net_hash"; nullptr when absent.
  const H5Array* attribute(std::string_view path) const;
};

/// xxh3-128 over the sorted (path, type, shape, bytes, attributes) of groups and datasets, without
/// the file's own `content_hash`. Virtual datasets count by their sources.
Hash128 content_hash(const H5Tree& tree);

/// The bytes of the file. Fails (kBug inside HDF5) only when memory is short.
Result<std::string> h5_image(const H5Tree& tree);
/// Parses a file's bytes. Anything that HDF5 or its checksums refuse is kData.
Result<H5Tree> parse_h5(std::string_view image, const std::string& name);

/// Sets `content_hash` and writes the tree by write-then-rename; returns the hash. `tag` is the
/// writer's own name in the temporary file (".s0001.h5.TAG.part"): two writers must not share it.
/// Empty: host and process id.
Result<Hash128> write_h5(const Path& path, H5Tree tree, std::string_view tag = {});
/// Reads a whole file and verifies its content hash. Virtual datasets of a generation index are
/// read through.
struct H5File {
  H5Tree tree;
  Hash128 hash;
};
Result<H5File> read_h5(const Path& path);
/// The attributes and small tables only (datasets named in `datasets`), unverified; for listings.
Result<H5Tree> read_h5_part(const Path& path, std::span<const std::string_view> datasets);

/// The values of a virtual dataset, read through to its sources. The library reads an absent or
/// damaged source as the fill value without any error: callers compare with it.
Result<H5Array> read_virtual(const Path& path, std::string_view dataset);

}  // namespace az
