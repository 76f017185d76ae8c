"""Graphics cards: what the driver sees, and what TensorFlow needs of it."""

import shutil
import subprocess

# TensorFlow's CUDA packages (CUDA 12) start with drivers from this one on.
OLDEST_DRIVER = 525
PACKAGES = 'pip install "tensorflow[and-cuda]", in this environment'
DRIVER = f"install NVIDIA's driver {OLDEST_DRIVER} or newer, and start again"
ASK = ["--query-gpu=name,driver_version", "--format=csv,noheader"]
SECONDS = 10  # a driver that hangs must not hold up the rest


def state_and_repair(devices: str) -> tuple[str, str]:
    """What there is, and the command that mends it; `devices`: TensorFlow's."""
    seen = "GPU" in devices
    tool = shutil.which("nvidia-smi")
    if tool is None:
        if seen:
            return "in use", ""
        return "no NVIDIA driver: the CPU computes, slower and as rightly", ""
    try:
        asked = subprocess.run(
            [tool, *ASK], capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the driver does not answer: {error}", DRIVER
    if asked.returncode or not asked.stdout.strip():
        said = (asked.stderr or asked.stdout).strip().split("\n")[0]
        return f"the driver does not answer: {said or 'no word'}", DRIVER
    cards = [line.split(",") for line in asked.stdout.strip().split("\n")]
    name, version = cards[0][0].strip(), cards[0][-1].strip()
    state = f"{len(cards)} x {name}, driver {version}"
    if _major(version) < OLDEST_DRIVER:
        return f"{state}, too old for CUDA 12", DRIVER
    if not seen:
        return f"{state}, not seen by TensorFlow", PACKAGES
    return f"{state}, in use", ""


def _major(version: str) -> int:
    """535 of `535.104.05`; a version without numbers is old."""
    first = version.split(".")[0]
    return int(first) if first.isdigit() else 0
