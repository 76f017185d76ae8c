"""The images of a patient: which series the contours were drawn on."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

NAME = re.compile(r"IM-(\d+)-(\d+)\.dcm$", re.IGNORECASE)


def find_series(folder: Path) -> list[dict[int, Path]]:
    """Series below a folder, each as its files by the number of the image.

    Files of one folder with one prefix, IM-0003-..., are a series.
    """
    found = defaultdict(dict)
    for path in sorted(folder.rglob("*")):
        match = NAME.search(path.name)
        if match:
            found[path.parent, match[1]][int(match[2])] = path
    return list(found.values())


def series_of(
    folders: Iterable[Path], numbers: Iterable[int]
) -> dict[int, Path]:
    """The series that has most images of these numbers; {} if none has any.

    Of several that have equally many, the smallest: a short-axis stack and
    not a folder of everything.
    """
    wanted, best = set(numbers), {}
    for folder in folders:
        for series in find_series(folder):
            shared = len(wanted & set(series))
            known = len(wanted & set(best))
            if (shared, -len(series)) > (known, -len(best)) and shared:
                best = series
    return best
