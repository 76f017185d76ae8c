"""Calls from one side to the other and back, here in two threads."""

import io
import os
import threading

import numpy as np
import pandas as pd
import pytest

from medkeras.book.grading.channel import (
    Channel,
    ChannelClosedError,
    RemoteError,
    assign,
)


@pytest.fixture
def pair():
    """A grader's channel, and one in a thread that serves its calls."""
    (a, b), (c, d) = os.pipe(), os.pipe()
    ours = Channel(os.fdopen(a, "rb"), os.fdopen(d, "wb"))
    theirs = Channel(os.fdopen(c, "rb"), os.fdopen(b, "wb"))

    def serve():
        try:
            while True:
                theirs.serve(theirs.receive())
        except ChannelClosedError:
            pass
        finally:
            theirs._writer.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield ours, theirs
    ours._writer.close()
    thread.join()
    for file in (ours._reader, theirs._reader):
        file.close()


def remote(pair, function):
    ours, theirs = pair
    return ours.codec.decode(theirs.codec.encode(function))


def test_a_call_goes_over_and_its_value_comes_back(pair):
    double = remote(pair, lambda x: 2 * x)
    assert double(np.arange(3)).tolist() == [0, 2, 4]


def test_the_other_side_may_call_back(pair):
    twice = remote(pair, lambda f, x: f(f(x)))
    assert twice(lambda x: x + 1, 5) == 7


def test_an_argument_that_was_changed_changes_here_too(pair):
    def spoil(array, rows, table, rng, pairs):
        array += 1
        rows.append(3)
        table.loc[0, "a"] = 9
        rng.random()
        pairs[0][0][...] = 7

    array, rows = np.zeros(2), [1, 2]
    table, rng = pd.DataFrame({"a": [1, 2]}), np.random.default_rng(0)
    pairs = ((np.zeros(1), "x"),)
    remote(pair, spoil)(array, rows, table, rng, pairs)
    assert array.tolist() == [1, 1]
    assert rows == [1, 2, 3]
    assert table["a"].tolist() == [9, 2]
    other = np.random.default_rng(0)
    other.random()
    assert rng.random() == other.random()
    assert pairs[0][0].tolist() == [7]


def test_an_argument_that_was_not_changed_is_left_alone(pair):
    array = np.zeros(2)
    array.flags.writeable = False
    assert remote(pair, lambda a: float(a.sum()))(array) == 0


@pytest.mark.parametrize(
    "error",
    [ValueError("a"), NotImplementedError("b"), KeyError("c")],
)
def test_an_error_keeps_its_type(pair, error):
    def stops():
        raise error

    with pytest.raises(type(error)) as caught:
        remote(pair, stops)()
    assert caught.value.told == repr(error)


def test_an_exit_or_a_strange_error_is_an_error_here(pair):
    class OddError(Exception):
        pass

    for error in (SystemExit(0), KeyboardInterrupt(), OddError("x")):

        def stops(error=error):
            raise error

        with pytest.raises(RemoteError, match=type(error).__name__):
            remote(pair, stops)()


@pytest.mark.parametrize(
    "received",
    [
        b"",
        b"\0\0",
        b"\0\0\0\0\0\0\0\x02[]",
        b"\0\0\0\0\0\0\0\x03{a}",
        b"\xff" * 8,
    ],
)
def test_what_is_no_message_closes_the_channel(received):
    channel = Channel(io.BytesIO(received), io.BytesIO())
    with pytest.raises(ChannelClosedError):
        channel.receive()


def test_a_reply_that_cannot_be_read_is_an_error_of_the_answer():
    channel = Channel(io.BytesIO(), io.BytesIO())
    for reply in ({}, {"value": {"array": ["f8", [9], ""]}}, {"value": {}}):
        with pytest.raises(RemoteError, match="cannot be read"):
            channel.value_of(reply)


def test_assigning_what_does_not_fit_changes_nothing():
    array = np.zeros(2)
    assign(array, np.ones(3))
    assert array.tolist() == [0, 0]
