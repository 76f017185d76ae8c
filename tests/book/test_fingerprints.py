import pytest

from medkeras.book import machine
from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find
from medkeras.book.site import fingerprints
from medkeras.book.site.fingerprints import fingerprint, reached


@pytest.fixture
def tiny(mini):
    return find("9.1", mini)


def found(chapter, change=None):
    notebook = worked_notebook(chapter)
    if change:
        change(notebook)
    return fingerprint(chapter, notebook)


def test_prose_does_not_count_and_code_does(tiny):
    def prose(notebook):
        notebook.cells[0].source += " More."

    def code(notebook):
        notebook.cells[1].source += "\nx = 1"

    assert found(tiny) == found(tiny) == found(tiny, prose)
    assert found(tiny) != found(tiny, code)


def test_mode_packages_claims_and_data_count(tiny, mini, monkeypatch):
    seen = [found(tiny)]
    monkeypatch.setenv("MEDKERAS_MODE", "lesson")
    monkeypatch.setenv("MEDKERAS_DATA", "sample")
    seen.append(found(tiny))
    monkeypatch.setattr(machine, "versions", lambda: {"keras": "9"})
    seen.append(found(tiny))
    claims = mini / "chapters" / "claims.yaml"
    claims.write_text(claims.read_text().replace("0.97", "0.96"))
    seen.append(found(tiny))
    monkeypatch.setattr(fingerprints, "data_version", lambda name: {"v": 2})
    seen.append(found(tiny))
    assert len(set(seen)) == len(seen)


def test_a_module_counts_for_those_that_reach_it():
    direct = reached("from medkeras.metrics import calibration")
    assert {"medkeras", "medkeras.metrics.calibration"} <= set(direct)
    through = reached("import medkeras.book.record")
    assert "medkeras.book.claims" in through
    assert "medkeras.losses" not in through
    assert reached("import numpy") == {}
    assert reached("from medkeras.exercises import check").keys() == {
        "medkeras"
    }


def test_a_module_that_changes_is_noticed(tiny, monkeypatch):
    monkeypatch.setattr(fingerprints, "data_version", lambda name: {})
    before = found(tiny)
    monkeypatch.setattr(fingerprints, "_hash", lambda path: "other")
    assert found(tiny) != before
