// exam_report.h — an exam's score as files, tables and JSON show it.
#pragma once

#include <string>

#include "exam/grade.h"
#include "layout/exam_file.h"

namespace az {

ExamSetResult exam_result(std::string name, const ExamScore& score);

/// One JSON object: "file" is result.name; mistakes that were not measured are null.
std::string exam_json(const ExamSetResult& result, const std::string& net, int simulations,
                      double seconds);
/// The same as a table for people.
std::string exam_table(const ExamSetResult& result, int simulations);

}  // namespace az
