"""The driver's tool, replaced by scripts that answer as it does."""

import pytest

from medkeras.book import graphics

CPU = "CPU, 2 cores, x86_64, Linux"
GPU = "1 GPU (Tesla T4), x86_64, Linux"


def install(monkeypatch, folder, script):
    """A folder as the whole path, with `nvidia-smi` in it if there is one."""
    if script is not None:
        tool = folder / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("script", "devices", "state", "repair"),
    [
        (None, CPU, "no NVIDIA driver: the CPU computes", ""),
        (None, GPU, "in use", ""),
        ("echo 'Tesla T4, 535.104.05'", GPU,
         "1 x Tesla T4, driver 535.104.05, in use", ""),
        ("echo 'Tesla T4, 535.104.05'", CPU,
         "1 x Tesla T4, driver 535.104.05, not seen", graphics.PACKAGES),
        ("echo 'A, 470.1'; echo 'A, 470.1'", CPU,
         "2 x A, driver 470.1, too old for CUDA 12", graphics.DRIVER),
        ("echo 'A, [N/A]'", CPU, "1 x A, driver [N/A], too old",
         graphics.DRIVER),
        ("echo 'no driver'; exit 9", CPU,
         "the driver does not answer: no driver", graphics.DRIVER),
        ("exit 0", CPU, "the driver does not answer: no word",
         graphics.DRIVER),
    ],
)  # fmt: skip
def test_each_state_has_its_repair(
    monkeypatch, tmp_path, script, devices, state, repair
):
    install(monkeypatch, tmp_path, script)
    found = graphics.state_and_repair(devices)
    assert found[0].startswith(state)
    assert found[1] == repair


def test_a_driver_that_hangs_does_not_hold_up_the_rest(monkeypatch, tmp_path):
    install(monkeypatch, tmp_path, "exec /bin/sleep 20")
    monkeypatch.setattr(graphics, "SECONDS", 0.2)
    state, repair = graphics.state_and_repair(CPU)
    assert "does not answer" in state and "\n" not in state
    assert repair == graphics.DRIVER
