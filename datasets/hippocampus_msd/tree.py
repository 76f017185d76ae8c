"""The official folders, or any part of them."""

import hashlib
import re
from pathlib import Path

import numpy as np
from medkeras_datasets.hippocampus_msd import phantom

from medkeras.data.building import Reading
from medkeras.data.sources import listing
from medkeras.imaging.nifti import read_nifti
from medkeras.imaging.volumes import middle_box
from medkeras.utils.errors import DataError

SHAPE = phantom.SHAPE
NAME = re.compile(r"hippocampus_(\d+)\.nii(\.gz)?")
NUM_VOLUMES = 260
ORDER = ("train", "validation", "test")
DARK, BRIGHT = 1.0, 99.0  # percentiles that become black and white


def head_of(number: int) -> int:
    """Number of the head: volumes 2k - 1 and 2k are two sides of head k."""
    return (number + 1) // 2


def split_of(head: int) -> str:
    """Split of a head, by its number alone.

    Whoever else is in the folder does not matter: six tenths of all heads
    are trained on, two tenths each are for validation and test.
    """
    digest = hashlib.sha256(f"hippocampus head {head}".encode()).hexdigest()
    tenth = int(digest[:8], 16) % 10
    return "train" if tenth < 6 else "validation" if tenth < 8 else "test"


def read_tree(root: Path) -> Reading:
    """Read every volume with its labels, wherever below the root they lie.

    Raises:
        DataError: no such folder, or no volume with its labels.
    """
    root = Path(root)
    images, labels = (
        _numbered(root, name) for name in ("imagesTr", "labelsTr")
    )
    splits, notes = {}, []
    for number in sorted(images):
        try:
            if number not in labels:
                raise DataError(f"{images[number].name}: no labels to it")
            row, said = read_volume(images[number], labels[number])
        except DataError as error:
            text = str(error).replace(f"{root}/", "")
            notes.append(f"volume left out: {text}")
            continue
        notes += said
        head = head_of(number)
        row |= {"number": number, "head": head}
        splits.setdefault(split_of(head), []).append(row)
    for number in sorted(set(labels) - set(images)):
        notes.append(f"{labels[number].name}: no image to these labels")
    if not splits:
        raise DataError(
            f"{root}: expected imagesTr/hippocampus_001.nii.gz and more, with "
            f"labelsTr beside it; found {_found(images, labels, notes, root)}"
        )
    count = sum(len(rows) for rows in splits.values())
    heads = {row["head"] for rows in splits.values() for row in rows}
    line = f"{count} of {NUM_VOLUMES} volumes, {len(heads)} heads"
    splits = {split: splits[split] for split in ORDER if split in splits}
    return Reading(splits, [line, *notes], count == NUM_VOLUMES)


def read_volume(image_path: Path, label_path: Path) -> tuple[dict, list[str]]:
    """One volume with its labels in the common box, and what did not fit.

    Raises:
        DataError: files that cannot be read, that do not lie on each other,
            voxels of another size than 1 mm, other labels than 0, 1, 2, or
            a volume of one brightness.
    """
    image, label = read_nifti(image_path), read_nifti(label_path)
    _check_same_place(image, label, label_path)
    if not np.allclose(image.spacing, 1, atol=0.05):
        steps = " x ".join(f"{step:.2f}" for step in image.spacing)
        raise DataError(f"{image_path}: expected voxels of 1 mm; found {steps}")
    others = np.setdiff1d(np.unique(label.values), [0, 1, 2])
    if len(others):
        raise DataError(
            f"{label_path}: expected the labels 0, 1 and 2; found {others[0]:g}"
        )
    dark, bright = np.percentile(image.values, [DARK, BRIGHT])
    if dark == bright:
        raise DataError(f"{image_path}: expected more than one brightness")
    grey = np.clip((image.values - dark) / (bright - dark), 0, 1)
    row = {
        "image": middle_box(np.round(255 * grey).astype(np.uint8), SHAPE),
        "label": middle_box(label.values.astype(np.uint8), SHAPE),
        "shape": np.array(image.values.shape, np.int64),
        "volume": np.array(
            [(label.values == part).sum() for part in (1, 2)], np.float32
        ),
    }
    lost = int(row["volume"].sum() - (row["label"] > 0).sum())
    name = image_path.name
    notes = [f"{name}: {lost} labelled voxels outside the box"] if lost else []
    return row, notes


def _numbered(root, folder):
    """Paths by number; of hidden doubles (._...) nothing."""
    paths = {}
    for path in sorted(root.rglob("hippocampus_*")):
        found = NAME.fullmatch(path.name)
        if found and path.parent.name == folder:
            paths.setdefault(int(found[1]), path)
    return paths


def _check_same_place(image, label, path):
    if image.values.shape != label.values.shape:
        raise DataError(
            f"{path}: expected the shape of its image, {image.values.shape}; "
            f"found {label.values.shape}"
        )
    if not np.allclose(image.affine, label.affine, atol=1e-3):
        raise DataError(f"{path}: expected the affine matrix of its image")


def _found(images, labels, notes, root):
    if not images and not labels:
        return listing(root)
    first = f"; the first: {notes[0]}" if notes else ""
    return f"{len(images)} images and {len(labels)} labels, no pair{first}"
