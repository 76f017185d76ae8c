"""The ledger's script in a real browser: order, keyboard, what is announced."""

import importlib.resources
import json
import re
import shutil
import subprocess

import pytest

BROWSER = shutil.which("chromium")
ROWS = (
    ("b-10", "2.1.1", "0.14", "0.5"),
    ("b-9", "3.1", "0.021 / 0.9", "no result"),
    ("a", "10.1", "none", ""),
    ("c", "2.0.1", "17.88", "-3"),
    ("d", "1", "0.7 (unverified)", "1e3 is text"),
)
HEADS = ("claim", "chapter", "published", "ours", "verdict")
# What is sorted by, where a cell shows more than that.
VERDICTS = ("lower", "", "compatible", "", "exceeded")
PAGE = """<!doctype html><table class="sortable"><thead><tr>{heads}</tr></thead>
<tbody>{rows}</tbody></table><script>{script}</script><script>
const table = document.querySelector("table");
const told = [];
for (const button of table.querySelectorAll("th button")) {{
  for (const order of [0, 1]) {{
    button.focus();
    button.dispatchEvent(new MouseEvent("click", {{ bubbles: true }}));
    const column = button.closest("th").cellIndex;
    told.push({{
      sort: button.closest("th").ariaSort,
      others: document.querySelectorAll("[aria-sort]").length,
      focused: document.activeElement === button,
      status: document.querySelector("[role=status]").textContent,
      cells: [...table.tBodies[0].rows].map(
        (row) => row.cells[column].textContent),
    }});
  }}
}}
document.body.dataset.told = JSON.stringify(told);
</script>"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the browser shows after a first and a second click on each head."""
    if BROWSER is None:
        pytest.skip("no Chromium on this computer")
    package = importlib.resources.files("medkeras.book.site.pages")
    page = PAGE.format(
        heads="".join(f"<th>{head}</th>" for head in HEADS),
        rows="".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}"
            f'<td data-sort="{verdict}">{verdict}<p>details</p></td></tr>'
            for row, verdict in zip(ROWS, VERDICTS, strict=True)
        ),
        script=package.joinpath("sort.js").read_text("utf-8"),
    )
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page, "utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    words.append(f"--user-data-dir={path.parent / 'profile'}")
    out = subprocess.run(
        [BROWSER, *words, path.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
    )
    found = re.search(r'data-told="([^"]*)"', out.stdout)
    assert found, out.stderr
    return json.loads(found[1].replace("&quot;", '"'))


def cells(told, column, clicks):
    return told[2 * HEADS.index(column) + clicks - 1]["cells"]


def test_words_with_numbers_in_their_order(told):
    assert cells(told, "claim", 1) == ["a", "b-9", "b-10", "c", "d"]
    assert cells(told, "claim", 2) == ["d", "c", "b-10", "b-9", "a"]


def test_chapters_in_reading_order(told):
    in_order = ["1", "2.0.1", "2.1.1", "3.1", "10.1"]
    assert cells(told, "chapter", 1) == in_order
    assert cells(told, "chapter", 2) == in_order[::-1]


def test_numbers_by_size_and_nothing_last_in_both_orders(told):
    by_size = ["0.021 / 0.9", "0.14", "0.7 (unverified)", "17.88"]
    assert cells(told, "published", 1) == [*by_size, "none"]
    assert cells(told, "published", 2) == [*by_size[::-1], "none"]
    assert cells(told, "ours", 1)[0] == "-3"
    for clicks in (1, 2):
        assert set(cells(told, "ours", clicks)[3:]) == {"", "no result"}


def test_details_below_a_verdict_do_not_count(told):
    shown = [f"{word}details" for word in ("compatible", "exceeded", "lower")]
    empty = ["details", "details"]
    assert cells(told, "verdict", 1) == [*shown, *empty]
    assert cells(told, "verdict", 2) == [*shown[::-1], *empty]


def test_a_screen_reader_is_told_and_the_keyboard_stays(told):
    assert [each["sort"] for each in told] == ["ascending", "descending"] * 5
    assert {each["others"] for each in told} == {1}
    assert all(each["focused"] for each in told)
    assert told[0]["status"] == "Sorted by claim, ascending."
