"""Convolution by hand: one product of matrices against the loops."""

import numpy as np

TITLE = "by-hand convolution, im2col"
PEER = "the same by direct loops"
EQUAL = (
    "forward and backward of a 3x3 same convolution, 8 images of 14 x 14 x 8, "
    "16 filters, float32; outputs and both gradients have equal norms"
)
PROMISE = 20


def build(method):
    """Return a function that goes forward and backward once."""
    from medkeras.by_hand.conv2d import conv2d, conv2d_gradients

    generator = np.random.default_rng(0)
    images = generator.normal(size=(8, 14, 14, 8)).astype("float32")
    kernel = generator.normal(size=(3, 3, 8, 16)).astype("float32")
    upstream = generator.normal(size=(8, 14, 14, 16)).astype("float32")
    how = {"padding": "same", "method": method}

    def run():
        out = conv2d(images, kernel, **how)
        gradients = conv2d_gradients(images, kernel, upstream, **how)
        return [float(np.linalg.norm(array)) for array in (out, *gradients)]

    return run


def ours():
    return build("im2col")


def peer():
    return build("direct")
