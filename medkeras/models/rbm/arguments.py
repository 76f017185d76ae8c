"""What a restricted Boltzmann machine is asked for, and given."""

from collections.abc import Iterable

import tensorflow as tf

from medkeras.models.base import InputValidationMixin
from medkeras.models.input_validation import Rules
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape
from medkeras.utils.sizes import check_whole

KINDS = {
    "visible": ("bernoulli", "gaussian"),
    "code": ("bernoulli", "gaussian"),
    "sampler": ("cd", "pcd"),
}
RANGES = {"bernoulli": {"low": 0, "high": 1}, "gaussian": {}}


def check_options(**options) -> None:
    """Refuse an unknown name, and a size that is no whole number above 0."""
    for name, value in options.items():
        if name not in KINDS:
            check_whole(name, value)
        elif value not in KINDS[name]:
            allowed = " or ".join(f'"{kind}"' for kind in KINDS[name])
            raise UsageError(f"`{name}` must be {allowed}. Received: {value!r}")


def checked_sizes(name: str, sizes) -> tuple[int, ...]:
    """Return sizes as a tuple, one number alone as well; refuse the rest."""
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        sizes = (sizes,)
    sizes = tuple(sizes)
    if not sizes:
        raise UsageError(f"`{name}` needs one layer or more. Received: ()")
    for size in sizes:
        check_whole(name, size)
    return tuple(map(int, sizes))


class RowsMixin(InputValidationMixin):
    """A model of rows that its visible units take, and of nothing else."""

    learns_from_targets = False

    @property
    def input_shape(self):
        """Rows of any number, `num_visible` wide."""
        return (None, self.num_visible)

    def rules_for(self, x) -> Rules:
        """Rows that the visible units can take."""
        shapes = [(self.num_visible,)]
        return Rules(shapes, weighted=False, **RANGES[self.visible])


def check_rows(v, num_visible: int, visible: str, name: str = "v") -> None:
    """Refuse rows that the visible units cannot take; in a graph, a width."""
    if tf.is_tensor(v) and not hasattr(v, "numpy"):
        check_shape(name, v.shape, ("rows", num_visible))
        return
    shape = ("rows", num_visible)
    real_array(name, v, shape, empty=True, **RANGES[visible])
