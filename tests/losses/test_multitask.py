"""The loss of a class and scores, by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from medkeras.losses.multitask import MultitaskLoss

KNOWN = np.array([[1, 1], [0, 1], [0, 0]], "float32")
SCORES = np.array([[0.5, -1], [0, 2], [0, 0]], "float32")
ANSWERS = np.concatenate([[[1], [0], [1]], SCORES, KNOWN], axis=1)
DRAWN = np.array([[0.8, 0, 0], [0.4, 7, 1], [0.5, 3, 3]], "float32")


def test_by_hand():
    entropies = -np.log([0.8, 0.6, 0.5])
    errors = [(0.25 + 1) / 2, 1.0, 0.0]
    expected = np.mean(entropies + 2 * np.array(errors))
    assert float(MultitaskLoss(2.0)(ANSWERS, DRAWN)) == pytest.approx(
        expected, rel=1e-5
    )


def test_unknown_scores_move_nothing():
    drawn = tf.Variable(DRAWN)
    with tf.GradientTape() as tape:
        loss = MultitaskLoss(1.0)(ANSWERS, drawn)
    slope = tape.gradient(loss, drawn).numpy()
    assert not slope[:, 1:][KNOWN == 0].any()
    assert slope[:, 1:][KNOWN == 1].all()


def test_with_weight_0_the_class_alone_counts():
    alone = MultitaskLoss(1.0)(ANSWERS[:, :1], DRAWN[:, :1])
    assert float(MultitaskLoss(0.0)(ANSWERS, DRAWN)) == float(alone)


def test_it_comes_back_from_its_settings():
    loss = MultitaskLoss(0.3)
    again = keras.losses.deserialize(keras.losses.serialize(loss))
    assert again.task_weight == 0.3
