"""What comes minus what was foretold, of forecasters taught by calm people."""

import keras
import numpy as np

from medkeras.signal.monitored_scores import carried
from medkeras.training.forecasting import fit_forecaster
from medkeras.training.in_parts import predict_in_parts
from medkeras.utils.arrays import float_array
from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole

DAY = 24.0  # hours
PEOPLE = 50  # in a call of the network


class ForecastResiduals:
    """A forecaster of signs some steps ahead, and its residuals.

    The network reads each sign scaled, the age of its value, and the time of
    day, and answers by how much each sign will have changed.

    Args:
        model: from (batch, steps, 2 signs + 2) to (batch, steps, signs).
        clock: (times,), o'clock of the steps.
        ahead: steps.

    Raises:
        UsageError: a model of another shape, steps below 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.models.forecaster import lstm_forecaster
        >>> from medkeras.training.forecast_residuals import ForecastResiduals
        >>> signs = np.random.default_rng(0).normal(80, 9, (4, 30, 1))
        >>> model = lstm_forecaster((None, 4), 1, units=2)
        >>> watch = ForecastResiduals(model, np.arange(30) / 12, ahead=2)
        >>> watch.fit(signs, epochs=1).residuals(signs).shape
        (4, 30, 1)

    Chapter: 3.4.5
    """

    def __init__(self, model: keras.Model, clock: np.ndarray, ahead: int = 6):
        check_whole("ahead", ahead)
        self.clock = float_array("clock", clock, ("times",))
        self.signs = model.output_shape[-1]
        if model.input_shape[-1] != 2 * self.signs + 2:
            raise UsageError(
                "`model` must read 2 signs + 2 features for so many signs that "
                f"it foretells. Received: {model.input_shape[-1]} for "
                f"{self.signs}"
            )
        self.model, self.ahead = model, ahead

    def fit(self, calm, epochs: int = 10, length: int = 144, seed: int = 0):
        """Learn from calm people: scales, forecasts, spread of residuals.

        Args:
            calm: (people, times, signs), NaN in gaps.
            epochs: passes.
            length: steps of a window (`fit_forecaster`).
            seed: of the windows' order.

        Returns:
            Itself; `error` is the loss of the last epoch, `error_unchanged`
            that of the forecast "no change", among known targets.

        Raises:
            UsageError: another shape, or nothing known.
        """
        calm = self._people(calm)
        self.usual = np.nanmean(calm, axis=(0, 1))
        self.spread = np.nanstd(calm, axis=(0, 1))
        inputs = self.inputs(calm)
        targets = np.full(calm.shape, np.nan)
        later = (calm[:, self.ahead :] - self.usual) / self.spread
        now = inputs[:, : later.shape[1], : self.signs]
        targets[:, : later.shape[1]] = later - now
        fit_forecaster(self.model, inputs, targets, epochs, length, seed=seed)
        off = self._off(calm)
        self.noise = np.nanstd(off, axis=(0, 1))
        self.error = float(np.nanmean(off**2))
        self.error_unchanged = float(np.nanmean(targets**2))
        return self

    def inputs(self, values) -> np.ndarray:
        """What the network reads, (people, times, 2 signs + 2)."""
        values = self._people(values)
        filled, ages = carried(values, self.usual)
        angle = np.broadcast_to(2 * np.pi * self.clock / DAY, values.shape[:2])
        day = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        scaled = (filled - self.usual) / self.spread
        return np.concatenate([scaled, ages, day], axis=-1)

    def residuals(self, values) -> np.ndarray:
        """Measured minus foretold, of spread 1 in calm people.

        Args:
            values: (people, times, signs), NaN in gaps.

        Returns:
            (people, times, signs), NaN in gaps and in the first steps.

        Raises:
            UsageError: another shape, or nothing learnt yet.
        """
        if not hasattr(self, "noise"):
            raise UsageError("`fit` must come first. Received: residuals")
        return self._off(values) / self.noise

    def _off(self, values):
        values = self._people(values)
        inputs = self.inputs(values)
        changes = predict_in_parts(self.model, inputs, PEOPLE)
        foretold = inputs[..., : self.signs] + changes
        now = (values - self.usual) / self.spread
        off = np.full(values.shape, np.nan)
        off[:, self.ahead :] = now[:, self.ahead :] - foretold[:, : -self.ahead]
        return off

    def _people(self, values):
        shape = ("people", len(self.clock), self.signs)
        return float_array("values", values, shape, missing=True)
