"""Which hills are beats: two running levels and a threshold between them."""

T_WAVE = 0.36  # s within which a flatter hill is the T wave of the beat before
FLAT = 0.5  # of the slope of the beat before
MISSED = 1.66  # times the mean interval after which a beat must be missing
LEARNING = 2.0  # s from which the first levels are taken
WEIGHT, WEIGHT_IF_MISSED = 1 / 8, 1 / 4  # of a new hill in a running level
SHARE = 0.25  # of the way from the noise's level to the beats'
INTERVALS = 8  # of which the mean says when a beat is missing


class BeatDecision:
    """Takes hills one by one; says which are beats, some only later.

    Args:
        rate: of the places of the hills, a second.
    """

    def __init__(self, rate: float):
        self.rate = rate
        self.beats = self.noise = 0.0  # running levels
        self.learning = []  # hills before there are levels, then None
        self.passed = []  # hills since the last beat that were not taken
        self.last = None  # (place, slope) of the last beat
        self.intervals = []

    def offer(self, place: int, height: float, slope: float, peak: int) -> list:
        """Peaks of the beats that this hill decides, in the order of time."""
        hill = (place, float(height), float(slope), peak)
        if self.learning is None:
            return self._judge(hill)
        self.learning.append(hill)
        if place < LEARNING * self.rate:
            return []
        hills, self.learning = self.learning, None
        heights = [each[1] for each in hills]
        self.beats = max(heights) / 2
        self.noise = sum(heights) / len(heights) / 4
        return [peak for each in hills for peak in self._judge(each)]

    @property
    def threshold(self) -> float:
        """Height from which a hill is a beat."""
        return self.noise + SHARE * (self.beats - self.noise)

    def _judge(self, hill):
        """Beats missed before this hill, and the hill if it is one."""
        found = self._missed_before(hill[0])
        place, height, slope, _ = hill
        flat = self.last is not None and (
            place - self.last[0] < T_WAVE * self.rate
            and slope < FLAT * self.last[1]
        )
        if height > self.threshold and not flat:
            return [*found, self._take(hill, WEIGHT)]
        self.noise += WEIGHT * (height - self.noise)
        self.passed.append(hill)
        return found

    def _missed_before(self, place):
        """The highest hills passed over, where beats must be missing."""
        found = []
        while self.intervals and self.passed:
            usual = sum(self.intervals) / len(self.intervals)
            if place - self.last[0] <= MISSED * usual:
                break
            least = self.last[0] + T_WAVE * self.rate
            open_ = [hill for hill in self.passed if hill[0] > least]
            best = max(open_, key=lambda hill: hill[1], default=None)
            if best is None or best[1] <= self.threshold / 2:
                break
            later = [hill for hill in self.passed if hill[0] > best[0]]
            found.append(self._take(best, WEIGHT_IF_MISSED))
            self.passed = later
        return found

    def _take(self, hill, weight):
        """Make a hill a beat."""
        place, height, slope, peak = hill
        self.beats += weight * (height - self.beats)
        if self.last is not None:
            self.intervals.append(place - self.last[0])
            self.intervals = self.intervals[-INTERVALS:]
        self.last = (place, slope)
        self.passed = []
        return peak
