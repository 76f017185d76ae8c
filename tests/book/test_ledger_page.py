"""The ledger as a page: figures, verdicts, and no phantom beside a paper."""

import json
import re

import pytest

from medkeras.book.site.pages import ledger_page
from medkeras.utils.errors import DataError


@pytest.fixture
def results(shown):
    """Change the record of the miniature book."""
    root = shown[0]
    (path,) = (root / "chapters" / "results").glob("*.json")

    def change(**facts):
        record = json.loads(path.read_text()) | facts
        path.write_text(json.dumps(record))

    return change


def write(shown):
    root, source, executed = shown
    assert ledger_page.write(source, root, executed) == ["ledger"]
    return (source / "ledger.md").read_text()


def test_a_row_has_published_and_ours_interval_and_verdict(shown):
    text = write(shown)
    (row,) = [line for line in text.split("\n") if "tiny-claim" in line][:1]
    cells = [each.strip() for each in row.strip("|").split(" | ")]
    head = re.search(r"^\| claim .*$", text, re.MULTILINE)[0]
    assert len(cells) == len(head.strip("|").split(" | "))
    assert cells == [
        "tiny-claim, reference \\[7\\]",
        "{doc}`9.1 </chapters/9_1_tiny>`",
        "0.97",
        "0.5",
        "0.4 to 0.6",
        "not reproduced: lower here",
        "accuracy, Pima, woman",
        "coin",
        "768",
        "745/768",
    ]


def test_a_claim_without_a_result_says_so(shown, results):
    results(claims=[])
    assert "| 0.97 | no result |  |  |" in write(shown)


def test_no_figure_on_a_phantom_stands_beside_a_paper(shown, results):
    dataset = {"name": "pima_diabetes", "provenance": "synthetic"}
    results(dataset=dataset | {"complete": True})
    with pytest.raises(
        DataError, match=r"9_1_tiny\.json: claim tiny-claim must stand"
    ):
        write(shown)
    assert not (shown[1] / "ledger.md").exists()


def test_the_picture_has_an_alt_text_from_the_data(shown):
    text = write(shown)
    assert "tiny-claim, published 0.97, ours 0.500, not reproduced" in text
    assert "![Published figures" in text and "ledger.svg" in text
    assert (shown[1] / ledger_page.PICTURE).read_text().startswith("<?xml")


def test_the_script_and_what_it_looks_for(shown):
    text = write(shown)
    assert "rst-class} sortable" in text and ledger_page.SCRIPT in text
    script = (shown[1] / ledger_page.SCRIPT).read_text()
    assert "table.sortable" in script and "aria-sort" in script
    assert not re.search(r"https?:|import |require\(", script)


def test_figures_are_shortened_and_not_changed():
    assert ledger_page._figure(0.97260) == "0.9726"
    assert ledger_page._figure(3.0) == "3"
    assert ledger_page._figure(100) == "100"
    assert ledger_page._figure([0.5, 20]) == "0.5 / 20"
    assert ledger_page._figure(None) == "none"
