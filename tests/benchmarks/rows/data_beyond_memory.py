"""Memory and time of a pass over 1, 4 and 16 times the chest phantom."""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

TITLE = "a pass over 1, 4 and 16 times the chest phantom"
EQUAL = (
    "`input_pipeline` over 1,600, 6,400 and 25,600 films of 64 x 64 pixels in "
    "batches of 64, shuffled by a buffer of 256, nothing kept in memory, a "
    "process each: peak memory of the process, and seconds of an example, at "
    "16 times over once; and the powers of the number of films with which "
    "peak memory and the seconds of a pass grow, fitted to all three"
)
# Memory flat to 10 %, throughput to 15 %; 16 ** 0.034 = 1.1, and so on.
BUDGET = {
    "times the memory": 1.10,
    "times the seconds an example": 1.15,
    "exponent of memory": 0.034,
    "exponent of seconds": 1.05,
}
RUNS = 3
SCRIPT = Path(__file__).parents[1] / "growing_set.py"
PIXELS, FILMS = 64, (1600, 6400, 25_600)


def call(*arguments):
    out = subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    if out.returncode:
        raise RuntimeError(out.stderr.strip().splitlines()[-1])
    return out.stdout


def exponent(values):
    """Slope of the logarithms over those of the sizes, least squares."""
    x = [math.log(films) for films in FILMS]
    y = [math.log(value) for value in values]
    middle = sum(x) / len(x), sum(y) / len(y)
    above = sum(
        (a - middle[0]) * (b - middle[1]) for a, b in zip(x, y, strict=True)
    )
    return above / sum((a - middle[0]) ** 2 for a in x)


def ours():
    kept = tempfile.TemporaryDirectory()
    folders = {films: Path(kept.name) / str(films) for films in FILMS}
    call("make", kept.name, PIXELS, *FILMS)

    def run(kept=kept):
        # The last line: TensorFlow may say something before.
        found = []
        for films, folder in folders.items():
            passes = FILMS[-1] // films  # as many films for each
            told = call("measure", folder, PIXELS, films, passes, 0)
            found.append(json.loads(told.splitlines()[-1]))
        print(found, file=sys.stderr)
        memory = [each["GB"] for each in found]
        seconds = [each["seconds"] for each in found]
        return {
            "1 to 16 times": {
                "times the memory": memory[-1] / memory[0],
                "times the seconds an example": seconds[-1] / seconds[0] / 16,
                "exponent of memory": exponent(memory),
                "exponent of seconds": exponent(seconds),
            }
        }

    return run
