// az_report.cpp — a run as one HTML page (report/report_tool.h).
#include "report/report_tool.h"

int main(int argc, char** argv) { return az::run_report(argc, argv); }
