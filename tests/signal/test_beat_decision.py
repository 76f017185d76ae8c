"""Hills one by one: which are beats."""

from itertools import chain

from medkeras.signal.beat_decision import BeatDecision

RATE = 100


def judged(hills):
    """Peaks told at each hill; a hill is (seconds, height, slope)."""
    decision = BeatDecision(RATE)
    return [
        decision.offer(int(second * RATE), height, slope, round(second, 2))
        for second, height, slope in hills
    ]


def regular(count=8, height=1.0):
    """Beats every 0.8 s with a small hill of noise between them."""
    hills = []
    for k in range(count):
        hills += [(0.8 * k, height, 1.0), (0.8 * k + 0.4, 0.05, 0.05)]
    return hills


def test_nothing_is_told_before_two_seconds_and_then_all_of_it():
    told = judged(regular())
    assert told[:5] == [[]] * 5
    assert told[5] == [0.0, 0.8, 1.6]
    assert list(chain(*told)) == [round(0.8 * k, 2) for k in range(8)]


def test_a_flat_hill_soon_after_a_beat_is_its_t_wave():
    t_wave, early = (6.7, 0.6, 0.4), (6.7, 0.6, 0.6)
    assert judged([*regular(9), t_wave])[-1] == []
    assert judged([*regular(9), early])[-1] == [6.7]
    assert judged([*regular(9), (6.8, 0.6, 0.4)])[-1] == [6.8]


def test_the_highest_hill_passed_over_is_taken_when_a_beat_is_missing():
    # The threshold is near 0.3; its half near 0.15.
    hills = [*regular(), (6.4, 0.2, 0.2), (6.8, 0.1, 0.1), (7.2, 1.0, 1.0)]
    assert judged(hills)[-1] == [6.4, 7.2]
    hills[-3] = (6.4, 0.1, 0.1)  # no more than noise
    assert judged(hills)[-1] == [7.2]


def test_levels_follow_beats_that_grow_smaller():
    heights = [1.0, 0.85, 0.7, 0.6, 0.5, 0.42, 0.35, 0.3, 0.25, 0.2]
    hills = regular()
    for k, height in enumerate(heights, 8):
        hills += [(0.8 * k, height, 1.0), (0.8 * k + 0.4, 0.02, 0.02)]
    assert len(list(chain(*judged(hills)))) == 18
