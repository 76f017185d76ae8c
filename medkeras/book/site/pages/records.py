"""The recorded results of the chapters, as the generated pages read them."""

import json
from pathlib import Path

from medkeras.utils.errors import DataError

NEEDED = ("mode", "dataset", "claims", "seconds", "peak_memory_mb", "date")


def records(root: Path) -> dict[str, dict]:
    """Records by the chapter's name; a DataError for what is none."""
    paths = sorted((root / "chapters" / "results").glob("*.json"))
    return {path.stem: _read(path) for path in paths}


def _read(path: Path) -> dict:
    try:
        facts = json.loads(path.read_text("utf-8"))
        missing = [name for name in NEEDED if name not in facts]
        if not missing and "provenance" in facts["dataset"]:
            return facts
        reason = f"nothing on {', '.join(missing) or 'its provenance'}"
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
    raise DataError(
        f"{path.name}: expected a record of `medkeras run --record`. "
        f"Received: {reason}"
    )
