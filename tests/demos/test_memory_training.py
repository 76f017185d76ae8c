"""The learning curve of a memory task: new sequences, falling shares."""

import keras

from medkeras.demos.memory_training import learning_curve


def test_each_part_trains_on_new_sequences_and_is_judged_at_the_end():
    asked = []

    def task(number, rng, share):
        asked.append((number, share))
        x = rng.normal(size=(number, 3)).astype("float32")
        return x, x.sum(axis=1, keepdims=True)

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    steps, losses = learning_curve(model, task, num_steps=60, num_parts=3)
    assert steps.tolist() == [20, 40, 60]
    shares = [share for number, share in asked if number == 1280]
    assert shares == [1 / 3, 2 / 3, 1.0]
    assert [n for n, _ in asked] == [1280, 1000] * 3
    assert losses[-1] < 0.5 * losses[0]
