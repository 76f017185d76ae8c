"""The shipped part of the arrhythmia set: real, whole, and small."""

import csv
import hashlib
import zipfile

import numpy as np
import pytest
from medkeras_datasets.mitdb import beats, database, shipped_sample

from medkeras.data import card
from medkeras.utils.errors import DataError

FOLDER = card("mitdb").folder / "sample"
# N, S, V, F, Q of the shipped minutes.
COUNTS = {
    106: (681, 0, 154, 0, 0), 115: (776, 0, 0, 0, 0),
    118: (879, 48, 7, 0, 0), 119: (653, 0, 141, 0, 0),
    122: (985, 0, 0, 0, 0), 203: (1043, 0, 191, 0, 1),
    208: (515, 0, 459, 199, 0), 209: (976, 287, 1, 0, 0),
    220: (754, 50, 0, 0, 0), 223: (850, 44, 157, 5, 0),
    103: (830, 0, 0, 0, 0), 200: (791, 11, 273, 1, 0),
    212: (1119, 0, 0, 0, 0), 213: (1066, 18, 94, 129, 0),
    221: (817, 0, 190, 0, 0), 222: (883, 73, 0, 0, 0),
    228: (660, 0, 160, 0, 0), 232: (161, 570, 0, 0, 0),
    233: (898, 0, 321, 5, 0), 234: (1059, 50, 0, 0, 0),
}  # fmt: skip
# Of all arrays, in the order below: as made from the official files.
SHA256 = "07a35c5296c8e793656cbd96d536174f310581d371381b5d89c21f499c62718b"


@pytest.fixture(scope="module")
def sample():
    return shipped_sample.read_sample(FOLDER)


def test_the_files_hold_what_was_made_from_the_official_ones(sample):
    digest = hashlib.sha256()
    for split in ("train", "test"):
        for record in sample[split]:
            digest.update(np.int64(record.number).tobytes())
            for values in (record.peaks, record.rows):
                digest.update(values.astype("<i8").tobytes())
            digest.update(record.windows.astype("<f4").tobytes())
            digest.update("".join(record.symbols).encode())
            digest.update(record.second_lead.encode())
    assert digest.hexdigest() == SHA256


def test_the_counts_are_those_of_the_card(sample):
    found = {
        record.number: tuple(
            np.bincount(record.labels()[record.rows], minlength=5).tolist()
        )
        for read in sample.values()
        for record in read
    }
    assert found == COUNTS
    facts = card("mitdb").facts
    windows = {s: sum(len(r.rows) for r in read) for s, read in sample.items()}
    assert facts["sample_counts"] == windows
    assert facts["sample_provenance"] == "real"


def test_it_is_ten_of_each_half_without_the_man_in_both(sample):
    for split, numbers in database.SPLITS.items():
        held = {record.number for record in sample[split]}
        assert len(held) == 10 and held < set(numbers)
        assert not held & {201, 202}
    assert not database.is_complete(sample)


def test_the_minutes_are_those_after_the_learning_period(sample):
    for read in sample.values():
        for record in read:
            times = [row["time"] for row in record.examples()]
            assert times == sorted(times)
            assert 300 <= times[0] < 303 and 1017 < times[-1] < 1020
            rows = list(record.examples())
            assert not np.isnan([row["rr_previous"] for row in rows]).any()
            assert not np.isnan([row["rr_next"] for row in rows]).any()


def test_it_is_small_and_holds_no_pickle():
    files = sorted(FOLDER.glob("*.npz"))
    assert sum(file.stat().st_size for file in files) < 4e6
    for file in files:
        with np.load(file, allow_pickle=False) as stored:
            assert {stored[name].dtype.kind for name in stored} <= set("uiU")
        dates = {info.date_time for info in zipfile.ZipFile(file).infolist()}
        assert dates == {(1980, 1, 1, 0, 0, 0)}  # so that bytes are the same
    licence = (FOLDER / "LICENSE.md").read_text("utf-8")
    assert "Open\nData Commons Attribution" in licence
    assert "Moody" in licence and "Mark" in licence


def published(number, symbols, minutes=20):
    """A record with a beat every 4 s, and windows in the recorder's steps."""
    peaks = np.arange(4, minutes * 60, 4) * beats.RATE
    rows = np.arange(len(peaks))
    rng = np.random.default_rng(number)
    steps = rng.integers(-3072, 3073, (len(rows), 96, 2))
    symbols = np.resize(np.array(list(symbols)), len(peaks)).tolist()
    windows = (steps / 600).astype(np.float32)
    return database.Record(number, peaks, symbols, rows, windows, "V1", True)


def both_halves(symbols_of):
    return {
        split: [published(n, symbols_of.get(n, "N")) for n in numbers]
        for split, numbers in database.SPLITS.items()
    }


def test_made_again_it_is_the_same_and_nothing_is_lost(tmp_path):
    found = both_halves({109: "NNNNNNNV", 202: "S"})
    names = shipped_sample.make_sample(found, tmp_path / "once")
    assert shipped_sample.make_sample(found, tmp_path / "again") == names
    for name in names:
        once = (tmp_path / "once" / name).read_bytes()
        assert once == (tmp_path / "again" / name).read_bytes()
    again = shipped_sample.read_sample(tmp_path / "once")
    for split, read in again.items():
        whole = {record.number: record for record in found[split]}
        for record in read:
            rows = list(record.examples())
            assert len(rows) == 180
            expected = list(whole[record.number].examples())[74:254]
            for row, right in zip(rows, expected, strict=True):
                assert row.keys() == right.keys()
                for name in row:
                    np.testing.assert_array_equal(row[name], right[name])


def test_the_rule_ranks_by_s_then_v_then_fewest_of_both():
    symbols = {
        101: "S", 106: "SN", 108: "SNN", 109: "SNNN", 112: "SNNNN",
        114: "V", 115: "VN", 116: "VNN", 118: "VNNN", 119: "SVVV",
    }  # fmt: skip
    chosen = shipped_sample.choose(both_halves(symbols)["train"])
    assert [record.number for record in chosen] == [
        101, 106, 108, 109,  # S; 119 has as many as 109, and comes after it
        114, 115, 116, 119,  # V
        122, 124,  # neither, the lowest numbers
    ]  # fmt: skip
    # Outside the shipped minutes nothing counts.
    early = published(230, "N")
    early.symbols[:74] = ["S"] * 74
    half = [*both_halves({})["train"][:-1], early]
    numbers = {record.number for record in shipped_sample.choose(half)}
    assert 230 not in numbers


def test_the_man_in_both_halves_is_never_chosen():
    chosen = shipped_sample.choose(both_halves({202: "S"})["test"])
    assert 202 not in {record.number for record in chosen}


def test_a_sample_of_other_files_is_refused(tmp_path):
    found = both_halves({})
    found["train"] = found["train"][1:]
    with pytest.raises(DataError, match="44 published records"):
        shipped_sample.make_sample(found, tmp_path)
    assert not list(tmp_path.iterdir())
    found = both_halves({})
    odd = found["test"][0]
    odd.windows[:] = 0.001  # no whole step
    with pytest.raises(DataError, match=f"{odd.number}: expected st"):
        shipped_sample.make_sample(found, tmp_path)


def test_the_card_counts_what_the_table_counts():
    """counts.tsv is made by `database.count_table` from the official files."""
    with (FOLDER.parent / "counts.tsv").open() as file:
        table = list(csv.DictReader(file, delimiter="\t"))
    numbers = [int(row["record"]) for row in table]
    assert numbers == [*database.DS1, *database.DS2]

    def total(split, columns):
        rows = [row for row in table if row["split"] == split]
        return sum(int(row[name]) for row in rows for name in columns)

    text = " ".join(card("mitdb").text.split())
    for split, counts in card("mitdb").facts["counts"].items():
        assert counts == total(split, ["windows"])
        assert total(split, beats.CLASS_OF) - counts == 21
        for symbols in ("NLRej", "LR", "ej", "AaJS"):
            assert f"{total(split, symbols):,}" in text
    of = {int(row["record"]): row for row in table}
    for number, split, share in ((209, "train", 41), (232, "test", 75)):
        ours = sum(int(of[number][symbol]) for symbol in "AaJS")
        assert f"{ours:,} ({share} %)" in text
        assert round(100 * ours / total(split, "AaJS")) == share
    assert of[207]["E"] == "105" and total("train", "E") == 105


def test_a_count_table_by_hand():
    record = published(101, "NNVA", minutes=2)
    table = database.count_table({"train": [record]}).splitlines()
    header, cells = (line.split("\t") for line in table)
    row = dict(zip(header, cells, strict=True))
    right = dict(record="101", split="train", windows="29", N="15", V="7")
    assert row.items() >= right.items()
    assert (row["A"], row["Q"]) == ("7", "0")
