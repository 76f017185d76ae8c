"""The status page: versions, today, and the seconds of each chapter."""

import datetime

import nbformat

from medkeras.book import machine
from medkeras.book.site.pages import status_page


def write(shown):
    root, source, executed = shown
    assert status_page.write(source, root, executed) == ["status"]
    return (source / "status.md").read_text()


def test_versions_date_and_seconds(shown):
    text = write(shown)
    assert datetime.date.today().isoformat() in text
    for name, version in machine.versions().items():
        assert f"| `{name}` | {version} |" in text
    assert "| lesson | pima\\_diabetes, sample, real | 12 | 900 |" in text
    assert "| 2024-02-03 |" in text
    assert "| chapters shown | 1 of 1 |" in text


def test_how_the_site_ran_a_chapter(shown):
    assert "| {doc}`9.1 Tiny </chapters/9_1_tiny>` | not run |" in write(shown)
    (path,) = shown[2].values()
    notebook = nbformat.read(path, 4)
    run = {"mode": "smoke", "seconds": 4.2, "versions": machine.versions()}
    notebook.metadata.medkeras.run = run
    nbformat.write(notebook, path)
    assert "| smoke | 4 | those above |" in write(shown)
    notebook.metadata.medkeras.run.versions = {"keras": "2.0"}
    nbformat.write(notebook, path)
    assert "| smoke | 4 | keras 2.0 |" in write(shown)


def test_a_chapter_without_a_record(shown):
    (path,) = (shown[0] / "chapters" / "results").glob("*.json")
    path.unlink()
    text = write(shown)
    (row,) = [line for line in text.split("\n") if "not recorded" in line]
    assert row.count("|") == len(status_page.COLUMNS) + 1
