"""The folder of unfinished work: ours alone, and gone at the end."""

import errno

import pytest

from medkeras.data.work_folder import remove_outdated, work_folder
from medkeras.utils.errors import DataError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "pima-full-0123"


def left(folder):
    return sorted(path.name for path in folder.parent.iterdir())


def keep_a_block(work):
    (work / "blocks" / "train-00000.json").touch()
    raise KeyboardInterrupt


def test_it_is_gone_at_the_end(folder):
    with work_folder(folder) as work:
        assert [path.name for path in work.glob("blocks")] == ["blocks"]
    assert left(folder) == []


@pytest.mark.parametrize("error", [ValueError, OSError])
def test_an_error_leaves_nothing(folder, error):
    with (
        pytest.raises(DataError if error is OSError else error),
        work_folder(folder) as work,
    ):
        (work / "blocks" / "train-00000.json").touch()
        raise error("no")
    assert left(folder) == []


def test_an_interruption_leaves_whole_blocks_to_the_next(folder):
    with pytest.raises(KeyboardInterrupt), work_folder(folder) as work:
        (work / "set").mkdir()
        keep_a_block(work)
    with work_folder(folder) as again:
        assert again == work
        assert not (work / "set").exists()
        assert (work / "blocks" / "train-00000.json").exists()
    assert left(folder) == []


def test_an_interruption_before_the_first_block_leaves_nothing(folder):
    with pytest.raises(KeyboardInterrupt), work_folder(folder) as work:
        (work / "blocks" / ".part-17-train-00000").touch()
        raise KeyboardInterrupt
    assert left(folder) == []


def test_a_second_process_gets_a_folder_of_its_own(folder):
    with work_folder(folder) as first, work_folder(folder) as second:
        assert first != second
        assert (second / "blocks").is_dir()
    assert left(folder) == []


def test_work_on_files_that_changed_is_removed(folder):
    older = folder.with_name("pima-full-4567")
    with pytest.raises(KeyboardInterrupt), work_folder(older) as work:
        keep_a_block(work)
    busy = folder.with_name("pima-full-89ab")
    with work_folder(busy) as other:
        remove_outdated(folder)
        assert other.exists()
    remove_outdated(folder)
    assert left(folder) == []


def test_a_full_disk_is_one_line(folder):
    told = r"Received: .*cache \(No space left\)"
    with pytest.raises(DataError, match=told), work_folder(folder):
        raise OSError(errno.ENOSPC, "No space left")
