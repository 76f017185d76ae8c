"""One side of a row, in a process of its own: builds once, runs on request.

Started by `harness.Worker` as `worker.py ROW SIDE`. Each line on standard
input asks for a run, of one part where a row has several; each answer is a
line of JSON on standard output.
"""

import json
import os
import runpy
import sys
import time
import traceback


def answers(path, side, requests):
    """Build the side, then yield what each run took and what it gave."""
    try:
        run = runpy.run_path(path)[side]()
        yield {"ready": True}
        for request in requests:
            _, *part = request.split()
            start = time.perf_counter()
            value = run(*part)
            seconds = time.perf_counter() - start
            # What says that both sides computed the same is not timed.
            value = value() if callable(value) else value
            yield {"seconds": seconds, "value": value}
    except Exception as error:
        traceback.print_exc()  # to standard error
        message = f"{type(error).__name__}: {error}"
        missing = getattr(error, "name", None)
        is_missing = isinstance(error, ModuleNotFoundError)
        yield {"error": message, "missing": missing if is_missing else None}


def main(path, side):
    """Keep standard output for the answers; prints go to standard error."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for answer in answers(path, side, sys.stdin):
        print(json.dumps(answer), file=channel, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
