"""Histories hold the past and nothing of the future."""

import numpy as np

from medkeras.data import load
from medkeras.tasks import find
from medkeras.tasks.records import VISITS


def test_histories_end_with_the_visit_that_is_asked_about():
    dataset = load("ehr_simulator", "sample", quiet=True)
    rows = find("unplanned_return").read(dataset)
    mask = rows.inputs["mask"]
    assert mask.shape[1] == VISITS
    assert (np.diff(mask, axis=1) <= 0).all()  # a missing visit is at the end
    until = rows.inputs["until"]
    assert (until[mask == 1] >= 0).all()
    assert (np.diff(until, axis=1)[mask[:, 1:] == 1] <= 0).all()
    first = np.r_[True, rows.groups[1:] != rows.groups[:-1]]
    np.testing.assert_array_equal(mask[first].sum(axis=1), 1)
    np.testing.assert_array_equal(rows.inputs["elapsed"][first], 0)


def test_treatments_are_asked_from_diagnoses_alone():
    dataset = load("ehr_simulator", "sample", quiet=True)
    rows = find("treatment_given").read(dataset)
    assert 0 < rows.labels.mean() < 0.5
    assert not any("P11" in text for text in rows.inputs[:500])
