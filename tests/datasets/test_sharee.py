import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.sharee import phantom
from sklearn.metrics import roc_auc_score

from medkeras.data import card, preparing

CARD = card("sharee")


class BuilderTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = preparing.builder_class(CARD)
    SPLITS = {"train": 600, "validation": 200, "test": 200}  # noqa: RUF012


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.patients(10, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.patients(10, seed=2)
    assert not np.array_equal(first["values"], other["values"])


def test_half_of_the_patients_have_the_finding():
    assert phantom.patients(2000, seed=5)["label"].sum() == 1000
    assert phantom.patients(7, seed=0)["label"].sum() == 3


def test_the_truth_is_what_it_says():
    # WRITE: that the label can be told by what the card says, and only by it.
    drawn = phantom.patients(2000, seed=5)
    score = roc_auc_score(drawn["label"], drawn["values"].mean(axis=1))
    assert 0.90 < score < 0.94  # by the formula: Phi(sqrt(2)) = 0.921


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2"])
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        phantom.patients(wrong, seed=0)
