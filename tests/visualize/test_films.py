"""Films frame beside frame, on one grey scale."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import alt_of, check_figure
from medkeras.visualize.films import films


def falling(frames=4, size=6):
    film = np.zeros((frames, size, size))
    film[np.arange(frames), np.arange(frames)] = 1.0
    return film


def test_every_frame_is_drawn_and_the_movement_is_said():
    figure = films({"up": falling()[::-1], "down": 2 * falling()}, "Two")
    check_figure(figure)
    assert len(figure.axes) == 8
    scales = {axes.images[0].get_clim() for axes in figure.axes}
    assert scales == {(0.0, 2.0)}
    assert "up 3, 2, 1, 0; down 0, 1, 2, 3" in alt_of(figure)


def test_a_black_film_is_refused_when_shown():
    with pytest.raises(UsageError, match="one value"):
        check_figure(films({"black": np.zeros((2, 4, 4))}, "Nothing there"))
