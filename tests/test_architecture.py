"""The project's own rules: levels, mirrors, sizes, what must not be in it."""

import ast
import graphlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "medkeras"
MODULES = sorted(PACKAGE.rglob("*.py"))
LEVELS = {
    "utils": 0, "by_hand": 1, "signal": 1, "imaging": 1, "ehr": 1, "text": 1,
    "layers": 2, "losses": 2, "metrics": 2, "data": 2, "genome": 2,
    "demos": 5, "explain": 5, "fairness": 5, "robustness": 5, "privacy": 5,
    "federated": 5, "rl": 5, "tasks": 5,
    "models": 3, "molecules": 1, "training": 4, "exercises": 6, "book": 7,
}  # fmt: skip
# Pictures may read scores; only chapters and `book` may read pictures.
VISUALIZE_READS = {"utils", "metrics", "visualize"}
TOP_LEVEL = {
    "README.md", "requirements.txt", "pyproject.toml", "LICENSE", "tests",
    "CONTRIBUTING.md", "chapters", "medkeras", "datasets", "solutions",
}  # fmt: skip


def tracked():
    """Files of the clone; in an unpacked archive, all but what runs leave."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if out.returncode == 0:
        named = [ROOT / name for name in out.stdout.split("\0") if name]
    else:
        left = {".venv", "runs", "__pycache__", ".pytest_cache", ".ruff_cache"}
        left.add(".ipynb_checkpoints")
        named = [
            path
            for path in ROOT.rglob("*")
            if not left & set(path.parts) and ".egg-info" not in str(path)
        ]
    files = [path for path in named if path.is_file()]
    assert len(files) > 50, "the clone is not complete"
    return files


def untracked():
    """Files that git does not know yet; none in an unpacked archive."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--others"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in out.stdout.split("\0") if name]


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def sub_package_of(path):
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else None


def read_by(source, modules):
    """Which of some modules a source imports, in functions or not."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their level"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in modules else node.module)
    return found & modules


def imported(path):
    """Sub-packages of medkeras that a module names in its imports."""
    found = read_by(path.read_text(), {name_of(each) for each in MODULES})
    names = {name.split(".")[1] for name in found if "." in name}
    return {name for name in names if (PACKAGE / name).is_dir()}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_levels_below_or_its_own_sub_package(path):
    own = sub_package_of(path)
    for other in imported(path):
        if own == "visualize":
            assert other in VISUALIZE_READS, f"{path} reads {other}"
        elif other == "visualize":
            assert own == "book", f"{path} reads visualize"
        elif own is not None and other != own:
            assert LEVELS[other] < LEVELS[own], f"{path} reads {other}"


def circle(sources):
    """Modules that import one another in a circle."""
    graph = {
        name: read_by(source, set(sources)) for name, source in sources.items()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("own", sorted({*LEVELS, "visualize"}))
def test_modules_of_a_sub_package_do_not_import_in_a_circle(own):
    inside = [path for path in MODULES if sub_package_of(path) == own]
    found = circle({name_of(path): path.read_text() for path in inside})
    assert not found, " -> ".join(found)


def test_a_circle_through_a_function_is_found():
    there = "import numpy\nfrom a.b import y\n"
    back = "def f():\n    from a import x\n    return x\n"
    assert circle({"a": "", "a.x": there, "a.b": "x = 1"}) == []
    assert set(circle({"a": "", "a.x": there, "a.b": back})) == {"a.x", "a.b"}
    itself = "from a.x import load"  # the package, whose __init__ reads a.b
    found = circle({"a": itself, "a.x": "from a import load"})
    assert found == ["a", "a.x", "a"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_has_its_test(path):
    own = sub_package_of(path)
    if path.stem == "__init__" or path.stem.startswith("chapter_"):
        return  # exercises/chapter_*: test_all_exercises.py covers each
    mirror = ROOT / "tests" / own / f"test_{path.stem}.py"
    assert mirror.exists(), f"{path.relative_to(ROOT)} has no {mirror.name}"


def test_every_test_mirrors_a_module():
    """`test_course_folder.py` is a second file of tests of `course.py`."""
    general = {"test_all_exercises.py", "test_any_input.py"}
    general.add("test_mutations.py")
    other = {"test_all_exercises.py", "test_mutations.py", "test_any_input.py"}
    for folder in PACKAGE.iterdir():
        modules = {path.stem for path in folder.rglob("*.py")}
        for test in (ROOT / "tests" / folder.name).glob("test_*.py"):
            words = test.stem.split("_")[1:]
            names = {"_".join(words[:n]) for n in range(1, len(words) + 1)}
            assert test.name in other or names & modules, test


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_stay_readable(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            has_text = isinstance(first, ast.Expr) and ast.get_docstring(node)
            start = first.end_lineno if has_text else node.lineno
            length = node.end_lineno - start
            assert length <= 40, f"{path.name}: {node.name} has {length} lines"


def test_no_module_of_the_package_asserts_or_unpickles():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.Assert), path
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                names.append(getattr(node, "module", None) or "")
                assert not {"pickle", "dill", "joblib"} & set(names), path
                assert "tensorflow.keras" not in names, path
        assert "tf.keras" not in path.read_text(), path
        assert "allow_pickle=True" not in path.read_text(), path


def python(code):
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return out.stdout.strip()


def test_light_modules_import_no_tensorflow():
    light = [
        name_of(path)
        for path in MODULES
        if LEVELS.get(sub_package_of(path), 0) < 2
        or sub_package_of(path) == "metrics"
        if sub_package_of(path) != "visualize"
    ]
    assert {"medkeras", "medkeras.utils.mode"} <= set(light)
    names = ", ".join([*light, "medkeras.book.command_line"])
    found = python(f"import sys, {names}; print('tensorflow' in sys.modules)")
    assert found == "False"


def test_the_package_itself_imports_in_no_time():
    code = (
        "import time; start = time.perf_counter(); import medkeras; "
        "print(time.perf_counter() - start)"
    )
    assert min(float(python(code)) for _ in range(3)) < 0.2


def test_the_top_level_is_the_agreed_one():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {n for n in names if not n.startswith(".")} <= TOP_LEVEL


def test_the_clone_stays_small():
    assert sum(path.stat().st_size for path in tracked()) < 30e6


def test_nothing_names_the_machine_it_was_made_on():
    traces = ["/" + "work/", "/" + "root/", "/tmp/" + "dev", "/home/" + "user"]
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        assert not [t for t in traces if t in text], path


def test_test_files_stay_readable():
    for path in (ROOT / "tests").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 300, path


def notebooks(folder):
    """Notebooks of the clone, without those a reader made beside them."""
    found = [path for path in tracked() if path.suffix == ".ipynb"]
    inside = [p for p in found if p.is_relative_to(ROOT / folder)]
    return sorted(set(inside) - set(untracked()))


@pytest.mark.parametrize("folder", ["chapters", "solutions"])
def test_notebooks_hold_no_outputs_and_belong_to_a_master(folder):
    found = notebooks(folder)
    assert found
    for path in found:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert not [c for c in cells if c.get("outputs")], path
        master = ROOT / "solutions" / path.parent.name / f"{path.stem}.py"
        assert master.exists(), path


def test_every_master_has_both_notebooks():
    for master in (ROOT / "solutions").glob("*/*.py"):
        for folder in ("chapters", "solutions"):
            made = ROOT / folder / master.parent.name / f"{master.stem}.ipynb"
            assert made.exists(), made


def test_a_student_gets_a_stub_for_each_answer_and_no_answer():
    for path in notebooks("chapters"):
        master = ROOT / "solutions" / path.parent.name / f"{path.stem}.py"
        answers = master.read_text("utf-8").count("### BEGIN SOLUTION")
        cells = json.loads(path.read_text("utf-8"))["cells"]
        text = "".join("".join(cell["source"]) for cell in cells)
        assert text.count("raise NotImplementedError") == answers
        assert answers >= 3, f"{path.stem}: `medkeras new exercise` adds one"
        assert "SOLUTION" not in text
