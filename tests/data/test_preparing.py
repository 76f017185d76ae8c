import dataclasses
import errno
import os
import shutil

import pytest

from medkeras.data import card, imported_code, preparing
from medkeras.data.preparing import manifest, prepare, prepared_folder
from medkeras.data.resolving import resolve
from medkeras.utils.errors import DataError

PIMA = card("pima_diabetes")


def test_prepared_once_then_left_alone(own_cache):
    folder = prepare("pima_diabetes", "sample")
    written = (folder / "complete.json").stat().st_mtime_ns
    assert prepare("pima_diabetes", "sample") == folder
    assert (folder / "complete.json").stat().st_mtime_ns == written
    assert [path.name for path in own_cache.iterdir()] == [folder.name]


def test_the_manifest_counts_patients_and_findings():
    facts = manifest(prepare("pima_diabetes", "sample"))
    assert (facts["n"], facts["positives"]) == (768, 268)
    assert facts["counts"] == {"train": 768}


def test_progress_reaches_the_last_example(own_cache):
    calls = []
    prepare(
        "pima_diabetes", "sample", progress=lambda *call: calls.append(call)
    )
    assert calls == [(done, 768) for done in range(1, 769)]


def test_progress_counts_what_the_variant_holds(own_cache):
    calls = []
    prepare(
        "pneumonia_xray", "sample", progress=lambda *call: calls.append(call)
    )
    assert calls[-1] == (2300, 2300)


def test_nothing_is_printed(own_cache, capfd):
    prepare("pima_diabetes", "sample")
    told = capfd.readouterr()
    lines = (told.out + told.err).splitlines()
    # TensorFlow's C++ start-up lines are not ours to stop.
    assert [line for line in lines if "pima" in line or "absl:" in line] == []


def test_a_broken_file_leaves_nothing_behind(own_cache, manual_file):
    manual_file.write_text("not the table\n")
    with pytest.raises(DataError, match=r"diabetes.csv: expected the header"):
        prepare("pima_diabetes", "full")
    assert list(own_cache.iterdir()) == []


def test_a_failure_midway_leaves_nothing_behind(own_cache):
    def interrupt(done, total):
        if done == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare("pima_diabetes", "sample", progress=interrupt)
    assert list(own_cache.iterdir()) == []


def test_a_file_that_breaks_later_is_noticed(own_cache, manual_file):
    prepare("pima_diabetes", "full")
    text = manual_file.read_text()
    manual_file.write_text(text[:5000])
    with pytest.raises(DataError, match="cut off"):
        prepare("pima_diabetes", "full")
    manual_file.write_text(text)
    assert prepare("pima_diabetes", "full").is_dir()
    manual_file.unlink()
    (manual_file.parent / "other.txt").touch()
    with pytest.raises(DataError, match="expected this file; found only other"):
        prepare("pima_diabetes", "full")


def test_other_bytes_of_equal_size_and_time_are_another_source(manual_file):
    before = prepared_folder(resolve(PIMA, "full"))
    time = manual_file.stat().st_mtime_ns
    text = manual_file.read_text()
    manual_file.write_text(text.replace("148", "841", 1))
    os.utime(manual_file, ns=(time, time))
    assert prepared_folder(resolve(PIMA, "full")) != before
    manual_file.write_text(text)  # the same bytes at another time
    assert prepared_folder(resolve(PIMA, "full")) == before


def test_facts_of_the_card_that_are_counted_are_a_source():
    facts = PIMA.facts | {"label": "pregnancies"}
    other = dataclasses.replace(PIMA, facts=facts)
    before = prepared_folder(resolve(PIMA, "sample"))
    assert prepared_folder(resolve(other, "sample")) != before


def test_a_changed_simulator_is_another_source(monkeypatch, tmp_path):
    """Read by the builder (`ecg_simulator`), or by what it reads (`sizes`)."""
    package = tmp_path / "medkeras"
    shutil.copytree(
        imported_code.PACKAGES["medkeras"], package,
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    monkeypatch.setattr(imported_code, "PACKAGES", {"medkeras": package})
    ecgs = resolve(card("cinc2017"), "sample")
    found = [prepared_folder(ecgs)]
    for name in ("signal/ecg_simulator", "utils/errors", "data/building"):
        with (package / f"{name}.py").open("a") as code:
            code.write("# changed\n")
        found.append(prepared_folder(ecgs))
    assert len(set(found)) == 4
    (package / "models" / "unet.py").write_text("")  # none of its business
    assert prepared_folder(ecgs) == found[-1]


def test_a_file_more_within_a_folder_is_another_source(monkeypatch, tmp_path):
    """Where a set's "file" is a folder of many."""
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    ecgs = card("cinc2017")
    inside = tmp_path / "cinc2017" / "validation"
    inside.mkdir(parents=True)
    (inside / "A00001.hea").write_text("first")
    found = [prepared_folder(resolve(ecgs, "full"))]
    found.append(prepared_folder(resolve(ecgs, "full")))
    (inside / "A00002.hea").write_text("second")
    found.append(prepared_folder(resolve(ecgs, "full")))
    assert found[0] == found[1] != found[2]


def test_a_file_under_another_name_is_a_source(monkeypatch, tmp_path):
    """Unpacked, where the card names it packed: its reader takes both."""
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    table = tmp_path / "gdsc" / "IC50_v17.csv"
    table.parent.mkdir()
    found = []
    for text in ("one", "one", "other"):
        if not table.exists() or table.read_text() != text:
            table.write_text(text)
        found.append(prepared_folder(resolve(card("gdsc"), "full")))
    assert found[0] == found[1] != found[2]


def test_an_own_file_does_not_touch_the_sample(manual_file):
    before = prepared_folder(resolve(PIMA, "sample"))
    manual_file.write_text("broken")
    assert prepared_folder(resolve(PIMA, "sample")) == before


@pytest.mark.parametrize("harm", ["cut", "change", "remove"])
def test_a_damaged_cache_is_made_again(own_cache, harm):
    folder = prepare("pima_diabetes", "sample")
    (record,) = folder.rglob("*.tfrecord*")
    content = record.read_bytes()
    if harm == "cut":
        record.write_bytes(content[:1000])
    elif harm == "change":  # as many bytes, one of them another
        record.write_bytes(content[:1000] + b"?" + content[1001:])
    else:
        record.unlink()
    (record,) = prepare("pima_diabetes", "sample").rglob("*.tfrecord*")
    assert record.read_bytes() == content


def test_two_at_once_end_with_one_good_copy(own_cache):
    other = []

    def overtake(done, total):
        if done == 400:  # another process starts later and ends first
            other.append(prepare("pima_diabetes", "sample"))

    folder = prepare("pima_diabetes", "sample", progress=overtake)
    assert other == [folder]
    assert [path.name for path in own_cache.iterdir()] == [folder.name]
    assert preparing._is_whole(folder)


def test_a_cache_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MEDKERAS_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(DataError, match="MEDKERAS_DATA_DIR must be a folder"):
        prepare("pima_diabetes", "sample")


def test_no_network_is_touched(own_cache, monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert prepare("vein_reflux").is_dir()


def test_patterns_of_files_are_followed(monkeypatch, tmp_path):
    facts = dict(PIMA.facts) | {"files": ["*.csv"]}
    patterns = dataclasses.replace(PIMA, facts=facts)
    monkeypatch.setenv("MEDKERAS_MANUAL_DIR", str(tmp_path))
    (tmp_path / "pima").mkdir()
    names = set()
    for name in ("a.csv", "b.csv", "other.txt"):
        (tmp_path / "pima" / name).write_text("x")
        names.add(prepared_folder(resolve(patterns, "full")).name)
    assert len(names) == 2


def test_a_manifest_of_another_time_is_no_manifest(own_cache):
    folder = prepare("pima_diabetes", "sample")
    for text in ("{", "[]", '{"n": 768}'):
        (folder / "complete.json").write_text(text)
        assert manifest(prepare("pima_diabetes", "sample"))["n"] == 768


def full_disk():
    raise OSError(errno.ENOSPC, "No space left on device", "x.tfrecord")


def full_disk_of_tensorflow():
    import tensorflow as tf

    said = "Failed to write; No space left on device"
    raise tf.errors.ResourceExhaustedError(None, None, said)


def full_disk_of_tfds():
    try:
        full_disk_of_tensorflow()
    except Exception as error:
        raise RuntimeError("ResourceExhaustedError: Failed") from error


@pytest.mark.parametrize(
    "fail", [full_disk, full_disk_of_tensorflow, full_disk_of_tfds]
)
def test_a_full_disk_is_one_line_and_leaves_nothing(
    own_cache, monkeypatch, fail
):
    builder = preparing.builder_class(PIMA)
    monkeypatch.setattr(
        builder, "download_and_prepare", lambda *args, **kwargs: fail()
    )
    with pytest.raises(DataError) as caught:
        prepare("pima_diabetes", "sample")
    assert str(caught.value) == (
        "MEDKERAS_DATA_DIR must be a folder that can be written to, with room "
        f"for the set. Received: {own_cache} (No space left on device)"
    )
    assert list(own_cache.iterdir()) == []


def test_a_full_disk_at_the_very_end_is_one_line(own_cache, monkeypatch):
    monkeypatch.setattr(
        preparing, "write_atomically", lambda *args: full_disk()
    )
    with pytest.raises(DataError, match=r"\(No space left on device\)"):
        prepare("pima_diabetes", "sample")
    assert list(own_cache.iterdir()) == []


def test_a_builder_that_gives_up_says_what_it_noted(own_cache, monkeypatch):
    def give_up(self, *args, **kwargs):
        self.notes = [f"{n}.dat is cut off" for n in range(100, 105)]
        raise ValueError("no record can be read")

    builder = preparing.builder_class(PIMA)
    monkeypatch.setattr(builder, "download_and_prepare", give_up)
    with pytest.raises(DataError) as caught:
        prepare("pima_diabetes", "sample")
    assert str(caught.value) == (
        "no record can be read; 100.dat is cut off; 101.dat is cut off; "
        "102.dat is cut off; 2 more"
    )


def test_a_builder_says_whether_it_is_the_whole_set(own_cache, monkeypatch):
    assert manifest(prepare("pima_diabetes", "sample"))["complete"] is True
    builder = preparing.builder_class(PIMA)
    monkeypatch.setattr(builder, "complete", False, raising=False)
    shutil.rmtree(own_cache)
    assert manifest(prepare("pima_diabetes", "sample"))["complete"] is False
