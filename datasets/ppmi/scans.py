"""Reader of a user's own scans: a table of subjects, and one volume of each.

Volumes are <subject>.nii or <subject>.nii.gz, or a folder <subject> of DICOM
files with one slice each.
"""

from pathlib import Path

import numpy as np
from medkeras_datasets.ppmi import phantom
from scipy import ndimage

from medkeras.data.building import Reading
from medkeras.data.sources import listing, table_rows
from medkeras.imaging.dicom import read_slice
from medkeras.imaging.nifti import read_nifti
from medkeras.imaging.volumes import middle_box
from medkeras.utils.errors import DataError

TABLE = "subjects.csv"
LABELS = {"HC": 0, "Control": 0, "PD": 1}
PIXEL = 3.3  # mm, as in the phantom
SHOWN = 3  # names in a note


def read_folder(root) -> Reading:
    """Five axial slices around the brightest one of each subject.

    Args:
        root: folder with `subjects.csv` (columns subject and group, HC or PD;
            site and age where known) and the volumes, at any depth.

    Returns:
        One split, `train`.

    Raises:
        DataError: no table, one without its columns, or no scan to use.
    """
    root = Path(root)
    rows = table_rows(root / TABLE, ["subject", "group"])
    paths = {}
    for path in sorted(root.rglob("*")):
        paths.setdefault(path.name.partition(".nii")[0], path)
    sites = sorted({row.get("site", "") for row in rows} - {""})
    slices, lost, people = [], [], {}
    for row in rows:
        name = row["subject"]
        try:
            images = five_slices(*_volume(paths.get(name), name))
            label = LABELS[row["group"]]
        except (DataError, KeyError):
            lost.append(name)
            continue
        number = people.setdefault(name, len(people))
        facts = {
            "label": label,
            "subject": number,
            "scanner": sites.index(row["site"]) if row.get("site") else -1,
            "age": _age(row.get("age", "")),
            "left": np.float32(np.nan),
            "right": np.float32(np.nan),
        }
        for place, image in enumerate(images):
            slices.append({"image": image, "slice": place, **facts})
    if not slices:
        raise DataError(
            f"{root}: expected a volume of a subject of {TABLE}; found "
            f"{listing(root)}"
        )
    notes = [f"{len(people)} subjects, {len(slices)} slices"]
    if lost:
        more = ", ..." if lost[SHOWN:] else ""
        notes.append(
            f"{len(lost)} subjects left out, without a scan that can be read "
            f"or of another group: {', '.join(lost[:SHOWN])}{more}"
        )
    return Reading({"train": slices}, notes, False)


def five_slices(values: np.ndarray, spacing) -> np.ndarray:
    """The brightest axial slice with two below and two above it.

    Args:
        values: (right, forward, up).
        spacing: millimetres along the three axes.

    Returns:
        (5, 48, 48), float32; rows from front to back, columns from left to
        right, pixels of 3.3 mm.

    Raises:
        DataError: fewer than five slices, or nothing in them.
    """
    each = phantom.EACH
    if values.shape[2] < each or not values.max() > 0:
        raise DataError(f"expected {each} slices; found {values.shape}")
    factors = (spacing[0] / PIXEL, spacing[1] / PIXEL, 1)
    values = ndimage.zoom(values, factors, order=1)
    # A single bright voxel is noise: means of the 20 brightest.
    flat = np.sort(values.reshape(-1, values.shape[2]), axis=0)
    middle = flat[-20:].mean(axis=0).argmax()
    first = np.clip(middle - each // 2, 0, values.shape[2] - each)
    box = (phantom.SIDE, phantom.SIDE, each)
    cut = middle_box(values[:, :, first : first + each], box)
    return cut.transpose(2, 1, 0)[:, ::-1].astype(np.float32)


def _volume(path, name):
    if path is None:
        raise DataError(f"{name}: expected a volume; found none")
    if path.is_file():
        volume = read_nifti(path)
        return volume.values, volume.spacing
    found = [read_slice(one) for one in sorted(path.rglob("*.dcm"))]
    if not found or len({one.image.shape for one in found}) > 1:
        raise DataError(f"{path}: expected slices of one size")
    found.sort(key=lambda one: one.location)
    # DICOM rows run to the back, columns to the left of the patient.
    stack = np.stack([one.image[::-1, ::-1].T for one in found], axis=2)
    down, across = found[0].spacing
    return stack, (across, down, 1.0)


def _age(text):
    try:
        return np.float32(text)
    except ValueError:
        return np.float32(np.nan)
