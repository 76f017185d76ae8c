"""Counting what a builder hands over."""

from medkeras.data.cards import Card


def expected_examples(card: Card, variant: str) -> int:
    """How many examples a variant holds, by its card."""
    counts = card.facts.get(f"{variant}_counts", card.facts["counts"])
    return sum(counts.values())


class Tally:
    """Counts examples and patients: of a block, or of a whole set."""

    def __init__(self, card: Card):
        self._group, self._label = card.facts["group"], card.facts["label"]
        self.examples, self._patients, self._positives = 0, set(), set()

    def watch(self, examples):
        """Hand on what comes, and count it."""
        for example in examples:
            yield example
            self.examples += 1
            patient = str(example[self._group])
            self._patients.add(patient)
            if self._label and example[self._label] == 1:
                self._positives.add(patient)

    def stored(self) -> dict:
        """What to write down of a block."""
        return {
            "examples": self.examples,
            "patients": sorted(self._patients),
            "positives": sorted(self._positives),
        }

    def add(self, stored: dict) -> None:
        """Count a block of which this was written down."""
        self.examples += stored["examples"]
        self._patients.update(stored["patients"])
        self._positives.update(stored["positives"])

    def facts(self) -> dict:
        """Patients, and how many of them have the finding."""
        positives = len(self._positives) if self._label else None
        return {"n": len(self._patients), "positives": positives}
