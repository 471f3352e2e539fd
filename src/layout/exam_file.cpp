#include "layout/exam_file.h"

namespace az {

Result<ExamFile> read_exam_file(const Path& path) {
  AZ_TRY(const Value tree, load_yaml(path));
  auto exam = read_config<ExamFile>(tree, "");
  if (!exam) return fail(exam.error().message, exam.error().hint, Exit::kData);
  return exam;
}

Result<void> write_exam_file(const Path& path, const ExamFile& exam) {
  AZ_OK(make_directories(path.parent_path()));
  return write_file(path, print_config(exam).to_yaml());
}

}  // namespace az
