"""Shifts of domain: each changes what its name says."""

import numpy as np

from medkeras.imaging.domain_shift import shifted_domains

FILMS = np.random.default_rng(0).uniform(0.3, 0.6, size=(20, 28, 28, 1))
CHANGED = shifted_domains(FILMS, np.random.default_rng(1))


def test_every_change_keeps_the_shape_and_changes_the_films():
    assert len(CHANGED) == 7
    for films in CHANGED.values():
        assert films.shape == FILMS.shape
        assert films.min() >= 0 and films.max() <= 1
        assert not np.allclose(films, FILMS)


def test_exposure_moves_the_mean_and_contrast_the_spread():
    means = (CHANGED["exposure"] - FILMS).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(np.abs(means), 0.15, atol=1e-9)
    spread = CHANGED["contrast"].std(axis=(1, 2, 3)) / FILMS.std(axis=(1, 2, 3))
    assert set(spread.round(2)) == {0.6, 1.5}


def test_position_moves_whole_pixels_and_blur_smooths():
    one = np.zeros((30, 9, 9, 1))
    one[:, 4, 4] = 1
    moved = shifted_domains(one, np.random.default_rng(0))["position"]
    places = moved.reshape(30, 81).argmax(axis=1)
    rows, columns = np.unravel_index(places, (9, 9))
    assert set(rows) == set(columns) == set(range(1, 8))
    assert CHANGED["blur"].std() < 0.7 * FILMS.std()


def test_size_keeps_the_middle():
    one = np.zeros((10, 9, 9, 1))
    one[:, 3:6, 3:6] = 1
    scaled = shifted_domains(one, np.random.default_rng(0))["size"]
    np.testing.assert_allclose(scaled[:, 4, 4, 0], 1)
    np.testing.assert_allclose(scaled, scaled[:, ::-1, ::-1], atol=1e-12)
