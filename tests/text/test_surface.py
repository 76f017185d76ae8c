import pytest

from medkeras.text.surface import surface_counts
from medkeras.utils.errors import UsageError


def test_counts_are_those_of_the_text():
    found = surface_counts(["http://a.b #x #y &amp; 19", ""])
    assert found.tolist() == [[1, 2, 1, 25, 2], [0, 0, 0, 0, 0]]
    assert surface_counts([]).shape == (0, 5)


def test_one_text_is_no_list():
    with pytest.raises(UsageError, match="`texts`"):
        surface_counts("text")
