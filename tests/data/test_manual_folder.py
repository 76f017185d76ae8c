import dataclasses

import pytest

from medkeras.data import card, manual_folder
from medkeras.data.resolving import resolve
from medkeras.utils.errors import DataError

PIMA = card("pima_diabetes")
# A set of many files, as those of PhysioNet are.
FACTS = {
    "files": ["*.hea", "*.dat"],
    "manual_folder": "ecg",
    "folder_names": ["heart-database-*"],
}
ECG = dataclasses.replace(PIMA, name="beats", facts=PIMA.facts | FACTS)


@pytest.fixture
def root(monkeypatch, tmp_path):
    """The folder that MEDKERAS_MANUAL_DIR names; `at` changes it."""
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def at(monkeypatch):
    return lambda path: monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(path))


def records(folder):
    folder.mkdir(parents=True)
    (folder / "100.hea").touch()
    (folder / "100.dat").touch()
    return folder


@pytest.mark.parametrize(
    "place",
    [
        "ecg",
        "ECG",
        "beats",
        "heart-database-1.0.0",
        "ecg/1.0.0",
        "heart-database-1.0.0/heart-database-1.0.0",
    ],
)
def test_usual_names_of_the_folder_are_known(root, at, place):
    folder = records(root / place)
    assert manual_folder.search(ECG) == (folder, None)
    at(root / place.split("/")[0])  # the variable names the folder itself
    assert manual_folder.search(ECG).folder == folder


def test_files_right_in_the_root_are_found_where_the_name_is_the_sets(root):
    (root / "diabetes.csv").touch()
    assert manual_folder.search(PIMA).folder == root


def test_records_of_another_database_are_not_taken(root, at):
    records(root / "sleep")
    assert manual_folder.search(ECG).folder is None
    at(root / "sleep")
    assert manual_folder.search(ECG) == (
        None,
        f"MEDKERAS_MANUAL_DIR: looked in {root / 'sleep'} for a folder ecg "
        "with *.hea, *.dat; found only 100.dat, 100.hea",
    )


def test_nothing_is_missed_where_the_variable_is_not_set(monkeypatch):
    assert manual_folder.search(PIMA) == (None, None)
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", "")
    assert manual_folder.search(PIMA).missed is None


def test_an_empty_folder_and_a_file_instead_of_a_folder(manual_file):
    manual_file.unlink()
    with pytest.raises(DataError, match="found an empty folder"):
        resolve(PIMA, None)
    manual_file.parent.rmdir()
    manual_file.parent.write_text("a file")
    with pytest.raises(DataError, match="found a file"):
        resolve(PIMA, None)


def test_a_folder_that_may_not_be_read(manual_file, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(manual_file), "iterdir", refuse)
    with pytest.raises(DataError, match="found: permission denied"):
        resolve(PIMA, None)


def test_the_instructions_name_file_folder_and_source():
    assert manual_folder.instructions(card("pneumonia_xray")) == (
        "by hand: put pneumoniamnist.npz into "
        "MEDKERAS_MANUAL_DIR/pneumonia_mnist (source: "
        "https://zenodo.org/records/10519652)"
    )
