"""DeepCare as a whole: what each part may see, and what padding changes."""

import keras
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from medkeras.ehr.columns import visits_and_columns
from medkeras.ehr.histories import histories
from medkeras.ehr.simulator import simulate
from medkeras.ehr.vocabulary import Vocabulary
from medkeras.models.deepcare import (
    PooledCodes,
    deepcare,
    pooled_recurrent,
)
from medkeras.utils.errors import UsageError

SIZES = dict(embedding=6, units=5)


def given(batch=3, visits=4, codes=3, seed=0):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, visits + 1, batch)
    mask = np.arange(visits) < lengths[:, None]
    made = {
        "diagnosis": rng.integers(1, 12, (batch, visits, codes)),
        "intervention": rng.integers(0, 9, (batch, visits, codes)),
        "method": rng.integers(1, 3, (batch, visits)),
        "elapsed": rng.uniform(0, 300, (batch, visits)),
        "until": rng.uniform(0, 900, (batch, visits)),
    }
    flat = {
        k: v * mask.reshape(mask.shape + (1,) * (v.ndim - 2))
        for k, v in made.items()
    }
    return flat | {"mask": mask.astype(float)}


@pytest.mark.parametrize("pooling", ["mean", "sum", "max"])
@pytest.mark.parametrize("task", ["readmission", "diagnoses", "interventions"])
def test_padding_changes_no_bit_however_long(task, pooling):
    kinds = {"task": task, "pooling": pooling}
    short = deepcare(12, 9, 4, 3, **kinds, **SIZES)
    long = deepcare(12, 9, 7, 5, **kinds, **SIZES)
    long.set_weights(short.get_weights())
    rows = given()
    padded = {}
    for name, values in rows.items():
        wide = [(0, 0), (0, 3), (0, 2)][: values.ndim]
        padded[name] = np.pad(values, wide)
    np.testing.assert_array_equal(short(rows), long(padded))


def test_current_interventions_are_foretold_without_a_look_at_them():
    model = deepcare(12, 9, 4, 3, task="interventions", **SIZES)
    rows = given()
    last = rows["mask"].sum(axis=1).astype(int) - 1
    moved = {name: values.copy() for name, values in rows.items()}
    moved["intervention"][np.arange(3), last] = 8
    np.testing.assert_array_equal(model(rows), model(moved))
    seen = deepcare(12, 9, 4, 3, task="diagnoses", **SIZES)
    assert not np.array_equal(seen(rows), seen(moved))


def test_shares_of_codes_sum_to_one():
    model = deepcare(12, 9, 4, 3, task="diagnoses", **SIZES)
    out = np.array(model(given()))
    assert out.shape == (3, 12)
    np.testing.assert_allclose(out.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("pooling", ["mean", "sum", "max"])
def test_codes_are_pooled_by_hand(pooling):
    layer = PooledCodes(6, 4, pooling)
    codes = np.array([[[3, 5, 0], [0, 0, 0], [2, 0, 0]]])
    found = np.array(layer(codes))
    table = layer.words.embeddings.numpy()
    two = table[[3, 5]]
    expected = {
        "mean": two.mean(axis=0),
        "sum": two.sum(axis=0) / np.sqrt(2),
        "max": two.max(axis=0),
    }[pooling]
    np.testing.assert_allclose(found[0, 0], expected, atol=1e-6)
    assert not found[0, 1].any()
    np.testing.assert_allclose(found[0, 2], table[2], atol=1e-6)


def test_it_learns_who_comes_back():
    """Made-up records: better than chance by far on people not seen."""
    parts = []
    for seed in (0, 1):
        visits, columns = visits_and_columns(simulate(600, seed=seed))
        parts.append((visits, columns["label"]))
    words = [
        Vocabulary(parts[0][0].codes[kind].values)
        for kind in ("diagnosis", "procedure")
    ]
    rows = []
    for visits, label in parts:
        numbers = {
            "diagnosis": words[0].encode(visits.codes["diagnosis"]),
            "intervention": words[1].encode(visits.codes["procedure"]),
        }
        ends = np.arange(len(visits))  # at each visit its own past
        laid = histories(visits, ends, numbers, 10, 5)
        x = dict(laid.codes) | {
            "method": laid.method, "elapsed": laid.elapsed,
            "until": laid.until, "mask": laid.mask,
        }  # fmt: skip
        rows.append(
            ({k: v.astype("float32") for k, v in x.items()}, label[ends])
        )
    keras.utils.set_random_seed(0)
    model = deepcare(
        len(words[0]), len(words[1]), 10, 5, embedding=12, units=12
    )
    model.compile(
        keras.optimizers.Adam(0.01), "binary_crossentropy", jit_compile=False
    )
    (x, y), (x_test, y_test) = rows
    model.fit(x, y[:, None], epochs=6, batch_size=100, verbose=0)
    assert roc_auc_score(y_test, np.array(model(x_test))[:, 0]) > 0.58


def test_what_does_not_fit_is_refused():
    for wrong in (
        {"num_diagnoses": 1}, {"num_interventions": 1}, {"most_visits": 0},
        {"most_codes": 0}, {"task": "death"}, {"pooling": "median"},
        {"time": "weeks"}, {"units": 0}, {"dropout": 2.0},
    ):  # fmt: skip
        sizes = {"num_diagnoses": 12, "num_interventions": 9} | wrong
        with pytest.raises(UsageError, match=next(iter(wrong))):
            deepcare(**sizes)


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_the_stock_peer_reads_codes_and_order_and_no_padding(kind):
    short = pooled_recurrent(12, 9, 4, 3, kind=kind, **SIZES)
    long = pooled_recurrent(12, 9, 7, 3, kind=kind, **SIZES)
    long.set_weights(short.get_weights())
    names = ("diagnosis", "intervention", "mask")
    rows = {name: given()[name] for name in names}
    padded = {
        name: np.pad(values, [(0, 0), (0, 3), (0, 0)][: values.ndim])
        for name, values in rows.items()
    }
    np.testing.assert_allclose(short(rows), long(padded), atol=1e-6)
    with pytest.raises(UsageError, match="lstm or gru"):
        pooled_recurrent(12, 9, kind="rnn")
