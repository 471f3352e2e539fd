#include "promote/promote_stage.h"
#include "stage/stage.h"

int main(int argc, char** argv) { return az::run_stage<az::PromoteStage>(argc, argv); }
