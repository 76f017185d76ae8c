import os

import nbformat
import pytest

from medkeras.book import notices
from medkeras.book.notices import without_notices

NOTICES = """\
WARNING: All log messages before absl::InitializeLog() is called are written
I0000 00:00:1795488763.3 24661 port.cc:153] oneDNN custom operations are on.
E0000 00:00:1795488774.2 24661 cuda_platform.cc:52] failed call to cuInit: X
2026-01-01 10:00:00.1: I tensorflow/core/util/port.cc:153] oneDNN custom
E0000 00:00:1795488774.2 2 node_def_util.cc:6] NodeDef mentions attribute x
E0000 00:00:1795664541.0 8 util.cc:131] oneDNN supports DT_BOOL only on some
To enable the following instructions: AVX2, rebuild TensorFlow with flags.
"""

KEPT = [
    "UserWarning: the file is old\n",
    "WARNING: the pump is off\n",
    "E0000 00:00:1795488774.2 24661 gpu.cc:9] out of memory\n",
    "2026-01-01 10:00:00.1: E tensorflow/core/framework/op.cc:9] failed\n",
    "I saw 12 patients\n",
]


def test_notices_go():
    assert without_notices(NOTICES) == ""


@pytest.mark.parametrize("line", KEPT)
def test_warnings_and_errors_stay(line):
    assert without_notices(NOTICES + line + NOTICES) == line


def test_notices_of_this_process_are_left_out_and_the_rest_is_not(capfd):
    with notices.left_out():
        os.write(2, NOTICES.encode() + b"bad news\n")
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "bad news\nafterwards\n"


def test_an_error_comes_through_with_what_was_said(capfd):
    with pytest.raises(ZeroDivisionError), notices.left_out():
        os.write(2, b"bad news\n")
        raise ZeroDivisionError
    assert capfd.readouterr().err == "bad news\n"


def test_the_end_of_a_notice_that_came_late_is_no_empty_line():
    first, _ = NOTICES.split("\n", 1)
    said = [("stderr", first), ("stdout", "right\n"), ("stderr", "\n")]
    outputs = [
        nbformat.v4.new_output("stream", name=n, text=t) for n, t in said
    ]
    cell = nbformat.v4.new_code_cell(outputs=outputs)
    notices.clean(cell)
    assert [output.text for output in cell.outputs] == ["right\n"]
