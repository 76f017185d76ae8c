"""Letters of proteins as numbers, and their common runs."""

from collections import Counter

import numpy as np
import pytest

from medkeras.molecules import encode_proteins, spectrum_kernel
from medkeras.utils.errors import UsageError


def drawn(num=6, seed=0):
    rng = np.random.default_rng(seed)
    letters = list("ACDEFGHIKLMNPQRSTVWY")
    return [
        "".join(rng.choice(letters[:5], rng.integers(9, 60)))
        for _ in range(num)
    ]


def by_counters(first, second, k):
    def runs(text):
        return Counter(text[n : n + k] for n in range(len(text) - k + 1))

    def product(a, b):
        return sum(count * b[run] for run, count in a.items())

    one, two = runs(first), runs(second)
    return product(one, two) / np.sqrt(product(one, one) * product(two, two))


@pytest.mark.parametrize("k", [1, 3, 4])
def test_kernel_by_counters(k):
    first, second = drawn(), drawn(4, seed=1)
    expected = [[by_counters(a, b, k) for b in second] for a in first]
    np.testing.assert_allclose(spectrum_kernel(first, second, k), expected)
    own = spectrum_kernel(first, k=k)
    np.testing.assert_allclose(own, own.T)
    np.testing.assert_allclose(np.diag(own), 1)
    assert np.linalg.eigvalsh(own).min() > -1e-9


def test_letters_as_numbers():
    found = encode_proteins(["MKVA", "zX"], length=3)
    assert found.tolist() == [[13, 11, 22], [26, 24, 0]]
    assert found.dtype == np.int32
    assert encode_proteins(["A", "CDE"]).shape == (2, 3)


def test_wrong_arguments():
    for wrong in (["MK-V"], ["M V"], [""], ["Mä"]):
        with pytest.raises(UsageError, match="1 of 1 others"):
            encode_proteins(wrong)
    with pytest.raises(UsageError, match="a list of texts"):
        encode_proteins("MKV")
    with pytest.raises(UsageError, match="length"):
        encode_proteins(["MKV"], length=0)
    with pytest.raises(UsageError, match=r"3 letters or more each.*one of 2"):
        spectrum_kernel(["MKV", "MK"])
    with pytest.raises(UsageError, match="k"):
        spectrum_kernel(["MKV"], k=5)
    with pytest.raises(UsageError, match="none"):
        spectrum_kernel([])
