"""Claims are split by topic, whatever the set gives."""

from medkeras.data import load
from medkeras.tasks import find


def test_no_topic_is_on_both_sides():
    from medkeras.tasks.running import split

    task = find("claim_evidence")
    given = load("healthver", "sample", quiet=True)
    assert task.read(given).is_test is None
    parts = split(task, given, 300)
    assert not set(parts.train.groups) & set(parts.test.groups)
    assert set(parts.train.inputs) == {"claim", "evidence"}
