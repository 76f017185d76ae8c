"""Choosing columns inside the folds, outside them, and what it does."""

from typing import NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline

from medkeras.utils.arrays import (
    binary_labels,
    check_one_length,
    finite_numbers,
)
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_seed, check_whole


class SelectionBias(NamedTuple):
    """Accuracy of one model with the columns chosen in two ways.

    Attributes:
        outside: columns chosen once, on all patients, before the split.
        inside: columns chosen anew in each training fold.

    Example:
        >>> from medkeras.demos.selection_bias import SelectionBias
        >>> SelectionBias(0.9, 0.5).inside
        0.5

    Chapter: 2.0.2
    """

    outside: float
    inside: float


def selection_bias(
    X: np.ndarray,
    y: np.ndarray,
    keep: int = 20,
    folds: int = 5,
    seed: int = 0,
    estimator=None,
) -> SelectionBias:
    """Measure what choosing columns on all patients seems to be worth.

    Args:
        X: (patients, columns).
        y: (patients,), 0 or 1.
        keep: columns that are kept, those with the largest F of a one-way
            analysis of variance.
        folds: of the cross-validation.
        seed: of the folds.
        estimator: scikit-learn classifier; nearest centroid if None.

    Returns:
        A `SelectionBias`, mean accuracies over the folds.

    Raises:
        UsageError: more columns to keep than there are, NaN, labels other
            than 0 and 1, or fewer patients of a label than folds.

    Example:
        >>> import numpy as np
        >>> from medkeras.demos.selection_bias import selection_bias
        >>> noise = np.random.default_rng(0).normal(size=(50, 2000))
        >>> bias = selection_bias(noise, np.tile([0, 1], 25))
        >>> bias.outside > 0.75 > bias.inside
        True

    Reference: with pure noise: Simon et al. 2003, doi:10.1093/jnci/95.1.14,
        and Hastie, Tibshirani and Friedman 2009, section 7.10.2,
        doi:10.1007/978-0-387-84858-7; in published work: Ambroise and
        McLachlan 2002, doi:10.1073/pnas.102102699.
    Chapter: 2.0.2
    """
    X = finite_numbers("X", X, ndim=2).astype(float)
    y = binary_labels("y", y)
    check_one_length(X=X, y=y)
    check_whole("keep", keep, most=X.shape[1])
    check_whole("folds", folds, least=2)
    check_seed(seed)
    counts = np.bincount(y, minlength=2)
    if counts.min() < folds:
        raise UsageError(
            f"`y` must hold 0 and 1, each {folds} times or more (one a "
            f"fold). Received: {counts[0]} and {counts[1]}"
        )
    model = NearestCentroid() if estimator is None else estimator
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed)
    select = SelectKBest(f_classif, k=keep)
    chosen = clone(select).fit_transform(X, y)
    outside = cross_val_score(clone(model), chosen, y, cv=splits)
    whole = make_pipeline(select, clone(model))
    inside = cross_val_score(whole, X, y, cv=splits)
    return SelectionBias(float(outside.mean()), float(inside.mean()))
