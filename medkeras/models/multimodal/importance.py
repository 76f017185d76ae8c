"""What a feature or a region is worth: hide it and look again."""

from collections.abc import Callable, Mapping

import numpy as np
from sklearn.metrics import roc_auc_score

from medkeras.models.multimodal.classifier import MultimodalClassifier
from medkeras.models.multimodal.people import checked_people
from medkeras.utils.arrays import binary_labels, check_one_length
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def masked_importance(
    model: MultimodalClassifier,
    X: Mapping,
    y,
    modality: str,
    present: Mapping | None = None,
    metric: Callable = roc_auc_score,
    block: int = 4,
) -> np.ndarray:
    """How far a score falls when one feature or region is set to its mean.

    A feature whose weights are 0 has the importance 0 exactly. Features that
    say the same stand in for each other, so that each of them can look
    unimportant.

    Args:
        model: fitted.
        X: (people, ...) of each modality by name, of people not trained on.
        y: (people,), 0 or 1.
        modality: whose features or regions are hidden.
        present: as of `predict_proba`.
        metric: of labels and probabilities; higher is better.
        block: sides of a region of a volume, in voxels.

    Returns:
        (features,) of a table; (blocks, blocks, blocks) of a volume.

    Raises:
        UsageError: a name that is no modality, blocks that do not fit, or as
            `predict_proba`.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.multimodal import (
        ...     MultimodalClassifier, masked_importance)
        >>> X, y = {"table": np.eye(8)}, np.arange(8) % 2
        >>> model = MultimodalClassifier({"table": 8}, epochs=1).fit(X, y)
        >>> masked_importance(model, X, y, "table").shape
        (8,)

    Reference: Venugopalan et al. 2021, doi:10.1038/s41598-020-74399-w.
    Chapter: 3.1.2
    """
    if modality not in model.modalities:
        raise UsageError(
            f"`modality` must be one of {', '.join(model.modalities)}. "
            f"Received: {modality}"
        )
    y = binary_labels("y", y, both=True)
    arrays, has = checked_people(model.modalities, X, present)
    check_one_length(X=has, y=y)
    rows = model.scales_.scaled(arrays, has)
    shape = model.modalities[modality]
    masks = _masks(shape, block)
    known = model.log_odds(rows, has, skip=[modality])
    whole = metric(y, model.judged(rows, has, known))
    falls = []
    for mask in masks.reshape(-1, *shape):
        hidden = rows | {modality: np.where(mask, 0, rows[modality])}
        falls.append(whole - metric(y, model.judged(hidden, has, known)))
    return np.array(falls).reshape(masks.shape[: len(shape)])


def _masks(shape, block):
    """(..., *shape): what is hidden each time."""
    if len(shape) == 1:
        return np.eye(shape[0], dtype=bool)
    check_whole("block", block)
    if any(size % block for size in shape):
        raise UsageError(
            f"`block` must divide the sides {shape}. Received: {block}"
        )
    counts = tuple(size // block for size in shape)
    masks = np.zeros((*counts, *shape), bool)
    for place in np.ndindex(counts):
        inside = tuple(slice(k * block, (k + 1) * block) for k in place)
        masks[place + inside] = True
    return masks
