"""What the standard ANSI/AAMI EC57 says of classes, counts and test time.

Classes are numbered as in the data set `mitdb`: 0 N, 1 S, 2 V, 3 F, 4 Q.
"""

from collections.abc import Mapping

import numpy as np

from medkeras.utils.errors import UsageError

EC57_CLASSES = ("N", "S", "V", "F", "Q")
# Annotations of the MIT-BIH Arrhythmia Database by class. N is any beat that
# is in none of the other four.
EC57_BEAT_TYPES: Mapping[str, Mapping[str, str]] = {
    "N": {
        "N": "normal beat",
        "L": "left bundle branch block beat",
        "R": "right bundle branch block beat",
        "e": "atrial escape beat",
        "j": "nodal (junctional) escape beat",
    },
    "S": {
        "A": "atrial premature beat",
        "a": "aberrated atrial premature beat",
        "J": "nodal (junctional) premature beat",
        "S": "supraventricular premature beat",
    },
    "V": {
        "V": "premature ventricular contraction",
        "E": "ventricular escape beat",
    },
    "F": {"F": "fusion of ventricular and normal beat"},
    "Q": {
        "/": "paced beat",
        "f": "fusion of paced and normal beat",
        "Q": "unclassifiable beat",
    },
}
# (true class, class chosen): F or Q called V is not held against V, nor Q
# called S against S, as in `bxb`, the standard's reference program.
EC57_IGNORED_PAIRS = ((3, 2), (4, 2), (4, 1))
EC57_LEARNING_PERIOD = 300.0  # seconds at the start that are not scored


def in_test_period(time: np.ndarray) -> np.ndarray:
    """Which beats EC57 scores: those after the first five minutes.

    Args:
        time: of each R peak from the start of its record, in s, (beats,).

    Returns:
        Boolean, (beats,): False in the learning period.

    Raises:
        UsageError: times that are missing or below 0.

    Example:
        >>> from medkeras.signal.ec57 import in_test_period
        >>> in_test_period([12.5, 300.0, 1500.0]).tolist()
        [False, True, True]

    Reference: Moody, "Evaluating ECG analyzers", WFDB Applications Guide,
        PhysioNet (after ANSI/AAMI EC57:1998).
    Chapter: 2.1.2
    """
    time = np.asarray(time, float)
    if not (np.isfinite(time) & (time >= 0)).all():
        raise UsageError(
            "`time` must be seconds from the start of the record, 0 or more. "
            f"Received: {np.sort(time.ravel())[[0, -1]].tolist()}"
        )
    return time >= EC57_LEARNING_PERIOD


def require_beat_classes(
    splits: Mapping[str, Mapping[str, np.ndarray]],
    min_patients: Mapping[str, int],
    classes: tuple[str, ...] = ("N", "S", "V"),
    min_patients_per_class: int = 2,
) -> None:
    """Refuse recordings that are too few to train on or to be judged by.

    Args:
        splits: arrays with `label` and `patient`, (beats,), by the name of
            the split, as `LoadedDataset.arrays` gives them.
        min_patients: the splits that are needed, and how many patients each.
        classes: classes that each of these splits must hold.
        min_patients_per_class: in how many patients, at least.

    Raises:
        UsageError: a split is not there, holds too few patients, or a class
            sits in too few of them; one line with all that is missing.

    Example:
        >>> import numpy as np
        >>> from medkeras.signal.ec57 import require_beat_classes
        >>> split = {"label": np.arange(12) % 3, "patient": np.arange(12) // 3}
        >>> require_beat_classes({"train": split}, {"train": 4})

    Chapter: 2.1.2
    """
    missing = [
        fault
        for name, least in min_patients.items()
        for fault in _faults(
            name, splits.get(name), least, classes, min_patients_per_class
        )
    ]
    if missing:
        raise UsageError(
            f"too few recordings: {'; '.join(missing)}. Add records to "
            "MEDKERAS_MANUAL_DIR/mitdb, or take the shipped sample with "
            "MEDKERAS_DATA=sample"
        )


def _faults(name, arrays, least, classes, per_class):
    """What a split lacks, a phrase each."""
    if arrays is None or not len(arrays["patient"]):
        yield f"expected a split {name} of {least} patients or more, found none"
        return
    labels, patients = map(np.asarray, (arrays["label"], arrays["patient"]))
    count = len(np.unique(patients))
    if count < least:
        yield f"expected {least} patients or more in {name}, found {count}"
    for symbol in classes:
        kind = EC57_CLASSES.index(symbol)
        having = len(np.unique(patients[labels == kind]))
        if having < per_class:
            yield (
                f"expected class {symbol} in {per_class} patients or more of "
                f"{name}, found {having}"
            )
