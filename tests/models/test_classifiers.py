"""Networks that read: padding, empty texts, and what order tells."""

import keras
import numpy as np
import pytest

from medkeras.models.text import text_cnn, text_lstm, text_transformer
from medkeras.training.batches import batches
from medkeras.utils.errors import UsageError

MAKERS = {
    "cnn": lambda words: text_cnn(20, 2, words, 8, (2, 3), 6, 0.0),
    "lstm": lambda words: text_lstm(20, 2, words, 8, 6, 0.0),
    "transformer": lambda words: text_transformer(20, 2, words, 8, 2, 1, 0.0),
}


def texts(count=6, words=9, seed=0):
    rng = np.random.default_rng(seed)
    drawn = rng.integers(1, 20, (count, words))
    for row, length in enumerate(rng.integers(2, words, count)):
        drawn[row, length:] = 0
    return drawn


@pytest.mark.parametrize("name", MAKERS)
def test_padding_changes_nothing_however_long(name):
    keras.utils.set_random_seed(0)
    short, long = MAKERS[name](9), MAKERS[name](15)
    long.set_weights(short.get_weights())
    words = texts()
    padded = np.pad(words, ((0, 0), (0, 6)))
    np.testing.assert_allclose(
        np.array(short(words)), np.array(long(padded)), atol=1e-6
    )


@pytest.mark.parametrize("name", MAKERS)
def test_a_text_without_words_has_an_answer(name):
    answer = np.array(MAKERS[name](9)(np.zeros((2, 9), int)))
    assert np.isfinite(answer).all()
    np.testing.assert_allclose(answer.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("name", MAKERS)
def test_what_only_order_tells_is_learned(name):
    """Is word 1 before word 2? Both stand in each text, once."""
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    words = rng.integers(3, 20, (400, 4))
    label = rng.integers(0, 2, 400)
    start = rng.integers(0, 3, 400)
    rows = np.arange(400)
    words[rows, start] = np.where(label, 1, 2)
    words[rows, start + 1] = np.where(label, 2, 1)
    model = MAKERS[name](4)
    model.compile(
        keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy"
    )
    train = batches(words[:300], label[:300], batch_size=50)
    model.fit(train, epochs=25, shuffle=False, verbose=0)
    found = np.array(model(words[300:])).argmax(axis=1)
    assert (found == label[300:]).mean() > 0.9


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: text_cnn(1), "`size`"),
        (lambda: text_cnn(9, 0), "`num_classes`"),
        (lambda: text_lstm(9, units=0), "`units`"),
        (lambda: text_transformer(9, blocks=0), "`blocks`"),
        (lambda: text_transformer(9, embedding=9), "even"),
        (lambda: text_transformer(9, embedding=10, heads=4), "divide"),
        (lambda: text_lstm(9, dropout=-1), "`dropout`"),
        (lambda: text_cnn(9, max_words=0), "`max_words`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message):
        act()
