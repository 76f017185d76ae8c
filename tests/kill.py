"""Does a command that was killed at any moment trip the next one?

Each row starts `medkeras build`, `data`, `run` or `launch` in an empty place
and ends it by SIGKILL, the process alone or its whole group, at a random
moment of a random phase: whether the process still ran, and how far it was,
is looked up then. At once the same command runs again. It must end well,
leave the files of an undisturbed run, byte by byte (`kill_jobs.py` says what
may differ), nothing else, and no process.

    python tests/kill.py                       50 kills: takes long
    python tests/kill.py --kills 4 --seed 7    fewer, at other moments
    python tests/kill.py --commands run,data   of these commands only
"""

import argparse
import dataclasses
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from kill_jobs import JOBS, files

LIMIT = 300  # seconds for any command
LOOK = 0.004  # seconds between two looks at the phase
LINGER = 20  # seconds that what a killed process has started may live on
KILLS = ("alone", "group")


def main(arguments=None):
    """Print the table; 1 if a second run was tripped or ended otherwise."""
    asked = parser().parse_args(arguments)
    rng = random.Random(asked.seed)
    order = names(asked.kills, asked.commands.split(","))
    rows, late = [], 0
    with tempfile.TemporaryDirectory() as folder:
        whole = {name: undisturbed(name, Path(folder)) for name in set(order)}
        print("command  killed  phase               after  second run")
        for number, name in enumerate(order):
            while True:
                place = Path(folder) / str(number)
                row = killed(name, place, rng, KILLS[number % 2], whole[name])
                shutil.rmtree(place)
                if row is not None:
                    break
                late += 1
            rows.append(row)
            print(row, flush=True)
    return report(rows, late, asked.seed)


def report(rows, late, seed):
    """The sums; 1 if a row is not equal."""
    phases = Counter((row.name, row.phase) for row in rows)
    for (name, phase), number in sorted(phases.items()):
        print(f"{number:3} of {name}: {phase}")
    bad = sum(row.ended != "equal" for row in rows)
    print(
        f"{len(rows)} kills of a process that ran, seed {seed}: {bad} not "
        f"equal ({late} came too late and were made again)"
    )
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
    made.add_argument("--commands", default=",".join(JOBS), help="which")
    return made


def names(kills, kinds):
    """The commands in turn, each for two rows: both ways of killing it."""
    return [kinds[row // 2 % len(kinds)] for row in range(kills)]


@dataclasses.dataclass(frozen=True)
class Row:
    """One kill: how far the command was, and what the next one came to."""

    name: str
    target: str
    phase: str
    seconds: float
    ended: str

    def __str__(self):
        return (
            f"{self.name:7}  {self.target:6}  {self.phase:18}  "
            f"{self.seconds:5.2f}  {self.ended}"
        )


def undisturbed(name, folder):
    """The files that the command leaves, and the seconds of its phases."""
    job, place = JOBS[name], prepared(name, folder / f"whole-{name}")
    process, began = job.start(place), {}
    while process.poll() is None:
        began.setdefault(job.phase(place), time.monotonic())
        time.sleep(LOOK)
    error = process.communicate()[1]
    if process.returncode:
        raise RuntimeError(f"{name} fails undisturbed: {error.decode()}")
    if job.phase(place) != list(job.phases)[-1]:
        raise RuntimeError(f"{name} has ended, and has not done its work")
    times = [*began.values(), time.monotonic()]
    lengths = [end - start for start, end in itertools.pairwise(times)]
    return files(place), dict(zip(began, lengths, strict=True))


def killed(name, place, rng, target, whole):
    """One row of the table; None if the command had ended before."""
    job, (wanted, phases) = JOBS[name], whole
    aim = rng.choice(list(job.phases))
    wait = rng.uniform(0, phases.get(aim, 0))  # some are over in no time
    prepared(name, place)
    process, start = job.start(place), time.monotonic()
    while process.poll() is None and not job.has_begun(aim, place):
        time.sleep(LOOK)
    time.sleep(wait)
    if process.poll() is None:
        kill = os.kill if target == "alone" else os.killpg
        kill(process.pid, signal.SIGKILL)
    seconds = time.monotonic() - start
    process.communicate(timeout=LIMIT)
    if process.returncode != -signal.SIGKILL:
        return None
    phase = job.phase(place)
    return Row(name, target, phase, seconds, second_run(job, place, wanted))


def second_run(job, place, wanted):
    """What the same command came to after the kill, in words."""
    again = job.start(place)
    error = again.communicate(timeout=LIMIT)[1].decode().strip()
    found = verdict(again.returncode, error, files(place), wanted)
    left = lingering(place)
    return f"{found}; still runs: {left}" if left else found


def verdict(code, error, found, wanted):
    """What the second run came to, in words."""
    if code:
        return f"tripped: {error}"
    differ = {path for path, _ in found.items() ^ wanted.items()}
    return f"differs: {', '.join(sorted(differ)[:3])}" if differ else "equal"


def prepared(name, place):
    """The place of a command, with a folder for temporary files."""
    (place / "temporary").mkdir(parents=True)
    JOBS[name].prepare(place)
    return place


def lingering(place):
    """Names of processes of this place that do not end."""
    deadline = time.monotonic() + LINGER
    while found := processes(place):
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return ", ".join(found)


def processes(place):
    """Those that were started with the temporary folder of this place."""
    temporary = str(place / "temporary")
    return [
        each.info["name"]
        for each in psutil.process_iter(["name", "environ"])
        if (each.info["environ"] or {}).get("TMPDIR", "").startswith(temporary)
    ]


if __name__ == "__main__":
    sys.exit(main())
