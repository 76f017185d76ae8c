"""Counting what a builder hands over."""

from medkeras.data.cards import Card
from medkeras.data.download import Progress


class Tally:
    """Counts examples and patients while a builder hands them over."""

    def __init__(self, card: Card, variant: str, progress: Progress | None):
        facts = card.facts
        self._group, self._label = facts["group"], facts["label"]
        counts = facts.get(f"{variant}_counts", facts["counts"])
        self._total = sum(counts.values())
        self._progress = progress
        self._done, self._patients, self._positives = 0, set(), set()

    def watch(self, examples):
        """Hand on what comes, and count it."""
        for key, example in examples:
            yield key, example
            self._done += 1
            self._patients.add(example[self._group])
            if self._label and example[self._label] == 1:
                self._positives.add(example[self._group])
            if self._progress:
                self._progress(self._done, self._total)

    def facts(self) -> dict:
        """Patients, and how many of them have the finding."""
        positives = len(self._positives) if self._label else None
        return {"n": len(self._patients), "positives": positives}
