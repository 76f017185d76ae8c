"""Chest films with and without pneumonia: PneumoniaMNIST, or a phantom."""

import hashlib
import zipfile
import zlib
from typing import ClassVar

import numpy as np
import tensorflow_datasets as tfds
from etils import epath
from medkeras_datasets.pneumonia_xray import phantom

FILE = "pneumoniamnist.npz"
URL = f"https://zenodo.org/records/10519652/files/{FILE}"  # checksums.tsv
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
# Patients of each split of the phantom, seed, sites, first number. Half of
# the test comes from a site that training has never seen.
SAMPLE = {
    "train": (1600, 0, (0, 1), 0),
    "validation": (300, 1, (0, 1), 1600),
    "test": (400, 2, (0, 2, 1, 2), 1900),
}


class ArchiveError(ValueError):
    """A file that is not the published archive; the message is one line."""


class Builder(tfds.core.GeneratorBasedBuilder):
    """Builder of the real films (`full`) and of the phantom (`sample`).

    `notes` says how many films were read, `complete` whether that is all.
    """

    # TFDS asks the package for its folder; an editable install has none.
    code_path = epath.Path(__file__)
    pkg_dir_path = code_path.parent
    VERSION = tfds.core.Version("1.0.0")
    RELEASE_NOTES: ClassVar = {"1.0.0": "First version."}
    BUILDER_CONFIGS: ClassVar = [
        tfds.core.BuilderConfig(
            name="sample", description="2,300 made-up patients."
        ),
        tfds.core.BuilderConfig(
            name="full", description="PneumoniaMNIST, yours or downloaded."
        ),
    ]
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        f"Put {FILE} (PneumoniaMNIST of MedMNIST v2, 28 x 28 pixels) in this "
        "folder; the source is https://zenodo.org/records/10519652. Without "
        "it, the file is downloaded from there."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            features=tfds.features.FeaturesDict(
                {
                    "image": tfds.features.Tensor(
                        shape=(SIZE, SIZE, 1), dtype=np.uint8
                    ),
                    "label": np.int64,  # 1: pneumonia, or an opacity
                    "patient": np.int64,  # real films: number of the image
                    "site": np.int64,  # -1: not known
                    "row": np.float32,  # of an opacity, pixels; NaN: none
                    "column": np.float32,
                    "radius": np.float32,
                }
            ),
            homepage="https://medmnist.com/",
            disable_shuffling=True,
        )

    def _split_generators(self, dl_manager: tfds.download.DownloadManager):
        if self.builder_config.name == "sample":
            return {
                name: self._generate_examples(_drawn(*how))
                for name, how in SAMPLE.items()
            }
        path = _archive(dl_manager)
        splits = read_archive(path)
        (known,) = self.url_infos.values()
        if hashlib.sha256(path.read_bytes()).hexdigest() != known.checksum:
            require_published(path, splits)
        found = {name: len(films["label"]) for name, films in splits.items()}
        self.notes = [count_line(found)]
        self.complete = all(
            found[name] == released for name, (_, released) in OFFICIAL.items()
        )
        return {
            name: self._generate_examples(films)
            for name, films in splits.items()
        }

    def _generate_examples(self, films: dict[str, np.ndarray]):
        for row, patient in enumerate(films["patient"].tolist()):
            yield (
                patient,
                {name: films[name][row] for name in self.info.features},
            )


def _archive(dl_manager: tfds.download.DownloadManager) -> epath.Path:
    """Your own file, whole or a part of the release; else the official one."""
    try:
        by_hand = dl_manager.manual_dir / FILE
    except AssertionError:  # how TFDS says that there is no such folder
        return dl_manager.download(URL)
    return by_hand if by_hand.exists() else dl_manager.download(URL)


def count_line(found: dict[str, int]) -> str:
    """Say how many images were read, by our name of the split."""
    parts = []
    for name, (_, released) in OFFICIAL.items():
        of = "all" if found[name] == released else f"{found[name]:,} of"
        parts.append(f"{of} {released:,} {name} images")
    line = f"{FILE}: read {', '.join(parts)}"
    if all(part.startswith("all") for part in parts):
        return line
    return f"{line}: a part, which nothing here proves to be of the release"


def require_published(path, splits: dict[str, dict[str, np.ndarray]]) -> None:
    """Refuse splits of the published size, or more, with other films.

    A part of the release passes: it is not compared, and said to be a part.
    """
    for name, (published, released) in OFFICIAL.items():
        films = splits[name]
        found = len(films["label"])
        if found > released:
            raise ArchiveError(
                f"{path}, {published}_images: expected {released} films or a "
                f"part of them; found {found}: not the published file"
            )
        digest = content(films["image"], films["label"])
        if found == released and digest != CONTENT[name]:
            raise ArchiveError(
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
    path = epath.Path(path)
    arrays = _arrays(path)
    splits, first = {}, 0
    for name, (published, _) in OFFICIAL.items():
        images = arrays[f"{published}_images"]
        labels = arrays[f"{published}_labels"]
        _check_images(path, f"{published}_images", images)
        _check_labels(path, f"{published}_labels", labels, len(images))
        count = len(images)
        nowhere = np.full(count, np.nan, np.float32)
        splits[name] = {
            "image": images[..., None],
            "label": labels.reshape(-1).astype(np.int64),
            "patient": np.arange(first, first + count),
            "site": np.full(count, -1),
            "row": nowhere,
            "column": nowhere,
            "radius": nowhere,
        }
        first += count
    return splits


def _drawn(num_patients, seed, sites, first) -> dict[str, np.ndarray]:
    films = phantom.films(num_patients, seed, sites, SIZE)
    films["patient"] += first
    return films


def _arrays(path: epath.Path) -> dict[str, np.ndarray]:
    """The six arrays of the archive, by their published names."""
    expected = f"{path}: expected the npz archive of PneumoniaMNIST"
    names = [
        f"{published}_{kind}"
        for published, _ in OFFICIAL.values()
        for kind in ("images", "labels")
    ]
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                raise ArchiveError(f"{expected}; found no zip file")
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                missing = [n for n in names if n not in archive.files]
                if missing:
                    raise ArchiveError(
                        f"{path}: expected the arrays {', '.join(names)}; "
                        f"found {', '.join(archive.files[:8]) or 'none'}"
                    )
                return {name: archive[name] for name in names}
    except ArchiveError:
        raise
    except FileNotFoundError as error:
        raise ArchiveError(f"{expected}; found no such file") from error
    except PermissionError as error:
        raise ArchiveError(f"{expected}; found: permission denied") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ArchiveError(
            f"{expected}; found a damaged one (cut off?): "
            f"{' '.join(str(error).split())[:80]}"
        ) from error
    except ValueError as error:  # NumPy on pickled objects and bad headers
        raise ArchiveError(
            f"{expected}; found an array that is not plain numbers: "
            f"{' '.join(str(error).split())[:80]}"
        ) from error


def _check_images(path, name, images):
    if images.dtype != np.uint8 or images.shape[1:] != (SIZE, SIZE):
        raise ArchiveError(
            f"{path}, {name}: expected uint8 of shape (images, {SIZE}, "
            f"{SIZE}); found {images.dtype} of shape {images.shape}"
        )
    if not len(images):
        raise ArchiveError(f"{path}, {name}: expected images; found none")


def _check_labels(path, name, labels, count):
    if labels.dtype.kind not in "iu" or labels.shape not in (
        (count, 1),
        (count,),
    ):
        raise ArchiveError(
            f"{path}, {name}: expected whole numbers of shape ({count}, 1); "
            f"found {labels.dtype} of shape {labels.shape}"
        )
    others = np.setdiff1d(labels, [0, 1])
    if len(others):
        raise ArchiveError(
            f"{path}, {name}: expected labels 0 and 1; found "
            f"{', '.join(map(str, others[:4].tolist()))}"
        )
