"""Do the book's networks train on this machine's GPUs as on its CPU?

Every family of `medkeras.models` takes six steps on one CPU and, from the
same weights on the same rows, on all GPUs that TensorFlow sees, in a process
each. The table says how far apart the weights and losses ended. GPUs add in
other orders, so equal means within the tolerance, not to the last bit; their
rounder products (TF32) are switched off for it.

    python tests/gpu.py                        all families, all GPUs
    python tests/gpu.py --families unet rbm    some of them
    python tests/gpu.py --stand-in 2           no GPU: logical CPUs instead
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TOLERANCE = 1e-3
HERE = Path(__file__).resolve()


def main(arguments=None):
    """Print the table; 1 if a family failed, 2 if there is nothing to try."""
    asked = parser().parse_args(arguments)
    families = families_of(asked.families)
    if not families:
        print(f"no family of models is named {', '.join(asked.families)}")
        return 2
    if not asked.stand_in and not gpus():
        print(
            "TensorFlow sees no GPU here: `medkeras doctor` tells what would "
            "mend it; --stand-in 2 tries this script without one"
        )
        return 2
    kind = "cpu" if asked.stand_in else "gpu"
    with tempfile.TemporaryDirectory() as folder:
        cpu = trained(families, Path(folder) / "cpu.npz", "cpu", 1)
        found = trained(
            families, Path(folder) / "gpu.npz", kind, asked.stand_in
        )
    rows = compared(cpu, found)
    print(table(rows, f"{int(found['replicas'])} x {kind.upper()}"))
    return int(any(row["verdict"] != "equal" for row in rows))


def parser():
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python tests/gpu.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--families", nargs="+", default=[], metavar="NAME",
        help="modules of medkeras.models, by a part of the name",
    )  # fmt: skip
    made.add_argument(
        "--stand-in", type=int, default=0, metavar="N",
        help="so many logical CPUs in place of GPUs",
    )  # fmt: skip
    return made


def gpus():
    """How many TensorFlow sees, asked in a process of its own."""
    ask = "len(tensorflow.config.list_physical_devices('GPU'))"
    said = subprocess.run(
        [sys.executable, "-c", f"import tensorflow; print({ask})"],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(said.stdout)


def families_of(asked):
    """Modules whose names hold one of the words asked for, or all."""
    import test_replicas

    return [
        name
        for name in test_replicas.FAMILIES
        if not asked or any(word in name for word in asked)
    ]


def trained(families, out, kind, devices):
    """What a process of its own came to on these devices."""
    request = json.dumps([families, str(out), kind, devices])
    hidden = {"CUDA_VISIBLE_DEVICES": "-1"} if kind == "cpu" else {}
    subprocess.run(
        [sys.executable, str(HERE), "--child", request],
        check=True,
        env={
            **os.environ,
            **hidden,
            "NVIDIA_TF32_OVERRIDE": "0",
            # See tests/test_replicas.py.
            "TF_ENABLE_ONEDNN_OPTS": "0",
        },
    )
    return dict(np.load(out))


def child(request):
    """Train the families here, timed, and save what they came to."""
    families, out, kind, devices = json.loads(request)
    import train_on_replicas

    if kind == "cpu":
        train_on_replicas.use_logical_cpus(devices)
    results = {}
    for family in families:
        start = time.perf_counter()
        results |= train_on_replicas.results_of([family])
        results[f"{family}:seconds"] = time.perf_counter() - start
    np.savez(out, **results)


def compared(cpu, found):
    """One row a network: seconds on both sides, distance, verdict."""
    rows = []
    networks = {key.rsplit(":", 1)[0] for key in cpu if key.count(":") == 2}
    for network in sorted(networks):
        family, name = network.split(":")
        parts = [key for key in cpu if key.rsplit(":", 1)[0] == network]
        apart = max(distance(cpu[key], found.get(key)) for key in parts)
        rows.append(
            {
                "network": f"{family.removeprefix('medkeras.models.')}.{name}",
                "seconds": [
                    float(side[f"{family}:seconds"]) for side in (cpu, found)
                ],
                "apart": apart,
                "verdict": "equal" if apart <= TOLERANCE else "DIFFERS",
            }
        )
    return rows


def distance(first, second):
    """Greatest difference, relative where numbers exceed one."""
    if second is None or first.shape != second.shape:
        return np.inf
    apart = np.abs(first - second) / np.maximum(np.abs(first), 1)
    return float(np.nan_to_num(apart, nan=np.inf).max(initial=0))


def table(rows, device):
    """The rows as text."""
    width = max(len(row["network"]) for row in rows)
    lines = [f"{'network':{width}}  {'apart':>8}  CPU s  {device} s (module)"]
    for row in rows:
        cpu, gpu = row["seconds"]
        lines.append(
            f"{row['network']:{width}}  {row['apart']:8.1e}  {cpu:5.1f}  "
            f"{gpu:5.1f}  {row['verdict']}"
        )
    equal = sum(row["verdict"] == "equal" for row in rows)
    lines.append(f"{equal} of {len(rows)} equal within {TOLERANCE:g}")
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2])
    else:
        sys.exit(main())
