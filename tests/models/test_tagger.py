"""The tagger: its rule, its letters, what it learns, what it refuses."""

import keras
import numpy as np
import pytest

from medkeras.by_hand.conditional_random_field import (
    log_partition,
    path_score,
)
from medkeras.models.text import bilstm_crf
from medkeras.utils.errors import UsageError


def sentences(rows=24, words=7, seed=0):
    """Words, letters, and the tag: 1 after word 3, else 0."""
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (rows, words))
    x[::3, 5:] = 0
    letters = rng.integers(1, 4, (rows, words, 5)) * (x > 0)[..., None]
    before = np.pad(x[:, :-1], [(0, 0), (1, 0)])
    return x, letters, (before == 3).astype(int)


@pytest.fixture
def made():
    keras.utils.set_random_seed(0)
    model = bilstm_crf(6, 3, 7, embedding=4, units=5, dropout=0)
    model.compile(keras.optimizers.Adam(0.02), jit_compile=False)
    return model


def test_the_loss_is_the_mean_over_sentences_by_hand(made):
    x, _, tags = sentences(5)
    weights = made.crf.get_weights()
    weights[1] += [0.3, -0.2, 0.5]
    weights[2] += [-0.4, 0.1, 0.2]
    made.crf.set_weights(weights)
    transitions, begin, end = weights
    lost = []
    for row, scores in enumerate(np.array(made(x))):
        length = (x[row] > 0).sum()
        e = scores[:length].copy()
        e[0] += begin
        e[-1] += end
        path = path_score(e, transitions, tags[row, :length])
        lost.append(log_partition(e, transitions) - path)
    told = made.evaluate(x, tags, verbose=0)
    assert abs(told - np.mean(lost)) < 1e-5


def test_it_learns_a_tag_that_hangs_on_the_word_before(made):
    x, _, tags = sentences(96)
    rows = np.tile(np.arange(96), 40)
    made.fit(x[rows], tags[rows], batch_size=32, verbose=0)
    unseen, _, truth = sentences(30, seed=1)
    found = made.tags_of(unseen)
    there = unseen > 0
    assert (found[~there] == -1).all()
    assert (found[there] == truth[there]).mean() > 0.98


def test_parts_of_the_rows_have_the_same_tags(made):
    x, _, _ = sentences(9)
    np.testing.assert_array_equal(made.tags_of(x), made.tags_of(x, rows=4))


def test_letters_are_read_and_padding_is_not(tmp_path):
    x, letters, tags = sentences()
    model = bilstm_crf(6, 3, 7, 4, 5, alphabet=4, max_letters=5, filters=6)
    given = {"words": x, "letters": letters}
    model.compile("adam", run_eagerly=True)  # no graph for one step
    model.fit(given, tags, verbose=0)
    scores = np.array(model(given))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again.tags_of(given), model.tags_of(given))
    other = letters.copy()
    other[:, 0] = 4 - other[:, 0]
    changed = np.array(model({"words": x, "letters": other}))
    assert abs(changed - scores).max() > 1e-4
    some = np.zeros_like(x)
    some[:, :2] = x[:, :2]
    more = dict(words=some, letters=letters * (some > 0)[..., None])
    short = np.array(model(more))[:, 1]
    longer = more["letters"].copy()
    longer[:, 5] = 3  # letters where no word is
    same = np.array(model(more | {"letters": longer}))[:, 1]
    np.testing.assert_allclose(short, same, atol=1e-6)


@pytest.mark.parametrize("tags", [3, -1, 0.5])
def test_what_is_no_tag_is_refused(made, tags):
    x, _, right = sentences(4)
    wrong = right.astype(float)
    wrong[0, 0] = tags
    with pytest.raises(UsageError, match="`y` must be tags from 0 to 2"):
        made.fit(x, wrong, verbose=0)


def test_sizes_out_of_range_are_one_line():
    for bad in (
        {"num_tags": 1}, {"units": 0}, {"max_words": 0}, {"dropout": 2},
        {"alphabet": -1}, {"alphabet": 1}, {"alphabet": 5, "max_letters": 0},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            bilstm_crf(**{"vocabulary_size": 9, "num_tags": 3} | bad)


def test_tags_at_padding_are_not_read_and_no_sentence_has_no_tags():
    model = bilstm_crf(9, 3, max_words=3, embedding=2, units=2)
    model.compile("adam", jit_compile=False)
    x, tags = np.array([[4, 2, 0]]), np.array([[1, 0, 0]])
    lost = model.evaluate(x, tags, verbose=0)
    assert model.evaluate(x, np.array([[1, 0, -1]]), verbose=0) == lost
    with pytest.raises(UsageError, match="`y`"):
        model.evaluate(x, np.array([[1, -1, 0]]), verbose=0)
    assert model.tags_of(x[:0]).shape == (0, 3)
    with pytest.raises(UsageError, match="`rows`"):
        model.tags_of(x, rows=0)
