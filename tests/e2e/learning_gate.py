#!/usr/bin/env python3
"""learning_gate.py STATUS_JSON — holds the last generation of a Connect Four run against generation 0 and the gate.

The bounds are percent of solved positions that a net of two cores and ten minutes must not exceed with 100 simulations;
the last one is the share of the opening book whose outcome the net alone must name. Prints every figure; exit 1 when
one is missed.
"""
import json
import sys

BOUNDS = {"end_easy": 1.5, "middle_easy": 1.0, "middle_medium": 8.0, "begin_easy": 1.5, "begin_medium": 6.0, "begin_hard": 18.0}
BOOK_CLASS_PERCENT = 76.0


def main() -> int:
    status = json.load(open(sys.argv[1], encoding="utf-8"))
    first, last = status["progress"][0], status["progress"][-1]
    missed = []

    def hold(what: str, holds: bool) -> None:
        print(("  ok      " if holds else "  MISSED  ") + what)
        if not holds:
            missed.append(what)

    before = {exam["name"]: exam for exam in first["exams"]}
    after = {exam["name"]: exam for exam in last["exams"]}
    for name, bound in BOUNDS.items():
        old, new = before[name], after[name]
        hold(f"{name}: {new['mistakes_search_percent']} % with search, at most {bound}", new["mistakes_search_percent"] <= bound)
        for kind in ("mistakes_search_percent", "mistakes_raw_percent"):
            hold(f"{name}: {kind} {old[kind]} -> {new[kind]}", new[kind] < old[kind])
    book = last["value_class_percent"]["book8"]
    hold(f"book8: the outcome of {book} % named, at least {BOOK_CLASS_PERCENT}", book >= BOOK_CLASS_PERCENT)
    hold(f"verdict {status['verdict']}", status["verdict"] == "BETTER")
    return 1 if missed else 0


sys.exit(main())
