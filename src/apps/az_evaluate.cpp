#include "arena/evaluate_stage.h"
#include "stage/stage.h"

int main(int argc, char** argv) { return az::run_stage<az::EvaluateStage>(argc, argv); }
