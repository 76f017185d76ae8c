"""Shards of a set, made block by block: what is made is not made again.

A split is cut into blocks of about `BLOCK_BYTES`; each becomes a shard, with
the records that TFDS itself would write. Where a block begins follows from the
data alone, so that any process may make any block.
"""

import dataclasses
import functools
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from medkeras.data.cards import Card
from medkeras.data.download import sha256
from medkeras.data.tally import Tally
from medkeras.utils.files import write_atomically
from medkeras.utils.unfinished import unfinished_file

BLOCK_BYTES = 16 << 20  # of encoded examples
BLOCK_FILES = 256  # examples of a block, where each has a file to be opened

Splits = Mapping[str, Mapping | Iterable[Mapping]]


@dataclasses.dataclass(frozen=True)
class Block:
    """Some examples of a split in a row, and the file that they go to."""

    split: str
    path: Path
    rows: Callable[[list[str]], Iterable[Mapping]]  # adds notes to a list

    @property
    def _written_down(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def facts(self) -> dict | None:
        """What was written down of a block that is whole; else None."""
        try:
            facts = json.loads(self._written_down.read_text("utf-8"))
            whole = sha256(self.path) == facts["sha256"]
            return facts if whole and facts["made_by"] == made_by() else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def make(self, encode, card: Card, advance=lambda: None) -> dict:
        """Write the block; half a block is never seen under its name."""
        import tensorflow as tf

        tally, size, notes = Tally(card), 0, []
        with unfinished_file(self.path) as part:
            with tf.io.TFRecordWriter(part.name) as writer:
                for example in tally.watch(self.rows(notes)):
                    record = encode(example)
                    writer.write(record)
                    size += len(record)
                    advance()
            facts = tally.stored() | {
                "bytes": size,
                "notes": notes,
                "sha256": sha256(Path(part.name)),
                "made_by": made_by(),
            }
            write_atomically(self._written_down, json.dumps(facts))
        return facts


def made_by() -> str:
    """What decides on the blocks beside the data: this code, and their size."""
    size = f"{BLOCK_BYTES} bytes, {BLOCK_FILES} files"
    return f"{sha256(Path(__file__))[:16]}, {size}"


def encoder(builder) -> Callable[[Mapping], bytes]:
    """The function that makes a record of an example, as TFDS does.

    TFDS leaves the order of the features in a record to chance; here it is
    always the same, and with it the bytes.
    """
    from tensorflow_datasets.core import example_serializer

    features = builder.info.features
    serializer = example_serializer.ExampleSerializer(
        features.get_serialized_info()
    )

    def encode(example):
        encoded = features.encode_example(example)
        quick = {name: _listed(value) for name, value in encoded.items()}
        record = serializer.get_tf_example(quick)
        return record.SerializeToString(deterministic=True)

    return encode


class _Listed(np.ndarray):
    """An array that gives TFDS plain numbers, which a record takes faster."""

    @property
    def flat(self):
        return self.ravel().tolist()


def _listed(value):
    """The value; as `_Listed` where it is an array of numbers."""
    numbers = isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    return value.view(_Listed) if numbers else value


def can_be_shared(splits: Splits) -> bool:
    """Whether any block can be made without reading those before it."""
    return all(isinstance(e, Mapping | Sequence) for e in splits.values())


def blocks(splits: Splits, builder, folder: Path) -> Iterator[Block]:
    """All blocks of a set, in order.

    Args:
        splits: examples of each split: columns, a sequence that reads an
            example when it is asked for, or what yields them one by one.
        builder: the TFDS builder of the set.
        folder: where the blocks are kept.

    Yields:
        The blocks. Of examples that come one by one a block holds its own
        until the next is asked for.
    """
    encode, names = encoder(builder), list(builder.info.features)
    for split, examples in splits.items():
        chunks = _chunks(examples, names, encode)
        number = -1
        for number, rows in enumerate(chunks):
            yield Block(split, folder / f"{split}-{number:05}", rows)
        if number < 0:
            raise AssertionError(f"{split}: no examples")


def _chunks(examples, names, encode) -> Iterator[Callable]:
    """Functions of a list of notes that give the examples of each block."""
    most = None
    if isinstance(examples, Mapping):
        total = len(examples[names[0]])
        take = functools.partial(_of_columns, examples, names)
    elif hasattr(examples, "usable"):  # FileExamples, of builders
        total, take, most = len(examples), examples.usable, BLOCK_FILES
    elif isinstance(examples, Sequence):
        total, take = len(examples), functools.partial(_of_sequence, examples)
    else:
        yield from _of_stream(iter(examples), encode)
        return
    for first in take(0, total, []):
        length = min(_length(first, encode), most or total)
        break
    else:
        length = most or total
    for start in range(0, total, max(1, length)):
        stop = min(start + length, total)
        yield functools.partial(take, start, stop)


def _length(first: Mapping, encode) -> int:
    return max(1, BLOCK_BYTES // max(1, len(encode(first))))


def _of_columns(columns, names, start, stop, notes):
    for row in range(start, stop):
        yield {name: columns[name][row] for name in names}


def _of_sequence(examples, start, stop, notes):
    for row in range(start, stop):
        yield examples[row]


def _of_stream(examples, encode):
    for first in examples:
        length = _length(first, encode)
        break
    else:
        return
    examples = itertools.chain([first], examples)
    while rows := list(itertools.islice(examples, length)):
        yield functools.partial(_given, rows)


def _given(rows, notes):
    return iter(rows)


def split_info(builder, split: str, made: Sequence[tuple[Block, dict]]):
    """Put the blocks of a split in place as its shards, and describe them."""
    import tensorflow_datasets as tfds

    made = [(block, facts) for block, facts in made if facts["examples"]]
    template = builder._get_filename_template(split_name=split)
    for index, (block, _) in enumerate(made):
        shard = template.sharded_filepath(
            shard_index=index, num_shards=len(made)
        )
        try:
            os.link(block.path, shard)
        except OSError:  # a disk that knows no second names
            shutil.copyfile(block.path, shard)
    return tfds.core.SplitInfo(
        name=split,
        shard_lengths=[facts["examples"] for _, facts in made],
        num_bytes=sum(facts["bytes"] for _, facts in made),
        filename_template=template,
    )
