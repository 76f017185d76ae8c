"""Reading the archive PneumoniaMNIST, and telling it from others."""

import hashlib
from collections.abc import Mapping

import numpy as np

from medkeras.data.sources import npz_arrays
from medkeras.utils.errors import DataError

FILE = "pneumoniamnist.npz"
SIZE = 28
# Our names of the splits, the file's, and the images of the release.
OFFICIAL = {
    "train": ("train", 4708),
    "validation": ("val", 524),
    "test": ("test", 624),
}
# Hash of the films of a split with their labels, in whatever order they are.
CONTENT = {
    "train": "2314d45df1c1cd156f60a5d892ee62bb7e211988582185ed111e0214f4e2bcd1",
    "validation": (
        "106be82596640d98e9b65de30213d696c0b8869fd4d7ed6ac336151e95f85da6"
    ),
    "test": "41c6f2db35a464895452dbde5daf4c71192483d09a7725805b65e76de8d0acfb",
}


def count_line(splits: Mapping[str, Mapping]) -> str:
    """Say how many images were read, by our name of the split."""
    parts = []
    for name, (_, released) in OFFICIAL.items():
        found = len(splits[name]["label"])
        of = "all" if found == released else f"{found:,} of"
        parts.append(f"{of} {released:,} {name} images")
    line = f"{FILE}: read {', '.join(parts)}"
    if is_whole(splits):
        return line
    return f"{line}: a part, which nothing here proves to be of the release"


def is_whole(splits: Mapping[str, Mapping]) -> bool:
    """Whether the splits are of the published sizes."""
    return all(
        len(splits[name]["label"]) == released
        for name, (_, released) in OFFICIAL.items()
    )


def require_published(path, splits: dict[str, dict[str, np.ndarray]]) -> None:
    """Refuse splits of the published size, or more, with other films.

    A part of the release passes: it is not compared, and said to be a part.
    """
    for name, (published, released) in OFFICIAL.items():
        films = splits[name]
        found = len(films["label"])
        if found > released:
            raise DataError(
                f"{path}, {published}_images: expected {released} films or a "
                f"part of them; found {found}: not the published file"
            )
        digest = content(films["image"], films["label"])
        if found == released and digest != CONTENT[name]:
            raise DataError(
                f"{path}, {published}_images and {published}_labels: expected "
                f"the {released} published films with their labels (content "
                f"{CONTENT[name][:16]}...); found {digest[:16]}...: not the "
                "published file"
            )


def content(images: np.ndarray, labels: np.ndarray) -> str:
    """Hash of films and labels that does not depend on their order."""
    pixels = images.reshape(len(images), -1).astype(np.uint8)
    rows = np.hstack([pixels, labels.reshape(-1, 1).astype(np.uint8)])
    return hashlib.sha256(b"".join(sorted(map(bytes, rows)))).hexdigest()


def read_archive(path) -> dict[str, dict[str, np.ndarray]]:
    """Read an archive with the published names, whatever number is in it."""
    kinds = ("images", "labels")
    names = [f"{own}_{kind}" for own, _ in OFFICIAL.values() for kind in kinds]
    arrays = npz_arrays(path, names, "the npz archive of PneumoniaMNIST")
    splits = {}
    for name, (published, _) in OFFICIAL.items():
        images = arrays[f"{published}_images"]
        labels = arrays[f"{published}_labels"]
        _check_images(path, f"{published}_images", images)
        _check_labels(path, f"{published}_labels", labels, len(images))
        nowhere = np.full(len(images), np.nan, np.float32)
        splits[name] = {
            "image": images[..., None],
            "label": labels.reshape(-1).astype(np.int64),
            "site": np.full(len(images), -1),
            "row": nowhere,
            "column": nowhere,
            "radius": nowhere,
        }
    return splits


def _check_images(path, name, images):
    if images.dtype != np.uint8 or images.shape[1:] != (SIZE, SIZE):
        raise DataError(
            f"{path}, {name}: expected uint8 of shape (images, {SIZE}, "
            f"{SIZE}); found {images.dtype} of shape {images.shape}"
        )
    if not len(images):
        raise DataError(f"{path}, {name}: expected images; found none")


def _check_labels(path, name, labels, count):
    if labels.dtype.kind not in "iu" or labels.shape not in (
        (count, 1),
        (count,),
    ):
        raise DataError(
            f"{path}, {name}: expected whole numbers of shape ({count}, 1); "
            f"found {labels.dtype} of shape {labels.shape}"
        )
    others = np.setdiff1d(labels, [0, 1])
    if len(others):
        raise DataError(
            f"{path}, {name}: expected labels 0 and 1; found "
            f"{', '.join(map(str, others[:4].tolist()))}"
        )
