"""The arrhythmia builder: classes, halves, rhythm, windows."""

import dataclasses

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.mitdb import (
    beats,
    database,
    mitdb_dataset_builder,
    shipped_sample,
)

DE_CHAZAL_DS1 = """101 106 108 109 112 114 115 116 118 119 122 124 201 203 205
    207 208 209 215 220 223 230"""
DE_CHAZAL_DS2 = """100 103 105 111 113 117 121 123 200 202 210 212 213 214 219
    221 222 228 231 232 233 234"""


READ_SAMPLE = shipped_sample.read_sample


def forty_beats_of_each_half(folder):
    """The shipped sample, but few of its beats: the whole takes long."""
    return {
        split: [
            dataclasses.replace(
                record, rows=record.rows[:20], windows=record.windows[:20]
            )
            for record in read[:2]
        ]
        for split, read in READ_SAMPLE(folder).items()
    }


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The shipped part of the real set, through every check that TFDS has."""

    DATASET_CLASS = mitdb_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 40, "test": 40}  # noqa: RUF012

    def setUp(self):
        patch = pytest.MonkeyPatch()
        # TFDS sets up more than once a test: each set-up undoes its own.
        self.addCleanup(patch.undo)
        patch.setattr(shipped_sample, "read_sample", forty_beats_of_each_half)
        super().setUp()


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Two small made-up WFDB records, one of each half."""

    DATASET_CLASS = mitdb_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 29, "test": 21}  # noqa: RUF012
    # wfdb reads with open() and os.path; the builder itself does not.
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


def test_the_symbols_of_the_standard():
    expected = {"N": "NLRej", "S": "AaJS", "V": "VE", "F": "F", "Q": "/fQ"}
    for number, (name, symbols) in enumerate(expected.items()):
        assert beats.CLASSES[number] == name
        assert {beats.CLASS_OF[s] for s in symbols} == {number}
    assert sum(map(len, expected.values())) == len(beats.CLASS_OF)
    assert not beats.NO_BEAT & set(beats.CLASS_OF)


def test_the_halves_are_de_chazals():
    ds1, ds2 = database.DS1, database.DS2
    assert len(ds1) == len(ds2) == len(set(ds1)) == len(set(ds2)) == 22
    assert not set(ds1) & set(ds2)
    assert set(database.PACED) == {102, 104, 107, 217}
    assert not set(database.PACED) & {*ds1, *ds2}
    for half, listed in ((ds1, DE_CHAZAL_DS1), (ds2, DE_CHAZAL_DS2)):
        assert list(half) == [int(number) for number in listed.split()]
    assert database.SAME_PATIENT == {202: 201}
    assert (201 in ds1, 202 in ds2) == (True, True)


def test_intervals_by_hand():
    peaks = np.cumsum([360, 180, 360, 720, *[360] * 10])
    rr = beats.rhythm(peaks)
    assert rr["rr_previous"][1:4].tolist() == [0.5, 1.0, 2.0]
    assert rr["rr_next"][:3].tolist() == [0.5, 1.0, 2.0]
    assert np.isnan([rr["rr_previous"][0], rr["rr_next"][-1]]).all()
    assert np.isnan([rr["rr_local"][0], rr["rr_record"][0]]).all()
    assert rr["rr_local"][3] == rr["rr_record"][3] == pytest.approx(3.5 / 3)
    # Ten are averaged: at the end the first three are forgotten.
    assert rr["rr_local"][-2:] == pytest.approx([1.1, 1.0])
    assert rr["rr_record"][-1] == pytest.approx(13.5 / 13)


def test_the_window_stands_on_the_annotated_peak():
    signal = np.zeros((1000, 2))
    signal[500] = [3.0, -6.0]
    signal[500 + 3 * 7, 0] = 1.5
    cut, whole = beats.windows(signal, [500])
    assert whole.tolist() == [True]
    assert cut.shape == (1, 96, 2)
    np.testing.assert_allclose(cut[0, 36], [1.0, -2.0])
    np.testing.assert_allclose(cut[0, 43], [0.5, 0.0])
    assert np.count_nonzero(cut) == 3


@pytest.mark.parametrize(
    "peak, inside", [(107, False), (108, True), (822, True), (823, False)]
)
def test_a_window_that_leaves_the_record_is_left_out(peak, inside):
    cut, whole = beats.windows(np.zeros((1000, 2)), [peak])
    assert whole.tolist() == [inside]
    assert len(cut) == inside
