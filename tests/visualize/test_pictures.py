import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle

from medkeras.utils.errors import UsageError
from medkeras.visualize import alt_of, pictures
from medkeras.visualize.base import check_figure


def three():
    rng = np.random.default_rng(0)
    return {name: rng.random((5, 7)) for name in ("a", "b", "c")}


def test_one_panel_for_each_picture_and_no_empty_one():
    given = three()
    figure = pictures(given, "Three", columns=2)
    assert [axes.get_title() for axes in figure.axes] == ["a", "b", "c"]
    for axes, image in zip(figure.axes, given.values(), strict=True):
        np.testing.assert_array_equal(axes.images[0].get_array(), image)
    check_figure(figure)


def test_one_scale_for_all_and_a_channel_is_dropped():
    given = {"dark": np.eye(3)[..., None] / 4, "bright": np.eye(3)[..., None]}
    figure = pictures(given, "Two")
    limits = {axes.images[0].get_clim() for axes in figure.axes}
    assert limits == {(0.0, 1.0)}


def test_signed_pictures_are_white_at_zero():
    figure = pictures({"a": np.diag([-1.0, 3.0])}, "Signed", signed=True)
    assert figure.axes[0].images[0].get_clim() == (-3, 3)


def test_marks_stand_where_they_should():
    figure = pictures(three(), "Marked", marks={"b": [(1, 2, 3), (4, 3, 2, 6)]})
    assert not figure.axes[0].patches
    circle, box = figure.axes[1].patches
    assert isinstance(circle, Circle)
    assert circle.center == (2, 1)
    assert circle.radius == 3
    assert isinstance(box, Rectangle)
    assert box.get_bbox().bounds == (0, 3, 6, 2)
    assert "b: mean" in alt_of(figure)
    assert "mark at row 1, column 2; mark at row 4, column 3" in alt_of(figure)


@pytest.mark.parametrize(
    "given", [({}, None), (three(), {"d": [(0, 0, 1)]})], ids=["none", "mark"]
)
def test_what_cannot_be_drawn_is_refused(given):
    with pytest.raises(UsageError, match="`pictures` must hold"):
        pictures(given[0], "Wrong", marks=given[1])


def test_colours_are_shown_as_they_are():
    given = np.random.default_rng(0).random((5, 7, 3))
    figure = pictures({"skin": given, "grey": given[..., 0]}, "Colours")
    first, second = (axes.images[0].get_array() for axes in figure.axes)
    np.testing.assert_array_equal(first, given)
    np.testing.assert_array_equal(second, given[..., 0])
    assert f"skin: mean {given.mean():.3g}" in alt_of(figure)


@pytest.mark.parametrize("factor", [2, -1])
def test_colours_out_of_range_or_signed_are_refused(factor):
    image = np.full((4, 4, 3), 0.9)
    with pytest.raises(UsageError, match="from 0 to 1"):
        pictures({"skin": factor * image}, "Wrong")
    with pytest.raises(UsageError, match="not signed"):
        pictures({"skin": image}, "Wrong", signed=True)
