"""Which code a data set is made by: followed from its builder's imports."""

import subprocess
import sys
from pathlib import Path

import pytest

from medkeras.data import catalog
from medkeras.data.imported_code import code_files

IMPORTED = """
import sys
before = set(sys.modules)
import {module}
own = ("medkeras.signal.", "medkeras.text.", "medkeras.ehr.",
       "medkeras.imaging.", "medkeras.genome.", "medkeras.molecules.",
       "medkeras_datasets.")
for name, module in sys.modules.items():
    if name.startswith(own) and getattr(module, "__file__", None):
        if not module.__file__.endswith("__init__.py"):
            print(module.__file__)
"""


@pytest.mark.parametrize("name", ["cinc2017", "ehr_simulator", "bc5cdr"])
def test_all_that_python_imports_for_a_builder_is_followed(name):
    """Of the packages that simulate and read: `medkeras.data` reads more."""
    module = f"medkeras_datasets.{name}.{name}_dataset_builder"
    out = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(module=module)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {Path(line).parts[-2:] for line in out.stdout.split()}
    (folder,) = [c.folder for c in catalog() if c.name == name]
    assert imported
    assert imported <= {path.parts[-2:] for path in code_files(folder)}


def test_names_modules_and_functions_are_followed_and_circles_end(tmp_path):
    sets = tmp_path / "datasets"
    code = {
        "one/builder.py": "from medkeras_datasets.one import reader",
        "one/reader.py": "def f():\n    from medkeras_datasets.two import A",
        "two/__init__.py": "import medkeras_datasets.two.deep\nA = 1",
        "two/deep.py": "import medkeras_datasets.one.reader\nimport numpy",
        "two/other.py": "",
    }
    for name, text in code.items():
        path = sets / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = [str(p.relative_to(sets)) for p in code_files(sets / "one")]
    assert found == sorted(set(code) - {"two/other.py"})


def test_what_every_builder_reads_is_followed_and_no_network():
    for card in catalog():
        names = {path.stem for path in code_files(card.folder)}
        assert {"building", f"{card.name}_dataset_builder"} <= names
        assert "loading" not in names
