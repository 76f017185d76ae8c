"""Networks as drawings: all boxes told, many rows cut and counted."""

import keras
import numpy as np
import pytest
from keras import layers

from medkeras.models.text import text_transformer
from medkeras.models.unet import unet
from medkeras.utils.errors import UsageError
from medkeras.visualize.architecture import MOST_ROWS, architecture
from medkeras.visualize.base import alt_of, check_figure


def chain(hidden):
    """A network with as many hidden layers."""
    dense = [layers.Dense(2) for _ in range(hidden)]
    return keras.Sequential([keras.Input((2,)), *dense], name="deep_chain")


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(
    "model",
    [unet((32, 32, 1)), text_transformer(9, 2, 4, embedding=4, heads=2)],
    ids=lambda model: model.name,
)
def test_the_books_networks_are_drawn_and_told(model):
    figure = architecture(model)
    check_figure(figure)
    assert f"{model.count_params():,} parameters" in alt_of(figure)


def test_no_text_leaves_the_figure_and_no_box_lies_on_another():
    figure = architecture(unet((32, 32, 1)))
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    (axes,) = figure.axes
    for text in axes.texts:
        box = text.get_window_extent()
        assert 0 <= box.x0 and box.x1 <= width
        assert 0 <= box.y0 and box.y1 <= height
    boxes = [patch for patch in axes.patches if hasattr(patch, "get_boxstyle")]
    edges = {(patch.get_x(), patch.get_y()) for patch in boxes}
    assert 2 * len(edges) == len(boxes)  # each is drawn twice


def test_the_middle_of_many_rows_is_left_out_and_counted():
    hidden = 40
    figure = architecture(chain(hidden), "Deep")
    told = texts(figure)
    assert told.count("dense, 2") < hidden
    (between,) = [text for text in told if "more layers" in text]
    left_out = hidden - told.count("dense, 2")
    assert between == f"{left_out} more layers"
    assert f"{6 * left_out} parameters" in told
    assert alt_of(figure).count("dense, 2:") == hidden
    assert alt_of(figure).startswith(f"Deep, {6 * hidden} parameters.")


def test_few_rows_are_all_drawn():
    rows = MOST_ROWS - 1
    assert texts(architecture(chain(rows))).count("dense, 2") == rows


def test_an_arrow_that_jumps_runs_beside_the_boxes():
    figure = architecture(unet((32, 32, 1)))
    right = max(
        patch.get_x() + patch.get_width()
        for patch in figure.axes[0].patches
        if hasattr(patch, "get_boxstyle")
    )
    ways = [line.get_xdata() for line in figure.axes[0].lines]
    assert ways
    assert all(np.max(way) > right for way in ways)


@pytest.mark.parametrize("model", [None, 3, "lenet", np.zeros(3)])
def test_what_is_no_model_is_one_line(model):
    with pytest.raises(UsageError, match=r"must be a keras\.Model") as caught:
        architecture(model)
    assert "\n" not in str(caught.value)
