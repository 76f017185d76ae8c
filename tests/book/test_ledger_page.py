"""The ledger as a page: figures, verdicts, and no phantom beside a paper."""

import json
import re

import pytest
from bs4 import BeautifulSoup

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


def row(shown):
    """The only row of the miniature book's ledger, as a browser reads it."""
    (found,) = BeautifulSoup(write(shown), "html.parser").select("tbody tr")
    return found


def texts(cells):
    return [cell.get_text(" ", strip=True) for cell in cells]


def test_a_row_has_published_and_ours_interval_and_verdict(shown):
    found = row(shown)
    head, chapter, published, ours, verdict = found.select("th, td")
    assert texts([head, chapter, published, ours]) == [
        "tiny-claim accuracy, Pima",
        "9.1",
        "0.97",
        "0.500 0.400 to 0.600",
    ]
    assert chapter.a["href"] == "chapters/9_1_tiny.html"
    assert texts(verdict.select(".mk-verdict")) == ["not reproduced"]
    facts = zip(texts(found("dt")), texts(found("dd")), strict=True)
    assert dict(facts) == {
        "verdict": "not reproduced: lower here",
        "source": "reference [7]",
        "a case": "woman",
        "published": "n: 768",
        "our model": "coin",
        "ours": "thrown",
        "our n": "768",
        "arithmetic": "745/768",
    }


def test_heads_and_rows_have_the_same_columns(shown):
    table = BeautifulSoup(write(shown), "html.parser").table
    heads = texts(table.select("thead th"))
    assert heads == list(ledger_page.COLUMNS)
    labels = [cell["data-label"] for cell in table.select("tbody td")]
    assert labels == heads[1:]


def test_what_a_claim_says_is_text_and_no_markup(shown):
    path = shown[0] / "chapters" / "claims.yaml"
    claims = path.read_text().replace("data: Pima", 'data: "<i> & Pima"')
    path.write_text(claims)
    found = row(shown)
    assert texts([found.small]) == ["accuracy, <i> & Pima"]
    assert found.i is None


def test_a_claim_without_a_result_says_so(shown, results):
    results(claims=[])
    ours, verdict = row(shown)("td")[-2:]
    assert texts([ours]) == ["no result"]
    assert verdict["data-sort"] == "" and not verdict.select(".mk-verdict")


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
    assert 'class="sortable' in text and ledger_page.SCRIPT in text
    script = (shown[1] / ledger_page.SCRIPT).read_text()
    assert "table.sortable" in script and "aria-sort" in script
    assert not re.search(r"https?:|import |require\(", script)


def test_figures_are_shortened_and_not_changed():
    assert ledger_page._figure(0.97260) == "0.9726"
    assert ledger_page._figure(3.0) == "3"
    assert ledger_page._figure(100) == "100"
    assert ledger_page._figure([0.5, 20]) == "0.5 / 20"
    assert ledger_page._figure(None) == "none"
