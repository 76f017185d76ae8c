import io
from pathlib import Path

import pytest
from rich.console import Console

from medkeras.book.report import (
    LONGEST_TRACE,
    cost_line,
    results_table,
    shorten,
    show_failure,
    show_result,
)
from medkeras.book.run import ChapterError, Result

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
        }
    ],
    "peak_memory_mb": 1024,
}


def result(facts=FACTS, seconds=20.0):
    return Result(Path("a.ipynb"), Path("a.html"), None, facts, seconds)


def printed(show, *things):
    console = Console(width=120, file=io.StringIO())
    show(*things, console)
    return console.file.getvalue()


def test_the_table_has_the_six_columns_and_the_claim_on_its_row():
    text = printed(show_result, result())
    header = next(line for line in text.split("\n") if "model" in line)
    names = [name.strip() for name in header.strip("┃").split("┃")]
    assert names == [
        "model",
        "metric",
        "value",
        "95 % interval",
        "n",
        "published",
    ]
    coin = next(line for line in text.split("\n") if "coin [a]" in line)
    assert "0.400 to 0.600" in coin
    assert "0.97" in coin
    net = next(line for line in text.split("\n") if "net (veins)" in line)
    assert "0.97" not in net
    assert "tiny-claim: published 0.97" in text
    assert "real data, n = 9" in text
    assert results_table(FACTS).row_count == 2


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
