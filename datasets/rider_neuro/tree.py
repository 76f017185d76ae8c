"""Series of DICOM files in folders by patient, all of them or some."""

from collections import Counter
from pathlib import Path

import numpy as np

from medkeras.data.building import Reading
from medkeras.data.sources import listing
from medkeras.imaging.dicom import read_slice, window
from medkeras.utils.errors import DataError

SIZE = 64  # pixels
NUM_PATIENTS = 19
SHOWN = 5  # notes of one kind


def read_tree(root: Path) -> Reading:
    """Read every folder that holds `.dcm` files as one series.

    A patient is the identifier in the files, or the folder's name below the
    collection's where they have none.

    Raises:
        DataError: no such files, or none that can be read.
    """
    root = Path(root)
    rows, unread, numbers, series = [], [], {}, 0
    folders = sorted({path.parent for path in root.rglob("*.dcm")})
    for folder in folders:
        slices, failed = _slices(folder)
        unread += failed
        if not slices:
            continue
        patient = slices[0].patient or _owner(folder, root)
        number = numbers.setdefault(patient, len(numbers))
        rows += _rows(slices, number, series)
        series += 1
    if not rows:
        found = f"{len(folders)} folders with such files, none readable"
        raise DataError(
            f"{root}: expected DICOM files such as RIDER NEURO MRI/<patient>/"
            "<study>/<series>/1-01.dcm; found "
            f"{found if folders else listing(root)}"
        )
    line = f"{len(numbers)} of {NUM_PATIENTS} patients, {series} series"
    notes = [f"{line}, {len(rows)} images", *unread[:SHOWN]]
    if unread[SHOWN:]:
        notes.append(f"{len(unread) - SHOWN} further files left out")
    whole = len(numbers) == NUM_PATIENTS and not unread
    return Reading({"train": rows}, notes, whole)


def _slices(folder):
    """Those of the commonest size, in order, and a line on each other file."""
    found, failed = [], []
    for path in sorted(folder.glob("*.dcm")):
        try:
            found.append((path.name, read_slice(path)))
        except DataError as error:
            failed.append(f"left out: {error}")
    if not found:
        return [], failed
    sizes = Counter(one.image.shape for _, one in found)
    usual = sizes.most_common(1)[0][0]
    for name, one in found:
        if one.image.shape != usual:
            failed.append(
                f"left out: {folder.name}/{name}: expected {usual} pixels as "
                f"the rest of the series; found {one.image.shape}"
            )
    kept = [one for _, one in found if one.image.shape == usual]
    return sorted(kept, key=_place), failed


def _place(one):
    """By location, then by number; what is unknown comes first."""
    known = np.isfinite(one.location)
    return (one.location if known else -np.inf, one.number)


def _owner(folder, root):
    parts = folder.relative_to(root).parts
    return parts[min(1, len(parts) - 1)] if parts else folder.name


def _rows(slices, patient, series):
    grey = window(np.stack([one.image for one in slices]))
    last = max(len(slices) - 1, 1)
    rows = []
    for number, (image, one) in enumerate(zip(grey, slices, strict=True)):
        small, block = _reduced(image)
        rows.append(
            {
                "image": np.round(255 * small).astype(np.uint8),
                "series": series,
                "position": np.float32(number / last),
                "spacing": np.float32(one.spacing[0] * block),
                "thickness": np.float32(one.thickness),
                "patient": patient,
            }
        )
    return rows


def _reduced(image):
    """Padded with 0 to a square that divides, then means of blocks."""
    block = -(-max(image.shape) // SIZE)
    gaps = [SIZE * block - length for length in image.shape]
    padded = np.pad(image, [(gap // 2, gap - gap // 2) for gap in gaps])
    blocks = padded.reshape(SIZE, block, SIZE, block)
    return blocks.mean(axis=(1, 3)), block
