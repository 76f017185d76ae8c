"""A process that makes some blocks of a set for another: `python -m` this."""

import json
import os
import sys
import threading
from pathlib import Path

from medkeras.data import card_files, making, preparing, resolving, shards


def main(task: str) -> None:
    """Make the blocks of one share.

    Args:
        task: JSON with the set's `name` and `variant`, the folder `work`,
            `share` and `of`, the number of this process and of all, and
            `block_bytes` and `block_files`, the size of a block.
    """
    facts = json.loads(task)
    shards.BLOCK_BYTES = facts["block_bytes"]
    shards.BLOCK_FILES = facts["block_files"]
    share, of, work = facts["share"], facts["of"], Path(facts["work"])
    resolved = resolving.resolve(
        card_files.card(facts["name"]), facts["variant"]
    )
    builder = preparing.builder_class(resolved.card)(
        data_dir=str(work / f"helper-{share}"), config=resolved.variant
    )

    def make(builder, splits):
        making.make_share(builder, splits, resolved, work, share, of)
        sys.exit()  # the other process puts them together

    preparing.run(builder, resolved.folder, make)


def end_with_parent() -> None:
    """End as soon as the process at the other end of the pipe is gone."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    main(sys.argv[1])
