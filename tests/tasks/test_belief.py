"""A belief network answers like any other model of a task."""

import numpy as np

from medkeras.tasks.belief import BeliefNetwork
from medkeras.tasks.examples import Examples, split
from medkeras.tasks.measures import measure_of


def test_it_learns_what_is_there():
    x = np.random.default_rng(0).normal(size=(80, 3))
    x[0, 1] = np.nan
    labels = (x[:, 0] > 0).astype(int)
    given = split(Examples(x, x, labels, np.arange(80)))
    model = BeliefNetwork(units=(6,))
    p = model.answers(given, measure_of("AUROC"), epochs=20)
    truth = given.test.labels
    assert p.shape == truth.shape
    assert p[truth == 1].mean() > p[truth == 0].mean()
