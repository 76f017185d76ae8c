"""What a person has decided stands above any policy: limits as code."""

from typing import NamedTuple

import numpy as np

from medkeras.rl.action_probabilities import checked_probabilities
from medkeras.utils.arrays import real_array
from medkeras.utils.errors import UsageError
from medkeras.utils.shapes import check_shape
from medkeras.utils.sizes import check_number, check_whole


class Limits(NamedTuple):
    """What no policy may pass, whatever it has learnt.

    Attributes:
        daily_cap: most prompts a person and day; None for no cap.
        quiet_from: hour of the day at which silence begins; None for never.
        quiet_until: hour at which it ends; before `quiet_from` where the
            silence goes over midnight.
        forbidden: actions that nobody gets, such as messages that frighten.

    Example:
        >>> from medkeras.rl.autonomy import Limits
        >>> Limits(daily_cap=2, quiet_from=21, quiet_until=8).daily_cap
        2

    Chapter: 3.4.2
    """

    daily_cap: int | None = None
    quiet_from: float | None = None
    quiet_until: float = 0.0
    forbidden: tuple[int, ...] = ()


class Situation(NamedTuple):
    """What the limits ask, of each person.

    Attributes:
        available: (people,), False for who cannot be asked now.
        opted_out: (people,), True for who wants no prompts.
        sent_today: (people,), prompts so far.
        hour: of the day, from 0 to 24.

    Example:
        >>> from medkeras.rl.autonomy import Situation
        >>> Situation([True], [False], [2], hour=9.5).sent_today
        [2]

    Chapter: 3.4.2
    """

    available: np.ndarray
    opted_out: np.ndarray
    sent_today: np.ndarray
    hour: float


def may_speak(situation: Situation, limits: Limits) -> np.ndarray:
    """Whom any policy may address at all.

    Args:
        situation: of each person.
        limits: that hold.

    Returns:
        (people,), True or False.

    Raises:
        UsageError: an hour or a cap out of range; no plain yes or no for each
            person: what is not known is no leave to speak.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.autonomy import Limits, Situation, may_speak
        >>> here, out = np.array([1, 1, 0]) > 0, np.array([0, 1, 0]) > 0
        >>> now = Situation(here, out, np.zeros(3), hour=12)
        >>> may_speak(now, Limits(daily_cap=2))
        array([ True, False, False])

    Chapter: 3.4.2
    """
    check_number("hour", situation.hour, 0, 24)
    available = _yes_or_no("available", situation.available, ("people",))
    one_each = (len(available),)
    opted_out = _yes_or_no("opted_out", situation.opted_out, one_each)
    sent = real_array("sent_today", situation.sent_today, one_each, 0)
    allowed = (available == 1) & (opted_out == 0)
    if limits.daily_cap is not None:
        check_whole("daily_cap", limits.daily_cap, 0)
        allowed &= sent < limits.daily_cap
    if _is_quiet(situation.hour, limits):
        allowed &= False
    return allowed


def _yes_or_no(name, values, shape):
    """Values from 0 to 1; plain True and False, the usual ones, fast."""
    if type(values) is not np.ndarray or values.dtype.kind != "b":
        return real_array(name, values, shape, 0, 1)
    check_shape(name, values.shape, shape)
    return values


def _is_quiet(hour, limits):
    if limits.quiet_from is None:
        return False
    check_number("quiet_from", limits.quiet_from, 0, 24)
    check_number("quiet_until", limits.quiet_until, 0, 24)
    if limits.quiet_from <= limits.quiet_until:
        return limits.quiet_from <= hour < limits.quiet_until
    return hour >= limits.quiet_from or hour < limits.quiet_until


class WithinLimits:
    """Any policy, inside of limits.

    Who may not be addressed gets silence with probability 1; a forbidden
    action's probability goes to silence. The policy inside learns only from
    decisions that were its own.

    Args:
        policy: with `probabilities(choices)` and `update(...)`.
        limits: None for no others than availability and opting out, which
            always hold.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.action_probabilities import FixedProbabilities
        >>> from medkeras.rl.autonomy import Situation, WithinLimits
        >>> eager = WithinLimits(FixedProbabilities([0.0, 1.0]))
        >>> now = Situation([True, True], [False, True], [0, 0], 12)
        >>> eager.probabilities(np.zeros((2, 2, 5)), now)
        array([[0., 1.],
               [1., 0.]])

    Chapter: 3.4.2
    """

    def __init__(self, policy, limits: Limits | None = None):
        self.policy = policy
        self.limits = Limits() if limits is None else limits
        if 0 in self.limits.forbidden:
            raise UsageError("`forbidden` must not name silence. Received: 0")

    def probabilities(self, choices, situation: Situation) -> np.ndarray:
        """(people, actions), silence alone for whom it may not address.

        What the policy says of those is not even looked at. Of the others it
        must say probabilities: NaN, or a row without the sum 1, is refused.
        """
        found = np.array(self.policy.probabilities(choices), float)
        check_shape("probabilities", found.shape, np.shape(choices)[:2])
        for action in self.limits.forbidden:
            check_whole("forbidden", action, 1, found.shape[1] - 1)
            found[:, 0] += found[:, action]
            found[:, action] = 0.0
        silent = ~may_speak(situation, self.limits)
        check_shape("situation", silent.shape, (len(found),))
        found[silent] = np.eye(found.shape[1])[0]
        return checked_probabilities(found)

    def update(self, choices, actions, probabilities, rewards, used) -> None:
        """Hand on what was decided; `used` False where it was not."""
        self.policy.update(choices, actions, probabilities, rewards, used)


class BlindTo:
    """A policy that never sees some features, such as signs of weakness.

    Loneliness, low mood or memory trouble may predict who gives in. They are
    set to 0 before the policy is asked, and before it learns: no bit of its
    answer can depend on them. Limits go around it:
    `WithinLimits(BlindTo(policy, columns))`.

    Args:
        policy: any.
        columns: places of the features in the last axis of `choices`.

    Raises:
        UsageError: places that are no whole numbers.

    Example:
        >>> import numpy as np
        >>> from medkeras.rl.autonomy import BlindTo
        >>> from medkeras.rl.bandits import LinUCB
        >>> blind = BlindTo(LinUCB(size=2), columns=[1])
        >>> blind.probabilities(np.array([[[1.0, 9.0], [1.0, -9.0]]]))
        array([[1., 0.]])

    Chapter: 3.4.2
    """

    def __init__(self, policy, columns):
        for column in columns:
            check_whole("columns", column, 0)
        self.policy, self.columns = policy, list(columns)

    def probabilities(self, choices: np.ndarray) -> np.ndarray:
        """(people, actions), of what may be seen."""
        return self.policy.probabilities(self._seen(choices))

    def update(self, choices, actions, probabilities, rewards, used) -> None:
        """Learn from what may be seen."""
        seen = self._seen(choices)
        self.policy.update(seen, actions, probabilities, rewards, used)

    def _seen(self, choices):
        seen = real_array("choices", choices, ("people", "actions", "size"))
        if max(self.columns, default=0) >= seen.shape[2]:
            raise UsageError(
                f"`columns` must be below {seen.shape[2]}. "
                f"Received: {max(self.columns)}"
            )
        seen = seen.copy()
        seen[..., self.columns] = 0.0
        return seen
