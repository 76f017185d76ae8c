"""How results and failures of a run are shown in a terminal."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from medkeras.book import layout
from medkeras.book.failures import ChapterError
from medkeras.book.record_rows import rows
from medkeras.book.run import Result

# Seconds and gigabytes a chapter may take on two cores; full has no limit.
BUDGETS = {"smoke": (30, 2), "lesson": (300, 4)}
LONGEST_TRACE = 60
NAMES = ("value", "95 % interval", "n", "published")


def show_result(result: Result, console: Console) -> None:
    """Print the table of results, what they cost, and where they are."""
    facts = result.facts
    if facts:
        _line(console, results_table(facts, console.width))
        for claim in facts["claims"]:
            line = layout.wrapped(claim_line(claim), console.width, rest="  ")
            _line(console, line)
    else:
        _line(console, "The chapter wrote no record.")
    for path in result.copies:
        _line(console, f"Yours:  {shown(path)} (a file of yours was there)")
    if result.page is None:
        line = f"Page:   not made: {result.no_page}; see `medkeras doctor`"
        _line(console, layout.wrapped(line, console.width, rest=" " * 8))
        _line(console, f"Notebook: {shown(result.notebook)}")
    else:
        _line(console, f"Page:   {shown(result.page)}")
    if result.record:
        _line(console, f"Record: {shown(result.record)}")
    if result.recorded:
        _line(console, f"Kept:   {shown(result.recorded)}")
    _line(console, layout.wrapped(cost_line(result), console.width))


def results_table(facts: Mapping, width: int) -> str:
    """The results of a record, model by model; blocks where it is narrow."""
    own = facts["dataset"]
    part = "" if own.get("complete", True) else ", a part of it"
    title = f"{facts['chapter']}, {facts['mode']} mode"
    source = f"{own['name']}: {own['provenance']} data{part}, n = {own['n']}"
    lines = rows(facts)
    figures = [_figures(line) for line in lines]
    columns = zip(NAMES, *figures, strict=True)
    places = [max(map(len, column)) for column in columns]
    table = [layout.row("model, metric", NAMES, places, width)]
    before = ()
    for line, row in zip(lines, figures, strict=True):
        group = (line["model"], line["data"], line["test_set"])
        if (*group, line["protocol"]) != before:
            table += _heading(line, own["name"], before, width)
        before = (*group, line["protocol"])
        table.append(layout.row(line["metric"], row, places, width))
    if None in table:
        table = [_block(line, own["name"], width) for line in lines]
    return "\n".join([title, source, "", *table, ""])


def _figures(line: Mapping) -> tuple[str, ...]:
    interval = f"{line['ci_low']:.3f} to {line['ci_high']:.3f}"
    value, n = f"{line['value']:.3f}", str(line["n"])
    return value, interval, n, line["published"]


def _heading(line: Mapping, own: str, before, width: int) -> list[str]:
    """The model, and how it was measured where that has changed."""
    place = "" if line["data"] == own else f" ({line['data']})"
    shown = [layout.wrapped(line["model"] + place, width, rest="  ")]
    setting = ", ".join(filter(None, (line["test_set"], line["protocol"])))
    if not before or before[2:] != (line["test_set"], line["protocol"]):
        shown.append(layout.wrapped(f"({setting})", width, "  ", "  "))
    return shown


def _block(line: Mapping, own: str, width: int) -> str:
    place = "" if line["data"] == own else f" ({line['data']})"
    fields = dict(zip(NAMES, _figures(line), strict=True))
    fields |= {"test set": line["test_set"], "protocol": line["protocol"]}
    heading = f"{line['model']}{place}: {line['metric']}"
    return layout.block(heading, fields, width)


def claim_line(claim: Mapping) -> str:
    """A claim of a record in one line."""
    ours = "{ours:.3f} [{ci_low:.3f}, {ci_high:.3f}]".format(**claim)
    note = f" ({claim['note']})" if claim.get("note") else ""
    return (
        f"Claim {claim['id']}: published {claim['published']:.4g}, "
        f"ours {ours}: {claim['verdict']}{note}"
    )


def cost_line(result: Result) -> str:
    """Time and memory of a run beside the budget of its mode."""
    line = f"Took {result.seconds:.0f} s"
    if not result.facts:
        return line
    line += f" and {result.facts['peak_memory_mb'] / 1024:.1f} GB"
    budget = BUDGETS.get(result.facts["mode"])
    if budget is None:
        return f"{line} (full mode has no budget)"
    over = (
        result.seconds > budget[0]
        or result.facts["peak_memory_mb"] > budget[1] * 1024
    )
    verdict = "over" if over else "within"
    return (
        f"{line}: {verdict} the budget of {budget[0]} s and {budget[1]} GB "
        "on two idle cores"
    )


def show_failure(failure: ChapterError, console: Console) -> None:
    """Print what a reader can do, or the cell that failed and why."""
    _line(console, f"Failed in: {failure.section}", style="bold red")
    if failure.advice:
        _line(console, f"Error: {failure.advice}")
    else:
        source = Syntax(
            failure.source, "python", line_numbers=True, word_wrap=True
        )
        console.print(source)
        trace = Text.from_ansi(shorten(failure.trace))
        console.print(trace, soft_wrap=True)
    _line(console, f"Notebook up to here: {shown(failure.saved)}")


def shorten(trace: str) -> str:
    """The two ends of a long traceback: our line, and the error."""
    lines = trace.rstrip().split("\n")
    if len(lines) <= LONGEST_TRACE:
        return "\n".join(lines)
    third = LONGEST_TRACE // 3
    left_out = len(lines) - LONGEST_TRACE
    middle = f"... {left_out} lines left out; the notebook has them ..."
    return "\n".join([*lines[:third], middle, *lines[-2 * third :]])


def shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    path = path.absolute()
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return str(path)


def _line(console: Console, text: str, style: str | None = None) -> None:
    console.print(
        text, style=style, markup=False, highlight=False, soft_wrap=True
    )
