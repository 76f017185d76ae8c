"""What a variant changes in a notebook, and what it leaves."""

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import find
from medkeras.book.course.variant_notebooks import variant


def test_only_checks_and_stated_numbers_change():
    worked = worked_notebook(find("3.1.3"))
    made, _ = variant(worked, 11)
    assert "seed" not in worked.metadata.medkeras
    assert made.metadata.medkeras.seed == 11
    changed = [
        (old.source, new.source)
        for old, new in zip(worked.cells, made.cells, strict=True)
        if old.source != new.source
    ]
    checks = [new for _, new in changed if new.endswith(", seed=11)")]
    assert len(checks) == 4
    assert len(changed) == len(checks) + 2  # text and answer of exercise 3
