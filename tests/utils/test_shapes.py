"""Shapes and parts of tuples, refused by their names."""

import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape, unpacked


@pytest.mark.parametrize(
    "received, expected",
    [
        ((5, 6), ("rows", 6)),
        ((None, 6), ("rows", 6)),
        ((2, 3, 6), ("...", 6)),
        ((6,), ("...", 6)),
        ((4,), ("units",)),
    ],
)
def test_shapes_that_fit(received, expected):
    check_shape("x", received, expected)


@pytest.mark.parametrize(
    "received, expected, said",
    [
        ((5, 5), ("rows", 6), r"\(rows, 6\). Received: \(5, 5\)"),
        ((6,), ("rows", 6), r"\(rows, 6\)"),
        ((), ("...", 6), r"\(..., 6\). Received: \(\)"),
        ((2, 6, 5), ("...", 6), r"\(..., 6\)"),
        ((4, 1), (4,), r"\(4,\). Received: \(4, 1\)"),
    ],
)
def test_shapes_that_do_not(received, expected, said):
    with pytest.raises(UsageError, match=said):
        check_shape("x", received, expected)


def test_weights_come_in_parts():
    assert unpacked("weights", (1, 2), ("kernel", "bias")) == [1, 2]
    for wrong, received in (((1,), "1 parts"), (3, "int"), ("ab", "str")):
        with pytest.raises(UsageError, match=received) as said:
            unpacked("weights", wrong, ("kernel", "bias"))
        assert "`weights` must be (kernel, bias)" in str(said.value)
