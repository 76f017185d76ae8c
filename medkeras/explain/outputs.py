"""Outputs of a model for many inputs, checked and in batches."""

from collections.abc import Callable

import numpy as np

from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError

BATCH = 512  # inputs a call


def target_outputs(
    model: Callable, inputs: np.ndarray, target: int, batch: int = BATCH
) -> np.ndarray:
    """The target's output for each input, (inputs,).

    Raises:
        UsageError: other rows than inputs, or a target that is not there.
    """
    parts = [
        np.atleast_1d(model(inputs[start : start + batch]))
        for start in range(0, len(inputs), batch)
    ]
    if not parts:
        return np.empty(0)
    outputs = real_array("model(inputs)", np.concatenate(parts)).astype(float)
    if outputs.ndim > 2 or len(outputs) != len(inputs):
        raise UsageError(
            f"`model` must give {len(inputs)} inputs as many rows of "
            f"outputs. Received: shape {outputs.shape}"
        )
    outputs = outputs.reshape(len(outputs), -1)
    if target >= outputs.shape[1]:
        raise UsageError(
            f"`target` must be the number of an output, below "
            f"{outputs.shape[1]}. Received: {target}"
        )
    return outputs[:, target]
