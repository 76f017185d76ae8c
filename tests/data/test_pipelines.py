"""Batches from files: which rows, in what order, kept where."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.data import load, pipelines
from medkeras.data.pipelines import input_pipeline
from medkeras.utils.errors import UsageError


@pytest.fixture(scope="module")
def pima():
    return load("pima_diabetes", "sample", quiet=True)


def whose(batch):
    """The patient as x, so that rows can be told apart."""
    return batch["patient"], batch["diabetes"]


def sizes_of(data):
    return [len(x) for x, _ in data]


def rows_of(data):
    return [row for x, _ in data for row in x.numpy().tolist()]


def seen(*arguments, **options):
    return rows_of(input_pipeline(*arguments, **options))


def test_every_row_comes_once_in_the_order_of_the_set(pima):
    data = input_pipeline(pima, "train", whose, 100)
    assert sizes_of(data) == [100] * 7 + [68]
    assert len(data) == 8
    assert rows_of(data) == list(range(768))


def test_the_transform_sees_a_batch_and_only_what_it_needs(pima):
    shapes = []

    def transform(batch):
        shapes.append({name: each.shape for name, each in batch.items()})
        return batch["bmi"], batch["diabetes"]

    data = input_pipeline(
        pima, "train", transform, 100, features=["bmi", "diabetes"]
    )
    assert {name: shape.rank for name, shape in shapes[0].items()} == {
        "bmi": 1,
        "diabetes": 1,
    }
    x = np.concatenate([x for x, _ in data])
    np.testing.assert_array_equal(x, pima.frame()["bmi"])


def test_a_buffer_shuffles_each_pass_anew_and_a_seed_repeats_it(pima):
    data = input_pipeline(pima, "train", whose, shuffle_buffer=768, seed=1)
    first, second = (rows_of(data) for _ in range(2))
    assert sorted(first) == sorted(second) == list(range(768))
    assert first != second
    assert seen(pima, "train", whose, shuffle_buffer=768, seed=1) == first
    assert seen(pima, "train", whose, shuffle_buffer=768, seed=2) != first


def test_a_small_buffer_moves_rows_forward_by_its_size_at_most(pima):
    order = np.array(seen(pima, "train", whose, shuffle_buffer=10, seed=1))
    assert order.tolist() != sorted(order)
    assert (np.arange(768) - order >= -10).all()


@pytest.mark.parametrize("share", [0, 0.25])
def test_what_is_kept_in_memory_is_said(pima, capsys, monkeypatch, share):
    data = input_pipeline(pima, "train", whose, cache_share=share, verbose=True)
    (line,) = capsys.readouterr().out.splitlines()
    word = "kept in memory" if share else "read in each pass"
    assert line.startswith(f"pima_diabetes, train: 768 examples, {word}, ")
    assert f"{100 * share:g} % of the" in line
    # Where nothing is kept, a pass finds what the files hold by then.
    (record,) = pima.builder.info.splits["train"].filepaths
    assert tf.io.gfile.exists(str(record))
    hidden = record.with_name("hidden")
    record.rename(hidden)
    try:
        if share:
            assert rows_of(data) == list(range(768))
        else:
            with pytest.raises(tf.errors.NotFoundError):
                rows_of(data)
    finally:
        hidden.rename(record)


@pytest.mark.parametrize("share", [0, 0.25])
def test_a_pass_that_was_left_early_changes_nothing(pima, share):
    data = input_pipeline(
        pima, "train", whose, shuffle_buffer=64, cache_share=share
    )
    for _ in range(3):
        next(iter(data))
        assert sorted(rows_of(data)) == list(range(768))


def test_nothing_is_kept_where_there_is_no_room(pima, capsys, monkeypatch):
    monkeypatch.setattr(pipelines, "free_memory", lambda: 100_000)
    input_pipeline(pima, "train", whose, verbose=True)
    assert "read in each pass" in capsys.readouterr().out


def test_what_is_kept_is_what_was_read_not_what_was_drawn(pima):
    # A generator goes on from draw to draw, whatever seeds others have set.
    generator = tf.random.Generator.from_seed(0)

    def noisy(batch):
        noise = generator.uniform(tf.shape(batch["bmi"]))
        return noise, batch["patient"]

    data = input_pipeline(pima, "train", noisy, 768)
    (first, _), (second, _) = next(iter(data)), next(iter(data))
    assert (first.numpy() != second.numpy()).mean() > 0.9


@pytest.mark.parametrize("share", [0, 0.25])
def test_no_replica_is_left_without_a_row(pima, share):
    # 768 = 7 x 109 + 5: of 5 rows, shares of 2 leave none for the fourth.
    data = input_pipeline(
        pima, "train", whose, 109, replicas=4, cache_share=share
    )
    assert sizes_of(data) == [109] * 6 + [114]
    assert len(data) == 7
    assert rows_of(data) == list(range(768))


def test_examples_of_unlike_lengths_end_in_padding(capsys):
    motifs = load("jaspar", "sample", quiet=True)
    split = next(iter(motifs.splits))
    ragged = next(
        name
        for name, spec in motifs.splits[split].element_spec.items()
        if not spec.shape.is_fully_defined() and spec.dtype != tf.string
    )
    data = input_pipeline(
        motifs, split, lambda b: (b[ragged], 0), 10_000, verbose=True
    )
    assert "as they differ in length" in capsys.readouterr().out
    ((x, _),) = data
    np.testing.assert_array_equal(x, motifs.arrays(split)[ragged])


def test_workers_read_patients_of_their_own(pima):
    everyone = pima.groups("train")
    assert everyone.tolist() == list(range(768))
    shares = [everyone[part::3] for part in range(3)]
    read = [
        seen(pima, "train", whose, features=["patient", "diabetes"], patients=p)
        for p in shares
    ]
    assert read == [share.tolist() for share in shares]
    data = input_pipeline(pima, "train", whose, 100, patients=shares[0])
    assert len(data) == len(sizes_of(data)) == 3


def test_the_patient_is_not_handed_on_unless_asked_for(pima):
    names = []

    def transform(batch):
        names.extend(batch)
        return batch["bmi"], batch["diabetes"]

    both = ("bmi", "diabetes")
    input_pipeline(pima, "train", transform, features=both, patients=[3])
    assert sorted(set(names)) == sorted(both)


def test_fit_takes_it(pima):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")

    def scaled(batch):
        age = tf.cast(batch["age"], tf.float32)[:, None] / 100
        return age, batch["diabetes"], tf.ones(tf.shape(age)[0])

    data = input_pipeline(pima, "train", scaled, 256, shuffle_buffer=768)
    history = model.fit(data, epochs=2, shuffle=False, verbose=0).history
    assert history["loss"][1] < history["loss"][0]


def test_the_devices_of_this_machine_share_a_batch(pima, monkeypatch):
    found = {"GPU": [], "CPU": ["first", "second", "third", "fourth"]}
    monkeypatch.setattr(tf.config, "list_logical_devices", found.get)
    data = input_pipeline(pima, "train", whose, 109)
    assert sizes_of(data) == [109] * 6 + [114]


def test_a_worker_trains_on_its_share_of_the_patients(pima):
    from medkeras.training import multi_worker, sharding

    everyone = pima.groups("train")
    shares = sharding.by_patient(everyone, num_workers=2)
    read = []

    def tapped(batch):
        read.append(batch)
        return tf.cast(batch["patient"], tf.float32)[:, None], batch["diabetes"]

    def own(epoch):
        return input_pipeline(
            pima,
            "train",
            tapped,
            128,
            patients=everyone[shares.items[1]],
            shuffle_buffer=384,
            seed=epoch,
        )

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e-6), "mse")
    history = multi_worker.fit(model, own, epochs=2, verbose=0)
    assert len(history["loss"]) == 2 and np.isfinite(history["loss"]).all()
    rows = [x.numpy().astype(int)[:, 0] for x, _ in own(0)]
    assert sorted(np.concatenate(rows)) == shares.items[1].tolist()
    assert len(read) == 3  # traced once for each pipeline


WRONG = [
    (dict(dataset={}), "`dataset` must be what `medkeras.data.load` returned"),
    (dict(split="trian"), "`split` must be one of train. Received: 'trian'"),
    (dict(transform=3), "`transform` must be a function"),
    (dict(transform=lambda b: b["bim"]), "Received: KeyError: 'bim'$"),
    (dict(transform=lambda b: b["bmi"]), r"must return \(x, y\)"),
    (dict(batch_size=0), "`batch_size` must be a whole number of 1 or more"),
    (dict(batch_size=1, replicas=2), "batch_size must give each of 2 replicas"),
    (dict(batch_size=999, replicas=999), "the split must have enough examples"),
    (dict(features=["bim"]), "Received: 'bim'. Did you mean: bmi"),
    (dict(features="bmi"), "`features` must be some of"),
    (dict(features=[]), "`features` must be some of"),
    (dict(patients=[5, 999]), "Received: 999$"),
    (dict(patients=[True]), "`patients` must be some of those of the split"),
    (dict(patients=[[1, 2]]), "`patients` must be some of those of the split"),
    (dict(patients={1: 2, "b": 3}), "Received: b'b'"),
    (dict(patients=[]), "`patients` must be some of those of the split"),
    (dict(patients=["5"]), "`patients` must be some of those of the split"),
    (dict(patients=[5.0]), "`patients` must be some of those of the split"),
    (dict(patients="5"), "`patients` must be some of those of the split"),
    (dict(shuffle_buffer=-1), "`shuffle_buffer` must be a whole number of 0"),
    (dict(seed=-1), "`seed` must be a whole number"),
    (dict(cache_share=2), "`cache_share` must be a finite number from 0 to 1"),
    (dict(replicas=0), "`replicas` must be a whole number of 1 or more"),
]


@pytest.mark.parametrize("wrong, told", WRONG)
def test_bad_input_is_one_line(pima, wrong, told):
    right = dict(dataset=pima, split="train", transform=whose)
    with pytest.raises(UsageError, match=told) as caught:
        input_pipeline(**right | wrong)
    assert "\n" not in str(caught.value)


def test_a_set_whose_files_are_not_known_is_refused(pima):
    other = dataclasses.replace(pima, builder=None)
    with pytest.raises(UsageError, match="`dataset` must be what"):
        input_pipeline(other, "train", whose)
