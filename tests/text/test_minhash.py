import numpy as np
import pytest

from medkeras.text.minhash import MinHash, near_copies
from medkeras.utils.errors import UsageError


def two_sets(shared, apart, start=0):
    names = [f"member {start + k}" for k in range(shared + 2 * apart)]
    return set(names[: shared + apart]), set(names[:shared]) | set(
        names[shared + apart :]
    )


@pytest.mark.parametrize(("shared", "apart"), [(10, 45), (50, 25), (90, 5)])
def test_the_estimate_is_unbiased_with_the_error_that_is_said(shared, apart):
    truth = shared / (shared + 2 * apart)
    found = []
    for seed in range(200):
        signatures = MinHash(64, seed).signatures(two_sets(shared, apart))
        found += MinHash.similarity(signatures[0], signatures[1:]).tolist()
    error = np.sqrt(truth * (1 - truth) / 64)
    assert abs(np.mean(found) - truth) < 4 * error / np.sqrt(200)
    assert 0.8 < np.std(found) / error < 1.2


def test_signatures_are_the_same_in_any_order_and_process():
    first, other = MinHash(4).signatures([{"a", "b"}, {"b", "a"}])
    assert first.tolist() == other.tolist()
    assert first.tolist() == [
        int(number) for number in MinHash(4).signatures([["a", "b"]])[0]
    ]


def test_an_empty_set_is_like_no_other():
    signatures = MinHash(16).signatures([set(), {"a"}])
    assert MinHash.similarity(signatures[1], signatures[:1]).tolist() == [0.0]
    assert len(MinHash(16).signatures([])) == 0


def test_copies_are_found_and_nothing_else():
    rng = np.random.default_rng(0)
    known = [f"word{k}" for k in range(500)]
    texts = [" ".join(rng.choice(known, 60)) for _ in range(60)]
    changed = texts[7].split()
    changed[30] = "another"
    texts += [" ".join(changed), texts[9].upper() + ".", "", ""]
    assert near_copies(texts, 0.7).tolist() == [[7, 60], [9, 61]]
    assert near_copies(texts, 1.0).tolist() == [[9, 61]]
    assert near_copies([]).shape == (0, 2)


def test_a_pair_at_the_threshold_is_seldom_missed():
    rng = np.random.default_rng(1)
    known = [f"word{k}" for k in range(5_000)]
    texts = []
    for _ in range(150):
        text = rng.choice(known, 100)
        other = np.r_[text[:90], rng.choice(known, 10)]  # 86 of 106: .81
        texts += [" ".join(text), " ".join(other)]
    assert len(near_copies(texts, 0.8)) >= 146


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: MinHash(0), "`length`"),
        (lambda: MinHash(seed=-1), "seed"),
        (lambda: MinHash().signatures(["text"]), "set of strings"),
        (lambda: MinHash.similarity([1, 2], [[1]]), r"\(others, 2\)"),
        (lambda: near_copies("text"), "list of texts"),
        (lambda: near_copies(["a"], threshold=0), "`threshold`"),
        (lambda: near_copies(["a"], threshold=1.1), "`threshold`"),
    ],
)
def test_bad_input_is_one_clear_line(act, message):
    with pytest.raises(UsageError, match=message) as error:
        act()
    assert "\n" not in str(error.value)
