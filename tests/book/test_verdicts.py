"""One check at a time: what earns its point, and what tricks do not."""

import numpy as np
import pandas as pd
import pytest

from medkeras.book.grading.verdicts import call_of, verdict
from medkeras.exercises import checking
from medkeras.exercises.assertions import expect_close, expect_unchanged
from medkeras.exercises.checking import Wrong

CHECK = 'from medkeras.exercises import check\n\ncheck("0.0-1", double)'
STUB = "import numpy as np\n\n\ndef double(x):\n    raise NotImplementedError()"
RIGHT = STUB.replace("raise NotImplementedError()", "return 2 * x")
SECRET = "multiply by two"


@pytest.fixture(autouse=True)
def doubling(monkeypatch):
    monkeypatch.setattr(checking, "_registered", {})

    @checking.exercise("0.0-1", title="Doubling", objective="to double")
    def examine(answer):
        for size in (2, 3):
            x = np.arange(1.0, size + 1)
            received = answer(x.copy())
            if np.shape(received) == x.shape and np.all(received == x):
                raise Wrong("same", SECRET, SECRET + "!", SECRET + "!!")
            expect_close(received, 2 * x, SECRET)


@pytest.fixture
def grade(tmp_path):
    def grade(*earlier, check=CHECK, seconds=20):
        return verdict(check, list(earlier), tmp_path, seconds)

    return grade


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (CHECK, ("0.0-1", "double")),
        ('check("a", f, hint=3)', ("a", "f")),
        ('check(\n  "a", partial(f, 2))', ("a", "partial(f, 2)")),
        ("assert f(2) == 4", None),
        ("check(f)", None),
    ],
)
def test_number_and_answer_of_a_check(source, found):
    assert call_of(source) == found


def test_right_wrong_and_missing_answers(grade):
    told = grade("import broken_here", RIGHT)
    assert told.passed
    assert told.text == "Exercise 0.0-1 (Doubling): correct."
    told = grade(STUB)
    assert not told.passed and told.text.endswith("not attempted.")
    told = grade(STUB.replace("raise NotImplementedError()", "return x"))
    assert not told.passed and told.text.endswith("Doubling): not yet.")


def test_no_hint_is_told_at_any_level(grade):
    for answer in ("return 3 * x", "return x.sum()"):
        answer = STUB.replace("raise NotImplementedError()", answer)
        assert SECRET not in grade(answer).text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return x / y", "name 'y' is not defined\nin its line: return x / y"),
        ("import os; os._exit(0)", "it ended Python."),
        ("raise SystemExit", "stopped with SystemExit"),
        ("return input()", "stopped with EOFError"),
    ],
)
def test_the_students_own_error_is_told(grade, body, told):
    text = grade(STUB.replace("raise NotImplementedError()", body)).text
    assert told in text


def test_an_endless_answer_ends_in_time(grade):
    endless = STUB.replace("raise NotImplementedError()", "while True: pass")
    told = grade(endless, seconds=2)
    assert not told.passed and "longer than 2 seconds" in told.text


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([RIGHT.replace("double", "twice")], "'double' is not defined"),
        (
            ["def double(x):\n    return 2 *"],
            "it needs stopped with Syn",
        ),
        (["import gone_for_good\n\n" + RIGHT], "ModuleNotFoundError"),
        (["double = 2"], "expected a function, received int"),
    ],
)
def test_why_there_is_no_function(grade, cells, told):
    assert told in grade(*cells).text


def test_helpers_and_imports_in_other_cells_are_found(grade):
    told = grade(
        "from numpy import *\nTWO = 2",
        "import not_here",
        "%%time\ndef helper(v):\n    return multiply(v, TWO)",
        "def double(x):\n    return helper(x)",
    )
    assert told.passed, told.text


ATTACKS = {
    "patches": """
import builtins, os, sys
import medkeras.exercises as e
from medkeras.exercises import checking
os.environ.pop("NBGRADER_EXECUTION", None)
e.check = checking.check = check = lambda *a, **k: print("correct.")
checking._examine = lambda *a: None
checking.outcome = lambda *a: ("correct", None)
checking.graded = lambda: False
np.allclose = np.isclose = np.all = lambda *a, **k: np.True_
np.shape = lambda a: (2,)
shell = get_ipython()
shell.showtraceback = lambda *a, **k: None
shell.set_custom_exc((Exception,), lambda *a, **k: None)
builtins.print = lambda *a, **k: None
builtins.AssertionError = builtins.Exception = int
sys.modules["medkeras"] = sys.modules["numpy"] = sys
""",
    "exit": "import sys\nsys.exit()",
    "reset": "%reset -f",
    "os._exit": "import os\nos._exit(0)",
}
LIES = {
    "always equal": (
        "class Yes:\n        __eq__ = __ge__ = lambda s, o: True\n"
        "        shape = (2,)\n    return Yes()"
    ),
    "array of yes": (
        "class Yes(np.ndarray):\n        __eq__ = lambda s, o: True\n"
        "        __array_ufunc__ = lambda *a, **k: np.True_\n"
        "    return np.zeros(len(x)).view(Yes)"
    ),
    "reads the caller": (
        "import inspect\n    for f in inspect.stack():\n"
        "        for v in f.frame.f_locals.values():\n"
        "            if isinstance(v, np.ndarray) and (v == 2 * x).all():\n"
        "                return v\n    raise NotImplementedError"
    ),
    "fake reply": (
        "import os, json, struct\n    data = json.dumps({'value': {'verdict': "
        "'correct'}}).encode()\n    for n in range(3, 20):\n        try:\n"
        "            os.write(n, struct.pack('>Q', len(data)) + data)\n"
        "        except OSError: pass\n    return x"
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_trick_earns_nothing(grade, name):
    """In the exercise's own cell, so that it surely runs."""
    told = grade(f"{STUB}\n\n\n{ATTACKS[name]}")
    assert not told.passed, told.text


def test_a_trick_in_another_cell_harms_nobody(grade):
    assert grade(RIGHT, *ATTACKS.values()).passed


@pytest.mark.parametrize("name", LIES)
def test_a_value_that_lies_earns_nothing(grade, name):
    lie = STUB.replace("raise NotImplementedError()", LIES[name])
    told = grade(lie)
    assert not told.passed, told.text


def test_right_answers_of_other_types(grade):
    """Tables with missing values, lists for pairs, changed arguments."""

    @checking.exercise("0.0-2", title="Tables", objective="to keep")
    def examine(answer):
        table = pd.DataFrame({"a": [0.0, 1.0]})
        rng, array = np.random.default_rng(1), np.zeros(2)
        given = [(table.copy(), array.copy())]
        pair = answer.on_originals(*given[0], rng)
        if not isinstance(pair, list) or pair[0]["a"].isna().sum() != 1:
            raise Wrong("pair", "a", "b", "c")
        if rng.random() == np.random.default_rng(1).random():
            raise Wrong("rng", "a", "b", "c")
        expect_unchanged(given, [(table, array)])

    source = (
        "import pandas as pd\nimport numpy as np\n\n\n"
        "def f(table, array, rng):\n    rng.random()\n{}"
        "    table = table.convert_dtypes().replace(0, pd.NA)\n"
        "    return [table, np.float32(1)]"
    )
    check = 'check("0.0-2", f)'
    told = grade(source.format(""), check=check)
    assert told.passed, told.text
    assert not grade(source.format("    array += 1\n"), check=check).passed


def test_a_check_that_hands_over_a_function(grade):
    @checking.exercise("0.0-3", title="Twice", objective="to call")
    def examine(answer):
        if answer(lambda x: x + 1, 3) != 5:
            raise Wrong("not", "a", "b", "c")

    source = "def f(g, x):\n    return g(g(x))"
    assert grade(source, check='check("0.0-3", f)').passed


def test_an_instructors_own_asserts(grade):
    assert grade(RIGHT, check="assert double(2) == 4").passed
    told = grade(RIGHT, check="assert double(2) == 5, 'five'")
    assert not told.passed and "AssertionError: five" in told.text


def test_files_beside_the_notebook_are_there_but_cannot_pose(grade, tmp_path):
    (tmp_path / "tools.py").write_text("def two(x):\n    return 2 * x\n")
    (tmp_path / "numpy.py").write_text("raise SystemExit\n")
    (tmp_path / "medkeras").mkdir()
    (tmp_path / "medkeras" / "__init__.py").write_text("raise SystemExit\n")
    told = grade("import tools\nimport numpy\n\n\ndouble = tools.two")
    assert told.passed, told.text
