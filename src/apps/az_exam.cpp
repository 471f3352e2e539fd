#include "exam/exam_stage.h"
#include "exam/exam_tool.h"
#include "stage/stage.h"

int main(int argc, char** argv) {
  return az::is_exam_tool(argc, argv) ? az::run_exam_tool(argc, argv)
                                      : az::run_stage<az::ExamStage>(argc, argv);
}
