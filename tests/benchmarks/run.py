"""Measure the book's code against its peers and budgets.

Each row of rows/ says what equals what and what was promised. Peers are
installed by: pip install -r tests/benchmarks/requirements.txt
"""

import argparse
import datetime
import importlib.metadata
import sys
from pathlib import Path

import harness
import report

from medkeras.book import machine

EPILOG = """examples:
  python tests/benchmarks/run.py
  python tests/benchmarks/run.py --rows conv2d_loops lstm_training
  python tests/benchmarks/run.py --list"""


def parser():
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python tests/benchmarks/run.py",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add(
        "--rows",
        nargs="+",
        metavar="ROW",
        help="only these rows; others saved in --out by the same versions stay",
    )
    add("--list", action="store_true", help="list the rows and stop")
    add("--runs", type=int, default=7, help="runs of each side (7 or more)")
    add(
        "--out",
        type=Path,
        default=Path("runs/benchmarks"),
        metavar="FOLDER",
        help="where results.md and results.json go (default: %(default)s)",
    )
    add(
        "--folder",
        type=Path,
        default=harness.FOLDER / "rows",
        metavar="FOLDER",
        help="where the rows are (default: the book's)",
    )
    return made


def chosen(folder, names):
    """Paths of the rows, in the order of their names."""
    paths = {path.stem: path for path in sorted(folder.glob("*.py"))}
    unknown = [name for name in names or () if name not in paths]
    if unknown:
        sys.exit(
            f"--rows must be among {', '.join(paths)}. "
            f"Received: {', '.join(unknown)}"
        )
    return [paths[name] for name in names or paths]


def against(row):
    """What a row is measured against, for the terminal."""
    if "grows" in row:
        return f"by {row['grows']}"
    return f"against {row.get('peer', 'its budget')}"


def made_on():
    """Date, device type and versions: no name of a host or folder."""
    versions = {}
    for name in ("numpy", "keras", "tensorflow", "torch", "scipy"):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "date": datetime.date.today().isoformat(),
        "device": machine.device(),
        "versions": ", ".join(f"{k} {v}" for k, v in versions.items()),
    }


def main(arguments=None):
    """Run the command; return 1 if a row could not be measured."""
    options = parser().parse_args(arguments)
    if options.runs < 7:
        parser().error(f"--runs must be 7 or more. Received: {options.runs}")
    paths = chosen(options.folder, options.rows)
    result = {"made": made_on(), "rows": [], "failed": {}}
    for place, path in enumerate(paths, 1):
        try:
            row = harness.load(path)
            if options.list:
                print(f"{row['name']}: {row['title']}, {row['equal']}")
                continue
            print(
                f"{place}/{len(paths)} {row['title']}, {against(row)} ...",
                flush=True,
            )
            result["rows"].append(harness.measure(row, options.runs))
            print(f"    {report.line(result['rows'][-1])}", flush=True)
        except harness.RowError as error:
            result["failed"][path.stem] = str(error)
            print(f"    not measured: {error}", flush=True)
    if not options.list:
        if options.rows:
            report.keep_others(result, options.out)
        for saved in report.save(result, options.out):
            print(saved)
    return 1 if result["failed"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped; nothing was written.")
