"""Which cells an answer needs; heavy ones that it does not need stay out."""

import textwrap

import pytest

from medkeras.book.grading.dependencies import names_of, needed

CELLS = [
    "import numpy as np\nimport keras",  # 0
    "rows = load()\nx = rows",  # 1
    "def helper(v):\n    return np.exp(v) + OFFSET",  # 2
    "def answer(x):\n    y = [x for x in x]\n    return helper(y)",  # 3
    "OFFSET = 3",  # 4
    "model = train(x)",  # 5
]


def test_helpers_and_constants_run_and_the_rest_does_not():
    assert needed(CELLS, {"answer"}) == [0, 2, 3, 4]


def test_an_import_of_its_own_needs_no_other_cell():
    own = "import numpy as np\n\n\ndef answer(x):\n    return np.sum(x)"
    assert needed([*CELLS, own], {"answer"}) == [6]


def test_the_last_definition_counts():
    cells = ["def f(): return 1", "def f(): return 2", "def g(): return f()"]
    assert needed(cells, {"g"}) == [1, 2]


def test_what_a_cell_takes_at_once_comes_from_above():
    cells = ["a = 1", "a = a + 1", "a += 1", "def f(x=a): return x", "a = 9"]
    assert needed(cells, {"f"}) == [0, 1, 2, 3]


def test_recursion_ends():
    cells = ["def even(n): return odd(n - 1)", "def odd(n): return even(n - 1)"]
    assert needed(cells, {"even"}) == [0, 1]


@pytest.mark.parametrize(
    "cell",
    [
        "f = lambda x: x",
        "from tools import f",
        "import f",
        "async def f(): pass",
        "class f: pass",
        "if True:\n    def f(): pass",
        "try:\n    import f\nexcept ImportError:\n    f = None",
        "def make():\n    global f\n    f = 1\nmake()",
        "%%time\ndef f(): pass",
        "%matplotlib inline\n!ls\nf = 1",
        "a, (b, f) = 1, (2, 3)",
        "for f in range(3): pass",
        "with open('a') as f: pass",
        "(f := 3)",
    ],
)
def test_ways_to_define_a_name(cell):
    assert needed(["x = 1", cell], {"f"}) == [1]


@pytest.mark.parametrize("cell", ["def f(x:\n    pass", "f = (1,", "def f():"])
def test_a_cell_that_cannot_be_read_still_counts_as_the_one(cell):
    assert needed(["x = 1", cell], {"f"}) == [1]


def test_what_nobody_defines_may_come_from_an_import_of_all():
    cells = ["from numpy import *", "x = 1", "def f(): return exp(1)"]
    assert needed(cells, {"f"}) == [0, 2]
    assert needed(cells[1:], {"nothing"}) == []


def test_builtins_need_nothing():
    assert needed(["from numpy import *", "def f(): print(len)"], {"f"}) == [1]


def test_names_inside_functions_are_their_own():
    source = textwrap.dedent("""
        def f(a, *b, c=default, **d):
            def inner():
                nonlocal local
                local = outer
            local = 1
            return [e for e in a if e in table]
    """)
    names = names_of(source)
    assert names.bound == {"f"}
    assert names.at_once == {"default"}
    assert names.later == {"outer", "table"}


def test_odd_escapes_and_magics_do_not_matter():
    assert names_of('pattern = "\\d"\nf?\n').bound == {"pattern"}
