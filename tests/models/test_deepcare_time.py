"""Where days decide: who sees them gains, who does not or sees others' not."""

import keras
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from medkeras.models.deepcare import deepcare

PEOPLE = 1000


def two_visits(seed, time_acts=True):
    """Code 3 in the first visit counts for long, or for few days only."""
    rng = np.random.default_rng(seed)
    code, days = rng.integers(3, 5, PEOPLE), rng.choice([5.0, 400.0], PEOPLE)
    counts = (code == 3) & ((days < 30) | (not time_acts))
    labels = rng.random(PEOPLE) < np.where(counts, 0.9, 0.1)
    flat, none = np.ones((PEOPLE, 2)), np.zeros((PEOPLE, 2, 1))
    first = np.stack([code, np.full(PEOPLE, 5)], axis=1)
    given = {
        "diagnosis": first[..., None],
        "intervention": none,
        "method": flat,
        "elapsed": np.stack([0 * days, days], axis=1),
        "until": 0 * flat,  # nothing of the days but between the visits
        "mask": flat,
    }
    return {k: v.astype("float32") for k, v in given.items()}, labels


def shuffled(given, seed):
    """Everybody gets somebody's days."""
    order = np.random.default_rng(seed).permutation(PEOPLE)
    return given | {"elapsed": given["elapsed"][order]}


def reached(time, time_acts=True, mixed=False):
    """AUROC on people who were not trained on."""
    (seen, y), (unseen, truth) = (two_visits(s, time_acts) for s in (0, 1))
    if mixed:
        seen, unseen = shuffled(seen, 2), shuffled(unseen, 3)
    keras.utils.set_random_seed(0)
    sizes = dict(embedding=4, units=6, multiscale=False)
    model = deepcare(6, 2, 2, 1, time=time, **sizes)
    adam = keras.optimizers.Adam(0.03)
    model.compile(adam, "binary_crossentropy", jit_compile=False)
    model.fit(seen, y[:, None], epochs=8, batch_size=100, verbose=0)
    risk = keras.ops.convert_to_numpy(model(unseen))[:, 0]
    return roc_auc_score(truth, risk)


@pytest.fixture(scope="module")
def untimed():
    return reached(None)


def test_days_help_where_they_act(untimed):
    assert reached("parametric") > untimed + 0.08


def test_with_each_others_days_the_gain_is_gone(untimed):
    assert abs(reached("parametric", mixed=True) - untimed) < 0.03


def test_days_do_not_help_where_they_do_not_act():
    both = [reached(time, time_acts=False) for time in ("parametric", None)]
    assert min(both) > 0.85 and abs(both[0] - both[1]) < 0.03
