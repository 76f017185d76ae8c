"""The switch between smoke, lesson and full."""

import pytest

from medkeras.utils import mode
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize(
    "set_to, expected",
    [("smoke", 1), ("lesson", 2), ("full", 3), ("", 2), (None, 2)],
)
def test_pick_follows_the_variable_and_lesson_is_the_default(
    monkeypatch, set_to, expected
):
    monkeypatch.delenv(mode.VARIABLE, raising=False)
    if set_to is not None:
        monkeypatch.setenv(mode.VARIABLE, set_to)
    assert mode.pick(smoke=1, lesson=2, full=3) == expected


def test_a_mistyped_mode_is_refused_with_the_nearest(monkeypatch):
    monkeypatch.setenv(mode.VARIABLE, "smok")
    with pytest.raises(UsageError, match="Did you mean: smoke"):
        mode.name()
