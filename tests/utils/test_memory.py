import psutil
import pytest

from medkeras.utils import memory
from medkeras.utils.memory import free_memory


@pytest.mark.parametrize(
    "limit, used, expected",
    [("1000", "400", 600), ("400", "1000", 0), ("max", "400", None)],
)
def test_a_container_may_have_less_than_the_machine(
    monkeypatch, tmp_path, limit, used, expected
):
    for name, text in (("LIMIT", limit), ("USED", used)):
        (tmp_path / name).write_text(text + "\n")
        monkeypatch.setattr(memory, name, tmp_path / name)
    if expected is None:
        assert 0 < free_memory() <= psutil.virtual_memory().total
    else:
        assert free_memory() == expected


def test_without_a_container_it_is_the_machines(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "LIMIT", tmp_path / "none")
    assert 0 < free_memory() <= psutil.virtual_memory().total
