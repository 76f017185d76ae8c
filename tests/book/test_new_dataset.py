"""What it says and refuses; that it works: test_new_command.py."""

import tomllib

import pytest
import yaml

from medkeras.book.new.new_dataset import new_dataset
from medkeras.data.cards import REQUIRED_FACTS
from medkeras.utils.errors import UsageError


def names(addition, root):
    return {path.relative_to(root).as_posix() for path in addition.new}


def packages(addition):
    (text,) = addition.changed.values()
    return tomllib.loads(text)["tool"]["setuptools"]["packages"]


def test_it_has_every_file_of_the_contract(clone):
    addition = new_dataset("veins", clone)
    assert names(addition, clone) == {
        "datasets/veins/veins_dataset_builder.py",
        "datasets/veins/phantom.py",
        "datasets/veins/README.md",
        "datasets/veins/CITATIONS.bib",
        "datasets/veins/TAGS.txt",
        "datasets/veins/dummy_data/README.md",
        "tests/datasets/test_veins.py",
    }
    assert addition.following.endswith("pytest tests/datasets/test_veins.py")
    card = addition.new[clone / "datasets" / "veins" / "README.md"]
    facts = yaml.safe_load(card.split("---\n")[1])
    assert not set(REQUIRED_FACTS) - set(facts)
    assert facts["name"] == "veins"


def test_the_package_is_listed_in_the_order_of_names(clone):
    project = clone / "pyproject.toml"
    for name in ("veins", "bones", "lungs"):
        (project_text,) = new_dataset(name, clone).changed.values()
        project.write_text(project_text)
    assert packages(new_dataset("lungs_too", clone)) == [
        "medkeras",
        "medkeras_datasets",
        "medkeras_datasets.bones",
        "medkeras_datasets.lungs",
        "medkeras_datasets.lungs_too",
        "medkeras_datasets.veins",
    ]


def test_what_exists_or_cannot_be_is_refused(clone):
    (clone / "datasets" / "veins").mkdir()
    with pytest.raises(UsageError, match="has a folder of its own"):
        new_dataset("veins", clone)
    with pytest.raises(UsageError, match="a data set needs a name"):
        new_dataset("import", clone)
    (clone / "pyproject.toml").write_text("")
    with pytest.raises(UsageError, match=r"pyproject\.toml must list"):
        new_dataset("bones", clone)
