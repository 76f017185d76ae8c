"""The official tree of folders, or any part of it."""

from pathlib import Path

import numpy as np
from medkeras_datasets.sunnybrook import contour_files, patients, studies

from medkeras.data.building import Reading
from medkeras.imaging.contours import resample
from medkeras.utils.errors import DataError

SIZE = 256  # pixels; other images are padded or cut around their middle
POINTS = 128  # of a contour, at even distances
LEVELS = studies.LEVELS
NUM_PATIENTS = 45
# Contours of each list, from memory: unverified.
PUBLISHED = {"train": 260, "validation": 266, "test": 279}


def read_tree(root: Path) -> Reading:
    """Read every patient of whom there are contours and images.

    Raises:
        DataError: no table of patients, or nobody with both.
    """
    root = Path(root)
    known = patients.read_patients(_one(root, patients.TABLE))
    contours = _contours_by_patient(root)
    images = _folders_of_images(root)
    splits, notes, number = {}, [], 0
    for name, patient in known.items():
        # Named by number, or, in older copies, by the patient's name.
        folders = images.get(patient.folder, []) + images.get(name, [])
        if not folders or name not in contours:
            continue
        study = studies.read_study(patient, folders, contours[name])
        notes += study.notes
        rows = [_example(row, number) for row in study.rows]
        if rows:
            splits.setdefault(patients.split_of(name), []).extend(rows)
            number += 1
    notes += [
        f"{name}: contours of nobody in {patients.TABLE}"
        for name in sorted(set(contours) - set(known))
    ]
    if not splits:
        raise DataError(
            f"{root}: expected patients with images (SCD0000101/...) and "
            "contours (SC-HF-I-01/.../IM-0001-0048-icontour-manual.txt); "
            f"found contours of {len(contours)} patients, images of none of "
            "them"
        )
    order = ("train", "validation", "test")
    splits = {split: splits[split] for split in order if split in splits}
    counts = {split: len(rows) for split, rows in splits.items()}
    whole = number == NUM_PATIENTS and counts == PUBLISHED
    slices = sum(counts.values())
    line = f"{number} of {NUM_PATIENTS} patients, {slices} slices with contours"
    return Reading(splits, [line, *notes], whole)


def _one(root, name):
    """The file of a name, wherever in the folder it lies."""
    found = sorted(root.rglob(name))
    return found[0] if found else root / name


def _contours_by_patient(root):
    """Contour files by short name, from the folder that names the patient."""
    found = {}
    for one in contour_files.find_contours(root):
        relative = one.path.relative_to(root)
        for part in reversed(relative.parts[:-1]):
            name = patients.short_name(part)
            if name:
                found.setdefault(name, []).append(one)
                break
    return found


def _folders_of_images(root):
    """Folders that hold no contours, by their name or the short one in it."""
    found = {}
    for folder in sorted(root.rglob("*")):
        place = str(folder.relative_to(root)).lower()
        if folder.is_dir() and "contour" not in place:
            name = patients.short_name(folder.name) or folder.name
            found.setdefault(name, []).append(folder)
    return found


def _example(row, number):
    image, moved = _centred(row["image"])
    contour = resample(row["contour"] + moved, POINTS)
    return {
        "image": image,
        "contour": contour.astype(np.float32),
        "spacing": np.array(row["spacing"], np.float32),
        "thickness": np.float32(row["thickness"]),
        "location": np.float32(row["location"]),
        "is_systole": int(row["phase"] == "ES"),
        "level": LEVELS.index(row["level"]),
        "pathology": row["pathology"],
        "volume": np.float32(np.nan),
        "patient": number,
    }


def _centred(image):
    """SIZE x SIZE around the middle, and by how much points move."""
    moved = [(SIZE - length) // 2 for length in image.shape]
    padding = [
        (max(move, 0), max(SIZE - length - max(move, 0), 0))
        for move, length in zip(moved, image.shape, strict=True)
    ]
    padded = np.pad(image, padding)
    rows, columns = (
        slice(max(-move, 0), max(-move, 0) + SIZE) for move in moved
    )
    return padded[rows, columns].astype(np.float32), np.array(moved, float)
