import io

import pytest
from rich.console import Console

from medkeras import data
from medkeras.book import data_command
from medkeras.data import fetching, preparing, resolving
from medkeras.data.preparing import PreparedDataset
from medkeras.utils.errors import UsageError


def test_every_set_is_listed_with_provenance_and_licence():
    text = data_command.text(200)
    for card in data.catalog():
        assert card.name in text
        assert card.provenance in text
        assert card.facts["licence"] in text


def test_a_set_that_is_not_ready_says_what_is_missing(monkeypatch):
    state = data.Status(False, "needs diabetes.csv")
    monkeypatch.setattr(data, "status", lambda name: state)
    text = data_command.text(80)
    assert "needs diabetes.csv" in text
    assert "ready       no" in text


@pytest.mark.parametrize("width", [60, 80])
def test_no_word_is_cut(width):
    wide = data_command.text(10_000)
    assert data_command.text(width).split() == wide.split()


def test_preparing_shows_progress_and_says_where(monkeypatch, tmp_path):
    def prepared(resolved, progress):
        assert resolved.card.name == "pima_diabetes"
        assert resolved.variant == "sample"
        progress(384, 768)
        return PreparedDataset(resolved, tmp_path, {"notes": []})

    monkeypatch.setattr(preparing, "prepared", prepared)
    console = Console(force_terminal=True, width=200, file=io.StringIO())
    assert data_command.prepare("pima_diabetes", "sample", console) == tmp_path
    text = console.file.getvalue()
    assert "100%" in text
    assert str(tmp_path) in text


def test_an_unknown_set_offers_the_nearest():
    with pytest.raises(UsageError, match="Did you mean: pima_diabetes"):
        data_command.prepare("pima_diabete", None, Console(file=io.StringIO()))


def test_what_has_to_be_said_of_a_set_is_told(monkeypatch, tmp_path):
    told = ("the full set is not here", "101.dat is cut off")
    sample = resolving.sample(data.card("pneumonia_xray"), failure=told[0])
    prepared = PreparedDataset(sample, tmp_path, {"notes": [told[1]]})
    monkeypatch.setattr(fetching, "resolve_and_fetch", lambda *args: sample)
    monkeypatch.setattr(preparing, "prepared", lambda *args: prepared)
    console = Console(width=200, file=io.StringIO())
    data_command.prepare("pneumonia_xray", None, console)
    *first, last = console.file.getvalue().splitlines()
    assert first == list(told)
    assert last == f"pneumonia_xray is ready: {tmp_path}"


def test_downloads_where_nothing_looks_are_told(monkeypatch, tmp_path):
    (tmp_path / "downloads").mkdir()
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    text = " ".join(data_command.text(80).split())
    assert "found only downloads" in text
