import pytest

from medkeras.data.variants import requested_variant
from medkeras.utils.errors import UsageError


def test_what_is_asked_for_is_told_without_looking(monkeypatch):
    assert [requested_variant(v) for v in (None, "full", "sample")] == [
        "auto",
        "full",
        "sample",
    ]
    monkeypatch.setenv("MEDKERAS_MODE", "smoke")
    assert requested_variant(None) == requested_variant("auto") == "sample"


def test_no_variant_is_no_word_at_all():
    for wrong in ("", 0, False, ["full"], float("nan")):
        with pytest.raises(UsageError, match="`variant` must be one of"):
            requested_variant(wrong)
