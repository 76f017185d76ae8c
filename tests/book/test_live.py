"""One kernel for all tests; each cell writes its name down when it runs."""

import io

import nbformat
import pytest
from rich.console import Console

from medkeras.book import results_folder
from medkeras.book.chapters import find
from medkeras.book.live import LiveChapter
from medkeras.utils.files import write_atomically

CELLS = """\
# %% [markdown]
# # 9.1 Tiny

# %%
def ran(name):
    with open("ran", "a") as file:
        print(name, file=file)


ran("one")

# %%
ran("two")

# %% [markdown]
# ## 2. The third

# %%
ran("three")
print("shown")

# %%
ran("four")
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("book")
    for folder in ("solutions/9_tiny", "chapters"):
        (root / folder).mkdir(parents=True)
    (root / "solutions" / "9_tiny" / "9_1_tiny.py").touch()
    return root


@pytest.fixture(scope="module")
def live(place):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results_folder, "project_root", lambda: place)
        console = Console(file=io.StringIO(), width=200)
        live = LiveChapter(find("9.1", place), place / "runs", console)
        yield live
        live.end()


@pytest.fixture
def save(live, place, master_header):
    """Save the master and update; return which cells ran, what was told."""
    master = place / "solutions" / "9_tiny" / "9_1_tiny.py"

    def written(text):
        write_atomically(master, master_header + text)
        ran, told = place / "solutions" / "9_tiny" / "ran", live._console.file
        ran.unlink(missing_ok=True)
        start = told.tell()
        live.update()
        lines = ran.read_text().split() if ran.exists() else []
        return lines, told.getvalue()[start:]

    return written


@pytest.fixture
def change(save):
    """The same with a part of the cells replaced, all of which ran before."""

    def changed(old, new):
        assert CELLS.count(old) == 1
        save(CELLS)
        return save(CELLS.replace(old, new))

    return changed


def shown(live):
    """What each code cell printed, but for the one that the build adds."""
    cells = nbformat.read(live.notebook, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    return ["".join(o.get("text", "") for o in c.outputs) for c in code[1:]]


def test_what_stands_before_a_change_is_not_run_again(change, live):
    ran, told = change('"shown"', '"third"')
    assert ran == ["three", "four"]
    assert shown(live) == ["", "", "third\n", ""]
    assert told.startswith("From cell 6 of 7 (2. The third):\n")
    assert "Ran to the end in " in told


def test_outputs_of_cells_that_were_not_run_stay(change, live):
    assert change('ran("four")', 'ran("4")')[0] == ["4"]
    assert shown(live) == ["", "", "shown\n", ""]


def test_a_changed_text_runs_nothing(change, live):
    ran, told = change("The third", "A title")
    assert ran == []
    assert told == "No code cell has changed: nothing to run.\n"
    assert "## 2. A title" in live.notebook.read_text("utf-8")
    assert "shown" in shown(live)[2]


def test_the_built_notebooks_are_those_of_the_save(change, live):
    change("The third", "A title")
    for path in (live._chapter.worked, live._chapter.student):
        assert "## 2. A title" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('# %%\nran("two")', '# %%\nran("new")\n\n# %%\nran("two")', "new two"),
        ('# %%\nran("two")\n', "", ""),
    ],
)
def test_with_cells_more_or_less_the_first_that_differs_counts(
    change, old, new, expected
):
    ran, _ = change(old, new)
    assert ran == [*expected.split(), "three", "four"]


def test_cells_taken_from_the_end_run_nothing(change):
    assert change('# %%\nran("four")\n', "")[0] == []
    assert change('# %%\nran("four")\n', "")[0] == []


def test_an_error_is_told_with_its_title_and_mended(change, save, live):
    ran, told = change('print("shown")', "1 / 0")
    assert ran == ["three"]
    assert "Failed in: 2. The third\n" in told
    assert "ZeroDivisionError" in told
    assert f"Notebook up to here: {live.notebook}" in told
    assert save(CELLS)[0] == ["three", "four"]


def test_the_bar_stops_where_the_chapter_does(save, live, monkeypatch):
    save(CELLS)
    file = io.StringIO()
    terminal = Console(file=file, force_terminal=True, width=100)
    monkeypatch.setattr(live, "_console", terminal)
    save(CELLS.replace('print("shown")', "1 / 0"))
    assert "5/7" in file.getvalue()
    assert "7/7" not in file.getvalue().split("Failed in")[0]


def test_a_failed_cell_is_tried_again_at_any_save(change, save):
    change('print("shown")', "1 / 0")
    failing = CELLS.replace('print("shown")', "1 / 0")
    ran, told = save(failing.replace("The third", "A title"))
    assert ran == ["three"]
    assert "Failed in: 2. A title" in told


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('ran("two")', 'ran("two"', "line 26: '(' was never closed: ran("),
        ("# # 9.1", "### END SOLUTION\n# # 9.1", "line 15: `### END"),
    ],
)
def test_a_master_that_cannot_be_read_is_one_line(change, save, old, new, line):
    ran, told = change(old, new)
    assert ran == []
    assert told.startswith("Error: solutions/9_tiny/9_1_tiny.py, ")
    assert line in told
    assert told.count("\n") == 1
    assert save(CELLS) == ([], "No code cell has changed: nothing to run.\n")


def test_a_header_that_is_no_yaml_is_one_line(save, live):
    save(CELLS)
    master = live._chapter.master
    text = master.read_text("utf-8")
    master.write_text(text.replace("[count to two]", "[count"))
    start = live._console.file.tell()
    live.update()
    told = live._console.file.getvalue()[start:]
    assert told.startswith("Error: solutions/9_tiny/9_1_tiny.py, line 1: ")
    assert "no YAML" in told and told.count("\n") == 1


def test_another_kernel_begins_with_the_first_cell(change, save):
    ran, told = change('print("shown")', "import os\n\nos._exit(3)")
    assert ran == ["three"]
    assert "The kernel died here" in told
    assert save(CELLS)[0] == ["one", "two", "three", "four"]


def test_the_end_leaves_the_notebook_and_no_kernel(change, live, kernels):
    change('print("shown")', "1 / 0")
    assert len(kernels()) == 1
    assert live._stage.is_dir()
    live.end()
    assert not kernels()
    assert not live._stage.exists()
    assert "ZeroDivisionError" in live.notebook.read_text("utf-8")
