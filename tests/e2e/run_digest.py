"""run_digest.py RUN — a digest of what a run computed: games, weights and matches, a line for every file.

Left out is what may differ between two runs of the same games: attributes and /config (where and by which
configuration), /tables (hashes that follow from attributes) and /games/resumed_at (whether a game was interrupted).
"""
import hashlib
import pathlib
import sys

import h5py


def digest(path):
    hasher = hashlib.sha256()

    def add(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith(("config/", "tables/")) and name != "games/resumed_at":
            hasher.update(f"{name} {item.shape}\n".encode())
            value = item[()]
            hasher.update(repr(value.tolist()).encode() if item.dtype.kind == "O" else value.tobytes())

    with h5py.File(path, "r") as file:
        file.visititems(add)
    return hasher.hexdigest()


run = pathlib.Path(sys.argv[1])
for pattern in ("selfplay/g*/s*.h5", "nets/g*.h5", "matches/g*/*.h5"):
    for path in sorted(run.glob(pattern)):
        if not path.name.endswith(".carry.h5"):
            print(path.relative_to(run), digest(path))
