"""Making the shards of a set: what is missing, with what help, how far."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from medkeras.data import shards
from medkeras.data.download import Progress
from medkeras.data.resolving import ResolvedDataset
from medkeras.data.tally import Tally, expected_examples
from medkeras.data.work_folder import BLOCKS
from medkeras.utils.cores import cores
from medkeras.utils.memory import free_memory

# A process needs some 10 s to begin and reads the set once more for itself:
# with fewer blocks to make than these, one that works alone is done sooner.
BLOCKS_A_PROCESS = 16
POLL = 0.2  # seconds between two looks at what others have made


class SetMaker:
    """Makes the blocks of a set that are missing, and counts them all.

    Args:
        resolved: what is read.
        work: the folder of `work_folder`.
        progress: called with examples done and examples expected.
    """

    def __init__(
        self,
        resolved: ResolvedDataset,
        work: Path,
        progress: Progress | None = None,
    ):
        self.tally = Tally(resolved.card)
        self._resolved, self._work = resolved, work
        self._progress, self._done, self._seen = progress, 0, set()
        self._total = expected_examples(resolved.card, resolved.variant)

    def split_infos(self, builder, splits: shards.Splits) -> list:
        """Make what is missing, and describe all splits as TFDS wants it."""
        folder, encode = self._work / BLOCKS, shards.encoder(builder)
        if shards.can_be_shared(splits):
            self._make_with_help(builder, splits, encode)
        made = {split: [] for split in splits}
        for block in shards.blocks(splits, builder, folder):
            facts = block.facts()
            if facts is None:
                facts = self._make(block, encode)
            self._notice(block, facts)
            self.tally.add(facts)
            made[block.split].append((block, facts))
        self._summarize(builder, made)
        return [
            shards.split_info(builder, split, parts)
            for split, parts in made.items()
            if any(facts["examples"] for _, facts in parts)
        ]

    @staticmethod
    def _summarize(builder, made):
        """What the builder says now that all files have been opened."""
        counts, said = {}, {}
        for split, parts in made.items():
            counts[split] = sum(facts["examples"] for _, facts in parts)
            said[split] = [note for _, each in parts for note in each["notes"]]
        if builder.summarize is not None:
            builder.notes, builder.complete = builder.summarize(counts, said)

    def _make_with_help(self, builder, splits, encode):
        """Make every n-th block, and let other processes make the others."""
        plan = list(shards.blocks(splits, builder, self._work / BLOCKS))
        missing = [block for block in plan if block.facts() is None]
        processes = num_processes(splits, len(missing))
        if processes == 1:
            return
        with helpers(self._resolved, self._work, processes) as running:
            for block in plan[::processes]:
                if block.facts() is None:
                    self._make(block, encode)
                self._look_around(plan)
            while running():
                time.sleep(POLL)
                self._look_around(plan)

    def _make(self, block, encode) -> dict:
        self._seen.add(block.path)
        return block.make(encode, self._resolved.card, self._advance)

    def _look_around(self, plan):
        for block in plan:
            if block.path not in self._seen and block.path.exists():
                self._notice(block, block.facts())

    def _notice(self, block, facts):
        """Count a block that was there already, once."""
        if facts is not None and block.path not in self._seen:
            self._seen.add(block.path)
            self._advance(facts["examples"])

    def _advance(self, examples: int = 1):
        self._done += examples
        if self._progress:
            self._progress(self._done, self._total)


def num_processes(splits: shards.Splits, missing: int) -> int:
    """How many processes are worth starting, and fit into memory."""
    held = sum(
        _num_bytes(column)
        for examples in splits.values()
        if isinstance(examples, Mapping)
        for column in examples.values()
    )
    fit = 1 + free_memory() // 2 // max(1, held)
    return max(1, min(cores(), missing // BLOCKS_A_PROCESS, fit))


def _num_bytes(column) -> int:
    """What a column takes: an array, or a list of numbers, texts, arrays."""
    if isinstance(column, np.ndarray) and column.dtype != object:
        return column.nbytes
    return sum(
        getattr(each, "nbytes", 0) or sys.getsizeof(each) for each in column
    )


def make_share(builder, splits, resolved, work, share: int, of: int) -> None:
    """Make every block whose number is `share`, modulo `of`, if missing."""
    encode = shards.encoder(builder)
    plan = list(shards.blocks(splits, builder, work / BLOCKS))
    for block in plan[share::of]:
        if block.facts() is None:
            block.make(encode, resolved.card)


@contextlib.contextmanager
def helpers(resolved: ResolvedDataset, work: Path, processes: int):
    """Start all processes but this one; none outlives the work.

    What a helper could not make is missing at the end, and made by whoever
    started it, who then sees why.

    Yields:
        A function that says whether any is still at work.
    """
    started = []
    try:
        for share in range(1, processes):
            task = {
                "name": resolved.card.name,
                "variant": resolved.variant,
                "work": str(work),
                "share": share,
                "of": processes,
                "block_bytes": shards.BLOCK_BYTES,
                "block_files": shards.BLOCK_FILES,
            }
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "medkeras.data.helper",
                     json.dumps(task)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        yield lambda: any(each.poll() is None for each in started)
    finally:
        for each in started:
            each.kill()
            each.communicate()
