"""Histories and sentences of as many stays as `diabetes130`, and ten times.

The stays are drawn here, as many and as long as the real ones: what is timed
is not the reading of a file. Seconds and memory are those of a process for each
size; of the larger one a tenth is set beside the budget, which it keeps only if
the time grows no faster than the number of stays.
"""

import subprocess
import sys

TITLE = "all histories of a hospital table"
EQUAL = (
    "seconds and memory of `visits_of`, `categories`, `Vocabulary`, "
    "`histories` of six stays and `sentences` of 100 words; of ten times as "
    "many stays a tenth of both"
)
BUDGET = {"seconds": 30, "GB": 2}
STAYS = 101_766
CODE = """
import resource, time
import numpy as np
from medkeras.ehr.codes import categories
from medkeras.ehr.columns import visits_of
from medkeras.ehr.histories import histories
from medkeras.ehr.sequencer import sentences
from medkeras.ehr.vocabulary import Vocabulary

stays = {stays}
rng = np.random.default_rng(0)
patient = np.sort(rng.integers(0, int(stays * 0.7), stays))
codes = np.array([f"{{n / 10:.1f}}" for n in range(1000, 9000, 7)], object)
drugs = np.array([f"drug {{n}}" for n in range(60)] + [""] * 20, object)
columns = dict(
    encounter=np.arange(stays), patient=patient, method=np.ones(stays, int),
    start=np.full(stays, np.nan), stay=rng.integers(1, 14, stays),
    diagnosis=codes[rng.integers(0, len(codes), (stays, 3))],
    drug=drugs[np.sort(rng.integers(0, len(drugs), (stays, 8)), axis=1)],
)
start = time.perf_counter()
visits = visits_of(columns)
short = dict(
    diagnosis=categories(visits.codes["diagnosis"], "ICD-9"),
    drug=visits.codes["drug"],
)
numbers = {{k: Vocabulary(v.values).encode(v) for k, v in short.items()}}
ends = np.arange(stays)
histories(visits, ends, numbers, most_visits=6, most_codes=8)
text = sentences(visits, ends, kinds=["diagnosis", "drug"])
Vocabulary(text.values, min_count=100).encode(text).padded(100, last=True)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(seconds, peak)
"""


def ours():
    def measure(stays):
        out = subprocess.run(
            [sys.executable, "-c", CODE.format(stays=stays)],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, peak = map(float, out.stdout.split())
        return {"seconds": seconds, "GB": peak}

    def run():
        tenfold = measure(10 * STAYS)
        return {
            "all stays": measure(STAYS),
            "ten times as many, a tenth": {
                k: v / 10 for k, v in tenfold.items()
            },
        }

    return run
