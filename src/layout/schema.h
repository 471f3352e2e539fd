// schema.h — what every kind of file in a run contains: data_layout/*.schema.yaml, embedded in the
// program.
//
// A schema is the one place that names a dataset, its type, axes, unit and meaning: writers copy
// descriptions from it, readers hold files against it (store/schema_check.h), documents are made
// from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"
#include "core/result.h"

namespace az {

/// One dataset or attribute of an HDF5 file, or one key of a YAML or JSON document.
struct SchemaField {
  /// "/games/id"; "/weights/*" stands for any name there. Attributes: "seed" of the file,
  /// "/targets@net_hash" of a group. Documents: "shards[].hash".
  std::string path;
  /// HDF5: u8 u16 u32 u64 i8 i32 i64 f16 f32 f64 text; documents: text int number bool hash list
  /// map.
  std::string type;
  /// Axis names, outermost first: "games", "games+1", "4". Empty: one value. "*": any shape.
  std::vector<std::string> shape;
  std::string units;
  std::string about;
  bool optional = false;
  /// The value that an absent source of a virtual dataset reads as; never data. Empty: none is
  /// defined.
  std::string fill;
  bool any_shape() const { return shape.size() == 1 && shape[0] == "*"; }
};

struct Schema {
  std::string name;  ///< "shard"
  std::uint32_t version = 1;
  std::string kind;  ///< hdf5 | yaml | jsonl
  std::string path;  ///< where in a run: "selfplay/gNNNN/sSSSS.h5"
  std::string about;
  std::vector<SchemaField> attributes;  ///< HDF5
  std::vector<SchemaField> datasets;    ///< HDF5
  std::vector<SchemaField> keys;        ///< documents

  const SchemaField* dataset(std::string_view path) const;
  const SchemaField* attribute(std::string_view path) const;
  const SchemaField* key(std::string_view path) const;
};

/// The embedded schema; an unknown name is a bug.
const Schema& schema(std::string_view name);
/// Every embedded schema's name, sorted.
std::vector<std::string> schema_names();

/// For tests: a schema from text. `bases` are the files that `extends:` may name.
Result<Schema> parse_schema(std::string_view text, const std::string& file);

/// Holds a YAML or JSON document against a schema of that kind: missing keys, wrong types, unknown
/// keys. `file` is how messages call the document.
Result<void> check_document(const Schema& schema, const Value& document, const std::string& file);

}  // namespace az
