"""The builder of ChIP-seq peaks: both layouts, any part, made-up peaks."""

import gzip
import shutil

import numpy as np
import pytest
import tensorflow_datasets as tfds
from medkeras_datasets.chipseq import chipseq_dataset_builder, drawn, files
from sklearn.metrics import roc_auc_score

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_counts
from medkeras.data import card
from medkeras.genome import gc_content, log_odds_scan, position_weights
from medkeras.utils.errors import DataError

CARD = card("chipseq")
AC, B = "PLANTED1_drawn_AC.seq.gz", "PLANTED1_drawn_B.seq.gz"
DREAM5 = "TF_99_CHIP_100_dinuc.seq"


class SampleTest(tfds.testing.DatasetBuilderTestCase):
    """The made-up peaks, through every check that TFDS has."""

    DATASET_CLASS = chipseq_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("sample",)
    SPLITS = {"train": 800, "test": 400, "dream5": 900}  # noqa: RUF012


class FullTest(tfds.testing.DatasetBuilderTestCase):
    """Three small files in the official layouts."""

    DATASET_CLASS = chipseq_dataset_builder.Builder
    BUILDER_CONFIG_NAMES_TO_TEST = ("full",)
    SPLITS = {"train": 6, "test": 4, "dream5": 4}  # noqa: RUF012
    MOCK_OUT_FORBIDDEN_OS_FUNCTIONS = False


@pytest.fixture
def root(tmp_path):
    return shutil.copytree(CARD.folder / "dummy_data", tmp_path / "chipseq")


def test_all_files_are_read_wherever_they_lie(root):
    (root / "deep").mkdir()
    (root / AC).rename(root / "deep" / AC)
    (root / "other.seq").write_text("ACGT\t1\n")
    found = files.read_folder(root)
    assert list(found.splits) == ["train", "test", "dream5"]
    train, test, dream5 = found.splits.values()
    assert train["factor"].tolist() == ["PLANTED1"] * 6
    assert train["experiment"][0] == "PLANTED1_drawn"
    assert test["label"].tolist() == [1, 0, 1, 0]
    assert test["name"][1].endswith("shuf")
    assert dream5["factor"].tolist() == ["TF_99"] * 4
    assert dream5["kind"].tolist() == ["dinuc"] * 4
    assert dream5["label"].tolist() == [1, 1, 0, 0]
    assert found.notes == [
        "tables of experiments: AC 1, B 1, dinuc 1",
        "train: 6 sequences of 101 letters, 6 bound",
        "test: 4 sequences of 101 letters, 2 bound",
        "dream5: 4 sequences of 101 letters, 2 bound",
        "1 files .seq with other names were not read",
    ]


def test_the_same_letters_have_one_number_and_a_leak_is_told(root):
    whole = gzip.decompress((root / AC).read_bytes()).decode().splitlines()
    test = gzip.decompress((root / B).read_bytes()).decode()
    (root / B).write_bytes(gzip.compress((test + whole[2] + "\n").encode()))
    found = files.read_folder(root)
    train, test, dream5 = found.splits.values()
    assert test["number"][4] == train["number"][1]
    numbers = [part["number"].tolist() for part in (train, test, dream5)]
    assert len({n for each in numbers for n in each}) == 6 + 4 + 4
    assert "1 sequences of test stand in train, too" in found.notes


def test_a_part_is_enough_and_packed_is_as_unpacked(root):
    (root / B).unlink()
    (root / DREAM5).unlink()
    packed = files.read_folder(root).splits
    assert list(packed) == ["train"]
    text = gzip.decompress((root / AC).read_bytes()).replace(b"\n", b"\r\n")
    (root / AC).unlink()
    (root / AC[:-3]).write_bytes(text)
    again = files.read_folder(root).splits["train"]
    assert again["sequence"].tolist() == packed["train"]["sequence"].tolist()


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (AC, lambda t: t.replace("Bound", "label"), "expected the columns"),
        (AC, lambda t: t[: t.index("\n")], "found none"),
        (AC, lambda t: t[:-3], "expected 4 cells.*found 3 .cut off"),
        (B, lambda t: t.replace("\t1\n", "\t2\n"), "0 or 1; found '2'"),
        (B, lambda t: t.replace("ACG", "A!G", 1), "letters of DNA; found '!'"),
        (DREAM5, lambda t: t[:-3], "line 4: expected 2 cells"),
        (DREAM5, lambda t: t.replace("\t", " "), "line 1: expected 2 cells"),
        (DREAM5, lambda t: "", "an empty file"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(
    root, name, change, message
):
    path, is_packed = root / name, name.endswith(".gz")
    text = path.read_bytes()
    text = gzip.decompress(text) if is_packed else text
    changed = change(text.decode()).encode()
    path.write_bytes(gzip.compress(changed) if is_packed else changed)
    with pytest.raises(DataError, match=message) as error:
        files.read_folder(root)
    assert "\n" not in str(error.value) and name in str(error.value)


def test_other_trouble_is_one_clear_line(root, tmp_path):
    with pytest.raises(DataError, match="expected files such as"):
        files.read_folder(tmp_path / "nothing")
    (root / AC).write_bytes((root / AC).read_bytes()[:-20])
    with pytest.raises(DataError, match="damaged .gz"):  # noqa: RUF043
        files.read_folder(root)
    shutil.copy(CARD.folder / "dummy_data" / AC, root)
    (root / AC[:-3]).write_text("FoldID\tEventID\tseq\tBound\nA\tb\tACG\t1\n")
    with pytest.raises(DataError, match="AC again"):
        files.read_folder(root)


def auroc(part, score):
    return roc_auc_score(part["label"], score)


def test_the_motif_tells_and_the_share_of_gc_only_where_it_should():
    parts = drawn.splits(0)
    again = drawn.splits(0)["test"]["sequence"]
    assert parts["test"]["sequence"].tolist() == again.tolist()
    dream5 = parts["dream5"]
    weights = position_weights(100 * drawn.motif_of("PLANTED1"))
    shares = {}
    for kind in ("dinuc", "genomic", "full_genomic"):
        rows = {n: v[dream5["kind"] == kind] for n, v in dream5.items()}
        scan = log_odds_scan(rows["sequence"].tolist(), weights)
        best = np.maximum(scan.forward.max(1), scan.reverse.max(1))
        assert auroc(rows, best) > 0.85
        shares[kind] = auroc(rows, gc_content(rows["sequence"]))
    assert abs(shares["dinuc"] - 0.5) < 1e-9
    assert shares["full_genomic"] > 0.9
    assert 0.7 < shares["genomic"] < shares["full_genomic"]
    test = parts["test"]["sequence"]
    pairs = list(zip(test[::2], test[1::2], strict=True))
    assert all(dinucleotide_counts(a) == dinucleotide_counts(b)
               for a, b in pairs)  # fmt: skip
