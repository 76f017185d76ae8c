"""A CSV of one's own becomes a task; what is wrong with it is said."""

import numpy as np
import pandas as pd
import pytest

from medkeras.tasks import CsvTable, Task, baselines, networks, read_table, run
from medkeras.tasks.effort import Effort
from medkeras.utils.errors import DataError, UsageError


def table(count=120):
    rng = np.random.default_rng(0)
    age = rng.normal(70, 9, count)
    return pd.DataFrame(
        {
            "who": np.arange(count) // 2,
            "age": age,
            "pulse": np.where(rng.random(count) < 0.1, np.nan, age),
            "fell": (age + rng.normal(0, 4, count) > 70).astype(int),
        }
    )


@pytest.fixture
def file(tmp_path):
    def write(rows):
        rows.to_csv(tmp_path / "falls.csv", index=False)
        return tmp_path / "falls.csv"

    return write


def test_a_table_of_ones_own_runs(file):
    falls = CsvTable(file(table()), "fell", "who", provenance="synthetic")
    assert falls.columns == ("age", "pulse")
    task = Task(
        name="falls", modality="EHR", purpose="prognosis",
        sentence="Will a person fall?", dataset=falls, read=read_table,
        baseline=baselines.logistic_regression, model=networks.dense,
        metric="AUROC", architecture="dense", chapter="3.4.1",
    )  # fmt: skip
    result = run(task, Effort(rows=100, epochs=1, replicates=20))
    assert result.provenance == "synthetic"
    assert result.baseline.value > 0.8
    assert result.audit.passed


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda t: t.rename(columns={"fell": "fall"}), "Did you mean: fall"),
        (
            lambda t: t.assign(fell=2),
            "must be 0 or 1. Received: 2 in row",
        ),
        (lambda t: t.assign(fell=1), "must hold both 0 and 1"),
        (lambda t: t.assign(age="old"), "'age' must hold numbers"),
        (
            lambda t: t.assign(age=["80", "?"] * 60),
            r"'\?' in row 2; .*its field empty",
        ),
        (lambda t: t.assign(age=1e300), "must stay within 1e.15"),
        (lambda t: t.assign(who=np.nan), "row 1 has no 'who'"),
        (lambda t: t.assign(who=t.who + 0.5), "whole numbers. Received: 0.5"),
        (lambda t: t.iloc[:0], "no rows"),
        (lambda t: t[["who", "fell"]], "no column is left"),
    ],
)
def test_what_is_wrong_is_one_line(file, change, line):
    with pytest.raises(DataError, match=line) as caught:
        CsvTable(file(change(table())), "fell", "who", provenance="real")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("falls.csv: ")


def test_a_file_that_is_none_and_a_word_that_is_none(file, tmp_path):
    with pytest.raises(DataError, match="No such file"):
        CsvTable(tmp_path / "no.csv", "fell", "who", provenance="real")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00a,b\n1")
    with pytest.raises(DataError, match="no CSV table"):
        CsvTable(tmp_path / "bad.csv", "fell", "who", provenance="real")
    with pytest.raises(UsageError, match="Did you mean: real"):
        CsvTable(file(table()), "fell", "who", provenance="reall")


def test_the_outcome_cannot_be_learnt_from(file):
    columns = ["age", "fell"]
    with pytest.raises(DataError, match="'fell' cannot be learnt from"):
        CsvTable(file(table()), "fell", "who", columns, provenance="real")


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (dict(path=7), "`path` must name a file. Received: 7"),
        (dict(label=["fell"]), "`label` must be the name of a column"),
        (dict(person=None), "`person` must be the name of a column"),
        (dict(person="fell"), "must be two columns. Received: 'fell'"),
        (dict(columns="age"), "`columns` must be a list"),
        (dict(columns=5), "`columns` must be a list"),
        (dict(columns=["age", 3]), r"`columns\[1\]` must be the name"),
        (dict(columns=["age", "age"]), "named once"),
    ],
)
def test_names_that_are_none_are_refused(file, names, line):
    given = dict(path=file(table()), label="fell", person="who") | names
    with pytest.raises(UsageError, match=line):
        CsvTable(**given, provenance="real")


def test_an_index_of_pandas_names_columns(file):
    names = table().columns[1:3]
    falls = CsvTable(file(table()), "fell", "who", names, provenance="real")
    assert falls.columns == ("age", "pulse")


@pytest.mark.parametrize("people", [2, 3])
def test_two_or_three_people_give_a_reason_and_no_figure(file, people):
    rows = table(40).assign(who=np.arange(40) // 2 % people)
    few = CsvTable(file(rows), "fell", "who", provenance="synthetic")
    task = Task(
        name="few", modality="EHR", purpose="prognosis",
        sentence="Will a person fall?", dataset=few,
        baseline=baselines.logistic_regression,
        model=baselines.logistic_regression,
    )  # fmt: skip
    assert "two patients or more" in run(task, Effort(40, 1, 20)).verdict
