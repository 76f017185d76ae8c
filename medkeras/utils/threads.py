"""How many threads the linear algebra of NumPy and SciPy may use."""

from threadpoolctl import threadpool_limits


def use_one_blas_thread() -> None:
    """Let NumPy, SciPy and scikit-learn multiply matrices in one thread.

    Many small products in turn, as in a logistic regression of a hundred
    rows, are slower in several threads, which wait for each other: on a busy
    machine of two cores about ten times. TensorFlow has threads of its own
    and is not touched. Holds until Python ends.

    Example:
        >>> from medkeras.utils.threads import use_one_blas_thread
        >>> use_one_blas_thread()

    Chapter: 2.2.2
    """
    threadpool_limits(limits=1, user_api="blas")
