"""The made-up ECG: the equations are solved, the beats are as labelled."""

import numpy as np
import pytest
from medkeras_datasets.mitdb import phantom
from scipy.integrate import solve_ivp


@pytest.fixture(scope="module")
def patients():
    return [phantom.recording(number, 120) for number in range(9001, 9013)]


def test_z_solves_the_three_equations():
    """All three coupled equations, integrated by SciPy, at a fixed rate."""
    heart = phantom._heart(np.random.default_rng(3))
    heart["wander"] = 0.0
    normal, length = heart["events"][0], 0.8
    ours = phantom._lead(
        heart, np.ones(5), np.zeros(9, int), np.full(9, length), 4.0
    )
    turning = 2 * np.pi / length
    size = normal["heights"] * turning / normal["widths"] ** 2

    def slopes(_, state):
        x, y, z = state
        alpha = 1 - np.hypot(x, y)
        away = np.angle(np.exp(1j * (np.arctan2(y, x) - normal["angles"])))
        bell = np.exp(-(away**2) / (2 * normal["widths"] ** 2))
        return [
            alpha * x - turning * y,
            alpha * y + turning * x,
            -np.sum(size * away * bell) - z,
        ]

    times = np.arange(len(ours)) / phantom.RATE
    solved = solve_ivp(
        slopes, (0, 4), [1.0, 0.0, 0.0], t_eval=times, rtol=1e-8, atol=1e-9
    )
    np.testing.assert_allclose(ours, solved.y[2], atol=2e-3)


def test_the_step_is_of_order_four():
    def error(step):
        half = np.arange(int(2 / step) * 2 + 1) * step / 2
        z = phantom.integrate(np.cos(3 * half), step)
        time = np.arange(len(z)) * step
        right = np.cos(3 * time) + 3 * np.sin(3 * time) - np.exp(-time)
        return abs(z - right / 10).max()

    assert 12 < error(0.1) / error(0.05) < 20


def test_early_beats_are_early_and_pauses_compensate(patients):
    for drawn in patients:
        between = np.diff(drawn["peaks"]) / phantom.RATE
        usual = np.median(between)
        before, after = between[:-1] / usual, between[1:] / usual
        labels = drawn["labels"][1:-1]
        early = labels > 0
        assert (before[early] < 0.95).all()
        pause = labels == phantom.VENTRICULAR
        # The beat before and the one after are two usual beats apart.
        np.testing.assert_allclose((before + after)[pause], 2, atol=0.3)
        reset = labels == phantom.SUPRAVENTRICULAR
        assert (after[reset] < 1.25).all()


def widths(drawn, kind):
    """Samples around its peak for which a beat is above half its height."""
    for peak in drawn["peaks"][drawn["labels"] == kind][:10]:
        wave = drawn["clean"][max(peak - 36, 0) : peak + 37, 0]
        wave = np.abs(wave - np.median(drawn["clean"][:, 0]))
        yield (wave > wave[36] / 2).sum()


def test_ventricular_beats_are_wide(patients):
    counted = 0
    for drawn in patients:
        wide = list(widths(drawn, phantom.VENTRICULAR))
        if wide:
            counted += 1
            usual = np.mean(list(widths(drawn, phantom.NORMAL)))
            assert np.mean(wide) > 1.2 * usual
    assert counted >= 3


def test_peaks_are_where_they_are_said_to_be(patients):
    for drawn in patients:
        for peak in drawn["peaks"][drawn["labels"] == phantom.NORMAL][2:20]:
            around = drawn["clean"][peak - 20 : peak + 21, 0]
            assert abs(int(around.argmax()) - 20) <= 4


def test_the_same_bytes_again_and_other_patients_others():
    first, again = (phantom.recording(7, 20) for _ in range(2))
    for name, values in first.items():
        assert values.tobytes() == again[name].tobytes()
    other = phantom.recording(8, 20)["signal"]
    assert not np.array_equal(first["signal"], other)


def test_noise_is_added_to_the_clean_signal(patients):
    for drawn in patients:
        noise = (drawn["signal"] - drawn["clean"]).std()
        assert 0.005 < noise < 0.3


def test_too_short_is_refused():
    with pytest.raises(ValueError, match="must be 10 or more"):
        phantom.recording(0, 9)
