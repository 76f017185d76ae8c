"""Beat times of a day of people with heart failure, and made-up ones."""

from typing import ClassVar

from medkeras_datasets.nsr2db.beat_times import BeatTimesBuilder


class Builder(BeatTimesBuilder):
    """Builder of the real records (`full`) and of made-up ones (`sample`)."""

    VARIANTS: ClassVar = {
        "sample": "Six hours of 16 made-up hearts.",
        "full": "The records of your own download.",
    }
    HOMEPAGE = "https://physionet.org/content/chf2db/1.0.0/"
    PATTERN, PUBLISHED = "chf*.ecg", 29
    HEARTS, FAILING = (16, 0), True
