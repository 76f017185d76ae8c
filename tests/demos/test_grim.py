"""Which fractions a published percentage allows."""

import pytest

from medkeras.demos.grim import attainable_sizes
from medkeras.utils.errors import UsageError


def test_the_diabetes_claim_needs_73_women_or_more():
    sizes = attainable_sizes(0.9726, decimals=4, largest=768)
    assert sizes[0] == (71, 73)
    assert (746, 767) in sizes
    assert all(n != 768 for _, n in sizes)


def test_the_split_claim_is_exactly_106_of_116():
    assert (106, 116) in attainable_sizes(0.9138, decimals=4, largest=120)


def test_every_listed_fraction_rounds_to_the_share():
    for k, n in attainable_sizes(0.333, decimals=3, largest=50):
        assert round(k / n, 3) == 0.333


@pytest.mark.parametrize("share, largest", [(97.26, 80), (0.5, 0)])
def test_percent_for_fraction_and_no_size_are_refused(share, largest):
    with pytest.raises(UsageError, match="Received"):
        attainable_sizes(share, decimals=4, largest=largest)


@pytest.mark.parametrize(
    "arguments",
    [(97.26, 4, 80), (float("nan"), 4, 80), (0.9726, 2.5, 80), ("1", 4, 80)],
)
def test_percent_nan_and_text_are_refused(arguments):
    with pytest.raises(UsageError, match="Received"):
        attainable_sizes(*arguments)
