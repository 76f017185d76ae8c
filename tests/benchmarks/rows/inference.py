"""Answers to one example, and to a batch, of every family of networks.

`predict` builds a pipeline of data around every call, `model(x)` walks through
the layers in Python, `predict_on_batch` calls a graph that was traced once.
Where that is slower than the peer, too, the cost is likely the call's, not the
arithmetic's; it was not profiled.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))
import networks  # noqa: E402

TITLE = "answers of every family of networks"
PEER = "the same network in PyTorch, eager, in inference mode"
EQUAL = (
    "one example, and 64 at once, from an array to an array: equal weights, "
    "equal answers to 1e-4 before anything is timed; the mean of several "
    "calls. Networks that are not timed, and why: "
    + "; ".join(f"{name}: {why}" for name, why in networks.LEFT_OUT.items())
)
PARTS = tuple(networks.NAMES)
MOST_NUMBERS = 500  # of an answer, compared


def timed(ways):
    """Mean seconds of some calls of each way, and what they gave.

    What is built once is built in the first turn, which does not count.
    """
    seconds, numbers = {}, {}
    for way, (call, times) in ways.items():
        start = time.perf_counter()
        for _ in range(times):
            answer = call()
        seconds[way] = (time.perf_counter() - start) / times
        flat = np.ravel(answer)
        numbers[way] = flat[:: 1 + len(flat) // MOST_NUMBERS].tolist()
    return {"seconds": seconds, "numbers": numbers}


def ours():
    built = {}

    def ways_of(name):
        model, x = networks.build(name), networks.inputs(name)
        one, many = ([part[:rows] for part in x] for rows in (1, len(x[0])))
        if len(x) == 1:
            (one,), (many,) = one, many
        return {
            "one: predict": (lambda: model.predict(one, verbose=0), 1),
            "one: model(x)": (
                lambda: np.asarray(model(one, training=False)), 3
            ),
            "one: predict_on_batch": (
                lambda: model.predict_on_batch(one), 20
            ),
            "64: predict": (lambda: model.predict(many, verbose=0), 1),
            "64: predict_on_batch": (
                lambda: model.predict_on_batch(many), 5
            ),
        }  # fmt: skip

    def run(name):
        if name not in built:
            built[name] = ways_of(name)
        return timed(built[name])

    return run


def peer():
    import torch
    import torch_networks

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "networks.npz"
        script = [sys.executable, str(HERE / "networks.py"), str(path)]
        subprocess.run(script, check=True, stdout=sys.stderr)
        saved = dict(np.load(path))
    built = {}

    def ways_of(name):
        network, given = torch_networks.build(name, saved)
        given = [part.numpy() for part in given]

        def answer(rows):
            with torch.inference_mode():
                x = [torch.from_numpy(part[:rows]) for part in given]
                found = network(*x)
                # Channels last, as ours.
                return (
                    found.movedim(1, -1) if found.ndim > 3 else found
                ).numpy()

        return {
            "one": (lambda: answer(1), 20),
            "64": (lambda: answer(networks.ROWS), 5),
        }

    def run(name):
        if name not in built:
            built[name] = ways_of(name)
        return timed(built[name])

    return run
