"""What a run used: time, memory, versions, device."""

import importlib.metadata
import platform
import sys
import time
from pathlib import Path

import psutil

from medkeras.utils.cores import cores
from medkeras.utils.workers import workers

PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn", "medkeras")


def seconds() -> float:
    """Age of this process, start of Python and imports included."""
    began = psutil.Process().create_time()
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return time.time() - began
    # Linux tells the moment of the boot in whole seconds only: counting from
    # the boot on both sides leaves that rounding out.
    since_boot = time.clock_gettime(time.CLOCK_BOOTTIME)
    return since_boot - (began - psutil.boot_time())


def peak_memory_mb() -> float:
    """Largest memory this process has held so far, MB of 2 ** 20 bytes."""
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / 2**20
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss would count the process that started this one, too.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    import resource  # not there on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes, but bytes on macOS.
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that make the numbers."""
    found = {"python": platform.python_version()}
    return found | {name: _version(name) for name in PACKAGES}


def device() -> str:
    """What computed: the GPUs TensorFlow sees, else the processor.

    On several workers sums are taken in another order, and last digits may
    differ: how many there were belongs to the numbers.
    """
    place = f"{platform.machine()}, {platform.system()}"
    team = workers()
    if team is not None:
        place += f", {len(team.addresses)} workers"
    tensorflow = sys.modules.get("tensorflow")
    gpus = tensorflow.config.list_physical_devices("GPU") if tensorflow else []
    if gpus:
        return f"{len(gpus)} GPU ({_gpu_name(tensorflow, gpus[0])}), {place}"
    return f"CPU, {cores()} cores, {place}"


def _gpu_name(tensorflow, gpu) -> str:
    """Model of a GPU, as its driver calls it."""
    details = tensorflow.config.experimental.get_device_details(gpu)
    return details.get("device_name", "name unknown")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
