import subprocess
import sys
from pathlib import Path

import pytest

from medkeras.data import card, cards, catalog, status
from medkeras.utils.errors import DataError, UsageError


def test_every_folder_with_a_builder_has_a_card():
    folders = Path(__file__).parents[2].glob("datasets/*/README.md")
    names = [each.name for each in catalog()]
    assert names == sorted(path.parent.name for path in folders)
    assert {"pima_diabetes", "vein_reflux"} <= set(names)


def test_a_card_holds_facts_text_and_citation():
    pima = card("pima_diabetes")
    assert pima.provenance == "real"
    assert pima.facts["counts"] == {"train": 768}
    assert pima.text.startswith("# Pima Indians Diabetes Database\n")
    assert "licence" not in pima.text.split("## Provenance")[0]
    assert "Smith" in pima.citation


def test_the_phantom_is_called_synthetic():
    phantom = card("vein_reflux")
    assert phantom.provenance == "synthetic"
    assert "say nothing about patients" in phantom.text


def test_a_stand_in_for_a_real_set_is_called_synthetic():
    facts = {"provenance": "real", "sample_provenance": "synthetic"}
    both = cards.Card("both", facts, "", Path())
    assert both.provenance_of("sample") == "synthetic"
    assert both.provenance_of("full") == "real"
    assert card("pima_diabetes").provenance_of("sample") == "real"
    assert card("vein_reflux").provenance_of("sample") == "synthetic"


def test_an_unknown_name_gets_the_nearest_ones_in_one_line():
    with pytest.raises(UsageError) as caught:
        card("pima_diabets")
    assert str(caught.value).endswith(
        "Received: 'pima_diabets'. Did you mean: pima_diabetes?"
    )
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("# No front matter\n", "expected YAML"),
        ("---\nname: lost\n", "expected YAML"),
        ("---\nname: made_up\n---\n", "lacks title, provenance"),
        ("---\njust a line\n---\n", "expected YAML"),
        ("---\nname: [made\n---\n", "while parsing a flow sequence"),
    ],
)
def test_a_broken_card_is_named(tmp_path, text, finding):
    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "README.md").write_text(text)
    with pytest.raises(DataError, match=finding):
        cards._read_card(folder)


def test_status_tells_what_would_be_read(own_cache):
    told = status("pima_diabetes")
    assert told.ready
    assert told.detail.startswith("full, from ")
    assert told.detail.endswith("prepared on first use")
    assert status("vein_reflux").detail.startswith("sample, made by")


def test_status_tells_what_stands_in_the_way(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path / "nowhere"))
    told = status("pima_diabetes")
    assert not told.ready
    assert "nowhere" in told.detail


def test_status_tells_a_copy_looked_for_in_vain(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    told = status("mitdb")
    assert told.ready
    assert "; MEDKERAS_MANUAL_DIR: looked in" in told.detail
    assert told.detail.endswith("; the sample is read")


def test_listing_the_sets_needs_no_tensorflow():
    code = (
        "import sys; from medkeras.data import catalog, status\n"
        "[status(card.name) for card in catalog()]\n"
        "print([m for m in ('tensorflow', 'pandas', 'sklearn')"
        " if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert run.stdout == "[]\n", run.stderr
