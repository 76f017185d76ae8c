"""How long one update of 1,000 streamed patients takes, from gap to sum."""

import numpy as np

TITLE = "one update of 1,000 monitored patients"
EQUAL = (
    "seconds, on one core, of what a second brings: gaps of five signs "
    "carried forward, a forecast by the streaming form, a CUSUM of each "
    "patient; a mean of 20 updates"
)
BUDGET = {"seconds": 1.0}
PATIENTS, SIGNS, UPDATES = 1000, 5, 20


def ours():
    import time

    from threadpoolctl import threadpool_limits

    from medkeras.models.forecaster import (
        lstm_forecaster,
        temporal_convolutional_forecaster,
    )
    from medkeras.models.streaming import StreamingForecaster
    from medkeras.signal.carry_forward import CarryForward
    from medkeras.signal.cusum import Cusum

    shape = (None, 2 * SIGNS)
    makers = {
        "TCN": temporal_convolutional_forecaster,
        "LSTM": lstm_forecaster,
    }
    rng = np.random.default_rng(0)
    values = rng.normal(size=(UPDATES, PATIENTS, SIGNS))
    values[rng.random(values.shape) < 0.05] = np.nan

    def timed(maker):
        stream = StreamingForecaster(maker(shape, SIGNS), PATIENTS)
        carried = [CarryForward(np.zeros(SIGNS)) for _ in range(PATIENTS)]
        sums = [Cusum() for _ in range(PATIENTS)]
        foretold = np.zeros((PATIENTS, SIGNS))
        start = time.perf_counter()
        for now in values:
            residual = np.nanmean(now - foretold, axis=1)
            for watch, one in zip(sums, residual, strict=True):
                watch.update([one])
            rows = [
                each.update(row[None])
                for each, row in zip(carried, now, strict=True)
            ]
            foretold = stream.step(np.concatenate(rows))
        return (time.perf_counter() - start) / UPDATES

    def run():
        with threadpool_limits(1):
            return {
                f"{TITLE}, {name}": {"seconds": timed(maker)}
                for name, maker in makers.items()
            }

    return run
