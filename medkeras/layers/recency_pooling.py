"""Visits averaged over several spans of time, recent and urgent ones first."""

from collections.abc import Sequence

import keras
from keras import ops

from medkeras.utils.errors import UsageError

MONTH = 365.25 / 12  # days


@keras.saving.register_keras_serializable(package="medkeras")
class RecencyPooling(keras.layers.Layer):
    """Weighted means of what is remembered, over months, longer, and all.

        r_t = 1 / (m_t + log(1 + d_t)),   pooled = Σ r_t h_t / Σ r_t

    over the visits of a span, with m_t the admission method (1 unplanned, 2
    planned) and d_t the months from the visit to now. The newest visit lies in
    every span, so no span is empty.

    Args:
        spans: in months; None for the whole history.

    Raises:
        UsageError: no spans, or one that is not above 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.layers.recency_pooling import RecencyPooling
        >>> states, flat = np.ones((2, 4, 3)), np.ones((2, 4))
        >>> RecencyPooling()(states, flat, flat, flat).shape
        TensorShape([2, 9])

    Reference: Pham et al. 2017, doi:10.1016/j.jbi.2017.04.001.
    Chapter: 3.2.3
    """

    def __init__(
        self, spans: Sequence[float | None] = (12, 24, None), **kwargs
    ):
        super().__init__(**kwargs)
        good = [span is None or span > 0 for span in spans]
        if not good or not all(good):
            raise UsageError(
                "`spans` must be months above 0, or None. Received: "
                f"{tuple(spans)}"
            )
        self.spans = tuple(spans)
        self.supports_masking = True  # `there` says all that a mask would

    def compute_mask(self, *inputs, **options):
        """Spans have no gaps."""

    def call(self, states, method, until, there):
        """(batch, spans * width).

        Args:
            states: (batch, visits, width).
            method: (batch, visits), 1 or 2; below 1 counts as 1.
            until: (batch, visits), days from the visit to now.
            there: (batch, visits), 0 where there is no visit.
        """
        kind = states.dtype
        there = ops.cast(there, kind)
        months = ops.maximum(ops.cast(until, kind), 0.0) / MONTH
        method = ops.maximum(ops.cast(method, kind), 1.0)
        weight = there / (method + ops.log(1.0 + months))
        far = 1e9 * (1.0 - there)
        newest = ops.min(months + far, axis=1, keepdims=True)
        pooled = []
        for span in self.spans:
            inside = weight
            if span is not None:
                near = ops.logical_or(months <= span, months <= newest)
                inside = weight * ops.cast(near, kind)
            total = ops.sum(inside, axis=1, keepdims=True)
            share = inside / ops.maximum(total, 1e-9)
            pooled.append(ops.sum(share[..., None] * states, axis=1))
        return ops.concatenate(pooled, axis=-1)

    def compute_output_shape(self, states_shape, *others):
        """(batch, spans * width)."""
        return states_shape[0], len(self.spans) * states_shape[-1]

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"spans": self.spans}
