"""The commands that `kill.py` kills: where they run, their phases, their files.

What a command leaves is compared byte by byte. Of a run these may differ: in
`record.json` the seconds, the memory and the date, and with them the hashes in
the list of what runs have made.
"""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from medkeras.book.build import build
from medkeras.book.results_folder import LIST

MEDKERAS = str(Path(sys.executable).parent / "medkeras")
OF_THE_MOMENT = ("seconds", "peak_memory_mb", "date")
MASTER = """\
# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   medkeras:
#     objectives: [be killed]
#     data: [pima_diabetes]
#     minutes: 1
#     prerequisites: [none]
#     review_section: "9.1"
# ---

# %% [markdown]
# # 9.1 Killed
#
# ## 1. A set and its mean

# %%
import time

from medkeras.book import Record
from medkeras.data import load
from medkeras.metrics.estimate import Estimate

women = load("pima_diabetes", "sample")
ages = women.arrays()["age"]
ages.mean()

# %%
time.sleep(1)

# %%
record = Record("9_1_killed", dataset=women)
record.metric(
    name="age",
    model="mean",
    protocol="all women",
    estimate=Estimate(ages.mean(), ages.min(), ages.max(), len(ages)),
)
record.save().name
"""


def masters(place: Path, number: int = 3) -> None:
    """A small book whose notebooks are not built."""
    (place / "chapters").mkdir()
    (place / "chapters" / "claims.yaml").write_text("claims: []\n")
    folder = place / "solutions" / "9_killed"
    folder.mkdir(parents=True)
    for each in range(1, number + 1):
        text = MASTER.replace("9_1_", f"9_{each}_").replace("9.1", f"9.{each}")
        (folder / f"9_{each}_killed.py").write_text(text)


def one_chapter(place: Path) -> None:
    """A book of one chapter that is built."""
    masters(place, 1)
    build(place)


@dataclasses.dataclass(frozen=True)
class Job:
    """A command, what prepares its place, and how its phases are known.

    A phase has begun where its pattern finds a file; the first one is there
    from the beginning.
    """

    words: tuple[str, ...]
    prepare: Callable[[Path], None]
    phases: dict[str, str]

    def phase(self, place: Path) -> str:
        """The last one that has begun."""
        names = list(self.phases)
        for name in reversed(names[1:]):
            if next(place.glob(self.phases[name]), None) is not None:
                return name
        return names[0]

    def has_begun(self, name: str, place: Path) -> bool:
        """Whether this phase has begun."""
        names = list(self.phases)
        return names.index(self.phase(place)) >= names.index(name)

    def start(self, place: Path) -> subprocess.Popen:
        """The command, in a process group of its own."""
        return subprocess.Popen(
            [MEDKERAS, *self.words],
            cwd=place,
            env={
                **os.environ,
                "MEDKERAS_DATA_DIR": str(place / "data"),
                "MEDKERAS_MODE": "smoke",
                "MEDKERAS_PROGRESS": "off",
                "TMPDIR": str(place / "temporary"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )


RUN = ("run", "9.1", "--out", "out")
RESULTS = {
    "runs the cells": "out/.part-*-folder",
    "keeps the results": "out/*.ipynb",
    "makes the page": "out/record.json",
    "ends": "out/*.html",
}
WORKERS = ("launch", "--workers", "2", "--")
JOBS = {
    "build": Job(
        ("build",),
        masters,
        {
            "starts": "",
            "writes": "solutions/*/*.ipynb",
            "ends": "chapters/README.md",
        },
    ),
    "data": Job(
        ("data", "pima_diabetes", "--variant", "sample"),
        lambda place: None,
        {
            "starts": "",
            "makes the set": "data/.unfinished-*",
            "ends": "data/pima_diabetes-*",
        },
    ),
    "run": Job(RUN, one_chapter, {"starts": "", **RESULTS}),
    "launch": Job(
        (*WORKERS, MEDKERAS, *RUN),
        one_chapter,
        {
            "starts": "",
            "starts the workers": "temporary/medkeras-launch-*",
            **RESULTS,
        },
    ),
}


def files(place: Path) -> dict[str, str]:
    """What is in each file, hidden and half-written ones, too."""
    return {
        path.relative_to(place).as_posix(): _content(path)
        for path in place.rglob("*")
        if path.is_file()
    }


def _content(path: Path) -> str:
    content = path.read_bytes()
    if path.name == "record.json":
        facts = json.loads(content)
        kept = {k: v for k, v in facts.items() if k not in OF_THE_MOMENT}
        return json.dumps(kept, sort_keys=True)
    if path.name == LIST:
        return " ".join(f"{k} {len(v)}" for k, v in json.loads(content).items())
    return hashlib.sha256(content).hexdigest()
