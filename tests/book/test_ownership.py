import json

import nbformat
import nbformat.v4 as v4
import pytest

from medkeras.book import ownership
from medkeras.book.build import build, stale
from medkeras.book.chapters import find
from medkeras.book.ownership import State, sealed_text, state, to_text


def edit(path, change):
    """Change the JSON of a notebook as a reader or Jupyter would."""
    facts = json.loads(path.read_text("utf-8"))
    change(facts)
    path.write_text(json.dumps(facts, indent=1) + "\n")


def answer(facts):
    for cell in facts["cells"]:
        if "YOUR CODE HERE" in "".join(cell["source"]):
            cell["source"] = "def answer():\n    return 42"


def ran_in_jupyter(facts):
    """What saving a run notebook adds: nothing that a person wrote."""
    facts["metadata"]["language_info"]["version"] = "3.11.9"
    facts["metadata"]["widgets"] = {}
    for number, cell in enumerate(facts["cells"]):
        cell["metadata"]["tags"] = []
        cell["metadata"].setdefault("editable", True)
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": "4 h\n"}
            ]


def in_an_older_format(facts):
    ran_in_jupyter(facts)
    facts["nbformat_minor"] = 4
    for cell in facts["cells"]:
        del cell["id"]


def a_note(facts):
    facts["cells"].append(
        {"cell_type": "markdown", "metadata": {}, "source": "My note."}
    )


def a_picture(facts):
    facts["cells"][0]["attachments"] = {"a.png": {"image/png": "iVBO"}}


def a_cell_gone(facts):
    del facts["cells"][2]


def without_seal(facts):
    facts["metadata"] = {"kernelspec": facts["metadata"]["kernelspec"]}


def change_master(master):
    text = master.read_text("utf-8")
    master.write_text(text.replace("Return the answer", "Give the answer"))


WORK = [answer, a_note, a_picture, a_cell_gone, without_seal]
RUNS = [ran_in_jupyter, in_an_older_format]


@pytest.mark.parametrize("master_changes", [False, True])
@pytest.mark.parametrize("change", WORK + RUNS)
@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_a_readers_work_survives_every_build(
    mini, master, folder, change, master_changes
):
    build()
    path = mini / folder / "9_tiny" / "9_1_tiny.ipynb"
    if folder == "solutions" and change is answer:
        change = a_note
    edit(path, change)
    before = path.read_bytes()
    if master_changes:
        change_master(master)
    done = build()
    assert path.read_bytes() == before
    assert [each.path for each in done.left] == [path]
    assert done.removed == done.copies == []
    (line,) = [line for line in stale() if line.startswith(folder)]
    expected = {without_seal: "not made by the build"}.get(
        change, "only outputs differ" if change in RUNS else "you changed it"
    )
    assert expected in line
    if change is not without_seal:
        assert line.endswith("its master has changed") is master_changes


@pytest.mark.parametrize("change", WORK + RUNS)
def test_overwriting_keeps_a_readers_version_beside_it(mini, change):
    build()
    path = find("tiny").student
    fresh = path.read_bytes()
    kept = []
    for end in (b"", b"\n", b""):  # the third is as the first, and kept already
        edit(path, change)
        path.write_bytes(path.read_bytes() + end)
        before = path.read_bytes()
        done = build(overwrite=True)
        assert done.written == [path]
        assert path.read_bytes() == fresh
        assert done.copies[0].read_bytes() == before
        kept += done.copies
    names = [each.name for each in kept]
    first, second = "9_1_tiny-yours.ipynb", "9_1_tiny-yours-2.ipynb"
    assert names == [first, second, first]
    # Overwriting again has nothing to do, and leaves the copies alone.
    done = build(overwrite=True)
    assert (done.written, done.removed, done.copies) == ([], [], [])
    assert all(each.exists() for each in kept)


@pytest.mark.parametrize("overwrite", [False, True])
def test_copies_and_own_notebooks_are_left_alone(mini, overwrite):
    build()
    student = find("tiny").student
    copy = student.with_name("9_1_tiny-Copy1.ipynb")
    notes = mini / "chapters" / "my_part" / "notes.ipynb"
    elsewhere = mini / "chapters" / "my_part" / student.name
    checkpoint = mini / "chapters" / ".ipynb_checkpoints" / student.name
    own = [copy, notes, elsewhere, checkpoint]
    for path in own:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(student.read_bytes())
    notes.write_text("{}")
    done = build(overwrite=overwrite)
    assert (done.written, done.removed, done.copies) == ([], [], [])
    assert all(path.exists() for path in own)
    lines = [each.line for each in done.left]
    assert len(lines) == 3
    assert all(line.endswith(": not made by the build") for line in lines)
    assert stale() == []


def test_what_was_made_and_is_unchanged_goes_with_its_master(mini, master):
    build()
    old = [find("tiny").worked, find("tiny").student]
    master.rename(master.with_name("9_2_other.py"))
    assert [line for line in stale() if "9_1" in line] == [
        f"{folder}/9_tiny/9_1_tiny.ipynb: no master makes it any more"
        for folder in ("solutions", "chapters")
    ]
    edit(old[1], ran_in_jupyter)
    done = build()
    assert done.removed == [old[0]]
    assert old[1].exists()
    assert "only outputs differ" in done.left[0].line
    edit(old[1], a_note)
    assert build(overwrite=True).removed == []
    assert old[1].exists()


@pytest.fixture
def pair(tmp_path):
    """A worked and a student's notebook of one chapter, sealed."""
    facts = {"medkeras": {"chapter": "9_1_tiny"}}
    facts |= {
        "kernelspec": ownership.KERNEL,
        "language_info": {"name": "python"},
    }
    made = []
    for source in ("answer = 42", "answer = None"):
        cell = v4.new_code_cell(source)
        cell.id = ownership.cell_id("9_1_tiny", 0, "code")
        metadata = nbformat.from_dict(facts)
        made.append(v4.new_notebook(cells=[cell], metadata=metadata))
    ownership.seal("9_tiny", solutions=made[0], chapters=made[1])
    return made


def put(root, folder, notebook, part="9_tiny", name="9_1_tiny"):
    path = root / folder / part / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(notebook), encoding="utf-8")
    return path


def test_both_notebooks_carry_the_same_seals(pair):
    worked, student = (each.metadata.medkeras.sealed for each in pair)
    assert worked == student
    assert worked["solutions"] != worked["chapters"]


def test_what_was_made_is_known_again(pair, tmp_path):
    worked, student = pair
    path = put(tmp_path, "chapters", student)
    assert state(path, to_text(student)) is State.FRESH
    assert state(path, "another") is State.STALE
    assert state(path, None) is State.ORPHAN
    assert state(tmp_path / "gone.ipynb", "x") is State.MISSING
    assert ownership.is_current(path, to_text(worked))


def test_a_worked_notebook_in_the_place_of_the_students_is_left(pair, tmp_path):
    path = put(tmp_path, "chapters", pair[0])
    assert state(path, to_text(pair[1])) is State.CHANGED


def test_a_copy_elsewhere_is_a_readers_own(pair, tmp_path):
    copied = put(tmp_path, "chapters", pair[1], name="9_1_tiny-Copy1")
    assert state(copied, None) is State.UNKNOWN
    moved = put(tmp_path, "chapters", pair[1], part="mine")
    assert state(moved, None) is State.UNKNOWN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"cells": []}',
        b'{"cells": [1], "metadata": {}}',
        b'{"cells": [], "metadata": {"medkeras": 3}}',
        b'{"cells": [], "metadata": {"medkeras": {"sealed": 3}}}',
        b"<<<<<<< HEAD\n{}\n=======\n",
    ],
)
def test_what_is_no_notebook_is_a_readers_own(tmp_path, content):
    path = tmp_path / "chapters" / "9_tiny" / "9_1_tiny.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert state(path, "x") is State.UNKNOWN
    assert state(path, None) is State.UNKNOWN


def test_a_folder_in_the_place_of_a_notebook_is_left(tmp_path):
    assert state(tmp_path, "x") is State.UNKNOWN


def test_the_index_carries_its_hash(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(sealed_text("# One\n"))
    assert state(path, sealed_text("# One\n")) is State.FRESH
    assert state(path, sealed_text("# Two\n")) is State.STALE
    path.write_text(sealed_text("# One\n").replace("One", "Mine"))
    assert state(path, sealed_text("# Two\n")) is State.CHANGED
    path.write_text("# One\n")
    assert state(path, sealed_text("# Two\n")) is State.UNKNOWN
