import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from medkeras.book.failures import ChapterError
from medkeras.book.report import (
    LONGEST_TRACE,
    cost_line,
    results_table,
    shorten,
    show_failure,
    show_result,
)
from medkeras.book.run import Result

ROW = {"protocol": "x", "value": 0.5, "ci_low": 0.4, "ci_high": 0.6, "n": 9}
FACTS = {
    "chapter": "9_1_tiny",
    "mode": "smoke",
    "dataset": {"name": "pima", "provenance": "real", "n": 9},
    "metrics": [
        {"name": "accuracy", "model": "coin [a]", **ROW},
        {"name": "AUROC", "model": "net", "dataset": "veins", **ROW},
    ],
    "claims": [
        {
            "id": "tiny-claim",
            "published": 0.97,
            "ours": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "verdict": "not reproduced: lower here",
            "model": "coin [a]",
            "metric": "accuracy",
            "protocol": "x",
        }
    ],
    "peak_memory_mb": 1024,
}


def result(facts=FACTS, seconds=20.0):
    return Result(Path("a.ipynb"), Path("a.html"), None, facts, seconds)


def printed(show, *things, width=120):
    console = Console(width=width, file=io.StringIO())
    show(*things, console)
    return console.file.getvalue()


def test_the_table_has_the_six_columns_and_the_claim_on_its_row():
    text = printed(show_result, result())
    lines = text.split("\n")
    header = next(line for line in lines if "model, metric" in line)
    names = ["model, metric", "value", "95 % interval", "n", "published"]
    assert re.split(r"\s{2,}", header.strip()) == names
    place = lines.index("coin [a]")
    assert lines[place + 1].strip() == "(x)"
    row = lines[place + 2].split()
    assert row == "accuracy 0.500 0.400 to 0.600 9 0.97".split()
    place = lines.index("net (veins)")
    assert lines[place + 1].split() == "AUROC 0.500 0.400 to 0.600 9".split()
    assert "tiny-claim: published 0.97" in text
    assert "real data, n = 9" in text


def long_facts():
    """A record with long names, as chapters write them."""
    facts = json.loads(json.dumps(FACTS))
    facts["metrics"][0] |= {
        "name": "positive predictivity of ventricular beats",
        "model": "random forest, leak: class medians, SMOTE-ENN",
        "protocol": "2 x 10-fold cross-validation, all steps in the fold",
        "test_set": "DS2",
    }
    facts["claims"][0] |= {
        "metric": facts["metrics"][0]["name"],
        "model": facts["metrics"][0]["model"],
        "protocol": facts["metrics"][0]["protocol"],
        "test_set": "DS2",
        "note": "counted as EC57 says, and strictly in the row below",
    }
    return facts


@pytest.mark.parametrize("width", [36, 44, 60, 80])
def test_no_word_is_cut_however_narrow_it_is(width):
    facts = long_facts()
    text = printed(show_result, result(facts), width=width)
    wide = printed(show_result, result(facts), width=500)
    assert set(re.findall(r"[\w./%-]+", wide)) <= {
        *re.findall(r"[\w./%-]+", text),
        *("model", "metric"),  # a header, where blocks take its place
    }
    words = max(map(len, text.split()))
    assert max(map(len, text.split("\n"))) <= max(width, words)


def test_a_narrow_terminal_gets_blocks():
    assert "model, metric" in results_table(FACTS, 80)
    narrow = results_table(FACTS, 40)
    assert "coin [a]: accuracy\n  value          0.500\n" in narrow
    assert "  protocol       x" in narrow


def test_a_part_of_the_data_is_called_one():
    facts = FACTS | {"dataset": FACTS["dataset"] | {"complete": False}}
    assert "pima: real data, a part of it, n = 9" in results_table(facts, 80)


def test_a_page_that_could_not_be_made_is_told():
    failed = Result(
        Path("a.ipynb"),
        None,
        Path("record.json"),
        FACTS,
        20.0,
        no_page="No template 'lab' found",
        copies=(Path("a-yours.ipynb"),),
    )
    text = printed(show_result, failed)
    assert "Page:   not made: No template 'lab' found" in text
    assert "Notebook: a.ipynb" in text
    assert "Record: record.json" in text
    assert "Yours:  a-yours.ipynb" in text


@pytest.mark.parametrize(
    ("mode", "seconds", "memory", "expected"),
    [
        ("smoke", 29, 2048, "within the budget of 30 s and 2 GB"),
        ("smoke", 31, 1024, "over the budget"),
        ("smoke", 29, 2049, "over the budget"),
        ("lesson", 299, 4096, "within the budget of 300 s and 4 GB"),
        ("full", 9999, 9999, "full mode has no budget"),
    ],
)
def test_cost_is_shown_beside_the_budget(mode, seconds, memory, expected):
    facts = FACTS | {"mode": mode, "peak_memory_mb": memory}
    assert expected in cost_line(result(facts, seconds))


def test_a_chapter_without_a_record_says_so():
    text = printed(show_result, result(None))
    assert "no record" in text
    assert "Page:   a.html" in text


def test_a_long_traceback_keeps_both_ends():
    lines = [f"line {n}" for n in range(200)]
    short = shorten("\n".join(lines)).split("\n")
    assert len(short) == LONGEST_TRACE + 1
    assert (short[0], short[-1]) == ("line 0", "line 199")
    assert "140 lines left out" in "\n".join(short)


def test_a_failure_shows_source_traceback_and_path():
    failure = ChapterError(
        "x = 1\n1 / 0", "\x1b[31mBoom\x1b[0m", "2. A", Path("f")
    )
    text = printed(show_failure, failure)
    for part in ("Failed in: 2. A", "1 / 0", "Boom", "up to here: f"):
        assert part in text
    assert "\x1b" not in text


def test_advice_is_shown_without_code_and_traceback():
    failure = ChapterError("x = 1", "trace", "2. A", Path("f"), "two records")
    text = printed(show_failure, failure)
    assert text.split("\n")[:3] == [
        "Failed in: 2. A",
        "Error: two records",
        "Notebook up to here: f",
    ]


def test_long_lines_of_code_are_shown_whole():
    source = "outcome = " + " + ".join(f"value_{n}" for n in range(30))
    failure = ChapterError(source, "Boom", "2. A", Path("f"))
    text = printed(show_failure, failure, width=60)
    assert set(source.split()) <= set(text.split())
