"""A new data set: a phantom that loads before anything real is read."""

import re
from pathlib import Path

from medkeras.book.new.additions import Addition
from medkeras.book.new.naming import require_name, title_of
from medkeras.book.new.skeletons import filled
from medkeras.utils.errors import UsageError

PACKAGE = "medkeras_datasets"
ENTRY = re.compile(rf'^  "{PACKAGE}\.\w+",\n', re.MULTILINE)
# What is written into the folder of a set, by template.
FILES = {
    "builder": "{name}_dataset_builder.py",
    "phantom": "phantom.py",
    "card": "README.md",
    "citations": "CITATIONS.bib",
    "tags": "TAGS.txt",
    "dummy_data": "dummy_data/README.md",
}


def new_dataset(name: str, root: Path) -> Addition:
    """Folder and test of a set, and its entry in the list of packages."""
    require_name(name, "a data set")
    folder = root / "datasets" / name
    if folder.exists():
        raise UsageError(
            f"each data set has a folder of its own. Received: {name}, and "
            f"{folder} exists"
        )
    names = {
        "name": name,
        "title": title_of(name),
        "key": name.replace("_", ""),
        "escaped": name.replace("_", r"\_"),
    }
    new = {
        folder / place.format(name=name): filled(template, **names)
        for template, place in FILES.items()
    }
    test = root / "tests" / "datasets" / f"test_{name}.py"
    new[test] = filled("dataset_test", **names)
    project = root / "pyproject.toml"
    listed = _listed(project.read_text("utf-8"), name)
    following = f"python -m pytest tests/datasets/test_{name}.py"
    return Addition(new, following, {project: listed})


def _listed(project: str, name: str) -> str:
    """The project's file with one more package, in the order of the names."""
    first = f'  "{PACKAGE}",\n'
    if project.count(first) != 1:
        raise UsageError(
            f"pyproject.toml must list its packages a line each, with "
            f"{PACKAGE} among them. Received: one that does not"
        )
    found = ENTRY.findall(project)
    entries = sorted({*found, f'  "{PACKAGE}.{name}",\n'})
    without = ENTRY.sub("", project)
    return without.replace(first, first + "".join(entries))
