#include "layout/rating_file.h"

namespace az {

Result<RatingFile> read_rating_file(const Path& path) {
  AZ_TRY(const Value tree, load_yaml(path));
  auto rating = read_config<RatingFile>(tree, "");
  if (!rating) return fail(rating.error().message, rating.error().hint, Exit::kData);
  return rating;
}

Result<void> write_rating_file(const Path& path, const RatingFile& rating) {
  AZ_OK(make_directories(path.parent_path()));
  return write_file(path, print_config(rating).to_yaml());
}

}  // namespace az
