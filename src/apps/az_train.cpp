// az_train — makes generation 0's net, or trains a generation's net on its window.
#include "stage/stage.h"
#include "train/train_stage.h"

int main(int argc, char** argv) { return az::run_stage<az::TrainStage>(argc, argv); }
