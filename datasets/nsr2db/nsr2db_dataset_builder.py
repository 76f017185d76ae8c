"""Beat times of a day of healthy people, and made-up ones."""

from typing import ClassVar

from medkeras_datasets.nsr2db.beat_times import BeatTimesBuilder


class Builder(BeatTimesBuilder):
    """Builder of the real records (`full`) and of made-up ones (`sample`)."""

    VARIANTS: ClassVar = {
        "sample": "Six hours of 24 made-up hearts.",
        "full": "The records of your own download.",
    }
    HOMEPAGE = "https://physionet.org/content/nsr2db/1.0.0/"
    PATTERN, PUBLISHED = "nsr*.ecg", 54
    HEARTS, FAILING = (24, 0), False
