"""hex_engine.py MODE [N] — a GTP engine for Hex that plays the first empty cell; from its Nth genmove on it does MODE.

good · hang · slow (0.3 s late) · die (code 3) · segfault · garbage · question · resign · occupied (an illegal move) · close
(its output, and lives on) · flood (without end) · twice (two answers) · number (a wrong one) · upper (capitals, \r\n).
At the start: mute · banner · gtp1 · nameless · nohex (knows no boardsize above 5) · deaf (ignores quit and the end of its input) ·
family (starts a child that would outlive it, then hangs) · chatter (much on stderr, always).
Writes its process group to the file named by HEX_ENGINE_GROUP, if there is one.
"""

import os
import subprocess
import sys
import time

mode = sys.argv[1] if len(sys.argv) > 1 else "good"
last_good = int(sys.argv[2]) - 1 if len(sys.argv) > 2 else 0
if os.environ.get("HEX_ENGINE_GROUP"):
    with open(os.environ["HEX_ENGINE_GROUP"], "a") as file:
        print(os.getpgrp(), file=file)
size, taken, asked, seed = 11, set(), 0, 0
moves = []


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def sleep_for_ever():
    while True:
        time.sleep(3600)


def genmove(number):
    global asked
    asked += 1
    cells = [f"{chr(97 + c)}{r + 1}" for r in range(size) for c in range(size)]
    free = [cell for cell in cells if cell not in taken]
    move = free[seed % len(free)]
    if asked > last_good:
        if mode in ("hang", "family"):
            if mode == "family":
                subprocess.Popen(["sleep", "3600"])
            sleep_for_ever()
        if mode == "slow":
            time.sleep(0.3)
        if mode == "die":
            print("out of ideas", file=sys.stderr, flush=True)
            sys.exit(3)
        if mode == "segfault":
            os.kill(os.getpid(), 11)
        if mode == "garbage":
            return say("I think that a1 is good\n")
        if mode == "question":
            return say(f"?{number} cannot decide\n\n")
        if mode == "resign":
            return say(f"={number} resign\n\n")
        if mode == "occupied":
            return say(f"={number} {sorted(taken)[0]}\n\n")
        if mode == "nonsense":
            return say(f"={number} z99\n\n")
        if mode == "close":
            os.close(1)
            sleep_for_ever()
        if mode == "flood":
            say(f"={number} ")
            while True:
                say("a1 " * 10000)
        if mode == "twice":
            say(f"={number} {move}\n\n")
        if mode == "number":
            number = str(int(number) + 1)
    taken.add(move)
    if mode == "upper":
        return say(f"\r\n={number}  {move.upper()}\r\n\r\n")
    say(f"={number} {move}\n\n")


if mode == "banner":
    say("Welcome to Hex 2000!\n")
for line in sys.stdin:
    if mode == "mute":
        continue
    if mode == "chatter":
        sys.stderr.write("thinking " * 20000)
        sys.stderr.flush()
    number, command, *words = line.split()
    answer = ""
    if command == "quit":
        if mode == "deaf":
            sleep_for_ever()
        say(f"={number}\n\n")
        break
    if command == "genmove":
        genmove(number)
        continue
    if command == "protocol_version":
        answer = "1" if mode == "gtp1" else "2"
    elif command == "name":
        answer = "" if mode == "nameless" else "Hex 2000"
    elif command == "version":
        answer = "" if mode == "nameless" else "1.0"
    elif command == "list_commands":
        answer = "boardsize\nclear_board\nplay\ngenmove\nset_random_seed\nquit"
    elif command == "boardsize":
        if mode == "nohex" and int(words[0]) > 5:
            say(f"?{number} unacceptable size\n\n")
            continue
        size = int(words[0])
    elif command == "clear_board":
        taken.clear()
    elif command == "set_random_seed":
        seed = int(words[0])
    elif command == "play":
        if words[1] in taken:
            say(f"?{number} illegal move\n\n")
            continue
        taken.add(words[1])
    say(f"={number} {answer}\n\n")
if mode == "deaf":
    sleep_for_ever()
