"""Numbers that stand for data; over two workers: tests/test_workers.py."""

import numpy as np
import pytest
import tensorflow as tf

from medkeras.models.worker_agreement import (
    LARGEST,
    check_equal,
    digest,
    digest_of_batch,
    from_the_chief,
    workers_needed,
)
from medkeras.utils.errors import UsageError

ONE = tf.distribute.get_strategy()


class Two:
    """A strategy of two replicas, as far as errors are concerned."""

    num_replicas_in_sync = 2


def test_a_batch_has_one_number_whatever_its_parts():
    x = np.arange(6.0).reshape(2, 3)
    same = digest_of_batch((x, {"b": np.array(["ä", "b"])}))
    assert same == digest_of_batch((x.copy(), {"b": np.array(["ä", "b"])}))
    assert same.dtype == tf.int32 and 0 <= int(same) < LARGEST
    for other in ((x + 1e-9, {"b": np.array(["ä", "b"])}),
                  (x, {"b": np.array(["ä", "c"])}),
                  (x[::-1], {"b": np.array(["ä", "b"])})):  # fmt: skip
        assert same != digest_of_batch(other)


def test_settings_have_one_number():
    assert digest(1, "a") == digest(1, "a") != digest(1, "b")
    assert 0 <= digest("x" * 1000) <= LARGEST


def test_one_device_agrees_with_itself():
    check_equal(ONE, "anything", 3)
    assert from_the_chief(ONE, b"abc") == b"abc"


@pytest.mark.parametrize(
    "kind", [tf.errors.UnavailableError, tf.errors.DeadlineExceededError]
)
def test_a_worker_that_has_gone_is_one_line(kind):
    text = "Graph error\n\nCollective ops is aborted by: Socket closed\nmore"
    with (
        pytest.raises(UsageError, match="another worker has ended") as caught,
        workers_needed(Two),
    ):
        raise kind(None, None, text)
    assert "Socket closed" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_on_one_device_and_of_other_kinds_errors_stay_what_they_are():
    with pytest.raises(tf.errors.InternalError), workers_needed(ONE):
        raise tf.errors.InternalError(None, None, "broken")
    with pytest.raises(tf.errors.InvalidArgumentError), workers_needed(Two):
        raise tf.errors.InvalidArgumentError(None, None, "shape")
