"""Values as JSON, so that a grader can read what a stranger's code returns.

Pickle would run code of the sender's choice; here only plain data arrives.
What cannot be told as data arrives as an object that can do nothing.
"""

import base64
from collections.abc import Callable

import numpy as np
import pandas as pd

from medkeras.utils.errors import UsageError

# b bool, i u f c numbers, S U text, m M times: no kind that holds objects.
PLAIN_KINDS = "biufcSUmM"
PLAIN_TYPES = (bool, int, float, str, type(None))


class Codec:
    """Turns values into JSON and back; functions become references."""

    def __init__(self, remote_function: Callable[[int], Callable]):
        self._remote_function = remote_function
        self._functions: list[Callable] = []

    def function(self, place: int) -> Callable:
        """The function of ours that the other side calls by its place."""
        return self._functions[place]

    def encode(self, value):
        """Plain data for `json.dumps`, whatever the value is."""
        if isinstance(value, PLAIN_TYPES) and type(value) in PLAIN_TYPES:
            return value
        for kind, name in _KINDS:
            if isinstance(value, kind):
                return {name: getattr(self, f"_encode_{name}")(value)}
        return self._encode_object(value)

    def decode(self, told):
        """The value that `encode` has told, built of plain data alone."""
        if not isinstance(told, dict):
            return told
        ((name, content),) = told.items()
        if name not in _NAMES:
            raise UsageError(f"no such kind of value. Received: {name!r}")
        return getattr(self, f"_decode_{name}")(content)

    def _encode_object(self, value):
        """Tensors, sparse matrices, functions; the rest by its name."""
        if hasattr(value, "toarray"):
            return self.encode(value.toarray())
        if hasattr(value, "__array__"):
            return self.encode(np.asarray(value))
        if value is pd.NA or value is pd.NaT:
            return {"missing": "NA" if value is pd.NA else "NaT"}
        if place := getattr(value, "remote_place", None):
            return {"returned": place - 1}
        if callable(value):
            return {"function": self._place_of(value)}
        return {"other": type(value).__name__}

    def _place_of(self, function):
        for place, known in enumerate(self._functions):
            if known is function:
                return place
        self._functions.append(function)
        return len(self._functions) - 1

    def _decode_missing(self, name):
        return pd.NaT if name == "NaT" else pd.NA

    def _decode_function(self, place):
        function = self._remote_function(place)
        function.remote_place = place + 1
        return function

    def _decode_returned(self, place):
        return self.function(place)

    def _decode_other(self, name):
        """An object of a class of that name, which does nothing."""
        return type(str(name)[:60], (), {})()

    def _encode_scalar(self, value):
        return self._encode_array(np.asarray(value))

    def _decode_scalar(self, content):
        return self._decode_array(content)[()]

    def _encode_time(self, value):
        return self._encode_array(value.to_numpy())

    _decode_time = _decode_scalar

    def _encode_array(self, value):
        array = np.asarray(value)
        if array.dtype.kind in PLAIN_KINDS and not array.dtype.hasobject:
            data = base64.b64encode(np.ascontiguousarray(array).tobytes())
            return [array.dtype.str, list(array.shape), data.decode()]
        items = [self.encode(each) for each in array.ravel().tolist()]
        return ["O", list(array.shape), items]

    def _decode_array(self, content):
        kind, shape, data = content
        if kind == "O":
            flat = np.empty(len(data), dtype=object)
            flat[:] = [self.decode(each) for each in data]
            return flat.reshape(shape)
        kind = np.dtype(kind)
        if kind.kind not in PLAIN_KINDS or kind.hasobject:
            raise UsageError(f"not an array of plain values. Received: {kind}")
        return np.frombuffer(base64.b64decode(data), kind).reshape(shape).copy()

    def _encode_tuple(self, value):
        return [self.encode(each) for each in value]

    def _decode_tuple(self, content):
        return tuple(self.decode(each) for each in content)

    _encode_list = _encode_set = _encode_tuple

    def _decode_list(self, content):
        return [self.decode(each) for each in content]

    def _decode_set(self, content):
        return {self.decode(each) for each in content}

    def _encode_dict(self, value):
        return [[self.encode(k), self.encode(v)] for k, v in value.items()]

    def _decode_dict(self, content):
        return {self.decode(k): self.decode(v) for k, v in content}

    def _encode_column(self, value):
        return [str(value.dtype), [self.encode(v) for v in value.tolist()]]

    def _decode_column(self, content):
        dtype, items = content
        return pd.Series([self.decode(each) for each in items], dtype=dtype)

    def _encode_series(self, value):
        index = self.encode(list(value.index))
        return [self._encode_column(value), self.encode(value.name), index]

    def _decode_series(self, content):
        column, name, index = content
        series = self._decode_column(column).rename(self.decode(name))
        series.index = self.decode(index)
        return series

    def _encode_table(self, value):
        columns = [value.iloc[:, place] for place in range(value.shape[1])]
        return [
            [self._encode_column(each) for each in columns],
            self.encode(list(value.columns)),
            self.encode(list(value.index)),
        ]

    def _decode_table(self, content):
        columns, names, index = content
        index = self.decode(index)
        data = {i: self._decode_column(each) for i, each in enumerate(columns)}
        table = pd.DataFrame(data, index=range(len(index)))
        table.columns, table.index = self.decode(names), index
        return table

    def _encode_rng(self, value):
        state = value.bit_generator.state
        return self.encode(state)

    def _decode_rng(self, content):
        state = self.decode(content)
        if state["bit_generator"] not in _BIT_GENERATORS:
            raise UsageError(f"no such generator: {state['bit_generator']!r}")
        bits = getattr(np.random, state["bit_generator"])()
        bits.state = state
        return np.random.Generator(bits)

    def _encode_bytes(self, value):
        return base64.b64encode(value).decode()

    def _decode_bytes(self, content):
        return base64.b64decode(content)

    def _encode_complex(self, value):
        return [value.real, value.imag]

    def _decode_complex(self, content):
        return complex(*content)


# The first that fits: a NumPy number is a float, too, and a pandas time is a
# datetime.
_KINDS = (
    (pd.Timestamp | pd.Timedelta, "time"),
    (np.generic, "scalar"),
    (np.ndarray, "array"),
    (range, "array"),
    (pd.Index, "array"),
    (pd.DataFrame, "table"),
    (pd.Series, "series"),
    (np.random.Generator, "rng"),
    (tuple, "tuple"),
    (list, "list"),
    (set | frozenset, "set"),
    (dict, "dict"),
    (bytes, "bytes"),
    (bool | int | float, "scalar"),
    (str, "scalar"),
    (complex, "complex"),
)
_NAMES = {name for _, name in _KINDS} | {
    "missing", "function", "returned", "other",
}  # fmt: skip
_BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
