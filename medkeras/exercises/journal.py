"""What a learner's checks said: a small file on this machine, no more.

One line a check, appended as it happens. Nothing is sent anywhere. The
variable MEDKERAS_PROGRESS switches it off ("off", also "0", "no", "false") or
names another file.
"""

import contextlib
import dataclasses
import datetime
import json
import os
from pathlib import Path

import platformdirs

VARIABLE = "MEDKERAS_PROGRESS"
OFF = "off"
SAY_NO = (OFF, "0", "no", "false")


@dataclasses.dataclass
class Progress:
    """How often an exercise was tried, and when it was first right."""

    tries: int = 0
    solved: str = ""


def place() -> Path | None:
    """The file, or None where a learner wants none."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.strip().casefold() in SAY_NO:
        return None
    usual = Path(platformdirs.user_data_dir("medkeras")) / "progress.jsonl"
    return Path(chosen).expanduser() if chosen else usual


def note(number: str, is_right: bool) -> None:
    """Add a line; a check must not fail because the disk is full."""
    path = place()
    if path is None:
        return
    today = datetime.datetime.now().astimezone().date().isoformat()
    line = {"exercise": number, "right": is_right, "day": today}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # One short write in append mode: two notebooks do not mix lines.
        with path.open("a+b") as file:
            text = _line_end(file) + json.dumps(line) + "\n"
            file.write(text.encode())


def _line_end(file) -> str:
    """What the last line lacks, if a full disk or a kill cut it off."""
    if not file.tell():
        return ""
    file.seek(-1, os.SEEK_END)
    return "" if file.read(1) == b"\n" else "\n"


def read() -> dict[str, Progress]:
    """Progress by exercise; lines that are broken are passed over."""
    path = place()
    found: dict[str, Progress] = {}
    if path is None or not path.is_file():
        return found
    text = path.read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            number, right = str(entry["exercise"]), bool(entry["right"])
            day = str(entry["day"])
        except (ValueError, TypeError, KeyError):
            continue
        progress = found.setdefault(number, Progress())
        if progress.solved:
            continue  # what is tried after it was right is play
        progress.tries += 1
        progress.solved = day if right else ""
    return found
