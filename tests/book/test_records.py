"""Recorded results: read whole, or refused in a line."""

import json

import pytest

from medkeras.book.site.pages.records import NEEDED, records
from medkeras.utils.errors import DataError


@pytest.fixture
def path(shown):
    (found,) = (shown[0] / "chapters" / "results").glob("*.json")
    return found


def test_records_by_chapter(shown, path):
    found = records(shown[0])
    assert found == {"9_1_tiny": json.loads(path.read_text("utf-8"))}
    path.unlink()
    assert records(shown[0]) == {}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "3", '{"dataset": 3}', '{"a": "\ud800"}']
)
def test_what_is_no_record_is_named_in_a_line(shown, path, text):
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(DataError, match=r"^9_1_tiny\.json: expected a record"):
        records(shown[0])


@pytest.mark.parametrize("name", [*NEEDED, "provenance"])
def test_a_record_that_lacks_something(shown, path, name):
    facts = json.loads(path.read_text("utf-8"))
    del (facts["dataset"] if name == "provenance" else facts)[name]
    path.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(DataError, match=f"nothing on .*{name}"):
        records(shown[0])
