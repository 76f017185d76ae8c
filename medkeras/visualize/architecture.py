"""A network, drawn from the model itself."""

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch

from medkeras.utils.errors import UsageError
from medkeras.visualize.base import PALETTE, describe, new_figure
from medkeras.visualize.model_graph import Box, boxes_of

COLORS = {
    "convolution": PALETTE[0],
    "memory": PALETTE[1],
    "dense": PALETTE[2],
    "attention": PALETTE[3],
    "pooling": PALETTE[4],
    "other": PALETTE[5],
    "ends": "#999999",
}
WIDTH, HEIGHT = 2.7, 0.44  # inches of a box
STEP, APART = 0.66, 0.3  # from row to row, between columns
LINE = dict(color="0.35", linewidth=0.9)
MOST_ROWS, FIRST_ROWS, LAST_ROWS = 24, 14, 8


def architecture(model, title: str = "") -> Figure:
    """Draw a model's layers with their shapes and numbers of parameters.

    One box a layer, from the input at the top to the answer; arrows where
    values flow; colours by family, the same through the book. Layers that
    only change a box's values (an activation, normalisation, dropout) are
    named inside it. Of a model of many rows the middle is left out and
    counted. A model without a graph, as a GAN, shows its parts in order.

    Args:
        model: a built keras.Model.
        title: of the figure; the model's name if not given.

    Returns:
        A figure whose alt text lists every box.

    Raises:
        UsageError: not a model, or one without layers.

    Example:
        >>> import keras
        >>> from medkeras.visualize import alt_of, architecture
        >>> small = keras.Sequential(
        ...     [keras.Input((4,), name="record"), keras.layers.Dense(1)])
        >>> alt_of(architecture(small, "A small network"))
        'A small network, 5 parameters. record: 4; dense, 1: 1, 5 parameters.'

    Chapter: 1
    """
    if not hasattr(model, "layers"):
        raise UsageError(
            f"`model` must be a keras.Model. Received: {type(model).__name__}"
        )
    boxes = boxes_of(model)
    if not boxes:
        raise UsageError("`model` must have layers. Received: none")
    title = title or model.name.replace("_", " ")
    rows = _fewer(_rows(boxes))
    columns = max(map(len, rows))
    figure, axes = new_figure(
        width=columns * (WIDTH + APART) + 2 * _aside(len(rows)) + 0.6,
        height=len(rows) * STEP + 1.0,
    )
    places = _places(rows)
    for row in rows:
        for box in row:
            _draw(axes, box, places[id(box)])
    _draw_arrows(axes, rows, places)
    _finish(axes, rows, title)
    whole = f"{sum(box.parameters for box in boxes):,} parameters"
    told = "; ".join(_told(box) for box in boxes)
    return describe(figure, f"{title}, {whole}. {told}.")


def _rows(boxes):
    """Boxes by the longest way that leads to them."""
    depth = {}
    for box in boxes:
        before = (depth[id(parent)] for parent in box.parents)
        depth[id(box)] = 1 + max(before, default=-1)
    rows = [[] for _ in range(1 + max(depth.values()))]
    for box in boxes:
        rows[depth[id(box)]].append(box)
    return rows


def _fewer(rows):
    """The first and last rows of many, with a box for those between."""
    if len(rows) <= MOST_ROWS:
        return rows
    first, last = rows[:FIRST_ROWS], rows[-LAST_ROWS:]
    hidden = [box for row in rows[FIRST_ROWS:-LAST_ROWS] for box in row]
    parameters = sum(box.parameters for box in hidden)
    between = Box(
        f"{len(hidden)} more layers", "other", (), parameters, list(first[-1])
    )
    for box in last[0]:
        box.parents = [between]
    return [*first, [between], *last]


def _places(rows):
    """Middle of each box, in inches; rows are centred."""
    return {
        id(box): (
            (number - (len(row) - 1) / 2) * (WIDTH + APART),
            -depth * STEP,
        )
        for depth, row in enumerate(rows)
        for number, box in enumerate(row)
    }


def _draw(axes, box, place):
    x, y = place
    color = COLORS[box.family]
    corner = (x - WIDTH / 2, y - HEIGHT / 2)
    rounded = "round,pad=0,rounding_size=0.08"
    # White below the pale colour: arrows that pass go behind the box.
    for look in (
        dict(facecolor="white", edgecolor="none"),
        dict(facecolor=(color, 0.18), edgecolor=color),
    ):
        box_of = FancyBboxPatch(corner, WIDTH, HEIGHT, rounded, **look)
        axes.add_patch(box_of).set_zorder(2)
    numbers = [box.size] if box.shape else []
    if box.parameters:
        numbers.append(f"{box.parameters:,} parameters")
    lines = [box.label, "  ·  ".join(numbers)] if numbers else [box.label]
    sizes = 8 if len(box.label) < 38 else 6.2, 7
    for line, height, size in zip(lines, _heights(lines), sizes, strict=False):
        axes.text(x, y + height, line, size=size, ha="center", va="center")


def _heights(lines):
    return [0.09, -0.1] if len(lines) > 1 else [0.0]


def _draw_arrows(axes, rows, places):
    """One from each parent; those that jump rows pass the boxes between."""
    drawn = {id(box) for row in rows for box in row}
    for row in rows:
        for box in row:
            for parent in box.parents:
                if id(parent) in drawn:
                    _arrow(axes, places[id(parent)], places[id(box)])


def _arrow(axes, start, end):
    (x, y), (to_x, to_y) = start, end
    rows = (y - to_y) / STEP
    if rows > 1.5 and x == to_x:  # around the right side
        side = x + WIDTH / 2
        out = side + _aside(rows)
        axes.plot([side, out, out], [y, y, to_y], zorder=1, **LINE)
        start, end = (out, to_y), (side, to_y)
    else:
        start, end = (x, y - HEIGHT / 2), (to_x, to_y + HEIGHT / 2)
    head = dict(arrowstyle="-|>", mutation_scale=8, shrinkA=0, shrinkB=0)
    axes.add_patch(FancyArrowPatch(start, end, zorder=1, **head, **LINE))


def _aside(rows):
    """How far beside the boxes an arrow runs that jumps so many rows."""
    return 0.12 + 0.04 * rows


def _finish(axes, rows, title):
    """Room around the boxes, equal scales, a legend of the families met."""
    half = max(map(len, rows)) * (WIDTH + APART) / 2
    aside = max(0.3, _aside(len(rows)))
    axes.set_xlim(-half - aside, half + aside)
    axes.set_ylim(-(len(rows) - 1) * STEP - HEIGHT, HEIGHT)
    axes.set_axis_off()
    axes.set_title(title)
    met = {box.family for row in rows for box in row} - {"ends", "other"}
    handles = [
        Patch(facecolor=COLORS[family], alpha=0.4, label=family)
        for family in COLORS
        if family in met
    ]
    if handles:
        axes.legend(
            handles=handles, loc="upper center", ncols=len(handles), fontsize=7,
            bbox_to_anchor=(0.5, 0.0), frameon=False,
        )  # fmt: skip


def _told(box):
    size = f": {box.size}" if box.shape else ""
    many = f", {box.parameters:,} parameters" if box.parameters else ""
    return f"{box.label}{size}{many}"
