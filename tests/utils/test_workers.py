"""Which worker this process is, read from TF_CONFIG."""

import json

import pytest

from medkeras.utils.errors import UsageError
from medkeras.utils.workers import Workers, is_chief, tf_config, workers


@pytest.fixture
def config(monkeypatch):
    return lambda text: monkeypatch.setenv("TF_CONFIG", text)


def test_without_the_variable_a_process_works_alone(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert workers() is None
    assert is_chief()
    monkeypatch.setenv("TF_CONFIG", "")
    assert workers() is None


def test_what_is_written_is_read(config):
    for index in (0, 1):
        config(tf_config(["a:1", "b:2"], index))
        assert workers() == Workers(("a:1", "b:2"), index)
        assert is_chief() == (index == 0)


def test_a_chief_of_its_own_kind_comes_first(config):
    cluster = {"worker": ["b:1", "c:1"], "chief": ["a:1"]}
    for kind, index, place in (("chief", 0, 0), ("worker", 1, 2)):
        task = {"type": kind, "index": index}
        config(json.dumps({"cluster": cluster, "task": task}))
        assert workers() == Workers(("a:1", "b:1", "c:1"), place)


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "{}",
        '{"cluster": {"worker": ["a:1"]}}',
        tf_config(["a:1"], 1),
        tf_config(["a:1"], -1),
        '{"cluster": null, "task": {"type": "worker", "index": 0}}',
    ],
)
def test_anything_else_is_refused_in_one_line(config, text):
    config(text)
    with pytest.raises(UsageError, match="TF_CONFIG must be JSON such as"):
        workers()
