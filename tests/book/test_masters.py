import pytest

from medkeras.book.masters import read
from medkeras.utils.errors import UsageError

EXERCISE = """
# %%
def more():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION


# %%
check("9.1-2", more)
"""


def refusal(master):
    with pytest.raises(UsageError) as error:
        read(master)
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith("solutions/9_tiny/9_1_tiny.py, line ")
    return message


def line_of(master, text):
    lines = master.read_text("utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if text in line)


def test_a_sound_master_is_read(master, add_cells):
    add_cells(EXERCISE)
    notebook = read(master)
    assert [cell.cell_type for cell in notebook.cells][:2] == [
        "markdown",
        "code",
    ]
    assert notebook.metadata.medkeras.minutes == 1


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("### BEGIN SOLUTION", "`### END SOLUTION` without"),
        ("### END SOLUTION", "`### BEGIN SOLUTION` without"),
    ],
)
def test_a_missing_marker_is_named_with_its_line(master, marker, message):
    text = master.read_text("utf-8")
    other = "END" if "BEGIN" in marker else "BEGIN"
    master.write_text(text.replace(f"    {marker}\n", "    pass\n"))
    found = refusal(master)
    assert message in found
    assert f"line {line_of(master, f'### {other}')}:" in found


def test_a_nested_marker_is_refused(master, add_cells):
    nested = "    ### BEGIN SOLUTION\n    return 1"
    add_cells(EXERCISE.replace("    return 1", nested))
    assert "before `### END SOLUTION`" in refusal(master)


def test_both_markers_gone_leaves_a_check_without_solution(master):
    lines = master.read_text("utf-8").split("\n")
    kept = [line for line in lines if " SOLUTION" not in line]
    master.write_text("\n".join(kept))
    found = refusal(master)
    assert "check of 9.1-1 without a solution" in found
    place = line_of(master, 'check("9.1-1"')
    assert f"line {place}:" in found


@pytest.mark.parametrize("between", ["", "\n# %%\nprint(1)\n"])
def test_a_solution_needs_its_check_in_the_next_cell(
    master, add_cells, between
):
    solution, check = EXERCISE.split("\n\n\n")
    add_cells(solution + "\n" + between + (check if between else ""))
    found = refusal(master)
    assert "without a check" in found
    assert f"line {line_of(master, 'def more')}:" in found


def test_text_between_solution_and_check_is_welcome(master, add_cells):
    solution, check = EXERCISE.split("\n\n\n")
    add_cells(f"{solution}\n\n# %% [markdown]\n# Ready?\n\n{check}")
    assert read(master).cells[-1].source == 'check("9.1-2", more)'


def test_two_exercises_of_one_name_are_refused(master, add_cells):
    add_cells(EXERCISE.replace("9.1-2", "9.1-1"))
    first = line_of(master, 'check("9.1-1"')
    assert f"exercise 9.1-1 exists at line {first}" in refusal(master)


def test_markers_in_text_cells_are_refused(master, add_cells):
    add_cells("# %% [markdown]\n# ### BEGIN SOLUTION\n")
    assert "without `### END SOLUTION`" in refusal(master)


@pytest.mark.parametrize(("lines", "passes"), [(25, True), (26, False)])
def test_a_code_cell_has_25_lines_at_most(master, add_cells, lines, passes):
    add_cells("# %%\n" + "print(1)\n" * lines + "\n\n")
    if passes:
        read(master)
    else:
        assert "it has 26" in refusal(master)


def test_figures_go_through_the_one_door(master, add_cells):
    add_cells("# %%\nimport matplotlib.pyplot as plt\n\nplt.show()\n")
    found = refusal(master)
    assert "visualize.show" in found
    assert f"line {line_of(master, 'plt.show()')}:" in found


@pytest.mark.parametrize("key", ["objectives", "data", "minutes"])
def test_the_header_must_be_complete(master, key):
    text = master.read_text("utf-8")
    master.write_text(text.replace(f"#     {key}:", f"#     no_{key}:"))
    assert f"must have {key}" in refusal(master)


def test_a_header_that_is_no_yaml_is_named(master):
    text = master.read_text("utf-8")
    master.write_text(text.replace("[count to two]", "[count"))
    assert "line 1: the header is no YAML: " in refusal(master)
