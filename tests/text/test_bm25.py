import numpy as np
import pytest

from medkeras.text.bm25 import BM25
from medkeras.utils.errors import UsageError

TEXTS = [
    "zinc and colds and zinc",
    "masks filter droplets and dust",
    "vitamin and colds",
    "soap and water and soap and time",
    "",
    "and",
]
# Of rank_bm25 0.2.2, BM25Okapi, on the same words.
SCORES = {
    "does zinc cure colds and fever": [
        2.437531125193, 0.20923885075, 0.894908558485, 0.332789410241, 0.0,
        0.367819874477,
    ],
    "soap soap and water": [
        0.31338913072, 0.20923885075, 0.266739603628, 4.038107146903, 0.0,
        0.367819874477,
    ],
    "nothing": [0.0] * 6,
}  # fmt: skip


@pytest.mark.parametrize("question", SCORES)
def test_scores_are_rank_bm25s(question):
    found = BM25(TEXTS).scores(question)
    np.testing.assert_allclose(found, SCORES[question], atol=1e-11)


def test_the_best_come_first_and_equal_ones_in_their_order():
    assert BM25(TEXTS).best("colds", 3).tolist() == [2, 0, 1]
    assert BM25(TEXTS).best("nothing", 9).tolist() == [0, 1, 2, 3, 4, 5]


def test_a_longer_text_must_say_it_more_often():
    bm25 = BM25(["zinc", "zinc " + "word " * 30, "other"])
    first, second, _ = bm25.scores("zinc")
    assert first > second
    flat = BM25(["zinc", "zinc " + "word " * 30, "other"], b=0)
    first, second, _ = flat.scores("zinc")
    assert first == second


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: BM25("text"), "list of texts"),
        (lambda: BM25(["", "?"]), "2 texts without any"),
        (lambda: BM25([]), "0 texts"),
        (lambda: BM25(TEXTS, k=-1), "`k`"),
        (lambda: BM25(TEXTS, b=2), "`b`"),
        (lambda: BM25(TEXTS).scores(3), "must be a text"),
        (lambda: BM25(TEXTS).best("zinc", 0), "`count`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message) as error:
        act()
    assert "\n" not in str(error.value)
