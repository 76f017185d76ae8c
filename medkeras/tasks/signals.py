"""Tasks on signals: heart beats, a day of ECG, glucose, recordings."""

import numpy as np

from medkeras.signal.glucose import changes_ahead, last_values
from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of, table_of
from medkeras.tasks.task import Task

VENTRICULAR = 2
NOISY = 3
HALF_HOUR = 2  # steps of a quarter of an hour
LAST = 8  # two hours of glucose
EVERY = 6  # one forecast in an hour and a half: neighbours are alike


def _beats(dataset):
    """Every second sample of a beat, scaled by its own size."""
    columns, is_test = columns_of(dataset, ("train", "test"))
    beats = columns["beat"][:, ::2]
    size = np.abs(beats).max(axis=(1, 2), keepdims=True)
    beats = beats / np.maximum(size, 1e-6)
    times = [columns[name] for name in ("rr_previous", "rr_next", "rr_local")]
    early = np.stack([times[0] / times[2], times[1] / times[2]], axis=1)
    plain = np.concatenate([beats[..., 0], early], axis=1)
    label = (columns["label"] == VENTRICULAR).astype(int)
    return Examples(beats, plain, label, columns["patient"], is_test)


def _days(dataset):
    """Eight windows of a day; the plain model reads age and intervals."""
    columns, _ = columns_of(dataset, ("train",))
    windows = columns["windows"][:, :, ::4]  # 32 samples a second
    there = np.isfinite(windows).all(axis=(2, 3))
    there[~there.any(axis=1), 0] = True  # a day without any is all zeros
    x = {"windows": np.nan_to_num(windows), "there": there.astype("float32")}
    plain = table_of(columns, ["age", "male", "systolic_pressure"])
    beats = columns["intervals"].reshape(len(plain), -1)
    known = np.isfinite(beats)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, beats, 0).sum(axis=1) / count
    apart = np.where(known, beats - mean[:, None], 0)
    spread = np.sqrt((apart**2).sum(axis=1) / count)
    plain = np.column_stack([plain, mean, spread])
    return Examples(x, plain, columns["label"], columns["record"])


def _glucose(dataset):
    """Two hours of values, and the change in the half hour that follows."""
    columns, _ = columns_of(dataset, ("train",))
    seen = last_values(columns["glucose"], LAST)[:, ::EVERY]
    change = changes_ahead(columns["glucose"], (HALF_HOUR,))[:, ::EVERY, 0]
    wearer = np.repeat(columns["patient"], change.shape[1])
    seen, change = seen.reshape(-1, LAST), change.ravel()
    known = np.isfinite(seen).all(axis=1) & np.isfinite(change)
    seen, change = seen[known], change[known]
    return Examples(seen[..., None], seen, change, wearer[known])


def _recordings(dataset):
    """Is a recording of 30 s too noisy to be read? Its first 8 seconds."""
    columns, _ = columns_of(dataset, ("train", "validation"))
    signal = np.nan_to_num(columns["signal"][:, : 300 * 8 : 5])
    size = signal.std(axis=1, keepdims=True)
    signal = signal / np.maximum(size, 1e-6)
    jumps = np.abs(np.diff(signal, axis=1))
    plain = np.column_stack(
        [
            size,
            jumps.mean(axis=1),
            jumps.max(axis=1),
            np.abs(signal).max(axis=1),
        ]
    )
    label = (columns["label"] == NOISY).astype(int)
    return Examples(signal[..., None], plain, label, columns["record"])


TASKS = (
    Task(
        name="ventricular_beat", modality="signal", purpose="diagnosis",
        sentence="Does a heart beat begin in a ventricle, from two leads of "
        "an ECG?",
        dataset="mitdb", read=_beats,
        baseline=baselines.logistic_regression, model=networks.beat_lstm,
        metric="AUROC", architecture="LSTM", chapter="2.1.2",
    ),
    Task(
        name="vascular_event", modality="signal", purpose="prognosis",
        sentence="Will a person with high blood pressure have a vascular "
        "event within a year, from a day of ECG?",
        dataset="sharee", read=_days,
        baseline=baselines.logistic_regression, model=networks.ecg_risk,
        metric="AUROC", architecture="LSTM", chapter="3.2.2",
    ),
    Task(
        name="glucose_change", modality="signal", purpose="treatment",
        sentence="By how many mg/dl will glucose change in half an hour, so "
        "that food or insulin can come in time?",
        dataset="shanghai_cgm", read=_glucose,
        baseline=baselines.ridge_regression, model=networks.glucose_rnn,
        metric="mean absolute error", architecture="RNN", chapter="3.4.5",
    ),
    Task(
        name="unreadable_recording", modality="signal", purpose="operations",
        sentence="Must a recording of a handheld ECG be taken again, because "
        "nobody could read it?",
        dataset="cinc2017", read=_recordings,
        baseline=baselines.logistic_regression, model=networks.lenet,
        metric="AUROC", architecture="CNN", chapter="3.4.5",
    ),
)  # fmt: skip
