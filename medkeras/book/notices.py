"""Start-up notices of TensorFlow's C++ code, which are not for readers.

TensorFlow 2.21 prints them whatever TF_CPP_MIN_LOG_LEVEL says. They carry
times and process numbers, so they would also make every run differ.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # half a second to import, which `launch` does without
    import nbformat

# Information and warnings in the format of absl and of older releases; and
# three errors that are none: a machine without a GPU, an attribute that one
# part of TensorFlow does not know of another, and a processor on which whole
# numbers go another way. Other errors stay.
NOTICE = re.compile(
    r"^(WARNING: All log messages before absl::InitializeLog"
    r"|[IW]\d{4} \d\d:\d\d:\d\d"
    r"|E\d{4} \d\d:\d\d:.*cuda_platform\.cc.*cuInit"
    r"|E\d{4} \d\d:\d\d:.*node_def_util\.cc.*NodeDef mentions attribute"
    r"|E\d{4} \d\d:\d\d:.*util\.cc.*oneDNN supports DT_\w+ only on"
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:.*: [IW] (external|tensorflow)/"
    r"|To enable the following instructions: .*rebuild TensorFlow"
    r").*\n?",
    re.MULTILINE,
)


def without_notices(text: str) -> str:
    """Text of a program without TensorFlow's start-up notices."""
    return NOTICE.sub("", text)


@contextlib.contextmanager
def left_out() -> Iterator[None]:
    """Keep the notices of this process from its standard error.

    C++ writes past Python, to the file number 2; the rest comes at the end.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            said.seek(0)
            sys.stderr.write(without_notices(said.read()))


def clean(cell: nbformat.NotebookNode) -> None:
    """Remove the notices from the outputs of a run cell, in place."""
    kept = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            output.text = without_notices(output.text)
            # The end of a notice's line may come later than the notice.
            if not output.text.strip():
                continue
        kept.append(output)
    cell.outputs = kept
