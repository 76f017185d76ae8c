"""BLAS uses one thread after it was asked to."""

import subprocess
import sys

PROGRAM = """
import scipy.linalg, numpy
from threadpoolctl import threadpool_info, threadpool_limits
from medkeras.utils.threads import use_one_blas_thread
threadpool_limits(limits=2, user_api="blas")
blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
assert blas and all(pool["num_threads"] == 2 for pool in blas)
use_one_blas_thread()
blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
assert all(pool["num_threads"] == 1 for pool in blas)
"""


def test_one_thread_is_left():
    # In a process of its own: the limit would hold for all later tests.
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
