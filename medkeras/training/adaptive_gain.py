"""Gradient descent in which each weight finds its own step."""

import keras
from keras import ops


class AdaptiveGain(keras.optimizers.Optimizer):
    """Momentum with a gain for each weight.

    As long as a weight's slope keeps its sign, its gain grows by 0.05; when
    the sign changes, the gain is multiplied by 0.95. It stays between 0.1 and
    10. Steps grow along a valley and shrink across it.

    Args:
        learning_rate: before it is multiplied by the gain.
        momentum: share of the last step that is kept.

    Example:
        >>> import keras
        >>> from medkeras.training.adaptive_gain import AdaptiveGain
        >>> weight = keras.Variable([4.0])
        >>> optimizer = AdaptiveGain(0.1, momentum=0.0)
        >>> for _ in range(50):
        ...     optimizer.apply([2 * weight], [weight])
        >>> bool(abs(weight.numpy()[0]) < 1e-3)
        True

    Reference: Jacobs 1988, doi:10.1016/0893-6080(88)90003-2. Whether this
        is the adaptive learning factor of Li et al. 2015 is not certain: the
        rule is not in the abstract (unverified).
    Chapter: 3.1.2
    """

    UP, DOWN, LOW, HIGH = 0.05, 0.95, 0.1, 10.0

    def __init__(
        self, learning_rate=0.05, momentum=0.9, name="adaptive_gain", **kwargs
    ):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        """A gain, a last slope and a last step for each weight."""
        if self.built:
            return
        super().build(variables)
        names = ("gain", "slope", "step")
        start = ("ones", "zeros", "zeros")
        self._gains, self._slopes, self._steps = (
            [
                self.add_variable_from_reference(
                    variable, name=name, initializer=how
                )
                for variable in variables
            ]
            for name, how in zip(names, start, strict=True)
        )

    def update_step(self, gradient, variable, learning_rate):
        """One step of one weight matrix."""
        number = self._get_variable_index(variable)
        gain, slope = self._gains[number], self._slopes[number]
        step = self._steps[number]
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        same = gradient * slope
        grown = ops.where(same > 0, gain + self.UP, gain)
        new = ops.where(same < 0, gain * self.DOWN, grown)
        new = ops.clip(new, self.LOW, self.HIGH)
        moved = self.momentum * step - rate * new * gradient
        self.assign(gain, new)
        self.assign(slope, gradient)
        self.assign(step, moved)
        self.assign_add(variable, moved)

    def get_config(self):
        """What `from_config` needs to make the same again."""
        return super().get_config() | {"momentum": self.momentum}
