"""JASPAR's files: any part of one, or one line on why not."""

import pytest

from medkeras.genome import read_jaspar
from medkeras.utils.errors import DataError

TEXT = """>MA0004.1\tArnt
A  [     4     19      0 ]
C  [    16      0     20 ]
G  [     0      1      0 ]
T  [     0      0      0 ]
>MA0006.1\tAhr::Arnt
A  [ 3 0 ]
C  [ 8 0 ]
G  [ 2 23 ]
T  [ 11 1.5 ]
"""


def test_both_layouts_are_read_alike():
    motifs = read_jaspar(TEXT)
    assert [motif.identifier for motif in motifs] == ["MA0004.1", "MA0006.1"]
    assert motifs[1].name == "Ahr::Arnt"
    assert motifs[0].counts.tolist() == [
        [4, 16, 0, 0], [19, 0, 1, 0], [0, 20, 0, 0]
    ]  # fmt: skip
    assert motifs[1].counts[1].tolist() == [0, 0, 23, 1.5]
    bare = TEXT
    for sign in ("A  ", "C  ", "G  ", "T  ", "[", "]"):
        bare = bare.replace(sign, "")
    for first, again in zip(motifs, read_jaspar(bare), strict=True):
        assert first.counts.tolist() == again.counts.tolist()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: "", "begins with >"),
        (lambda t: t[1:], "begins with >"),
        (lambda t: t[: t.index("T  [")], "found 3"),
        (lambda t: t[:-10], "found 2, 2, 2, 0 counts"),
        (lambda t: t.replace("23", "x"), "counts of 0 or more"),
        (lambda t: t.replace("23", "-3"), "counts of 0 or more"),
        (lambda t: t.replace("23", "nan"), "counts of 0 or more"),
        (lambda t: t.replace("C  [ 8", "G  [ 8"), "line of C"),
        (lambda t: t.replace("MA0006.1", "MA0004.1"), "MA0004.1 again"),
        (lambda t: t.replace(">MA0006.1\tAhr::Arnt", ">"), "identifier"),
        (lambda t: t.replace("16", "0").replace("4  ", "0  "), "without any"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(change, words):
    with pytest.raises(DataError, match=words) as error:
        read_jaspar(change(TEXT), "file.txt")
    assert str(error.value).startswith("file.txt")
    assert "\n" not in str(error.value)
