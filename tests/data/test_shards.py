"""Shards cut into blocks: the records of TFDS, however they are given."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from medkeras.data import card, preparing, shards
from medkeras.data.building import FileExamples
from medkeras.data.shards import blocks, can_be_shared, encoder, split_info

PIMA = card("pima_diabetes")
ROWS = 25


class Lazy(list):
    """A sequence that tells which of its examples were asked for."""

    asked: tuple = ()

    def __getitem__(self, place):
        self.asked = (*self.asked, place)
        return super().__getitem__(place)


@pytest.fixture
def builder(tmp_path):
    made = preparing.builder_class(PIMA)(
        data_dir=str(tmp_path / "set"), config="sample"
    )
    made.data_path.mkdir(parents=True)
    return made


@pytest.fixture
def columns(builder):
    rng = np.random.default_rng(0)
    return {
        name: rng.integers(0, 2, ROWS).astype(spec.np_dtype)
        for name, spec in builder.info.features.items()
    }


@pytest.fixture
def small_blocks(builder, columns, monkeypatch):
    """Blocks of four examples."""
    first = {name: values[0] for name, values in columns.items()}
    size = len(encoder(builder)(first))
    monkeypatch.setattr(shards, "BLOCK_BYTES", 4 * size + 1)


def examples(columns):
    names = list(columns)
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    ]


def records(path):
    """Parsed: the order in which TFDS writes features is left to chance."""
    found = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    return [tf.train.Example.FromString(record) for record in found]


def content(builder, given, folder):
    folder.mkdir()
    encode = encoder(builder)
    return [
        (block.path.name, block.make(encode, PIMA), block.path.read_bytes())
        for block in blocks({"train": given}, builder, folder)
    ]


NUMBERS = {
    "single": np.float32([[0.1, -0.0, np.nan], [np.inf, 1e-45, 3e38]]),
    "double": np.float64([1 / 3, 1e-300, -np.inf]),
    "bytes": np.arange(256, dtype=np.uint8),
    "large": np.uint64([2**64 - 1, 0]),
    "flags": np.array([[True], [False]]),
    "one": np.float32(0.1),
    "none": np.zeros((0, 2), np.float32),
}


def test_a_record_has_the_numbers_that_tfds_writes():
    features = tfds.features.FeaturesDict(
        {
            name: tfds.features.Tensor(shape=each.shape, dtype=each.dtype)
            for name, each in NUMBERS.items()
        }
    )
    builder = SimpleNamespace(info=SimpleNamespace(features=features))
    written = tf.train.Example.FromString(features.serialize_example(NUMBERS))
    ours = encoder(builder)(NUMBERS)
    assert ours == written.SerializeToString(deterministic=True)


def test_columns_a_sequence_and_a_stream_give_the_same_blocks(
    builder, columns, small_blocks, tmp_path
):
    rows = examples(columns)
    kinds = {"columns": columns, "list": rows, "stream": iter(rows)}
    found = [
        content(builder, given, tmp_path / kind)
        for kind, given in kinds.items()
    ]
    assert found[0] == found[1] == found[2]
    assert [facts["examples"] for _, facts, _ in found[0]] == [4] * 6 + [1]
    shared = [can_be_shared({"train": given}) for given in kinds.values()]
    assert shared == [True, True, False]


def test_a_sequence_reads_only_what_is_made(
    builder, columns, small_blocks, tmp_path
):
    rows = Lazy(examples(columns))
    plan = list(blocks({"train": rows}, builder, tmp_path))
    plan[2].make(encoder(builder), PIMA)
    assert rows.asked == (0, 8, 9, 10, 11)  # 0: how large an example is


def of_files(columns, bad=()):
    """Examples of which some cannot be used, and say so."""
    items = list(enumerate(examples(columns)))

    def read(item):
        place, example = item
        wrong = place in bad
        return (None, [f"{place} is bad"]) if wrong else (example, [])

    return FileExamples(items, read)


def test_files_give_the_same_blocks_and_are_cut_by_their_number(
    builder, columns, small_blocks, tmp_path, monkeypatch
):
    whole = content(builder, columns, tmp_path / "columns")
    files = of_files(columns)
    assert content(builder, files, tmp_path / "files") == whole
    assert can_be_shared({"train": files})
    monkeypatch.setattr(shards, "BLOCK_FILES", 3)
    found = content(builder, files, tmp_path / "threes")
    assert [facts["examples"] for _, facts, _ in found] == [3] * 8 + [1]


def test_what_cannot_be_used_is_said_by_its_block(
    builder, columns, small_blocks, tmp_path
):
    """The first, all of the second block, one of the third."""
    files = of_files(columns, bad={0, 4, 5, 6, 7, 9})
    found = content(builder, files, tmp_path / "files")
    facts = [facts for _, facts, _ in found]
    assert [each["examples"] for each in facts] == [3, 0, 3, 4, 4, 4, 1]
    assert facts[0]["notes"] == ["0 is bad"]
    assert facts[2]["notes"] == ["9 is bad"]
    rows = [dict(zip(columns, row, strict=True))
            for row in zip(*columns.values(), strict=True)]  # fmt: skip
    assert list(files) == [rows[n] for n in range(ROWS)
                           if n not in {0, 4, 5, 6, 7, 9}]  # fmt: skip
    made = list(blocks({"train": files}, builder, tmp_path / "files"))
    info = split_info(
        builder, "train", [(block, block.facts()) for block in made]
    )
    assert info.shard_lengths == [3, 3, 4, 4, 4, 1]
    none = content(builder, of_files(columns, range(ROWS)), tmp_path / "none")
    assert [facts["examples"] for _, facts, _ in none] == [0]
    assert len(none[0][1]["notes"]) == ROWS


def test_the_shards_are_those_of_tfds(builder, columns, tmp_path):
    made = [
        (block, block.make(encoder(builder), PIMA))
        for block in blocks({"train": columns}, builder, tmp_path)
    ]
    info = split_info(builder, "train", made)
    (shard,) = builder.data_path.glob("*.tfrecord*")
    writer = preparing.builder_class(PIMA)(
        data_dir=str(tmp_path / "theirs"), config="sample"
    )
    writer.read_sample = lambda folder: {"train": columns}
    writer.download_and_prepare(
        download_config=tfds.download.DownloadConfig(try_download_gcs=False)
    )
    (theirs,) = writer.data_path.glob("*.tfrecord*")
    assert shard.name == theirs.name
    assert records(shard) == records(theirs)
    wanted = writer.info.splits["train"]
    assert info.shard_lengths == wanted.shard_lengths
    assert info.num_bytes == wanted.num_bytes


def test_many_shards_are_read_in_order(
    builder, columns, small_blocks, tmp_path
):
    made = [
        (block, block.make(encoder(builder), PIMA))
        for block in blocks({"train": columns}, builder, tmp_path)
    ]
    info = split_info(builder, "train", made)
    assert info.num_shards == 7
    builder.info.set_splits(tfds.core.splits.SplitDict([info]))
    found = builder.as_dataset("train").as_numpy_iterator()
    ages = [example["age"] for example in found]
    np.testing.assert_array_equal(ages, columns["age"])


HARMS = ["cut", "change", "forget", "mix up", "other size"]


@pytest.mark.parametrize("harm", HARMS)
def test_a_block_that_is_not_whole_is_not_there(
    builder, columns, tmp_path, monkeypatch, harm
):
    (block,) = blocks({"train": columns}, builder, tmp_path)
    assert block.facts() is None
    facts = block.make(encoder(builder), PIMA)
    assert block.facts() == facts
    record = block.path.read_bytes()
    written_down = block.path.with_name("train-00000.json")
    if harm == "cut":
        block.path.write_bytes(record[:-1])
    elif harm == "change":
        block.path.write_bytes(record[:-1] + bytes([record[-1] ^ 1]))
    elif harm == "forget":
        written_down.unlink()
    elif harm == "other size":  # begun by another version of the book
        monkeypatch.setattr(shards, "BLOCK_BYTES", shards.BLOCK_BYTES // 2)
    else:
        written_down.write_text("[]")
    assert block.facts() is None


def test_a_failure_leaves_no_block(builder, columns, tmp_path):
    (block,) = blocks({"train": columns}, builder, tmp_path)
    count = itertools.count()

    def fail():
        if next(count) == 9:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        block.make(encoder(builder), PIMA, fail)
    assert not block.path.exists() and block.facts() is None


@pytest.mark.parametrize("given", [[], iter([]), "columns"])
def test_a_split_without_examples_is_refused(builder, columns, tmp_path, given):
    if given == "columns":
        given = {name: values[:0] for name, values in columns.items()}
    with pytest.raises(AssertionError, match="train: no examples"):
        list(blocks({"train": given}, builder, tmp_path))
