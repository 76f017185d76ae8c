"""The door for figures: what is shown, and what is refused."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from medkeras.utils.errors import UsageError
from medkeras.visualize import base, pictures

ALT = "A line that rises from 0 to 1 m in two seconds."


def rising(title="Rising", xlabel="time (s)", ylabel="height (m)"):
    figure, axes = base.new_figure()
    axes.plot([0, 2], [0, 1])
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return figure


@pytest.fixture
def displayed(monkeypatch):
    """What reaches the notebook."""
    seen = []
    monkeypatch.setattr(
        "IPython.display.display", lambda image, **kw: seen.append((image, kw))
    )
    return seen


def test_shows_a_png_with_its_alt_text(displayed, tmp_path):
    base.show(base.describe(rising(), ALT))
    ((image, keywords),) = displayed
    assert keywords["metadata"] == {"image/png": {"alt": ALT}}
    (tmp_path / "a.png").write_bytes(image.data)
    pixels = imread(tmp_path / "a.png")
    assert pixels.shape[:2] == (360, 630)
    assert len(image.data) < 100_000
    assert pixels.std() > 0


def test_the_same_figure_is_the_same_bytes(displayed):
    for _ in range(2):
        base.show(base.describe(rising(), ALT))
    assert displayed[0][0].data == displayed[1][0].data


def grid_of_pictures():
    """Its panels are not where they shall be after one round of layout."""
    picture = np.linspace(0, 1, 784).reshape(28, 28)
    return pictures({f"film {i}": picture for i in range(12)}, "Twelve films")


@pytest.mark.parametrize("draw", [rising, grid_of_pictures])
def test_it_is_the_picture_that_a_check_and_savefig_make(draw, displayed):
    base.show(base.describe(draw(), ALT))
    other, buffer = base.describe(draw(), ALT), io.BytesIO()
    base.check_figure(other)
    other.savefig(buffer, format="png", metadata={"Software": None})
    assert displayed[0][0].data == buffer.getvalue()


@pytest.mark.parametrize("alt", [None, "", "too short"])
def test_without_alt_text_nothing_is_shown(displayed, alt):
    figure = rising() if alt is None else base.describe(rising(), alt)
    with pytest.raises(UsageError, match="alt text"):
        base.show(figure)
    assert not displayed


@pytest.mark.parametrize(
    "missing, word",
    [("title", "title"), ("xlabel", "label"), ("ylabel", "label")],
)
def test_a_nameless_panel_is_refused(missing, word):
    figure = base.describe(rising(**{missing: ""}), ALT)
    with pytest.raises(UsageError, match=word):
        base.check_figure(figure)


def test_a_title_of_the_figure_stands_for_those_of_its_panels():
    figure = base.describe(rising(title=""), ALT)
    figure.suptitle("Rising")
    base.check_figure(figure)


def test_blank_axes_and_blank_images_are_refused():
    figure, axes = base.new_figure()
    axes.set(title="Nothing", xlabel="x", ylabel="y")
    with pytest.raises(UsageError, match="blank"):
        base.check_figure(base.describe(figure, ALT))
    axes.imshow(np.ones((4, 4)))
    with pytest.raises(UsageError, match="one value"):
        base.check_figure(base.describe(figure, ALT))


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes: axes.plot([], []),
        lambda axes: axes.plot([0, 1], [np.nan, np.nan]),
        lambda axes: axes.bar([0, 1], [0, 0]),
        lambda axes: axes.scatter([], []),
    ],
    ids=["empty line", "NaN line", "bars of height 0", "no dots"],
)
def test_artists_that_draw_nothing_are_blank(draw):
    figure, axes = base.new_figure()
    draw(axes)
    axes.set(title="Nothing", xlabel="x", ylabel="y")
    with pytest.raises(UsageError, match="blank"):
        base.check_figure(base.describe(figure, ALT))


def test_an_image_of_one_value_beside_gaps_is_refused():
    figure, axes = base.new_figure()
    axes.imshow([[1.0, np.nan], [np.nan, 1.0]])
    axes.set(title="Gaps", xlabel="x", ylabel="y")
    with pytest.raises(UsageError, match="one value"):
        base.check_figure(base.describe(figure, ALT))


@pytest.mark.parametrize("place", ["title", "suptitle"])
def test_an_alt_text_that_repeats_the_title_is_refused(place):
    figure = rising(title=ALT if place == "title" else "Rising")
    if place == "suptitle":
        figure.suptitle(ALT)
    with pytest.raises(UsageError, match="more than the title"):
        base.check_figure(base.describe(figure, ALT))


def heat_map(**names):
    figure, axes = base.new_figure()
    image = axes.imshow(np.eye(3))
    axes.set(title="Heat", **names)
    return base.describe(figure, ALT), axes, image


def test_a_heat_map_needs_labels_and_a_picture_does_not():
    figure, axes, _ = heat_map()
    with pytest.raises(UsageError, match="axis needs a label"):
        base.check_figure(figure)
    axes.set_axis_off()
    base.check_figure(figure)


def test_a_colour_bar_needs_a_label_and_no_title():
    figure, axes, image = heat_map(xlabel="x", ylabel="y")
    bar = figure.colorbar(image, ax=axes)
    with pytest.raises(UsageError, match="axis needs a label"):
        base.check_figure(figure)
    bar.set_label("share of patients")
    base.check_figure(figure)


def test_a_figure_of_pyplot_is_shown_once(displayed):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1])
    axes.set(title="Rising", xlabel="time (s)", ylabel="height (m)")
    base.show(base.describe(figure, ALT))
    assert len(displayed) == 1
    assert not plt.fignum_exists(figure.number)


def test_a_figure_without_a_drawing_canvas_can_be_checked():
    figure = Figure()
    figure.add_subplot(title="Rising", xlabel="x", ylabel="y").plot([0, 1])
    base.check_figure(base.describe(figure, ALT))


def test_the_house_style_touches_no_global_settings():
    before = dict(matplotlib.rcParams)
    base.new_figure(2, 2)
    assert dict(matplotlib.rcParams) == before


def test_a_picture_of_nothing_but_white_is_refused():
    figure, axes = base.new_figure()
    axes.plot([0, 1], color="white")
    axes.set(title="White", xlabel="x", ylabel="y")
    for text in (axes.title, axes.xaxis.label, axes.yaxis.label):
        text.set_color("white")
    axes.tick_params(colors="white")
    axes.spines[:].set_color("white")
    with pytest.raises(UsageError, match="show something"):
        base.check_figure(base.describe(figure, ALT))


def test_the_palette_tells_its_colours_apart():
    assert len(set(base.PALETTE)) == len(base.PALETTE) >= 6
