"""Two processes that call each other's functions over a pair of pipes."""

import builtins
import json
import struct
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
import pandas as pd

from medkeras.book.grading.codec import Codec

LENGTH = struct.Struct(">Q")
LARGEST = 2**26  # bytes; more than any exercise returns


class ChannelClosedError(Exception):
    """The other side has ended, or does not speak as agreed."""


class RemoteError(Exception):
    """An error of the other side that is none of Python's own."""


class Channel:
    """Sends requests and answers those of the other side meanwhile."""

    def __init__(
        self,
        reader: BinaryIO,
        writer: BinaryIO,
        describe: Callable[[BaseException, Callable], str] | None = None,
    ):
        self._reader, self._writer = reader, writer
        self._describe = describe
        self.closed = False
        self.codec = Codec(self._remote_function)

    def send(self, message: dict) -> None:
        """Send one message."""
        data = json.dumps(message).encode()
        try:
            self._writer.write(LENGTH.pack(len(data)) + data)
            self._writer.flush()
        except (OSError, ValueError) as error:
            raise self._closing(error) from error

    def receive(self) -> dict:
        """Wait for the next message."""
        try:
            (length,) = LENGTH.unpack(self._reader.read(LENGTH.size))
            data = self._reader.read(length) if length <= LARGEST else b""
            message = json.loads(data)
            if isinstance(message, dict):
                return message
            raise ValueError("not a message")
        except (OSError, ValueError, RecursionError, struct.error) as error:
            raise self._closing(error) from error

    def _closing(self, error):
        self.closed = True
        return ChannelClosedError(str(error))

    def request(self, message: dict) -> dict:
        """Send a message and wait for its reply; serve calls in between."""
        self.send(message)
        while "call" in (reply := self.receive()):
            self.serve(reply)
        return reply

    def value_of(self, reply: dict):
        """The value of a reply, or the error that it tells of, raised."""
        if "raised" in reply:
            raise _error(reply)
        try:
            return self.codec.decode(reply["value"])
        except Exception as error:
            raise RemoteError(f"a value that cannot be read: {error}") from None

    def serve(self, message: dict) -> None:
        """Call the function that the other side asks for, and reply."""
        function = None
        try:
            function = self.codec.function(message["call"])
            arguments = self.codec.decode(message["arguments"])
            reply = self._called(function, arguments)
        except ChannelClosedError:
            raise
        # Whatever happened, also sys.exit(), is for the caller to know.
        except BaseException as error:
            reply = self.told(error, function)
        self.send(reply)

    def told(self, error: BaseException, function: Callable | None) -> dict:
        """A reply that tells of an error."""
        raised = [type(error).__name__, str(error)[:1000]]
        describe = self._describe or (lambda error, _: repr(error))
        return {"raised": raised, "told": describe(error, function)}

    def _called(self, function, arguments):
        before = [self.codec.encode(each) for each in arguments]
        value = self.codec.encode(function(*arguments))
        after = [self.codec.encode(each) for each in arguments]
        return {
            "value": value,
            "changed": [
                [place, new]
                for place, (old, new) in enumerate(
                    zip(before, after, strict=True)
                )
                if new != old
            ],
        }

    def _remote_function(self, place):
        def remote(*arguments):
            told = self.codec.encode(list(arguments))
            reply = self.request({"call": place, "arguments": told})
            value = self.value_of(reply)
            for position, new in reply.get("changed", []):
                assign(arguments[position], self.codec.decode(new))
            return value

        return remote


def _error(reply):
    """The error of the other side; `told` is its own description."""
    name, text = reply["raised"]
    kind = getattr(builtins, str(name), None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind, text = RemoteError, f"{name}: {text}"
    try:
        error = kind(text)
    except TypeError:  # UnicodeDecodeError and its like want more
        error = RemoteError(f"{name}: {text}")
    error.told = str(reply.get("told", ""))[:1000]
    return error


def assign(target, new) -> None:
    """Give an argument the content that the other side has given its copy."""
    if isinstance(target, np.ndarray) and np.shape(new) == target.shape:
        target[...] = new
    elif isinstance(target, np.random.Generator):
        target.bit_generator.state = new.bit_generator.state
    elif isinstance(target, pd.DataFrame):
        target.drop(columns=target.columns, inplace=True)
        for name in new.columns:
            target[name] = new[name]
    elif isinstance(target, pd.Series):
        target[:] = new
    elif isinstance(target, tuple):
        for old, each in zip(target, new, strict=True):
            assign(old, each)
    elif isinstance(target, list | set | dict):
        target.clear()
        (target.extend if isinstance(target, list) else target.update)(new)
