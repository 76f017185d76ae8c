"""Checks for chapter 2.2.1: wavelet bands, and an alarm judged by patient."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _picture(rng, place):
    return (rng.normal(size=((4, 6), (8, 2), (2, 10))[place]),)


def _haar(picture, factor=2.0):
    a, b = picture[::2, ::2], picture[::2, 1::2]
    c, d = picture[1::2, ::2], picture[1::2, 1::2]
    bands = (a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d)
    return tuple(band / factor for band in bands)


@answer_to(
    "2.2.1-5",
    title="Haar by hand",
    objective="split an image into wavelet bands and put it together again",
    problems=_picture,
    what=("LL", "LH", "HL", "HH"),
    pure=True,
    points=2,
)
def haar_bands(picture):
    """Sums and differences of each block of four pixels, halved."""
    return _haar(picture)


@haar_bands.mistake(
    "average",
    "the bands are half of what they should be.",
    "Add up the squares of all bands: are they those of the picture?",
    "L = (1, 1) / sqrt(2) twice: divide by 2, not by 4.",
)
def _average(picture):
    return _haar(picture, factor=4.0)


@haar_bands.mistake(
    "sum",
    "the bands are twice what they should be.",
    "Add up the squares of all bands: are they those of the picture?",
    "Two filters with 1 / sqrt(2) each: divide by 2.",
)
def _sum(picture):
    return _haar(picture, factor=1.0)


@haar_bands.mistake(
    "LH-HL",
    "LH and HL have changed places.",
    "LH holds changes from row to row: which pixels differ there?",
    "LH = (a + b - c - d) / 2 with a, b the upper pixels.",
)
def _exchanged(picture):
    low, row, column, diagonal = _haar(picture)
    return low, column, row, diagonal


@haar_bands.mistake(
    "sign",
    "the differences have the other sign.",
    "Upper minus lower, left minus right.",
    "The first row and the first column carry the plus.",
)
def _sign(picture):
    low, row, column, diagonal = _haar(picture)
    return low, -row, -column, diagonal


def _errors_and_patients(rng, place):
    num_train = (20, 30, 50)[place]
    allowed = (0.1, 0.3, 0.2)[place]
    # Squared, so that a quantile is not a share of the largest error.
    train = rng.permutation(np.arange(1.0, num_train + 1) ** 2)
    beats = ([6, 2, 3], [1, 9], [4, 4, 8, 1])[place]
    patients = rng.permutation(np.repeat([31, 7, 12, 5][: len(beats)], beats))
    # None of these lies where quantiles may be interpolated in other ways.
    levels = [0.1, 0.6, 0.75, 0.85, 0.97, 1.5]
    places = rng.permutation(np.resize(levels, len(patients))) * num_train
    return train, places**2, patients, allowed


def _alarms(reference, errors, allowed):
    return errors > np.quantile(reference, 1 - allowed)


def _by_patient(alarms, patients):
    shares = [alarms[patients == one].mean() for one in np.unique(patients)]
    return np.mean(shares)


@answer_to(
    "2.2.1-6",
    title="An alarm, and how often it sounds for a patient",
    objective="judge detectors and denoisers against simpler baselines, by "
    "patient",
    problems=_errors_and_patients,
    what="the mean share of alarms",
    pure=True,
    points=3,
)
def mean_alarm_share(train_errors, test_errors, patients, allowed):
    """Threshold from the training beats, one vote a patient."""
    alarms = _alarms(train_errors, test_errors, allowed)
    return _by_patient(alarms, patients)


@mean_alarm_share.mistake(
    "threshold-from-test",
    "the threshold was taken from the test beats: the share of alarms is then "
    "settled beforehand.",
    "Which beats are known before the first test patient comes?",
    "np.quantile(train_errors, 1 - allowed).",
)
def _from_test(train_errors, test_errors, patients, allowed):
    alarms = _alarms(test_errors, test_errors, allowed)
    return _by_patient(alarms, patients)


@mean_alarm_share.mistake(
    "by-beat",
    "patients with many beats count more.",
    "A long recording is not a more important person.",
    "First a share for each patient, then the mean of the shares.",
)
def _by_beat(train_errors, test_errors, patients, allowed):
    return _alarms(train_errors, test_errors, allowed).mean()


@mean_alarm_share.mistake(
    "lower-end",
    "the threshold lies at the lower end of the training errors.",
    "Which beats are strange: those with small or with large errors?",
    "np.quantile(train_errors, 1 - allowed).",
)
def _lower_end(train_errors, test_errors, patients, allowed):
    alarms = _alarms(train_errors, test_errors, 1 - allowed)
    return _by_patient(alarms, patients)


@mean_alarm_share.mistake(
    "silence",
    "this is the share of beats without an alarm.",
    "A beat gives an alarm if its error is ABOVE the threshold.",
    "test_errors > threshold.",
)
def _silence(train_errors, test_errors, patients, allowed):
    return 1 - mean_alarm_share(train_errors, test_errors, patients, allowed)


@mean_alarm_share.mistake(
    "any-alarm",
    "this is the share of patients with at least one alarm.",
    "A patient's share is a mean over that patient's beats.",
    "alarms[patients == one].mean().",
)
def _any_alarm(train_errors, test_errors, patients, allowed):
    alarms = _alarms(train_errors, test_errors, allowed)
    found = [alarms[patients == one].any() for one in np.unique(patients)]
    return np.mean(found)
