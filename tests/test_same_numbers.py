"""`same_numbers.py` sees a number that differs, and no second."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

CHAPTER = SimpleNamespace(number="9.1", name="9_1_tiny")


@pytest.fixture
def same(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    import same_numbers

    return same_numbers


@pytest.fixture
def runs(same, monkeypatch, tmp_path):
    """Let two runs print these texts, or fail where there is none."""

    def runs(*texts):
        left = list(texts)

        def started(chapter, workers, out):
            text = left.pop(0)
            if text is not None:
                out.mkdir()
                outputs = [
                    {"text": [text]},
                    {"data": {"image/png": "x"}},
                    {"data": {"text/plain": "0.25"}},
                ]
                cells = [{"source": "no output"}, {"outputs": outputs}]
                path = out / f"{chapter.name}.ipynb"
                path.write_text(json.dumps({"cells": cells}))
            return same.subprocess.Popen(
                [sys.executable, "-c", f"import sys; sys.exit({text is None})"],
                stderr=same.subprocess.PIPE,
                text=True,
            )

        monkeypatch.setattr(same, "started", started)
        return same.differences(*same.both(CHAPTER, (1, 1)))

    return runs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AUROC 0.590\n", "AUROC 0.590\n"),
        ("12 passes in 1.5 s\n", "12 passes in 13 s\n"),
        ("took 3 ms and 1,024 MB", "took .4 ms and 8 MB"),
        ("1.5 times as fast", "12.25 times as fast"),
        ("4.07 of the time of the GAN", ".9 of the time of the GAN"),
        (
            "4 times as quick (3 to 5 in 2 runs)",
            "8 times as quick (7 to 12 in 2 runs)",
        ),
        ("mean seconds for a GAN: 3.7", "mean seconds for a GAN: 1.3"),
    ],
)
def test_what_was_measured_may_differ(runs, one, other):
    assert runs(one, other) == []


def test_a_stream_may_come_in_pieces_and_between_those_of_the_other(same):
    def stream(name, text):
        return {"name": name, "text": [text]}

    picture = {"data": {"text/plain": "<Image>"}}
    late = stream("stdout", "0.\n"), stream("stderr", "slow\n")
    pieces = stream("stderr", "sl"), stream("stdout", "0"), picture
    rest = stream("stderr", "ow\n"), stream("stdout", ".\n")
    assert same.texts_of([*late, picture]) == ["0.\n", "slow\n", "<Image>"]
    assert same.texts_of([*pieces, *rest]) == same.texts_of([*late, picture])


def test_a_number_that_differs_is_shown_with_its_cell(runs):
    found = runs("same\nAUROC 0.590 of 12 s\n", "same\nAUROC 0.589 of 9 s\n")
    assert found == ["cell 2: AUROC 0.590 of ~ | AUROC 0.589 of ~"]


def test_a_line_more_is_shown(runs):
    assert len(runs("one\n", "one\ntwo\n")) == 2


def test_a_run_that_fails_is_not_the_same(runs):
    (line,) = runs("one\n", None)
    assert "failed" in line


def test_the_table_says_which_differ(same, monkeypatch, capsys):
    monkeypatch.setattr(same, "find", lambda number: CHAPTER)
    ends = iter([([], []), ([(1, "a")], [(1, "b")])])
    monkeypatch.setattr(same, "both", lambda chapter, pair: next(ends))
    assert same.main(["9.1", "9.1", "--workers", "2"]) == 1
    said = capsys.readouterr().out
    assert "9.1    the same" in said
    assert "9.1    1 lines differ" in said
    assert "2 chapters, workers [2, 2]: 1 not the same" in said
