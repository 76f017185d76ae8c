"""Time and memory of training on 1, 4 and 16 times as many films."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

TITLE = "training on 1, 4 and 16 times the chest phantom"
EQUAL = (
    "the second pass of `medkeras.training.multi_worker.fit` with LeNet-5 over "
    "1,600, 6,400 and 25,600 films of 64 x 64 pixels, batches of 64 over all "
    "workers, read from files, nothing kept in memory; by one process that "
    "has both cores, and by two that share them; peak memory is that of all "
    "workers together"
)
GROWS = "times the data"
RUNS = 2
HERE = Path(__file__).parents[1]
PIXELS, FILMS = 64, (1600, 6400, 25_600)


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("localhost", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def environments(workers):
    """What each worker is told, as `medkeras launch` does it."""
    if workers == 1:
        return [dict(os.environ)]
    hosts = [f"localhost:{port}" for port in free_ports(workers)]
    return [
        os.environ
        | {
            "TF_CONFIG": json.dumps(
                {
                    "cluster": {"worker": hosts},
                    "task": {"type": "worker", "index": index},
                }
            )
        }
        for index in range(workers)
    ]


def trained(folder, films, workers):
    """What the slowest took, and the memory of all."""
    script = [sys.executable, str(HERE / "growing_training.py")]
    started = [
        subprocess.Popen(
            [*script, str(folder), str(PIXELS), str(films)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for environment in environments(workers)
    ]
    try:
        said = [each.communicate(timeout=600) for each in started]
    finally:
        for each in started:
            each.kill()
    for process, (_, error) in zip(started, said, strict=True):
        if process.returncode:
            raise RuntimeError(error.strip().splitlines()[-1])
    found = [json.loads(out.splitlines()[-1]) for out, _ in said]
    return (
        max(each["seconds"] for each in found),
        sum(each["GB"] for each in found),
    )


def ours():
    kept = tempfile.TemporaryDirectory()
    subprocess.run(
        [sys.executable, str(HERE / "growing_set.py"), "repeat", kept.name,
         str(PIXELS), *map(str, FILMS)],
        check=True,
        stdout=sys.stderr,
    )  # fmt: skip

    def run(kept=kept):
        grown = {}
        for workers in (1, 2):
            seconds, memory = [], []
            for films in FILMS:
                folder = Path(kept.name) / str(films)
                found = trained(folder, films, workers)
                seconds.append([films / FILMS[0], found[0]])
                memory.append([films / FILMS[0], found[1]])
            name = f"{workers} worker{'s' if workers > 1 else ''}"
            grown[name] = {"seconds a pass": seconds, "GB": memory}
        return grown

    return run
