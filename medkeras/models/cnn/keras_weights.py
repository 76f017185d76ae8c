"""Weights that keras.applications has published, from a reader's own file."""

import os
from pathlib import Path

import keras

from medkeras.utils.errors import UsageError, one_line

STEM = "inception_v3_weights_tf_dim_ordering_tf_kernels"
FILES = (f"{STEM}.h5", f"{STEM}_notop.h5")  # as Keras names them
HDF5 = b"\x89HDF\r\n\x1a\n"  # how such a file begins
EXPECTED = "a file of keras.applications.InceptionV3"


def check_image(input_shape, axes: int) -> None:
    """Refuse signals and volumes."""
    if axes != 2:
        raise UsageError(
            "`input_shape` must be (height, width, channels). Received: "
            f"{tuple(input_shape)}"
        )


def published_file(weights, is_published: bool, channels: int) -> Path | None:
    """The file that is meant, if it can be one of the published network."""
    if weights is None:
        return None
    if not is_published or channels != 3:
        raise UsageError(
            "`weights` are those of the published network: expected width=1, "
            "all blocks and 3 channels. Received: "
            f"{'that' if is_published else 'another'} width and blocks, "
            f"{channels} channels"
        )
    path = _file(weights)
    if not _begins(path, HDF5):
        raise UsageError(
            f"`weights` must be {EXPECTED}. Received: {path.name}, another "
            "kind of file"
        )
    return path


def load_inception_v3(model: keras.Model, path: Path) -> None:
    """Put a file's weights into a network of the same blocks.

    The last layer is taken over where the file has one of the same size.
    """
    with_top = "_notop" not in path.name
    published = keras.applications.InceptionV3(
        include_top=with_top,
        weights=None,
        input_shape=(299, 299, 3) if with_top else model.input_shape[1:],
    )
    try:
        published.load_weights(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"`weights` must be {EXPECTED}, with _notop in its name where the "
            f"last layer is not in it. Received: {path.name}: "
            f"{one_line(error)}"
        ) from None
    take_over(model, published, with_top)


def take_over(model, published, with_top: bool) -> None:
    """Copy the weights of every convolution, and of the top if it fits."""
    ours, theirs = model.get_weights(), published.get_weights()
    if with_top and ours[-1].shape == theirs[-1].shape:
        model.set_weights(theirs)
        return
    trunk = theirs[:-2] if with_top else theirs
    model.set_weights([*trunk, *ours[-2:]])


def _file(weights) -> Path:
    """The file that is meant, which must be there."""
    if str(weights) != "imagenet":
        path = Path(weights)
        if not path.is_file():
            raise UsageError(
                "`weights` must be None, 'imagenet' or the path of a file. "
                f"Received: {str(weights)!r}, which is not there"
            )
        return path
    folder = _home() / "models"
    for name in FILES:
        if (folder / name).is_file():
            return folder / name
    raise UsageError(
        "`weights='imagenet'` needs a file that Keras has fetched before: "
        f"expected {FILES[0]} or {FILES[1]} in {folder}. Received: none; let "
        "keras.applications.InceptionV3() fetch it where there is a network"
    )


def _home() -> Path:
    """Where Keras keeps what it has fetched."""
    own = os.environ.get("KERAS_HOME")
    return Path(own) if own else Path.home() / ".keras"


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark
