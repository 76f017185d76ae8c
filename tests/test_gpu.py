"""The script for machines with GPUs, with logical CPUs standing in."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parent / "gpu.py"


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPT.parent)
    import gpu

    return gpu


def side(weights, loss=0.5):
    return {
        "medkeras.models.unet:unet:weights": np.array(weights),
        "medkeras.models.unet:unet:fit": np.array([loss]),
        "medkeras.models.unet:seconds": np.array(1.0),
    }


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (side([1.0, 2.0]), "equal"),
        (side([1.0, 2.0001]), "equal"),
        (side([1.0, 2.01]), "DIFFERS"),
        (side([1.0, np.nan]), "DIFFERS"),
        (side([1.0]), "DIFFERS"),
        (side([1.0, 2.0], loss=0.6), "DIFFERS"),
        ({"medkeras.models.unet:seconds": np.array(1.0)}, "DIFFERS"),
    ],
)
def test_a_network_is_equal_if_all_its_numbers_are(gpu, other, verdict):
    (row,) = gpu.compared(side([1.0, 2.0]), other)
    assert row["verdict"] == verdict
    assert ("1 of 1 equal" in gpu.table([row], "1 x GPU")) == (
        verdict == "equal"
    )


def test_two_logical_cpus_stand_in_for_gpus(warm_python):
    # The two that it starts and compares are not warm.
    done = subprocess.run(
        [warm_python, SCRIPT, "--families", "deepr", "--stand-in", "2"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "2 x CPU s" in done.stdout
    assert "deepr.deepr" in done.stdout
    assert done.stdout.strip().endswith("equal within 0.001")


def test_a_machine_without_gpus_is_told_what_to_do(gpu, monkeypatch, capsys):
    monkeypatch.setattr(gpu, "gpus", lambda: 0)
    assert gpu.main([]) == 2
    assert "TensorFlow sees no GPU here" in capsys.readouterr().out


def test_an_unknown_family_is_one_line(gpu, capsys):
    assert gpu.main(["--families", "perceiver"]) == 2
    said = capsys.readouterr().out
    assert said == "no family of models is named perceiver\n"
