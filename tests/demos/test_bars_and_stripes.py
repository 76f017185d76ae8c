import numpy as np
import pytest

from medkeras.demos.bars_and_stripes import bars_and_stripes
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("size", [2, 3, 4])
def test_all_of_them_and_each_once(size):
    found = {tuple(row) for row in bars_and_stripes(size)}
    assert len(found) == len(bars_and_stripes(size)) == 2 * (2**size - 1)
    for picture in np.array(list(found)).reshape(-1, size, size):
        bars = (picture == picture[:1]).all()
        stripes = (picture == picture[:, :1]).all()
        assert bars or stripes


def test_a_size_without_sense_is_refused():
    with pytest.raises(UsageError, match=r"from 2 to 8. Received: 1"):
        bars_and_stripes(1)
