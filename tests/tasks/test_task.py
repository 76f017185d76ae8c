"""A declaration that could not run is refused in one line."""

import dataclasses

import pytest

from medkeras.tasks import find
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("name", "Skin lesion", "`name` must look like"),
        ("chapter", "3.", "`chapter` must look like"),
        ("modality", "images", "Did you mean: image"),
        ("purpose", "therapy", "`purpose` must be one of"),
        ("metric", "AUROCs", "Did you mean: AUROC"),
        ("sentence", " ", "`sentence` must be a text"),
        ("read", None, "`read` must be a function"),
        ("model", "ResNet", "`model` must have a method"),
        ("baseline", None, "`baseline` must have a method"),
    ],
)
def test_a_wrong_field_is_named(field, value, line):
    with pytest.raises(UsageError, match=line) as caught:
        dataclasses.replace(find("skin_lesion"), **{field: value})
    assert "\n" not in str(caught.value)


def test_a_task_says_what_it_crosses():
    task = find("skin_lesion")
    assert repr(task) == "Task(skin_lesion: image, diagnosis)"
    assert task.measure.name == "AUROC"
    assert task.dataset_name == "ham10000"
