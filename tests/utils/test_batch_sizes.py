import pytest

from medkeras.utils.batch_sizes import batch_sizes
from medkeras.utils.errors import UsageError


def rows_of_replicas(rows, replicas):
    """How TensorFlow shares a batch: ceil(n / R) each while there are any."""
    each, found = -(-rows // replicas), []
    for _ in range(replicas):
        found.append(min(each, rows))
        rows -= found[-1]
    return found


@pytest.mark.parametrize("replicas", [1, 2, 3, 4])
@pytest.mark.parametrize("batch_size", [4, 6, 9])
def test_all_rows_and_none_of_the_replicas_is_left_out(batch_size, replicas):
    if min(rows_of_replicas(batch_size, replicas)) == 0:
        pytest.skip("refused")
    for rows in range(10, 40):
        sizes = batch_sizes(rows, batch_size, replicas)
        assert sum(sizes) == rows
        assert set(sizes[:-1]) <= {batch_size}
        assert min(rows_of_replicas(sizes[-1], replicas)) > 0


def test_what_lacks_rows_is_named():
    told = "the split must have enough examples for 2 replicas. Received: 1"
    with pytest.raises(UsageError, match=told):
        batch_sizes(1, 4, 2, "the split")
