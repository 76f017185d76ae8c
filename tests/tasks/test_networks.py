"""Listing the tasks, networks included, needs no TensorFlow."""

import subprocess
import sys


def test_the_registry_is_read_without_tensorflow():
    code = (
        "import sys, medkeras.tasks; "
        "print({'tensorflow', 'keras'} & set(sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "set()"
