from pathlib import Path

import pytest

from medkeras.data import card, card_files, catalog
from medkeras.data.cards import REQUIRED_FACTS
from medkeras.utils.errors import DataError, UsageError


def test_every_folder_with_a_builder_has_a_card():
    folders = Path(__file__).parents[2].glob("datasets/*/README.md")
    names = [each.name for each in catalog()]
    assert names == sorted(path.parent.name for path in folders)
    assert {"pima_diabetes", "vein_reflux"} <= set(names)


def test_every_folder_keeps_files_for_its_test():
    # TFDS asks for the folder, and Git keeps no empty ones.
    folders = Path(__file__).parents[2].glob("datasets/*/README.md")
    dummies = [path.parent / "dummy_data" for path in folders]
    lost = [folder for folder in dummies if not any(folder.glob("*"))]
    assert len(dummies) > 30
    assert not lost


def test_a_card_holds_facts_text_and_citation():
    pima = card("pima_diabetes")
    assert pima.provenance == "real"
    assert pima.facts["counts"] == {"train": 768}
    assert pima.text.startswith("# Pima Indians Diabetes Database\n")
    assert "licence" not in pima.text.split("## Provenance")[0]
    assert "Smith" in pima.citation


def test_an_unknown_name_gets_the_nearest_ones_in_one_line():
    with pytest.raises(UsageError) as caught:
        card("pima_diabets")
    assert "Received: 'pima_diabets'. Did you mean: pima_diabetes" in str(
        caught.value
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
        card_files._read_card(folder)


def test_a_card_without_a_citation_is_named(tmp_path):
    folder = tmp_path / "made_up"
    folder.mkdir()
    facts = "\n".join(f"{fact}: x" for fact in REQUIRED_FACTS)
    facts = facts.replace("name: x", "name: made_up")
    (folder / "README.md").write_text(f"---\n{facts}\n---\n# Made up\n")
    with pytest.raises(DataError, match=r"CITATIONS\.bib"):
        card_files._read_card(folder)
    (folder / "CITATIONS.bib").write_text("@misc{x}")
    assert card_files._read_card(folder).citation == "@misc{x}"
