"""Every task runs; every field of the cross has a task or a reason."""

import dataclasses

import numpy as np
import pytest

from medkeras.book.new.sections import SECTIONS, section_of
from medkeras.data import catalog
from medkeras.tasks import EMPTY, cross, find, register, tasks, unregister
from medkeras.tasks.effort import Effort
from medkeras.tasks.running import run
from medkeras.tasks.task import MODALITIES, PURPOSES
from medkeras.utils.errors import UsageError

TINY = Effort(rows=60, epochs=1, replicates=20)
ALL = tasks()


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_every_task_runs_from_its_data_to_its_result(task):
    result = run(task, TINY)
    assert 10 <= result.num_test < result.num_train
    assert result.provenance in ("real", "synthetic")
    assert result.audit.rows[0].passed, result.audit
    for found in (result.model, result.baseline):
        assert found is not None, result.note
        assert found.ci_low <= found.value <= found.ci_high
        assert np.isfinite(found.value)
    words = result.verdict
    held = result.gain.ci_low <= 0 <= result.gain.ci_high
    assert ("no difference" in words) == held


def test_every_task_names_a_set_and_a_section_that_exist():
    sets = {card.name for card in catalog()}
    for task in ALL:
        assert task.dataset in sets, task
        assert section_of(task.chapter) in SECTIONS
        assert task.sentence.endswith(("?", ".", ")")), task


def test_every_empty_field_is_explained_and_no_full_one():
    fields = cross()
    assert len(fields) == len(MODALITIES) * len(PURPOSES)
    for pair, found in fields.items():
        assert bool(found) != bool(EMPTY.get(pair)), pair
    assert set(EMPTY) <= set(fields)


def test_every_modality_and_purpose_has_a_task_or_says_why():
    for modality in MODALITIES:
        assert tasks(modality), modality
    for purpose in PURPOSES:
        assert len(tasks(purpose=purpose)) >= 3, purpose


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(UsageError, match="Did you mean: skin_lesion"):
        find("skin_lesions")
    with pytest.raises(UsageError, match="medkeras tasks"):
        find("zzz")
    with pytest.raises(UsageError, match="Did you mean: image"):
        tasks("images")


def test_own_tasks_come_and_go_those_of_the_book_stay():
    mine = dataclasses.replace(find("skin_lesion"), name="mine")
    register(mine)
    try:
        assert find("mine") is mine
        assert mine in tasks("image", "diagnosis")
        with pytest.raises(UsageError, match="already"):
            register(mine)
    finally:
        unregister("mine")
    with pytest.raises(UsageError, match="no task"):
        find("mine")
    with pytest.raises(UsageError, match="belongs to the book"):
        unregister("skin_lesion")
    with pytest.raises(UsageError, match="must be a Task"):
        register("skin_lesion")
