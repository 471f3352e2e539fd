#include "store/h5.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace az {
namespace {

constexpr std::pair<std::string_view, std::size_t> kTypes[] = {
    {"u8", 1},  {"u16", 2}, {"u32", 4}, {"u64", 8}, {"i8", 1},  {"i16", 2},
    {"i32", 4}, {"i64", 8}, {"f16", 2}, {"f32", 4}, {"f64", 8}, {"text", 1}};

constexpr std::size_t kCompactBytes = 512;  // below: stored inside the checksummed object header
constexpr std::uint64_t kChunkBytes = 1u << 20;
/// What the library calls a file in memory. It insists that no file of that name exists; below a
/// device none can.
constexpr const char* kImageName = "/dev/null/image";
constexpr unsigned kDeflateLevel = 6;
constexpr std::uint64_t kLargestArray =
    1ull << 36;  // a corrupt size fails here instead of in the allocator

/// Owns one HDF5 identifier.
class Id {
 public:
  Id(hid_t id, herr_t (*closer)(hid_t)) : id_(id), close_(closer) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  bool ok() const { return id_ >= 0; }
  /// Now, and says whether it worked.
  bool close() { return close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// Takes a file's bytes when the library closes it. (The library's own image function of 1.10 gives
/// a superblock whose checksum is wrong.)
struct ImageCapture {
  std::string image;  ///< sized before the file is closed, filled while it is closed
};

void* image_malloc(size_t size, H5FD_file_image_op_t, void*) { return std::calloc(1, size); }
void* image_copy(void* to, const void* from, size_t size, H5FD_file_image_op_t, void*) {
  return std::memcpy(to, from, size);
}
void* image_realloc(void* image, size_t size, H5FD_file_image_op_t, void*) {
  return std::realloc(image, size);
}
herr_t image_free(void* image, H5FD_file_image_op_t reason, void* capture) {
  std::string& out = static_cast<ImageCapture*>(capture)->image;
  if (reason == H5FD_FILE_IMAGE_OP_FILE_CLOSE && image != nullptr)
    std::memcpy(out.data(), image, out.size());
  std::free(image);
  return 0;
}
void* share_capture(void* capture) { return capture; }
herr_t keep_capture(void*) { return 0; }

/// The serial library may be used by one thread at a time, and prints its errors unless told not
/// to.
std::unique_lock<std::mutex> enter_hdf5() {
  static std::mutex mutex;
  std::unique_lock lock(mutex);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  return lock;
}

herr_t take_innermost(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

/// Must follow the failed call at once: the next call of the library clears its error stack.
tl::unexpected<Error> h5_failure(std::string_view name, std::string_view what) {
  std::string reason = "no reason given";
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &reason);
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return fail(
      fmt::format("{}: cannot {}: {}", name, what, reason),
      "if a run wrote it, it is damaged: restore it, or, while no later file rests on it, delete "
      "it and make it again");
}

Id make_type(H5Type type, std::size_t text_width) {
  switch (type) {
    case H5Type::kU8:
      return {H5Tcopy(H5T_STD_U8LE), H5Tclose};
    case H5Type::kU16:
      return {H5Tcopy(H5T_STD_U16LE), H5Tclose};
    case H5Type::kU32:
      return {H5Tcopy(H5T_STD_U32LE), H5Tclose};
    case H5Type::kU64:
      return {H5Tcopy(H5T_STD_U64LE), H5Tclose};
    case H5Type::kI8:
      return {H5Tcopy(H5T_STD_I8LE), H5Tclose};
    case H5Type::kI16:
      return {H5Tcopy(H5T_STD_I16LE), H5Tclose};
    case H5Type::kI32:
      return {H5Tcopy(H5T_STD_I32LE), H5Tclose};
    case H5Type::kI64:
      return {H5Tcopy(H5T_STD_I64LE), H5Tclose};
    case H5Type::kF32:
      return {H5Tcopy(H5T_IEEE_F32LE), H5Tclose};
    case H5Type::kF64:
      return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
    case H5Type::kF16: {
      const hid_t half = H5Tcopy(H5T_IEEE_F32LE);
      H5Tset_fields(half, 15, 10, 5, 0, 10);
      H5Tset_size(half, 2);
      H5Tset_ebias(half, 15);
      return {half, H5Tclose};
    }
    case H5Type::kText: {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, std::max<std::size_t>(text_width, 1));
      H5Tset_strpad(text, H5T_STR_NULLPAD);
      H5Tset_cset(text, H5T_CSET_UTF8);
      return {text, H5Tclose};
    }
  }
  return {-1, H5Tclose};
}

/// The type in a file, if it is one of ours: little-endian numbers, texts of fixed length.
Result<void> parse_type(hid_t type, H5Array& array, std::string_view where) {
  const H5T_class_t kind = H5Tget_class(type);
  const std::size_t size = H5Tget_size(type);
  if (kind == H5T_STRING && H5Tis_variable_str(type) == 0) {
    array.type = H5Type::kText;
    array.text_width = size;
    return {};
  }
  const bool little = H5Tget_order(type) == H5T_ORDER_LE || size == 1;
  if (kind == H5T_INTEGER && little && std::has_single_bit(size) && size <= 8) {
    const int log2 = std::countr_zero(size);
    array.type = static_cast<H5Type>(log2 + (H5Tget_sign(type) == H5T_SGN_NONE ? 0 : 4));
    return {};
  }
  if (kind == H5T_FLOAT && little && (size == 2 || size == 4 || size == 8)) {
    array.type = size == 2 ? H5Type::kF16 : size == 4 ? H5Type::kF32 : H5Type::kF64;
    return {};
  }
  return fail(fmt::format("{}: a type that this format does not use", where));
}

Id make_space(const std::vector<std::uint64_t>& shape) {
  if (shape.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), H5Sclose};
}

Result<void> parse_space(hid_t space, H5Array& array, std::uint64_t limit, std::string_view where) {
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0) return h5_failure(where, "read its shape");
  std::vector<hsize_t> dims(static_cast<std::size_t>(rank));
  if (rank > 0) H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  array.shape.assign(dims.begin(), dims.end());
  const std::uint64_t element =
      size_bytes(array.type) * (array.type == H5Type::kText ? array.text_width : 1);
  std::uint64_t total = element;
  for (const std::uint64_t extent : array.shape) {
    if (extent != 0 && total > limit / extent)
      return fail(fmt::format("{}: a size that the file cannot hold", where));
    total *= extent;
  }
  return {};
}

std::uint64_t array_bytes(const H5Array& array) {
  return array.count() * size_bytes(array.type) *
         (array.type == H5Type::kText ? array.text_width : 1);
}

// ---- writing

Result<void> write_attributes(hid_t object, const H5Attributes& attributes, std::string_view path) {
  for (const auto& [name, array] : attributes) {
    const Id type = make_type(array.type, array.text_width);
    const Id space = make_space(array.shape);
    const Id attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                       H5Aclose);
    if (!attribute.ok() || H5Awrite(attribute, type, array.bytes.data()) < 0)
      return h5_failure(path, "make attribute " + name);
  }
  return {};
}

/// Many attributes and links stay in the object header: smaller, and covered by its checksum.
void keep_compact(hid_t properties) {
  H5Pset_obj_track_times(properties, false);
  H5Pset_attr_phase_change(properties, 64, 48);
}

std::vector<hsize_t> chunk_shape(const H5Array& array) {
  std::vector<hsize_t> chunk(array.shape.begin(), array.shape.end());
  const std::uint64_t row = std::max<std::uint64_t>(array_bytes(array) / chunk[0], 1);
  chunk[0] = std::clamp<hsize_t>(kChunkBytes / row, 1, chunk[0]);
  return chunk;
}

Result<void> write_dataset(hid_t file, const std::string& path, const H5Dataset& dataset) {
  const H5Array& array = dataset.array;
  const Id type = make_type(array.type, array.text_width);
  const Id space = make_space(array.shape);
  const Id create(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  keep_compact(create);
  if (!dataset.fill.empty() && H5Pset_fill_value(create, type, dataset.fill.data()) < 0)
    return h5_failure(path, "set its fill value");

  if (!dataset.sources.empty()) {
    for (const H5Source& source : dataset.sources) {
      const auto select = [&](hid_t selected, std::uint64_t first) {
        std::vector<hsize_t> start(array.shape.size(), 0),
            count(array.shape.begin(), array.shape.end());
        start[0] = first;
        count[0] = source.count;
        return H5Sselect_hyperslab(selected, H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                   nullptr);
      };
      std::vector<std::uint64_t> source_shape = array.shape;
      source_shape[0] = source.from + source.count;
      const Id target = make_space(array.shape);
      const Id origin = make_space(source_shape);
      if (select(target, source.to) < 0 || select(origin, source.from) < 0 ||
          H5Pset_virtual(create, target, source.file.c_str(), source.dataset.c_str(), origin) < 0)
        return h5_failure(path, "refer to " + source.file);
    }
  } else if (array.bytes.size() <= kCompactBytes) {
    if (!array.bytes.empty()) H5Pset_layout(create, H5D_COMPACT);
  } else if (!array.shape.empty()) {
    const std::vector<hsize_t> chunk = chunk_shape(array);
    H5Pset_chunk(create, static_cast<int>(chunk.size()), chunk.data());
    if (dataset.compress) {
      if (array.type != H5Type::kText && size_bytes(array.type) > 1) H5Pset_shuffle(create);
      H5Pset_deflate(create, kDeflateLevel);
    }
    H5Pset_fletcher32(create);
  }

  const Id made(H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, create, H5P_DEFAULT),
                H5Dclose);
  if (!made.ok()) return h5_failure(path, "make the dataset");
  if (!array.bytes.empty() &&
      H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.bytes.data()) < 0)
    return h5_failure(path, "write the dataset");
  return write_attributes(made, dataset.attributes, path);
}

/// Every group that must exist, parents first: those with attributes and those above datasets.
std::map<std::string, const H5Attributes*> needed_groups(const H5Tree& tree) {
  static const H5Attributes none;
  std::map<std::string, const H5Attributes*> needed;
  const auto add_parents = [&](const std::string& path) {
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1))
      needed.try_emplace(path.substr(0, slash), &none);
  };
  for (const auto& [path, attributes] : tree.groups) {
    if (path != "/") needed[path] = &attributes;
    add_parents(path);
  }
  for (const auto& [path, dataset] : tree.datasets) add_parents(path);
  return needed;
}

/// The 1.10 format: smaller, and its metadata carry checksums.
void use_current_format(hid_t access) {
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
}

Result<void> write_tree(const H5Tree& tree, ImageCapture& capture) {
  const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  use_current_format(access);
  H5FD_file_image_callbacks_t callbacks = {image_malloc,  image_copy,   image_realloc, image_free,
                                           share_capture, keep_capture, &capture};
  if (H5Pset_fapl_core(access, 1u << 20, false) < 0 ||
      H5Pset_file_image_callbacks(access, &callbacks) < 0)
    return h5_failure("image", "prepare a file in memory");
  const Id create(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  keep_compact(create);
  H5Pset_link_phase_change(create, 64, 48);
  Id file(H5Fcreate(kImageName, H5F_ACC_TRUNC, create, access), H5Fclose);
  if (!file.ok()) return h5_failure("image", "make an HDF5 file in memory");

  const Id group_create(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  keep_compact(group_create);
  H5Pset_link_phase_change(group_create, 64, 48);
  if (const auto root = tree.groups.find("/"); root != tree.groups.end()) {
    const Id group(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose);
    AZ_OK(write_attributes(group, root->second, "/"));
  }
  for (const auto& [name, attributes] : needed_groups(tree)) {
    const Id group(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, group_create, H5P_DEFAULT),
                   H5Gclose);
    if (!group.ok()) return h5_failure(name, "make the group");
    AZ_OK(write_attributes(group, *attributes, name));
  }
  for (const auto& [name, dataset] : tree.datasets) AZ_OK(write_dataset(file, name, dataset));
  if (H5Fflush(file, H5F_SCOPE_GLOBAL) < 0) return h5_failure("image", "finish a file in memory");
  const ssize_t size = H5Fget_file_image(file, nullptr, 0);
  if (size <= 0) return h5_failure("image", "measure a file in memory");
  capture.image.resize(static_cast<std::size_t>(size));
  if (!file.close()) return h5_failure("image", "close a file in memory");
  return {};
}

// ---- reading

struct Reader {
  H5Tree& tree;
  std::uint64_t limit;  ///< bytes that one array of this file can have
  std::string_view name;
  const std::vector<std::string_view>* wanted;  ///< datasets to read; nullptr: all
};

Result<void> parse_attributes(hid_t object, H5Attributes& attributes, std::string_view path,
                              const Reader& reader) {
  H5O_info_t info;
  if (H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0)
    return h5_failure(path, "read its attributes");
  for (hsize_t i = 0; i < info.num_attrs; ++i) {
    const Id attribute(
        H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose);
    if (!attribute.ok()) return h5_failure(path, "open an attribute");
    std::string name(256, '\0');
    const ssize_t length = H5Aget_name(attribute, name.size(), name.data());
    if (length <= 0 || static_cast<std::size_t>(length) >= name.size())
      return h5_failure(path, "read an attribute's name");
    name.resize(static_cast<std::size_t>(length));
    const Id type(H5Aget_type(attribute), H5Tclose);
    const Id space(H5Aget_space(attribute), H5Sclose);
    H5Array array;
    AZ_OK(parse_type(type, array, fmt::format("{}: {}@{}", reader.name, path, name)));
    AZ_OK(parse_space(space, array, reader.limit, path));
    array.bytes.resize(array_bytes(array));
    if (H5Aread(attribute, type, array.bytes.data()) < 0)
      return h5_failure(path, "read attribute " + name);
    attributes.emplace(std::move(name), std::move(array));
  }
  return {};
}

Result<void> parse_sources(hid_t create, H5Dataset& dataset, std::string_view path) {
  std::size_t count = 0;
  if (H5Pget_virtual_count(create, &count) < 0) return h5_failure(path, "read its sources");
  for (std::size_t i = 0; i < count; ++i) {
    H5Source source;
    const auto read_name = [&](auto get, std::string& out) {
      const ssize_t length = get(create, i, nullptr, 0);
      if (length <= 0) return false;
      out.resize(static_cast<std::size_t>(length));
      return get(create, i, out.data(), out.size() + 1) > 0;
    };
    const Id target(H5Pget_virtual_vspace(create, i), H5Sclose);
    const Id origin(H5Pget_virtual_srcspace(create, i), H5Sclose);
    std::vector<hsize_t> low(dataset.array.shape.size()), high(low);
    if (!read_name(H5Pget_virtual_filename, source.file) ||
        !read_name(H5Pget_virtual_dsetname, source.dataset) || low.empty() ||
        H5Sget_select_bounds(target, low.data(), high.data()) < 0)
      return h5_failure(path, "read its sources");
    source.to = low[0];
    source.count = high[0] - low[0] + 1;
    if (H5Sget_select_bounds(origin, low.data(), high.data()) < 0)
      return h5_failure(path, "read its sources");
    source.from = low[0];
    dataset.sources.push_back(std::move(source));
  }
  return {};
}

Result<void> parse_dataset(hid_t parent, const char* name, const std::string& path,
                           Reader& reader) {
  if (reader.wanted != nullptr &&
      std::find(reader.wanted->begin(), reader.wanted->end(), path) == reader.wanted->end())
    return {};
  const std::string where = fmt::format("{}: {}", reader.name, path);
  const Id object(H5Dopen2(parent, name, H5P_DEFAULT), H5Dclose);
  if (!object.ok()) return h5_failure(where, "open the dataset");
  const Id type(H5Dget_type(object), H5Tclose);
  const Id space(H5Dget_space(object), H5Sclose);
  const Id create(H5Dget_create_plist(object), H5Pclose);
  if (!type.ok() || !space.ok() || !create.ok()) return h5_failure(where, "read its description");
  H5Dataset dataset;
  AZ_OK(parse_type(type, dataset.array, where));
  const bool is_virtual = H5Pget_layout(create) == H5D_VIRTUAL;
  AZ_OK(parse_space(space, dataset.array, is_virtual ? kLargestArray : reader.limit, where));
  if (is_virtual) {
    AZ_OK(parse_sources(create, dataset, where));
  } else {
    dataset.array.bytes.resize(array_bytes(dataset.array));
    if (!dataset.array.bytes.empty() &&
        H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, dataset.array.bytes.data()) < 0)
      return h5_failure(where, "read the data");
  }
  AZ_OK(parse_attributes(object, dataset.attributes, where, reader));
  reader.tree.datasets.emplace(path, std::move(dataset));
  return {};
}

Result<void> parse_group(hid_t group, const std::string& path, Reader& reader, int depth) {
  if (depth > 8) return fail(fmt::format("{}: groups nest too deeply", reader.name));
  AZ_OK(parse_attributes(group, reader.tree.groups[path.empty() ? "/" : path], path, reader));
  H5G_info_t info;
  if (H5Gget_info(group, &info) < 0) return h5_failure(reader.name, "list " + path);
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::string name(1024, '\0');
    const ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i,
                                              name.data(), name.size(), H5P_DEFAULT);
    if (length <= 0 || static_cast<std::size_t>(length) >= name.size())
      return h5_failure(reader.name, "list " + path);
    name.resize(static_cast<std::size_t>(length));
    const std::string child = fmt::format("{}/{}", path, name);
    H5L_info_t link;
    if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0)
      return h5_failure(reader.name, "open " + child);
    if (link.type != H5L_TYPE_HARD)
      return fail(fmt::format("{}: {}: a link to elsewhere", reader.name, child));
    H5O_info_t object;
    if (H5Oget_info_by_name2(group, name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
      return h5_failure(reader.name, "open " + child);
    if (object.type == H5O_TYPE_DATASET) {
      AZ_OK(parse_dataset(group, name.c_str(), child, reader));
    } else if (object.type == H5O_TYPE_GROUP) {
      const Id next(H5Gopen2(group, name.c_str(), H5P_DEFAULT), H5Gclose);
      if (!next.ok()) return h5_failure(reader.name, "open " + child);
      AZ_OK(parse_group(next, child, reader, depth + 1));
    } else {
      return fail(fmt::format("{}: {}: neither group nor dataset", reader.name, child));
    }
  }
  return {};
}

Result<H5Tree> parse_image(std::string_view image, const std::string& name,
                           const std::vector<std::string_view>* wanted) {
  const auto lock = enter_hdf5();
  const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  use_current_format(access);
  // HDF5 copies the image.
  if (H5Pset_fapl_core(access, 1u << 20, false) < 0 ||
      H5Pset_file_image(access, const_cast<char*>(image.data()), image.size()) < 0)
    return h5_failure(name, "take its bytes");
  const Id file(H5Fopen(kImageName, H5F_ACC_RDONLY, access), H5Fclose);
  if (!file.ok()) return h5_failure(name, "open it as HDF5");
  H5Tree tree;
  // Deflate shrinks at most 1,032 times.
  Reader reader{tree, std::min<std::uint64_t>(kLargestArray, (image.size() + 64) * 1100), name,
                wanted};
  const Id root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose);
  if (!root.ok()) return h5_failure(name, "open its root");
  AZ_OK(parse_group(root, "", reader, 0));
  return tree;
}

void hash_array(Hasher& hasher, const H5Array& array) {
  hasher.add(to_string(array.type)).add(array.text_width).add(array.shape.size());
  for (const std::uint64_t extent : array.shape) hasher.add(extent);
  hasher.add(std::span<const std::byte>(array.bytes));
}

void hash_attributes(Hasher& hasher, const H5Attributes& attributes, bool is_root) {
  for (const auto& [name, array] : attributes) {
    if (is_root && name == "content_hash") continue;
    hasher.add("attribute").add(name);
    hash_array(hasher, array);
  }
}

}  // namespace

std::string_view to_string(H5Type type) { return kTypes[static_cast<std::size_t>(type)].first; }
std::size_t size_bytes(H5Type type) { return kTypes[static_cast<std::size_t>(type)].second; }

Half to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return {static_cast<std::uint16_t>(sign | 0x7e00u)};  // NaN
  if (magnitude >= 0x477ff000u)
    return {static_cast<std::uint16_t>(sign | 0x7c00u)};  // rounds beyond 65504
  if (magnitude < 0x38800000u) {
    // Subnormal halves are multiples of 2^-24: let the addition round.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return {
        static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u))};
  }
  const std::uint32_t rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u);
  return {static_cast<std::uint16_t>(sign | ((rounded - 0x38000000u) >> 13))};
}

float to_float(Half value) {
  const std::uint32_t sign = (value.bits & 0x8000u) << 16, magnitude = value.bits & 0x7fffu;
  if (magnitude >= 0x7c00u)
    return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x3ffu) << 13);
  if (magnitude < 0x400u) {
    const float small = static_cast<float>(magnitude) * 0x1.0p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(small));
  }
  return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000u));
}

std::uint64_t H5Array::count() const {
  std::uint64_t product = 1;
  for (const std::uint64_t extent : shape) product *= extent;
  return product;
}

H5Array H5Array::text(std::string_view value) {
  H5Array array{H5Type::kText, std::max<std::size_t>(value.size(), 1), {}, {}};
  array.bytes.resize(array.text_width);
  std::memcpy(array.bytes.data(), value.data(), value.size());
  return array;
}

H5Array H5Array::texts(std::span<const std::string> values) {
  std::size_t width = 1;
  for (const std::string& value : values) width = std::max(width, value.size());
  H5Array array{H5Type::kText, width, {values.size()}, {}};
  array.bytes.resize(width * values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    std::memcpy(array.bytes.data() + i * width, values[i].data(), values[i].size());
  return array;
}

std::string H5Array::text_at(std::size_t index) const {
  check(type == H5Type::kText && (index + 1) * text_width <= bytes.size(), "no text at {}", index);
  const char* begin = reinterpret_cast<const char*>(bytes.data()) + index * text_width;
  return {begin, strnlen(begin, text_width)};
}

std::vector<std::string> H5Array::text_values() const {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < count(); ++i) values.push_back(text_at(i));
  return values;
}

const H5Dataset* H5Tree::find(std::string_view path) const {
  const auto found = datasets.find(path);
  return found == datasets.end() ? nullptr : &found->second;
}

const H5Array* H5Tree::attribute(std::string_view path) const {
  const std::size_t at = path.find('@');
  const auto group =
      groups.find(at == std::string_view::npos ? std::string_view("/") : path.substr(0, at));
  if (group == groups.end()) return nullptr;
  const auto found = group->second.find(at == std::string_view::npos ? path : path.substr(at + 1));
  return found == group->second.end() ? nullptr : &found->second;
}

Hash128 content_hash(const H5Tree& tree) {
  Hasher hasher;
  for (const auto& [path, attributes] : tree.groups) {
    const bool is_root = path == "/";
    if (attributes.empty() ||
        (is_root && attributes.size() == 1 && attributes.contains("content_hash")))
      continue;
    hasher.add("group").add(path);
    hash_attributes(hasher, attributes, is_root);
  }
  for (const auto& [path, dataset] : tree.datasets) {
    hasher.add("dataset").add(path);
    hash_array(hasher, dataset.array);
    for (const H5Source& source : dataset.sources)
      hasher.add("source")
          .add(source.file)
          .add(source.dataset)
          .add(source.from)
          .add(source.count)
          .add(source.to);
    hash_attributes(hasher, dataset.attributes, false);
  }
  return hasher.finish();
}

Result<std::string> h5_image(const H5Tree& tree) {
  const auto lock = enter_hdf5();
  ImageCapture capture;
  AZ_OK(write_tree(tree, capture));
  return std::move(capture.image);
}

Result<H5Tree> parse_h5(std::string_view image, const std::string& name) {
  return parse_image(image, name, nullptr);
}

Result<Hash128> write_h5(const Path& path, H5Tree tree, std::string_view tag) {
  const Hash128 hash = content_hash(tree);
  tree.root()["content_hash"] = H5Array::text(hash.hex());
  AZ_TRY(const std::string image, h5_image(tree));
  AZ_OK(write_file(path, image, tag));
  return hash;
}

Result<H5File> read_h5(const Path& path) {
  AZ_TRY(const std::string image, read_file(path));
  H5File file;
  AZ_TRY(file.tree, parse_h5(image, path.string()));
  const H5Array* stored = file.tree.attribute("content_hash");
  if (stored == nullptr || stored->type != H5Type::kText)
    return fail(fmt::format("{}: no content hash", path.string()),
                "this file was not written by ArrayZero");
  file.hash = content_hash(file.tree);
  if (stored->text_value() != file.hash.hex())
    return fail(
        fmt::format("{}: content hash is {}, the file says {}", path.string(), file.hash.hex(),
                    stored->text_value()),
        "the file is damaged; restore it, or, while no later file rests on it, delete it and "
        "make it again");
  return file;
}

Result<H5Tree> read_h5_part(const Path& path, std::span<const std::string_view> datasets) {
  AZ_TRY(const std::string image, read_file(path));
  const std::vector<std::string_view> wanted(datasets.begin(), datasets.end());
  return parse_image(image, path.string(), &wanted);
}

Result<H5Array> read_virtual(const Path& path, std::string_view dataset) {
  const auto lock = enter_hdf5();
  const std::string where = fmt::format("{}: {}", path.string(), dataset);
  const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, false, true);  // some network file systems refuse locks
  const Id file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
  if (!file.ok()) return h5_failure(path.string(), "open it as HDF5");
  const Id object(H5Dopen2(file, std::string(dataset).c_str(), H5P_DEFAULT), H5Dclose);
  if (!object.ok()) return h5_failure(where, "open the dataset");
  const Id type(H5Dget_type(object), H5Tclose);
  const Id space(H5Dget_space(object), H5Sclose);
  H5Array array;
  AZ_OK(parse_type(type, array, where));
  AZ_OK(parse_space(space, array, kLargestArray, where));
  array.bytes.resize(array_bytes(array));
  if (!array.bytes.empty() &&
      H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.bytes.data()) < 0)
    return h5_failure(where, "read the data");
  return array;
}

}  // namespace az
