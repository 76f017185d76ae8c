"""Files of a set, or one line on why they cannot be read."""

import gzip

import numpy as np
import pytest
from etils import epath

from medkeras.data.sources import (
    content_of,
    files_of_splits,
    listing,
    npz_arrays,
    number_column,
    table_rows,
    text_of,
)
from medkeras.utils.errors import DataError


def refused(read, path, finding):
    with pytest.raises(DataError, match=finding) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}")
    assert "\n" not in str(caught.value)


def test_a_listing_shows_the_first_names(tmp_path):
    assert listing(tmp_path / "gone") == f"no folder {tmp_path / 'gone'}"
    assert listing(tmp_path) == "an empty folder"
    for name in "edcba":
        (tmp_path / name).touch()
    assert listing(tmp_path) == "only a, b, c, d, ..."
    (tmp_path / "e").unlink()
    assert listing(tmp_path) == "only a, b, c, d"


def test_what_cannot_be_opened_is_one_line(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    refused(content_of, path, "expected this file; found an empty folder")
    path.mkdir()
    refused(content_of, path, "expected a file; found Is a directory")
    path.rmdir()
    path.write_bytes(b"\xffa")
    assert content_of(path) == b"\xffa"

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(epath.Path(path)), "read_bytes", refuse)
    refused(content_of, path, "expected a file; found: permission denied")


@pytest.mark.parametrize(
    "data", [b"a\nb", b"\xef\xbb\xbfa\r\nb\r\n", b"a\rb\n", b"\n\na\nb\n\n"]
)
def test_text_is_the_same_whichever_system_wrote_it(tmp_path, data):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert text_of(path) == "a\nb"


@pytest.mark.parametrize(
    "data, finding",
    [
        (b" \n", "expected a table; found an empty file"),
        (b"PK\x03\x04a", "found a compressed archive: unpack it first"),
        (b"\x1f\x8ba", "found a compressed archive"),
        (b"\n<HTML>", "found a web page"),
        (b"a\xffb", "UTF-8; found the byte 0xff at position 1"),
    ],
)
def test_what_is_no_text_is_one_line(tmp_path, data, finding):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    refused(text_of, path, finding)


def test_arrays_of_an_archive_by_name(tmp_path):
    path = tmp_path / "x.npz"
    np.savez(path, a=[1, 2], b=[3], c=np.array([None]))
    assert list(npz_arrays(path, ["b", "a"])) == ["b", "a"]
    assert npz_arrays(path, ["a"])["a"].tolist() == [1, 2]

    def read(path):
        return npz_arrays(path, ["a", "d"], "the npz archive of Hearts")

    refused(read, path, "expected the arrays a, d; found a, b, c")
    refused(lambda p: npz_arrays(p, ["c"]), path, "not plain numbers")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused(read, path, r"archive of Hearts; found a damaged one \(cut off\?")
    path.write_bytes(b"no archive")
    refused(read, path, "expected the npz archive of Hearts; found no zip")


def test_rows_of_a_table_by_the_names_of_its_columns(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('name, age ,note\r\nAnn, 41 ,"a, b\r\nc"\r\n\r\nBo,,\r\n')
    assert table_rows(path, ["age", "name"]) == [
        {"name": "Ann", "age": "41", "note": "a, b\nc"},
        {"name": "Bo", "age": "", "note": ""},
    ]


@pytest.mark.parametrize(
    "text, finding",
    [
        ("name,note\nAnn,x\n", "expected the columns age, name; found none "
         "named age"),
        ("name,age\n", "expected rows below the header; found none"),
        ("name,age\nAnn,41\nBo\n", "row 2: expected 2 cells; found 1"),
    ],
)  # fmt: skip
def test_what_is_no_whole_table_is_one_line(tmp_path, text, finding):
    path = tmp_path / "people.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=finding):
        table_rows(path, ["age", "name"])


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_cells_end_where_the_header_says(tmp_path, mark):
    path = tmp_path / "table.csv"
    lines = [mark.join(("age", "note")), mark.join(("57", "")), ""]
    path.write_bytes("\r\n".join(lines).encode())
    assert table_rows(path, ["age"]) == [{"age": "57", "note": ""}]


@pytest.mark.parametrize("cell", ["", "old", "nan", "inf"])
def test_a_cell_that_is_no_number_is_one_line(cell):
    rows = [{"age": "57"}, {"age": cell}]
    refused(
        lambda path: number_column(path, rows, "age"),
        "table.csv",
        f"row 2, age: expected a number; found '{cell}'",
    )


def test_a_packed_table_is_read_as_the_table(tmp_path):
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 50)
    path = tmp_path / "table.csv.gz"
    path.write_bytes(packed)
    assert table_rows(path, ["a"]) == 50 * [{"a": "1", "b": "2"}]
    path.write_bytes(packed[:-9])
    with pytest.raises(DataError, match=r"damaged \.gz file") as error:
        text_of(path)
    assert "\n" not in str(error.value)
    path.write_bytes(b"a,b\n1,2\n")  # unpacked, the name kept
    assert table_rows(path, ["a"]) == [{"a": "1", "b": "2"}]


def test_files_of_splits_are_found_in_folders_below(tmp_path):
    files = {"train": "a.csv", "test": "b.csv"}
    with pytest.raises(DataError, match=r"expected a\.csv, b\.csv or some"):
        files_of_splits(tmp_path, files)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "b.csv").write_text("x")
    assert files_of_splits(tmp_path, files) == {"test": inner / "b.csv"}
