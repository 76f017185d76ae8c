import hashlib
import io
import os
import stat

import numpy as np
import pandas as pd
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.pima_diabetes import (
    pima_diabetes_dataset_builder as pima,
)
from medkeras_datasets.pima_diabetes import table

from medkeras.utils.errors import DataError

FOLDER = pima.Builder.code_path.parent
SAMPLE = (FOLDER / "sample" / table.FILE).read_bytes()
SHA256 = next(iter(pima.Builder.url_infos.values())).checksum
HEADER, *LINES = SAMPLE.decode().split("\n")


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The shipped table, through every check that TFDS has."""

    DATASET_CLASS = pima.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 768}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """A manual download, with six made-up rows in its place."""

    DATASET_CLASS = pima.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 6}  # noqa: RUF012

    def setUp(self):
        dummy = (FOLDER / "dummy_data" / table.FILE).read_text().rstrip("\n")
        known = tfds.download.checksums.UrlInfo(
            size=0,
            checksum=hashlib.sha256(dummy.encode()).hexdigest(),
            filename=table.FILE,
        )
        patch = pytest.MonkeyPatch()
        # TFDS sets up more than once a test: each set-up undoes its own.
        self.addCleanup(patch.undo)
        patch.setattr(table, "NUM_ROWS", 6)
        patch.setattr(pima.Builder, "url_infos", {"made up": known})
        super().setUp()


@pytest.fixture
def path(tmp_path):
    return tmp_path / table.FILE


def read(path):
    return table.read_table(path, SHA256, 768)


def test_the_sample_is_the_published_table():
    values = read(FOLDER / "sample" / table.FILE)
    assert values.shape == (768, 9)
    assert values[:, -1].sum() == 268
    # Means as published with the set in 1990, to one decimal.
    means = [3.8, 120.9, 69.1, 20.5, 79.8, 32.0, 0.5, 33.2]
    np.testing.assert_allclose(values[:, :8].mean(0), means, atol=0.051)


def quoted():
    return "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(","))
        for line in (HEADER, *LINES)
    ).encode()


def rewritten(kind):
    """The table as pandas writes it, after reading it as numbers."""
    return pd.read_csv(io.BytesIO(SAMPLE)).astype(kind).to_csv(index=False)


SAME = {
    "CRLF": SAMPLE.replace(b"\n", b"\r\n"),
    "CR": SAMPLE.replace(b"\n", b"\r"),
    "last line feed": SAMPLE + b"\n",
    "both": SAMPLE.replace(b"\n", b"\r\n") + b"\r\n",
    "byte order mark": b"\xef\xbb\xbf" + SAMPLE,
    "blanks": SAMPLE.replace(b"\n", b" \n").replace(b",", b", "),
    "empty lines": SAMPLE.replace(b"\n", b"\n\n"),
    "quotes": quoted(),
    "small letters": SAMPLE.replace(HEADER.encode(), HEADER.lower().encode()),
    "pandas": rewritten("float64").encode(),
    "single precision": rewritten("float32").encode(),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_other_ways_to_write_the_same_table(path, same):
    path.write_bytes(same)
    np.testing.assert_array_equal(
        read(path), read(FOLDER / "sample/diabetes.csv")
    )


def changed(number, line):
    """The table with one other line; 0 is the first woman."""
    lines = [*LINES]
    lines[number] = line
    return "\n".join([HEADER, *lines]).encode()


BAD = {
    "empty": (b"", "found an empty file"),
    "fewer rows": (
        "\n".join([HEADER, *LINES[:700]]).encode(),
        "expected 768 rows below the header; found 700",
    ),
    "more rows": (SAMPLE + b"\n" + LINES[0].encode(), "found 769"),
    "header only": (HEADER.encode(), "found 0"),
    "last line cut": (
        SAMPLE[:-9],
        "line 769: expected 9 columns; found 7 in .* \\(cut off",
    ),
    "other header": (
        SAMPLE.replace(b"Glucose", b"Sugar", 1),
        "expected the header Pregnancies,.*; found: column 2 is 'Sugar', not "
        "Glucose$",
    ),
    "last column": (
        SAMPLE.replace(b"Outcome", b"label"),
        "; found: column 9 is 'label', not Outcome$",
    ),
    "a column more": (
        b"\n".join(b"1," + line for line in SAMPLE.split(b"\n")).replace(
            b"1,P", b"id,P", 1
        ),
        "; found: 10 columns, not 9; with 'id'$",
    ),
    "a column less": (
        SAMPLE.replace(b",BMI", b"", 1),
        "; found: 8 columns, not 9; without BMI$",
    ),
    "no header": ("\n".join(LINES).encode(), "found: column 1 is '6', not Pre"),
    "text": (
        changed(4, "0,high,40,35,168,43.1,2.288,33,1"),
        "line 6, Glucose: expected a number; found 'high'",
    ),
    "gap": (
        changed(4, "0,,40,35,168,43.1,2.288,33,1"),
        "line 6, Glucose: expected a number; found ''",
    ),
    "semicolons": (SAMPLE.replace(b",", b";"), "expected the header"),
    "columns": (changed(2, "8,183,64,0,0,23.3,0.672,32"), "line 4: expected 9"),
    "negative": (
        changed(4, "0,137,-40,35,168,43.1,2.288,33,1"),
        "line 6, BloodPressure: expected a finite number",
    ),
    "infinite": (
        changed(4, "0,137,40,35,inf,43.1,2.288,33,1"),
        "line 6, Insulin: expected a finite .* found 'inf'",
    ),
    "not a number": (
        changed(4, "0,137,40,35,nan,43.1,2.288,33,1"),
        "line 6, Insulin: expected a finite",
    ),
    "label": (
        changed(4, "0,137,40,35,168,43.1,2.288,33,2"),
        "line 6, Outcome: expected 0 or 1; found '2'",
    ),
    "other values": (
        changed(4, "0,138,40,35,168,43.1,2.288,33,1"),
        "1 values differ, first line 6, Glucose: published 137, found 138$",
    ),
    "other order": (
        "\n".join([HEADER, *LINES[::-1]]).encode(),
        "expected the values .* the same rows in another order$",
    ),
    "huge": (
        changed(4, "0,137,40,35,1e39,43.1,2.288,33,1"),
        "line 6, Insulin: expected a finite .* found '1e39'",
    ),
    "null bytes": (SAMPLE.replace(b"148", b"\0"), r"line 2, Glucose: .*\\x00"),
    "UTF-16": (SAMPLE.decode().encode("utf-16"), "0xff at position 0"),
    "not text": (SAMPLE[:90] + b"\xff" + SAMPLE[90:], "0xff at position 90"),
    "zip": (b"PK\x03\x04" + SAMPLE, "found a compressed archive"),
    "gzip": (b"\x1f\x8b\x08" + SAMPLE, "found a compressed archive"),
    "web page": (b"<!DOCTYPE html><p>Log in", "found a web page"),
}


@pytest.mark.parametrize(("data", "finding"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_one_clear_line(path, data, finding):
    path.write_bytes(data)
    with pytest.raises(DataError, match=finding) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_missing_file_says_what_is_there(path):
    with pytest.raises(DataError, match="found an empty folder"):
        read(path)
    (path.parent / "Diabetes.xlsx").touch()
    with pytest.raises(DataError, match=r"found only Diabetes\.xlsx"):
        read(path)
    with pytest.raises(DataError, match="found no folder"):
        read(path.parent / "gone" / table.FILE)


def test_a_folder_in_place_of_the_file(path):
    path.mkdir()
    with pytest.raises(DataError, match="expected a file; found"):
        read(path)


@pytest.mark.skipif(os.name == "nt", reason="permissions are other there")
def test_no_permission(path):
    path.write_bytes(SAMPLE)
    path.chmod(0)
    root = os.geteuid() == 0
    if root:  # root may read everything: be somebody else for a moment
        for folder in path.parents:
            others = folder.stat().st_mode | stat.S_IXOTH
            if folder.stat().st_mode != others:
                folder.chmod(others)
        os.seteuid(65534)
    try:
        with pytest.raises(DataError, match="found: permission denied"):
            read(path)
    finally:
        if root:
            os.seteuid(0)
