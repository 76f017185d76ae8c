"""A mask fits its picture after both were made smaller."""

from types import SimpleNamespace

import numpy as np

from medkeras.tasks import find


def heart(radius=20.0, row=120.0, column=130.0):
    """A bright disc in a picture of 256 pixels, and its border."""
    turn = np.linspace(0, 2 * np.pi, 128, endpoint=False)
    border = np.stack([row + radius * np.sin(turn),
                       column + radius * np.cos(turn)], axis=1)  # fmt: skip
    places = np.indices((256, 256))
    away = np.hypot(places[0] - row, places[1] - column)
    return (away <= radius).astype("float32"), border


def dataset(hearts):
    columns = {
        "image": np.stack([image for image, _ in hearts]),
        "contour": np.stack([border for _, border in hearts]),
        "patient": np.arange(len(hearts)),
    }
    return SimpleNamespace(
        name="made", splits={"train": 1}, arrays=lambda split: columns
    )


def test_a_cavity_stands_where_its_picture_is_bright():
    rows = find("left_ventricle").read(dataset([heart(), heart(30, 140, 110)]))
    bright = rows.inputs[..., 0] > 0.5
    assert np.mean(bright == rows.labels) > 0.99
    assert abs(rows.labels[0].sum() - np.pi * 10**2) < 15


def test_a_cavity_beyond_the_middle_is_left_out():
    rows = find("left_ventricle").read(dataset([heart(), heart(20, 60, 130)]))
    assert rows.groups.tolist() == [0]


def test_films_of_an_unknown_view_are_left_out():
    from medkeras.data import load

    given = load("covid_xray", "sample", quiet=True)
    rows = find("film_view").read(given)
    assert set(np.unique(rows.labels)) == {0, 1}
    assert rows.count() <= sum(given.counts.values())
