"""Lists of texts; everything else is one clear line."""

import numpy as np
import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.texts import texts_of


def test_lists_of_any_kind():
    for given in (["C", "O"], ("C", "O"), np.array(["C", "O"]), iter("CO")):
        assert texts_of("smiles", given) == ["C", "O"]
    assert texts_of("smiles", []) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("CO", "a list of texts. Received: CO"),
        (b"CO", "a list of texts"),
        ({"C": 1}, "a list of texts"),
        (7, "a list of texts. Received: 7"),
        (["C", None], "None at place 1"),
        ([float("nan")], "nan at place 0"),
    ],
)
def test_what_is_no_list_of_texts(given, words):
    with pytest.raises(UsageError, match=words):
        texts_of("smiles", given)
