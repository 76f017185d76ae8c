import numpy as np

from medkeras.layers.words import MeanOverWords, Words


def test_equal_words_have_equal_vectors_and_no_word_has_none():
    layer = Words(6, 4)
    words = np.array([[5, 2, 5, 0], [0, 0, 0, 0]])
    vectors = np.array(layer(words))
    assert (vectors[0, 0] == vectors[0, 2]).all()
    assert (vectors[0, 3] == 0).all() and (vectors[1] == 0).all()
    assert (vectors[0, 1] == layer.embeddings.numpy()[2]).all()


def test_the_mean_leaves_padding_out():
    states = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32")
    there = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]])
    found = np.array(MeanOverWords()(states, there))
    np.testing.assert_allclose(found[0], states[0].mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(found[1], states[1, :2].mean(axis=0), atol=1e-6)
    assert (found[2] == 0).all()
