from pathlib import Path
from types import SimpleNamespace

import nbformat.v4 as v4

from medkeras.book.failures import failure_of
from medkeras.book.kernel import CellExecutionError, KernelDiedError


def failed_cell():
    traceback = ["File x", "ZeroDivisionError: division by zero"]
    error = SimpleNamespace(output_type="error", traceback=traceback)
    cell = v4.new_code_cell("1 / 0")
    cell.outputs = [error]
    return cell


def test_a_failed_cell_is_told_with_its_trace():
    error = CellExecutionError("trace", "ZeroDivisionError", "division by zero")
    told = failure_of(error, failed_cell(), "2. A", Path("f"))
    assert (told.source, told.section, told.advice) == ("1 / 0", "2. A", "")
    assert told.trace.startswith("File x\nZeroDivision")
    assert str(told) == "ZeroDivisionError: division by zero"


def test_advice_for_the_reader_is_one_line():
    error = CellExecutionError("trace", "DataError", "expected\n two files")
    told = failure_of(error, failed_cell(), "2. A", Path("f"))
    assert told.advice == str(told) == "expected two files"


def test_a_kernel_may_die_before_the_first_cell():
    told = failure_of(KernelDiedError("last words"), None, "start", Path("f"))
    assert told.source == told.advice == ""
    assert told.trace.startswith("last words\nThe kernel died here")
