"""Tasks that only a memory can solve, with the score of having none.

Both were made to measure how far back a network remembers. The answer
depends on steps whose distance from the end is known.
"""

import numpy as np

from medkeras.utils.errors import UsageError
from medkeras.utils.sizes import check_whole


def adding_problem(
    batch: int, length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Add the two numbers that are marked, one in each half.

    The numbers are uniform in [0, 1). Whoever answers always 1, the mean of
    the sum, has a mean squared error of 1/6: twice the variance of 1/12.

    Args:
        batch: number of sequences.
        length: steps, 2 or more.
        rng: random rng.

    Returns:
        x, (batch, length, 2): the number and its mark, 0 or 1; y, (batch, 1).

    Raises:
        UsageError: `batch` below 1, `length` below 2, or no generator.

    Example:
        >>> import numpy as np
        >>> from medkeras.demos.memory_tasks import adding_problem
        >>> x, y = adding_problem(1, 6, np.random.default_rng(0))
        >>> bool(np.isclose(np.sum(x[..., 0] * x[..., 1]), y[0, 0]))
        True

    Reference: Hochreiter and Schmidhuber 1997, "Long short-term memory",
        Neural Computation 9, doi:10.1162/neco.1997.9.8.1735; in this form
        Le et al. 2015, doi:10.48550/arXiv.1504.00941.
    Chapter: 2.1.2
    """
    check_whole("length", length, least=2)
    check_whole("batch", batch)
    _check_generator(rng)
    numbers = rng.random((batch, length))
    marks = np.zeros((batch, length))
    rows, half = np.arange(batch), length // 2
    marks[rows, rng.integers(0, half, batch)] = 1
    marks[rows, rng.integers(half, length, batch)] = 1
    x = np.stack([numbers, marks], axis=-1).astype("float32")
    y = np.sum(x[..., 0] * x[..., 1], axis=1, keepdims=True)
    return x, y


def copying_task(
    batch: int,
    delay: int,
    rng: np.random.Generator,
    num_symbols: int = 8,
    length: int = 10,
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a row of symbols in mind and write it down when asked.

    Read: `length` symbols, `delay` - 1 blanks, the signal, `length` blanks.
    To write: blanks until the signal has been read, then the symbols.

    Args:
        batch: number of sequences.
        delay: steps from the last symbol to the signal, 1 or more.
        rng: random rng.
        num_symbols: different symbols, numbered from 1; 0 is the blank.
        length: symbols to remember.

    Returns:
        x, (batch, delay + 2 length, num_symbols + 2), one-hot, the signal
        last; y, (batch, delay + 2 length), whole numbers up to `num_symbols`.

    Raises:
        UsageError: a size below 1, or no generator.

    Example:
        >>> import numpy as np
        >>> from medkeras.demos.memory_tasks import copying_task
        >>> x, y = copying_task(1, 3, np.random.default_rng(0), length=2)
        >>> x.argmax(-1)
        array([[7, 6, 0, 0, 9, 0, 0]])
        >>> y
        array([[0, 0, 0, 0, 0, 7, 6]], dtype=int32)

    Reference: Arjovsky et al. 2016, "Unitary evolution recurrent neural
        networks", doi:10.48550/arXiv.1511.06464.
    Chapter: 2.1.2
    """
    check_whole("batch", batch)
    _check_copying(delay, num_symbols, length)
    _check_generator(rng)
    symbols = rng.integers(1, num_symbols + 1, (batch, length))
    read = np.zeros((batch, delay + 2 * length), "int32")
    write = np.zeros_like(read)
    read[:, :length] = write[:, -length:] = symbols
    read[:, length + delay - 1] = num_symbols + 1
    return np.eye(num_symbols + 2, dtype="float32")[read], write


def copying_baseline(
    delay: int, num_symbols: int = 8, length: int = 10
) -> float:
    """Cross-entropy a step, in nats, of the best copy without a memory.

    It writes blanks until the signal, then guesses among the symbols:
    length ln(num_symbols) / (delay + 2 length).

    Args:
        delay: as in `copying_task`.
        num_symbols: as in `copying_task`.
        length: as in `copying_task`.

    Returns:
        The cross-entropy, a mean over all steps.

    Raises:
        UsageError: a size below 1.

    Example:
        >>> from medkeras.demos.memory_tasks import copying_baseline
        >>> round(copying_baseline(100), 4)
        0.1733

    Reference: Arjovsky et al. 2016, doi:10.48550/arXiv.1511.06464.
    Chapter: 2.1.2
    """
    _check_copying(delay, num_symbols, length)
    return float(length * np.log(num_symbols) / (delay + 2 * length))


def _check_copying(delay, num_symbols, length):
    check_whole("delay", delay)
    check_whole("num_symbols", num_symbols)
    check_whole("length", length)


def _check_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise UsageError(
            f"`rng` must be a NumPy generator. Received: {rng!r:.40}"
        )
