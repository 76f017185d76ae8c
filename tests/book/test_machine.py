import subprocess
import sys
import time

from medkeras.book import machine
from medkeras.utils.workers import tf_config


def fresh(code):
    """What a new process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def test_memory_is_the_peak_and_not_what_is_held_now():
    code = (
        "from medkeras.book.machine import peak_memory_mb as peak\n"
        "before = peak(); block = bytearray(200 * 2**20); del block\n"
        "print(peak() - before)"
    )
    assert 150 < fresh(code) < 250


def test_memory_of_the_parent_is_not_counted():
    block = bytearray(300 * 2**20)
    code = "from medkeras.book import machine; print(machine.peak_memory_mb())"
    assert 1 < fresh(code) < 200
    del block


def test_seconds_count_from_the_start_of_the_process():
    code = (
        "import time; time.sleep(0.5)\n"
        "from medkeras.book.machine import seconds; print(seconds())"
    )
    started = time.monotonic()
    found = fresh(code)
    assert 0.5 <= found <= time.monotonic() - started + 0.1


def test_the_device_says_how_many_workers_there_were(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    alone = machine.device()
    assert "worker" not in alone
    monkeypatch.setenv("TF_CONFIG", tf_config(["a:1", "b:1"], 1))
    assert machine.device() == f"{alone}, 2 workers"


def test_versions_name_what_makes_the_numbers():
    assert set(machine.versions()) == {
        "python",
        "tensorflow",
        "keras",
        "numpy",
        "scikit-learn",
        "medkeras",
    }
    assert "missing" not in machine.versions().values()
