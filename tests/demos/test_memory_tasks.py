"""The two memory tasks: what they ask, and the score of having no memory."""

import numpy as np
import pytest

from medkeras.demos import memory_tasks
from medkeras.utils.errors import UsageError


def generator():
    return np.random.default_rng(0)


@pytest.mark.parametrize("length", [2, 7, 200])
def test_one_number_is_marked_in_each_half_and_the_sum_is_asked(length):
    x, y = memory_tasks.adding_problem(50, length, generator())
    assert x.shape == (50, length, 2) and y.shape == (50, 1)
    assert x.dtype == y.dtype == np.float32
    marks, half = x[..., 1], length // 2
    assert set(np.unique(marks)) <= {0, 1}
    np.testing.assert_array_equal(marks[:, :half].sum(axis=1), 1)
    np.testing.assert_array_equal(marks[:, half:].sum(axis=1), 1)
    for row, answer in zip(x, y, strict=True):
        first, second = row[row[:, 1] == 1, 0]
        assert answer[0] == pytest.approx(first + second)


def test_every_step_of_a_half_is_marked_at_some_time():
    x, _ = memory_tasks.adding_problem(500, 9, generator())
    assert np.all(x[..., 1].sum(axis=0) > 0)


def test_always_answering_one_has_an_error_of_a_sixth():
    _, y = memory_tasks.adding_problem(100_000, 2, generator())
    squares = (y - 1) ** 2
    error = squares.std() / np.sqrt(len(y))
    assert abs(squares.mean() - 1 / 6) < 4 * error
    assert error < 0.001


@pytest.mark.parametrize("delay, symbols, length", [(1, 1, 1), (20, 8, 10)])
def test_the_symbols_are_asked_after_the_signal(delay, symbols, length):
    x, y = memory_tasks.copying_task(30, delay, generator(), symbols, length)
    assert x.shape == (30, delay + 2 * length, symbols + 2)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    read = x.argmax(axis=-1)
    first = read[:, :length]
    assert first.min() >= 1 and first.max() <= symbols
    np.testing.assert_array_equal(y[:, -length:], first)
    np.testing.assert_array_equal(y[:, :-length], 0)
    rows, signal = np.nonzero(read == symbols + 1)
    np.testing.assert_array_equal(rows, np.arange(30))
    # The signal is the last step before the answer is due.
    np.testing.assert_array_equal(signal, delay + length - 1)
    rest = np.delete(read[:, length:], delay - 1, axis=1)
    np.testing.assert_array_equal(rest, 0)


def test_all_symbols_are_drawn():
    _, y = memory_tasks.copying_task(200, 1, generator())
    np.testing.assert_array_equal(np.unique(y), np.arange(9))


def test_the_baseline_is_the_cross_entropy_of_blanks_and_guesses():
    _, y = memory_tasks.copying_task(
        20, 15, generator(), num_symbols=5, length=4
    )
    chances = np.zeros((*y.shape, 6))
    chances[:, :-4, 0] = 1  # blanks are certain
    chances[:, -4:, 1:] = 1 / 5
    chosen = np.take_along_axis(chances, y[..., None], axis=-1)
    expected = -np.log(chosen).mean()
    assert memory_tasks.copying_baseline(15, 5, 4) == pytest.approx(expected)
    hundred = 10 * np.log(8) / 120
    assert memory_tasks.copying_baseline(100) == pytest.approx(hundred)


@pytest.mark.parametrize(
    "call",
    [
        lambda g: memory_tasks.adding_problem(1, 1, g),
        lambda g: memory_tasks.adding_problem(0, 10, g),
        lambda g: memory_tasks.copying_task(1, 0, g),
        lambda g: memory_tasks.copying_task(0, 1, g),
        lambda g: memory_tasks.copying_task(1, 1, g, num_symbols=0),
        lambda g: memory_tasks.copying_task(1, 1, g, length=0),
    ],
)
def test_sizes_that_make_no_task_are_refused(call):
    with pytest.raises(UsageError, match="Received"):
        call(generator())


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)])
def test_chance_comes_from_a_numpy_generator(rng):
    for task in (memory_tasks.adding_problem, memory_tasks.copying_task):
        with pytest.raises(UsageError, match="`rng` must be"):
            task(2, 6, rng)
