"""The benchmarks' harness: alternates, computes, reports; times nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

BENCHMARKS = Path(__file__).parent / "benchmarks"
GOOD = """
from pathlib import Path
TITLE, PEER, EQUAL, PROMISE = "a row", "its peer", "the same sum", 0.001
def build(side):
    def run():
        with open({log!r}, "a") as log:
            log.write(side)
        print("frameworks print, too")
        return [1.0, 2.0]
    return run
def ours():
    return build("o")
def peer():
    return build("p")
"""


@pytest.fixture
def harness(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import harness

    return harness


@pytest.fixture
def report(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import report

    return report


@pytest.fixture
def write(tmp_path):
    """Write a row; return its path. `log` receives who ran, in turn."""

    def write(text=GOOD, name="row", **replaced):
        (tmp_path / "rows").mkdir(exist_ok=True)
        text = text.replace("{log!r}", repr(str(tmp_path / "log")))
        for old, new in replaced.items():
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "rows" / f"{name}.py"
        path.write_text(text)
        return path

    return write


def command(folder, *arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "run.py"), "--folder", str(folder),
         *arguments],
        capture_output=True,
        text=True,
    )  # fmt: skip


def test_ratio_is_the_peers_time_over_ours_pair_by_pair(harness):
    turns = [(1, 2), (2, 2), (1, 4), (4, 2), (1, 3)]
    found = harness.compare(turns)
    assert found["ratio"] == 2  # of 0.5, 1, 2, 3, 4, not of the medians
    assert found["ratio_quartiles"] == [1, 3]
    assert found["ratio_range"] == [0.5, 4]
    assert (found["ours_seconds"], found["peer_seconds"]) == (1, 2)


def test_sides_take_turns_and_so_does_who_goes_first(harness, write, tmp_path):
    turns = harness.alternate(harness.load(write()), runs=4, rest=0)
    assert (tmp_path / "log").read_text() == "op" + "oppo" * 2
    assert len(turns) == 4
    assert all(0 < seconds < 1 for pair in turns for seconds in pair)


def test_each_side_has_one_process_for_all_its_runs(harness, write):
    counting = GOOD.replace("[1.0, 2.0]", "[float(len(seen))]").replace(
        "def run():", "seen = []\n    def run():\n        seen.append(1)"
    )
    with harness.Worker(write(counting), "ours") as worker:
        worker.ready()
        values = [worker.run()[1] for _ in range(3)]
    assert values == [[1], [2], [3]]


@pytest.mark.parametrize(
    "theirs, message",
    [
        ("import torch_of_nowhere", "needs the package torch_of_nowhere. "
         "Install it: pip install -r tests/benchmarks/requirements.txt"),
        ("raise ValueError('no such cell')", "peer failed: ValueError: no such"
         " cell. Leave the row out with --rows"),
        ("import os; print('out of room'); os._exit(3)",
         "peer ended with code 3. out of room"),
        ("return lambda: [1.0, 2.1]", "ours computed 2, the peer 2.1"),
        ("return lambda: [1.0]", "ours gave 2 numbers, the peer 1"),
        ("return lambda: [1.0, float('nan')]", "the peer nan"),
    ],
)  # fmt: skip
def test_a_peer_that_fails_or_differs_is_one_line(
    harness, write, theirs, message
):
    path = write(**{'return build("p")': theirs})
    with pytest.raises(harness.RowError) as error:
        harness.measure(harness.load(path), runs=7, rest=0)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_numbers_may_differ_by_the_rows_tolerance(harness, write):
    path = write(**{
        'return build("p")': "return lambda: [1.0, 2.1]",
        "TITLE": "TOLERANCE = 0.1\nTITLE",
    })  # fmt: skip
    harness.measure(harness.load(path), runs=2, rest=0)


def test_a_budget_is_judged_by_the_worst_run(harness, report, write):
    path = write(
        "TITLE, EQUAL, BUDGET, RUNS = 'memory', 'what is used', {'GB': 2}, 3\n"
        "def ours():\n    used = [1.0, 2.5, 1.5]\n"
        "    return lambda: {'a part': {'GB': used.pop()}}\n"
    )
    row = harness.measure(harness.load(path), runs=7) | {"busy_percent": 50}
    assert row["used"] == {"a part": {"GB": {"median": 1.5, "worst": 2.5}}}
    assert row["runs"] == 3
    assert "OVER 2 (others used 50 % of the machine)" in report.line(row)
    (cells,) = report.budget_rows(row)
    assert cells == "| a part | GB | 1.5 | 2.5 | 2: NOT kept | 3 | 50 % |"


@pytest.mark.parametrize("ratio, word", [(19.9, "NOT kept"), (20, "kept")])
def test_the_table_says_whether_a_promise_is_kept(report, ratio, word):
    row = {
        "title": "a row", "peer": "loops", "promise": 20, "runs": 7,
        "ours_seconds": 0.01, "peer_seconds": 2, "ratio": ratio,
        "ratio_quartiles": [1, 30], "ratio_range": [0.5, 40],
        "busy_percent": 3.2,
    }  # fmt: skip
    assert report.pair_row(row) == (
        f"| a row | loops | 10 ms | 2 s | {ratio:.3g} | 1 to 30 | 0.5 to 40 "
        f"| 7 | 3 % | 20: {word} |"
    )


def test_the_command_goes_on_after_a_bad_row_and_writes_both_files(
    write, tmp_path
):
    bad = {'return build("p")': "import torch_of_nowhere"}
    write(name="bad", **bad)
    write(name="good")
    out = command(tmp_path / "rows", "--out", str(tmp_path / "out"))
    assert out.returncode == 1
    assert not out.stderr
    assert (
        "1/2 a row, against its peer ...\n    not measured: peer needs"
        in out.stdout
    )
    assert "2/2 a row, against its peer ...\n    ours " in out.stdout
    result = json.loads((tmp_path / "out/results.json").read_text())
    assert [row["name"] for row in result["rows"]] == ["good"]
    assert result["rows"][0]["runs"] == 7
    table = (tmp_path / "out/results.md").read_text()
    assert "0.001: kept |" in table
    assert "- **a row**: the same sum" in table
    assert "- bad: peer needs the package torch_of_nowhere" in table


def test_rows_measured_before_stay_if_alike_made(report, tmp_path):
    made = {"date": "2026-01-01", "device": "d", "versions": "v"}
    old = {"made": made, "failed": {"gone": "why", "b": "why"}}
    rows = [{"name": name, "value": "old"} for name in ("a", "c")]
    saved = json.dumps(old | {"rows": rows})
    (tmp_path / "results.json").write_text(saved)
    for version, names in (("v", ["a", "b", "c"]), ("w", ["b", "c"])):
        new = {"date": "2026-02-02", "device": "d", "versions": version}
        measured = [{"name": name, "value": "new"} for name in ("c", "b")]
        result = {"made": new, "rows": measured, "failed": {}}
        report.keep_others(result, tmp_path)
        assert sorted(row["name"] for row in result["rows"]) == names
        values = {row["name"]: row["value"] for row in result["rows"]}
        assert values["c"] == "new"
        assert result["failed"] == ({"gone": "why"} if version == "v" else {})
    report.keep_others(result, tmp_path / "nowhere")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--rows", "nothing"], "--rows must be among row. Received: nothing"),
        (["--runs", "6"], "--runs must be 7 or more. Received: 6"),
    ],
)
def test_bad_arguments_are_one_line(write, arguments, message):
    out = command(write().parent, *arguments)
    assert out.returncode != 0
    assert message in out.stderr.splitlines()[-1]
    assert not out.stdout


def test_every_row_of_the_book_can_be_listed_without_its_frameworks():
    out = command(BENCHMARKS / "rows", "--list")
    names = [line.split(":")[0] for line in out.stdout.splitlines()]
    assert names == [p.stem for p in sorted(BENCHMARKS.glob("rows/*.py"))]
    assert {"conv2d_loops", "lstm_training", "population_keras"} <= set(names)
    assert out.returncode == 0


GROWING = """
TITLE, EQUAL, GROWS, RUNS = "a sort", "seconds of it", "rows", 2
def ours():
    sizes = (1, 10, 100)
    def run():
        return {"by merging": {
            "seconds": [[size, 2e-3 * size**1.5] for size in sizes],
            "GB": [[size, 0.5] for size in sizes],
        }}
    return run
"""


def test_growth_is_a_table_and_a_plot_with_its_words_beside_it(write, tmp_path):
    write(GROWING, name="sorting")
    out = command(tmp_path / "rows", "--out", str(tmp_path / "out"))
    assert out.returncode == 0, out.stderr + out.stdout
    assert "1/1 a sort, by rows ..." in out.stdout
    assert "seconds grow with the power 1.50 (1.50 to 1.50)" in out.stdout
    table = (tmp_path / "out/results.md").read_text()
    assert "| by merging, seconds | 1: 0.002; 10: 0.0632; 100: 2 |" in table
    assert "| by merging, GB | 1: 0.5; 10: 0.5; 100: 0.5 | 0.00" in table
    beside = json.loads((tmp_path / "out/sorting.json").read_text())
    assert f"![{beside['alt']}](sorting.png)" in table
    assert "by merging, seconds: 0.002 at 1, 2 at 100" in beside["alt"]
    assert len(beside["growth"]["by merging"]["GB"]["points"]) == 6
    with Image.open(tmp_path / "out/sorting.png") as plot:
        assert plot.text["Description"] == beside["alt"]
        assert len(plot.convert("L").getcolors()) > 10  # not blank


MANY = """
TITLE, PEER, EQUAL, PARTS = "answers", "the other", "the same", ("small", "big")
def ours():
    def run(part):
        n = {"small": 1.0, "big": 9.0}[part]
        return {"seconds": {"one: slowly": 4 * n, "one: at once": n, "64": n},
                "numbers": {"one: slowly": [n], "one: at once": [n], "64": [n]}}
    return run
def peer():
    def run(part):
        n = {"small": 1.0, "big": 9.0}[part]
        return {"seconds": {"one": 2 * n, "64": n / 2},
                "numbers": {"one": [n], "64": [n]}}
    return run
"""


def test_each_way_of_a_part_has_its_ratio(harness, report, write):
    row = harness.load(write(MANY, name="many"))
    row = harness.measure(row, runs=3, rest=0)
    ratios = {
        part: {way: seen["ratio"] for way, seen in found.items()}
        for part, found in row["parts"].items()
    }
    wanted = {"one: slowly": 0.5, "one: at once": 2, "64": 0.5}
    assert ratios == {"small": wanted, "big": wanted}
    assert "one: at once: 2 (2 to 2)" in report.line(row)
    made = {"date": "d", "device": "d", "versions": "v"}
    table = report.markdown({"made": made, "rows": [row], "failed": {}})
    assert "| network | one: slowly | ratio | one: at once | ratio |" in table
    assert "| big | 3.6e+04 ms | 0.5 (0.5 to 0.5) |" in table


def test_a_part_whose_answers_differ_is_not_measured(harness, write):
    path = write(MANY, name="many", **{'"one": [n], "64"': '"one": [-n], "64"'})
    with pytest.raises(harness.RowError, match="small, one: slowly: ours"):
        harness.measure(harness.load(path), runs=2, rest=0)
