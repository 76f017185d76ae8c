import importlib.metadata

import pytest

from medkeras.book import doctor, page


def test_a_sound_environment_lacks_nothing_essential(capfd):
    found = doctor.examine()
    assert [each for each in found if each.essential] == []
    assert {"devices", "graphics"} <= {each.what for each in found}
    # TensorFlow is asked elsewhere, so its notices are not heard.
    assert capfd.readouterr() == ("", "")


def test_a_missing_package_comes_with_its_command(monkeypatch):
    def version(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    found = doctor._package("keras")
    assert (found.state, found.essential) == ("missing", True)
    assert found.repair == "pip install -r requirements.txt"


def test_a_tensorflow_that_does_not_start_is_reported(monkeypatch):
    monkeypatch.setattr(doctor, "PROBE", "raise SystemError('no AVX')")
    found = doctor._devices()
    assert found.essential
    assert found.state == "TensorFlow does not start: SystemError: no AVX"


@pytest.mark.parametrize(("free", "repairs"), [(1, True), (9, False)])
def test_little_memory_is_a_note(monkeypatch, free, repairs):
    memory = type("M", (), {"available": free * 2**30, "total": 16 * 2**30})
    monkeypatch.setattr(doctor.psutil, "virtual_memory", lambda: memory)
    found = doctor._memory()
    assert bool(found.repair) is repairs
    assert not found.essential


def test_a_page_that_cannot_be_made_is_found(monkeypatch):
    def no_template(notebook, name):
        raise ValueError("No template sub-directory with name 'lab'")

    assert doctor._pages().repair == ""
    monkeypatch.setattr(page, "page", no_template)
    found = doctor._pages()
    assert found.essential
    assert "'lab'" in found.state
    assert "nbconvert" in found.repair


def test_a_repair_stands_below_its_finding_on_one_line():
    found = [
        doctor.Finding("Python", "3.11"),
        doctor.Finding("own downloads", "gone " * 20, "mkdir -p 'a b'"),
    ]
    text = doctor.text(found, 60)
    assert text.startswith("ok       Python: 3.11\nnote     own downloads:")
    assert text.endswith("\n         own downloads: mkdir -p 'a b'")
    assert max(map(len, text.split("\n"))) <= 60


def test_the_book_is_looked_for(monkeypatch):
    def root():
        raise doctor.UsageError("none")

    monkeypatch.setattr(doctor, "project_root", root)
    monkeypatch.setattr(doctor, "chapters_folder", root)
    assert doctor._book().essential
    monkeypatch.setattr(doctor, "chapters_folder", lambda: "site/chapters")
    found = doctor._book()
    assert found.state == "no clone; the installed chapters, site/chapters"
    assert not found.essential
    # No clone, no requirements.txt.
    assert doctor._install() == 'pip install "medkeras[book]"'
