"""Strategies chosen by the devices in sight.

That two logical CPUs mirror and agree with one: tests/test_replicas.py.
"""

import os
import types

import pytest
import tensorflow as tf

from medkeras.training import strategy as strategies


@pytest.fixture
def devices(monkeypatch):
    """Put devices in sight; strategies over several only say their names."""
    monkeypatch.delenv("TF_CONFIG", raising=False)
    sight = {"GPU": 0, "CPU": 1}

    def in_sight(kind):
        return [
            types.SimpleNamespace(name=f"/device:{kind}:{number}")
            for number in range(sight[kind])
        ]

    monkeypatch.setattr(tf.config, "list_logical_devices", in_sight)
    monkeypatch.setattr(strategies, "_mirrored", lambda names: names)
    monkeypatch.setattr(strategies, "_multi_worker", lambda: "workers")
    return sight


def test_several_gpus_are_mirrored(devices):
    devices.update(GPU=2, CPU=4)
    assert strategies.strategy() == ("/device:GPU:0", "/device:GPU:1")


def test_one_gpu_needs_no_copies(devices):
    devices.update(GPU=1, CPU=4)
    assert strategies.strategy() is tf.distribute.get_strategy()


def test_without_gpus_several_logical_cpus_are_mirrored(devices):
    devices.update(CPU=2)
    assert strategies.strategy() == ("/device:CPU:0", "/device:CPU:1")


def test_one_cpu_needs_no_copies(devices):
    assert strategies.strategy() is tf.distribute.get_strategy()


def test_a_named_cluster_goes_before_the_devices(devices, monkeypatch):
    devices.update(GPU=2)
    monkeypatch.setitem(os.environ, "TF_CONFIG", '{"cluster": {}}')
    assert strategies.strategy() == "workers"
    monkeypatch.setitem(os.environ, "TF_CONFIG", "")
    assert strategies.strategy() == ("/device:GPU:0", "/device:GPU:1")
