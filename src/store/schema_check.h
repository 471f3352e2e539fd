// schema_check.h — holds an HDF5 file's tree against its schema, and writes the schema's words into
// a file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "layout/schema.h"
#include "store/h5.h"

namespace az {

/// Adds what explains a file by itself: `schema`, `schema_version` and `description` of the file;
/// `description`, `units` and `axes` of every dataset; the fill values.
void annotate(H5Tree& tree, const Schema& schema);

/// One element of the fill value, as it lies in the file; empty when the schema names none.
std::vector<std::byte> fill_value(const SchemaField& field);

/// Every dataset and attribute of the schema is there with its type and shape, axes of one name
/// have one length, nothing else is there. kData, with the dataset's name, otherwise. `name` is how
/// messages call the file.
Result<void> check_tree(const H5Tree& tree, const Schema& schema, const std::string& name);

/// As check_tree, of the attributes and only these datasets; others may be missing.
Result<void> check_part(const H5Tree& tree, const Schema& schema,
                        std::span<const std::string_view> datasets, const std::string& name);

/// annotate, check (a violation is a bug of the writer), write.
Result<Hash128> write_checked(const Path& path, H5Tree tree, const Schema& schema,
                              std::string_view tag);
/// Read, verify, check.
Result<H5File> read_checked(const Path& path, const Schema& schema);

}  // namespace az
