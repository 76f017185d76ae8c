import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.vein_reflux import phantom, vein_reflux_dataset_builder
from medkeras_datasets.vein_reflux.vein_reflux_dataset_builder import SPLITS
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from medkeras.data import card


class VeinRefluxTest(tfds.testing.DatasetBuilderTestCase):
    """The phantom, through every check that TFDS has."""

    DATASET_CLASS = vein_reflux_dataset_builder.Builder
    SPLITS = {"train": 6, "validation": 2, "test": 2}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        # TFDS sets up more than once a test: each set-up undoes its own.
        self.addCleanup(patch.undo)
        few = {
            split: (num_patients // 100, seed)
            for split, (num_patients, seed) in SPLITS.items()
        }
        patch.setattr(vein_reflux_dataset_builder, "SPLITS", few)
        super().setUp()


def test_the_splits_have_the_patients_of_the_card():
    sizes = {split: how[0] for split, how in SPLITS.items()}
    assert sizes == card("vein_reflux").facts["counts"]


@pytest.fixture(scope="module")
def drawn():
    return phantom.sequences(2000, seed=5)


def vertical_shift(video):
    """Rows by which the image moves from frame to frame, per patient.

    Phase of nothing but the best circular cross-correlation of the row
    profiles of successive frames.
    """
    profile = video[..., 0].sum(axis=3)  # (patients, frames, rows)
    waves = np.fft.fft(profile, axis=2)
    product = waves[:, 1:] * waves[:, :-1].conj()
    match = np.fft.ifft(product.sum(axis=1), axis=1).real
    rows = match.shape[1]
    best = match.argmax(axis=1)
    return np.where(best > rows / 2, best - rows, best)


def auroc_of_a_linear_model(features, labels):
    rows = features.reshape(len(labels), -1)
    half = len(labels) // 2
    model = LogisticRegression(C=0.01, max_iter=500)
    model.fit(rows[:half], labels[:half])
    return roc_auc_score(labels[half:], model.decision_function(rows[half:]))


def test_motion_gives_the_label_exactly(drawn):
    shift = vertical_shift(drawn["clean"])
    np.testing.assert_array_equal(shift > 0, drawn["label"] == 1)
    np.testing.assert_array_equal(np.sign(shift), drawn["direction"])


def test_motion_is_seen_through_the_noise_until_flashes_hide_it(drawn):
    right = []
    for flashes in (0, 2):
        video = phantom.sequences(200, seed=5, flashes=flashes)
        shift = vertical_shift(video["video"])
        right.append(((shift > 0) == video["label"]).mean())
    assert right[0] > 0.95
    assert 0.6 < right[1] < right[0]


def test_no_average_and_no_single_frame_betrays_the_label(drawn):
    video, labels = drawn["video"], drawn["label"]
    for picture in (video.mean(axis=1), video[:, 0], video[:, -1]):
        assert abs(auroc_of_a_linear_model(picture, labels) - 0.5) < 0.06


def test_brightness_does_not_betray_the_label(drawn):
    mean = drawn["video"].mean(axis=(1, 2, 3, 4))
    assert abs(roc_auc_score(drawn["label"], mean) - 0.5) < 0.06


def test_the_same_seed_gives_the_same_bytes():
    first, again = (phantom.sequences(10, seed=1) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.sequences(10, seed=2)
    assert not np.array_equal(first["video"], other["video"])


def test_half_of_the_patients_have_reflux(drawn):
    assert drawn["label"].sum() == 1000
    assert phantom.sequences(7, seed=0)["label"].sum() == 3


def test_a_bolus_that_leaves_comes_back_at_the_other_edge():
    drawn = phantom.sequences(50, seed=3, frames=40, jitter=0.0)
    one = drawn["num_boluses"] == 1
    mass = drawn["clean"][one].sum(axis=(2, 3, 4))
    # The spot is never lost: its light stays the same in all 40 frames.
    assert (np.ptp(mass, axis=1) < 0.02 * mass.mean(axis=1)).all()


def test_the_first_frame_shows_the_start():
    drawn = phantom.sequences(50, seed=3, jitter=0.0, size=21)
    one = drawn["num_boluses"] == 1
    first = drawn["clean"][one][:, 0, ..., 0]
    row, column = np.unravel_index(
        first.reshape(len(first), -1).argmax(axis=1), (21, 21)
    )
    start = drawn["start"][one]
    away = np.abs(row - start[:, 0])
    assert np.minimum(away, 21 - away).max() <= 0.51
    assert np.abs(column - start[:, 1]).max() <= 0.51


def test_speed_is_what_it_says():
    drawn = phantom.sequences(60, seed=4, frames=5, jitter=0.0)
    one = drawn["num_boluses"] == 1
    angle = np.exp(2j * np.pi * np.arange(16) / 16)
    profile = drawn["clean"][one][..., 0].sum(axis=3)
    phase = np.angle(profile @ angle)
    steps = np.angle(np.exp(1j * np.diff(phase, axis=1))) * 16 / (2 * np.pi)
    expected = (drawn["speed"] * drawn["direction"])[one]
    np.testing.assert_allclose(steps.mean(axis=1), expected, atol=0.02)


def test_values_and_shapes(drawn):
    video = drawn["video"]
    assert video.shape == (2000, 8, 16, 16, 1)
    assert video.dtype == np.float32
    assert video.min() >= 0
    assert video.max() <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_patients": 0},
        {"num_patients": 2.0},
        {"frames": 1},
        {"size": 4},
        {"flashes": -1},
        {"speckle": float("nan")},
        {"speckle": -0.5},
        {"jitter": float("inf")},
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="and at least"):
        phantom.sequences(**({"num_patients": 2, "seed": 0} | wrong))
