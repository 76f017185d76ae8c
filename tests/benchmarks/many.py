"""Rows of many parts, such as networks, each asked in several ways.

Such a row has PARTS, names, and builders whose `run(part)` returns
`{"seconds": {way: ...}, "numbers": {way: [...]}}`. Ways are called
"one: predict" and so on: before the colon what is compared, behind it how.
"""

import statistics
import time

import harness


def measure(row, runs, rest):
    """Both sides' seconds for each part: by way, and ratios."""
    with (
        harness.Worker(row["path"], "ours") as ours,
        harness.Worker(row["path"], "peer") as peer,
    ):
        sides = [ours, peer]
        for side in sides:
            side.ready()
        return {
            part: of_part(part, sides, row, runs, rest) for part in row["parts"]
        }


def of_part(part, sides, row, runs, rest):
    """Turns of one part; the first, not timed, says whether both are equal."""
    firsts = [side.run(part)[1]["numbers"] for side in sides]
    for way, numbers in firsts[0].items():
        try:
            harness.expect_same(
                numbers, peer_of(way, firsts[1]), row.get("tolerance", 1e-4)
            )
        except harness.RowError as error:
            raise harness.RowError(f"{part}, {way}: {error}") from error
    turns = []
    for turn in range(runs):
        taken = {}
        for side in sides if turn % 2 == 0 else sides[::-1]:
            time.sleep(rest)
            taken[side.side] = side.run(part)[1]["seconds"]
        turns.append((taken["ours"], taken["peer"]))
    return {
        way: harness.compare([(o[way], peer_of(way, p)) for o, p in turns])
        for way in turns[0][0]
    }


def peer_of(way, found):
    """What the peer gave for what a way of ours is compared with."""
    wanted = way.split(":")[0]
    return next(v for k, v in found.items() if k.split(":")[0] == wanted)


def table(row):
    """A line for each part, a pair of columns for each way."""
    ways = list(next(iter(row["parts"].values())))
    heads = [f"{way} | ratio" for way in ways]
    lines = ["", f"### {row['title']}, against {row['peer']}", ""]
    lines.append(f"| network | {' | '.join(heads)} |")
    lines.append("|---" * (1 + 2 * len(ways)) + "|")
    for part, found in row["parts"].items():
        cells = [part]
        for way in ways:
            low, high = found[way]["ratio_quartiles"]
            cells.append(f"{1e3 * found[way]['ours_seconds']:.3g} ms")
            cells.append(f"{found[way]['ratio']:.2g} ({low:.2g} to {high:.2g})")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def line(row):
    """For the terminal: the middle ratio of each way, and its extremes."""
    cells = []
    for way in next(iter(row["parts"].values())):
        ratios = [found[way]["ratio"] for found in row["parts"].values()]
        cells.append(
            f"{way}: {statistics.median(ratios):.2g} "
            f"({min(ratios):.2g} to {max(ratios):.2g})"
        )
    return f"{len(row['parts'])} parts; ratios " + "; ".join(cells)
