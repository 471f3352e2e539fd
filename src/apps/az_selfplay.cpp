// az_selfplay — the self-play stage.
#include "selfplay/selfplay_stage.h"
#include "stage/stage.h"

int main(int argc, char** argv) { return az::run_stage<az::SelfPlayStage>(argc, argv); }
