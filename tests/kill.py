"""Does a command that was killed at any moment trip the next one?

Each row starts a command in an empty place, ends it by SIGKILL after a random
part of the seconds that an undisturbed one took (the process alone, or its
whole group), runs it again and compares all files with those of the
undisturbed run, byte by byte.

    python tests/kill.py                       50 kills of build and data
    python tests/kill.py --kills 4 --seed 7    fewer, at other moments
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from medkeras.utils.files import project_root

COMMANDS = {
    "build": ("build",),
    "data": ("data", "pima_diabetes", "--variant", "sample"),
}
LIMIT = 120


def main(arguments=None):
    """Print the table; 1 if a second run was tripped or ended otherwise."""
    asked = parser().parse_args(arguments)
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        order = names(asked.kills)
        whole = {name: undisturbed(name, Path(folder)) for name in set(order)}
        rows = [
            killed(name, Path(folder) / str(row), rng, row, *whole[name])
            for row, name in enumerate(order)
        ]
    print("command  killed  after  second run")
    for name, target, seconds, ended in rows:
        print(f"{name:7}  {target:6}  {seconds:5.2f}  {ended}")
    bad = sum(row[-1] != "equal" for row in rows)
    print(f"{len(rows)} kills, seed {asked.seed}: {bad} not equal")
    return int(bad > 0)


def parser():
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python tests/kill.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--kills", type=int, default=50, help="how many")
    made.add_argument("--seed", type=int, default=0, help="of the moments")
    return made


def names(kills):
    """The commands in turn, each for two rows: both ways of killing it."""
    kinds = list(COMMANDS)
    return [kinds[row // 2 % len(kinds)] for row in range(kills)]


def undisturbed(name, folder):
    """The files that the command leaves, and the seconds that it takes."""
    place = prepared(folder / f"whole-{name}")
    began = time.monotonic()
    job = started(name, place)
    error = job.communicate(timeout=LIMIT)[1]
    if job.returncode:
        raise RuntimeError(f"{name} fails undisturbed: {error.decode()}")
    return files(place), time.monotonic() - began


def killed(name, place, rng, row, wanted, seconds):
    """One row of the table."""
    prepared(place)
    moment = rng.uniform(0, seconds)
    job = started(name, place)
    time.sleep(moment)
    target, kill = [("alone", os.kill), ("group", os.killpg)][row % 2]
    if job.poll() is None:
        kill(job.pid, signal.SIGKILL)
    job.communicate(timeout=LIMIT)
    again = started(name, place)
    error = again.communicate(timeout=LIMIT)[1].decode().strip()
    found = verdict(again.returncode, error, files(place), wanted)
    shutil.rmtree(place)
    return name, target, moment, found


def verdict(code, error, found, wanted):
    """What the second run came to, in words."""
    if code:
        return f"tripped: {error}"
    differ = {path for path, _ in found.items() ^ wanted.items()}
    return f"differs: {', '.join(sorted(differ)[:3])}" if differ else "equal"


def prepared(place):
    """A small book whose notebooks are not built, and no data."""
    root = project_root()
    for part in ("chapters", "solutions/2_techniques"):
        (place / part).mkdir(parents=True)
    shutil.copy(root / "chapters" / "claims.yaml", place / "chapters")
    for chapter in ("2_1_1_cnn", "2_2_2_rbm"):
        master = f"solutions/2_techniques/{chapter}.py"
        shutil.copy(root / master, place / master)
    return place


def started(name, place):
    """The command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "medkeras.book.command_line", *COMMANDS[name]],
        cwd=place,
        env={**os.environ, "MEDKERAS_DATA_DIR": str(place / "data")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def files(place):
    """The digest of each file, hidden and half-written ones, too."""
    return {
        str(path.relative_to(place)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in place.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main())
