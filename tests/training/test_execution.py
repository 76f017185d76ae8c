"""Several updates a call on one device, one on several."""

from types import SimpleNamespace

import pytest

from medkeras.training import execution


@pytest.mark.parametrize("replicas, expected", [(1, 10), (2, 1), (8, 1)])
def test_only_one_device_takes_several_steps(monkeypatch, replicas, expected):
    devices = SimpleNamespace(num_replicas_in_sync=replicas)
    monkeypatch.setattr(execution, "strategy", lambda: devices)
    assert execution.steps_per_execution(10) == expected
