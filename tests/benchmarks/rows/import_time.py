"""How long `import medkeras` takes in a fresh process."""

import subprocess
import sys

TITLE = "import medkeras"
EQUAL = "seconds of the import statement in a fresh interpreter"
BUDGET = {"seconds": 0.2}
CODE = (
    "import time; start = time.perf_counter(); import medkeras; "
    "print(time.perf_counter() - start)"
)


def ours():
    def run():
        out = subprocess.run(
            [sys.executable, "-c", CODE],
            capture_output=True,
            text=True,
            check=True,
        )
        return {TITLE: {"seconds": float(out.stdout)}}

    return run
