"""Arrays are looked at before a layer is called with them."""

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError


class InputValidationMixin:
    """Beside keras.Layer: NaN, text, no rows or another width are one line.

    Keras packs whatever `call` raises into several lines, so the look comes
    before. Inside a graph there are no values yet: only the sizes that
    `input_spec` names are compared.
    """

    def __call__(self, inputs, *args, **kwargs):
        """As keras.Layer; arrays are looked at first."""
        return super().__call__(self._looked_at(inputs), *args, **kwargs)

    def _looked_at(self, inputs):
        in_graph = hasattr(inputs, "shape") and not (
            isinstance(inputs, np.ndarray) or hasattr(inputs, "numpy")
        )
        if in_graph:
            self._check_sizes(inputs.shape)
            return inputs
        array = real_array("inputs", inputs)
        self._check_sizes(array.shape)
        if array.dtype.kind != "f":
            # Sums of small whole numbers would leave their range.
            return array.astype("float32")
        return inputs if hasattr(inputs, "numpy") else array

    def _check_sizes(self, shape):
        spec = self.input_spec
        if spec is None or shape is None:
            return
        sizes = {axis: shape[axis] for axis in spec.axes if len(shape)}
        right = all(
            size in (None, spec.axes[axis]) for axis, size in sizes.items()
        )
        if spec.ndim not in (None, len(shape)) or not right:
            raise UsageError(
                f"`inputs` must have {spec.ndim or 'any'} axes, with sizes "
                f"{dict(spec.axes)}. Received: shape {tuple(shape)}"
            )


def width_of(input_shape, ndim: int | None = None) -> dict:
    """Arguments of an InputSpec that holds the last size."""
    return {"ndim": ndim, "axes": {-1: input_shape[-1]}}
