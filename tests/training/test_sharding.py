"""Shares of files and patients: disjoint, complete, of about one size."""

import itertools

import numpy as np
import pytest

from medkeras.training.sharding import by_file, by_patient
from medkeras.utils.errors import UsageError
from medkeras.utils.workers import tf_config


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_every_file_is_read_by_one_worker(workers):
    names = [f"{number:02}.tfrecord" for number in (4, 1, 3, 0, 2)]
    shares = by_file(names, workers).items
    assert len(shares) == workers
    assert sorted(itertools.chain(*shares)) == sorted(names)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_the_order_of_the_list_does_not_matter():
    assert (
        by_file(["b", "a", "c"], 2).items == by_file(["c", "b", "a"], 2).items
    )


def test_all_rows_of_a_patient_go_to_one_worker():
    patients = np.random.default_rng(0).integers(0, 30, 400)
    shares = by_patient(patients, 3)
    rows = np.concatenate(shares.items)
    np.testing.assert_array_equal(np.sort(rows), np.arange(400))
    seen = [set(patients[each]) for each in shares.items]
    assert not seen[0] & seen[1] and not seen[0] & seen[2]
    assert not seen[1] & seen[2]
    sizes = [len(each) for each in shares.items]
    assert max(sizes) - min(sizes) <= 10
    assert shares.counts == [len(each) for each in seen]


def test_rows_of_a_share_stay_in_order_and_names_may_be_text():
    shares = by_patient(["b", "a", "b", "c", "b"], 2)
    assert [each.tolist() for each in shares.items] == [[0, 2, 4], [1, 3]]
    assert str(shares) == (
        "worker 0: 1 patients, 3 rows\nworker 1: 2 patients, 2 rows"
    )


def test_without_a_job_all_is_mine(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert by_file(["a", "b"]).mine == ["a", "b"]
    assert by_patient([1, 2]).mine.tolist() == [0, 1]


def test_a_worker_takes_its_own_share(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", tf_config(["a:1", "b:1"], 1))
    assert by_file(["a", "b", "c"], 2).mine == ["b"]


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: by_file(["a"], 2), "one of the files for each of 2"),
        (lambda: by_file(["a", "b", "a"], 1), "a twice"),
        (lambda: by_patient([1, 1, 1], 2), "one of the patients for each"),
        (lambda: by_patient([[1, 2], [2, 3]], 1), "patients"),
        (lambda: by_file(["a"], 0), "num_workers"),
        (lambda: by_patient([1], 1.5), "num_workers"),
    ],
)
def test_what_cannot_be_shared_is_refused(call, line):
    with pytest.raises(UsageError, match=line):
        call()
