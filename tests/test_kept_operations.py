"""What `import medkeras` asks of oneDNN, seen in what oneDNN says it made."""

import os
import subprocess

import pytest

# Twice the gradients of one convolution; between them a line.
CODE = """
import medkeras
import tensorflow as tf

def step():
    with tf.GradientTape() as tape:
        answer = tf.nn.conv2d(x, kernel, 1, "SAME")
    return tape.gradient(answer, kernel)

x, kernel = tf.ones((2, 8, 8, 16)), tf.Variable(tf.ones((3, 3, 16, 16)))
step = tf.function(step)
step()
print("AGAIN", flush=True)
step()
"""
# With one thread, what was made for the first call is there for the second.
ONE = {"TF_NUM_INTEROP_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}


def made(python, **environment):
    """Convolutions that oneDNN made in the first call and in the second."""
    found = subprocess.run(
        [python, "-c", CODE],
        env=os.environ
        | ONE
        | {"ONEDNN_VERBOSE": "profile_create"}
        | environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout
    return [part.count(",convolution,") for part in found.split("AGAIN")]


def test_the_gradient_of_a_filter_is_prepared_once(warm_python):
    first, again = made(warm_python)
    if not first:
        pytest.skip("oneDNN is not in use on this machine")
    assert again == 0


def test_without_that_it_is_prepared_at_each_call(warm_python):
    first, again = made(warm_python, TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE="1")
    if not first:
        pytest.skip("oneDNN is not in use on this machine")
    assert again > 0
