"""The table and the file of the benchmarks."""

import json

import growth
import many

HEAD = """\
# Benchmarks

Made by `python tests/benchmarks/run.py`, last on {date}; device: {device};
{versions}.
A ratio is the peer's time over ours, pair by pair: above 1, ours is faster.
Each pair runs ours and the peer one after the other, each in a process of its
own. "Busy" is what other programs took of the machine just before: a figure
made on a busy machine is rough. One machine's figures: make your own.
"""

GROWTH = """
An exponent of 1: twice the size takes twice as much; of 0: as much as before.
It is the slope of a line through the logarithms of all runs, least squares,
with a 95 % interval.
"""


def rounded(seconds):
    """Seconds as a reader wants them."""
    if seconds < 1:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds:.3g} s"


def line(row):
    """One line on a measured row, for the terminal."""
    busy = row["busy_percent"]
    note = f" (others used {busy:.0f} % of the machine)" if busy > 10 else ""
    for key, told in (
        ("ratio", pair_line), ("growth", growth.line), ("parts", many.line)
    ):  # fmt: skip
        if key in row:
            return told(row) + note
    return budget_line(row) + note


def pair_line(row):
    """A row against a peer."""
    low, high = row["ratio_quartiles"]
    return (
        f"ours {rounded(row['ours_seconds'])}, "
        f"peer {rounded(row['peer_seconds'])}, "
        f"ratio {row['ratio']:.3g} ({low:.3g} to {high:.3g})"
    )


def budget_line(row):
    """What each part of a row used, beside its budget."""
    cells = []
    for part, used in row["used"].items():
        for key, value in used.items():
            allowed = row["budget"][key]
            word = "within" if value["worst"] <= allowed else "OVER"
            cells.append(
                f"{part}: {value['median']:.3g} {key}, worst "
                f"{value['worst']:.3g}, {word} {allowed:g}"
            )
    return "; ".join(cells)


def markdown(result):
    """The whole report as Markdown."""
    pairs = [row for row in result["rows"] if "ratio" in row]
    budgets = [row for row in result["rows"] if "used" in row]
    lines = [HEAD.format(**result["made"])]
    if pairs:
        lines.append("| row | peer | ours | peer's | ratio | quartiles | range "
                     "| runs | busy | promise |")  # fmt: skip
        lines.append("|---|---|---|---|---|---|---|---|---|---|")
    lines += [pair_row(row) for row in pairs]
    if budgets:
        lines += ["", "| row | used | median | worst | budget | runs | busy |"]
        lines.append("|---|---|---|---|---|---|---|")
    lines += [cells for row in budgets for cells in budget_rows(row)]
    parts = [row for row in result["rows"] if "parts" in row]
    lines += [cells for row in parts for cells in many.table(row)]
    grown = [row for row in result["rows"] if "growth" in row]
    if grown:
        lines += ["", "## How cost grows", "", GROWTH.strip()]
    lines += [cells for row in grown for cells in growth.table(row)]
    lines += ["", "## What equals what", ""]
    lines += [
        f"- **{row['title']}**: {row['equal']}"
        for row in pairs + budgets + parts + grown
    ]
    failed = result["failed"]
    if failed:
        lines += ["", "## Not measured", ""]
        lines += [f"- {name}: {reason}" for name, reason in failed.items()]
    return "\n".join(lines) + "\n"


def pair_row(row):
    """A row against a peer, as a line of the table."""
    spreads = [
        f"{low:.3g} to {high:.3g}"
        for low, high in (row["ratio_quartiles"], row["ratio_range"])
    ]
    promise = row.get("promise")
    kept = "-"
    if promise is not None:
        word = "kept" if row["ratio"] >= promise else "NOT kept"
        kept = f"{promise:g}: {word}"
    cells = [
        row["title"], row["peer"], rounded(row["ours_seconds"]),
        rounded(row["peer_seconds"]), f"{row['ratio']:.3g}", *spreads,
        str(row["runs"]), f"{row['busy_percent']:.0f} %", kept,
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def budget_rows(row):
    """A row against a budget: a line for each part and quantity."""
    for part, used in row["used"].items():
        for key, value in used.items():
            allowed = row["budget"][key]
            word = "kept" if value["worst"] <= allowed else "NOT kept"
            cells = [
                part, key, f"{value['median']:.3g}", f"{value['worst']:.3g}",
                f"{allowed:g}: {word}", str(row["runs"]),
                f"{row['busy_percent']:.0f} %",
            ]  # fmt: skip
            yield "| " + " | ".join(cells) + " |"


def keep_others(result, folder):
    """Add the rows saved before that were not measured now, if alike made."""
    saved = folder / "results.json"
    if not saved.is_file():
        return
    before = json.loads(saved.read_text(encoding="utf-8"))
    made = {"date": before["made"]["date"]} | {
        key: result["made"][key] for key in ("device", "versions")
    }
    if before["made"] != made:
        return
    new = {row["name"] for row in result["rows"]} | set(result["failed"])
    result["rows"] += [row for row in before["rows"] if row["name"] not in new]
    result["rows"].sort(key=lambda row: row["name"])
    result["failed"] |= {
        name: reason
        for name, reason in before["failed"].items()
        if name not in new
    }


def save(result, folder):
    """Write results.md, results.json and the plots; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    table, data = folder / "results.md", folder / "results.json"
    table.write_text(markdown(result), encoding="utf-8")
    data.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    drawn = [growth.save(r, folder) for r in result["rows"] if "growth" in r]
    return table, data, *(path for paths in drawn for path in paths)
