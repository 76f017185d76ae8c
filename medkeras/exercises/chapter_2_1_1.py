"""Checks for chapter 2.1.1: convolution, receptive field, pooling, norms."""

import numpy as np

from medkeras.exercises.assertions import expect_close, expect_shape, same
from medkeras.exercises.checking import Wrong, exercise


@exercise(
    "2.1.1-1",
    title="The size of what comes out",
    objective="compute the output size of a convolution and write its loops",
)
def output_size(answer):
    """Give sizes, kernels, strides, paddings; expect TensorFlow's sizes."""
    cases = [(28, 3, 1), (28, 3, 2), (27, 5, 2), (30, 4, 3), (9, 9, 4)]
    valid = [answer(*case, "valid") for case in cases]
    full = [answer(*case, "same") for case in cases]
    right = [(n - k) // s + 1 for n, k, s in cases]
    if same(valid, [(n - k) // s for n, k, s in cases]):
        raise Wrong(
            "fence",
            "each valid output is one too short.",
            "A kernel as wide as the image still fits once.",
            "Windows start at 0, s, 2s, ...: count the starts, not the steps.",
        )
    if same(valid, [(n - k) / s + 1 for n, k, s in cases]):
        raise Wrong(
            "fraction",
            "a fraction of a window came out.",
            "A window that hangs over the edge is left out.",
            "Round down: use // instead of /.",
        )
    if not same(valid, right):
        raise Wrong(
            "valid",
            "the sizes for 'valid' are not right.",
            "Where can the first pixel of the last window stand?",
            "(size - kernel) // stride + 1.",
        )
    if same(full, [n // s for n, k, s in cases]):
        raise Wrong(
            "floor",
            "with 'same', a last incomplete step was lost.",
            "With stride 2, 27 pixels give 14 outputs: one for each start.",
            "Round up: -(-size // stride).",
        )
    if same(full, [n for n, k, s in cases]):
        raise Wrong(
            "stride",
            "with 'same', the stride was left out.",
            "'same' keeps the size only at stride 1.",
            "Divide by the stride and round up.",
        )
    expect_close(full, [-(-n // s) for n, k, s in cases], "the 'same' size")


@exercise(
    "2.1.1-2",
    title="A convolution in loops",
    objective="compute the output size of a convolution and write its loops",
)
def convolve(answer):
    """Give an image and a lopsided kernel; expect cross-correlation."""
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(6, 7)), rng.normal(size=(3, 2))
    result = answer(image.copy(), kernel.copy())
    if same(result, _correlate(image, kernel[::-1, ::-1])):
        raise Wrong(
            "flipped",
            "the kernel was flipped: that is convolution as in mathematics.",
            "Networks do not flip. Which entry meets the upper left pixel?",
            "image[p + i, q + j] * kernel[i, j], both indices with plus.",
        )
    padded = np.pad(image, ((1, 1), (0, 1)))
    if same(result, _correlate(padded, kernel)):
        raise Wrong(
            "padded",
            "the image was padded; 'valid' was asked for.",
            "The kernel must lie inside the image everywhere.",
            "The output has (height - rows + 1) x (width - columns + 1).",
        )
    if same(result, _correlate(image, kernel) / kernel.size):
        raise Wrong(
            "mean",
            "each value is the mean of the products, not their sum.",
            "The equation of section 2 has no division.",
            "Use np.sum.",
        )
    expect_close(result, _correlate(image, kernel), "the output")


def _correlate(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("pqij,ij->pq", windows, kernel)


@exercise(
    "2.1.1-3",
    title="How far a unit sees",
    objective="say how far a unit sees, and what shifts do to it",
)
def field(answer):
    """Give stacks of layers; expect the recursion of section 3."""
    stacks = [
        [(3, 1), (3, 1)],
        [(5, 1), (2, 2), (5, 1), (2, 2)],
        [(7, 2), (3, 2), (3, 1), (1, 1)],
        [],
    ]
    result = [answer(list(stack)) for stack in stacks]
    right = [_field(stack) for stack in stacks]
    if same(result, [1 + sum(k - 1 for k, _ in s) for s in stacks]):
        raise Wrong(
            "no-jump",
            "the strides were left out.",
            "After a stride of 2, neighbours are two pixels apart.",
            "Add (kernel - 1) * jump, then jump *= stride.",
        )
    if same(result, [_field(stack, early=True) for stack in stacks]):
        raise Wrong(
            "early",
            "a layer's own stride was counted in its own window.",
            "The window of a layer is laid over the maps BEFORE its stride.",
            "First add (kernel - 1) * jump, and only then multiply the jump.",
        )
    if same(result, [sum(k for k, _ in stack) for stack in stacks]):
        raise Wrong(
            "sum",
            "the kernels were added up.",
            "Two kernels of 3 see 5 pixels, not 6: they share one.",
            "Start at 1 and add (kernel - 1) * jump.",
        )
    expect_close(result, right, "the receptive field")


def _field(stack, early=False):
    size = jump = 1
    for kernel, stride in stack:
        if early:
            jump *= stride
        size += (kernel - 1) * jump
        if not early:
            jump *= stride
    return size


@exercise(
    "2.1.1-4",
    title="Back through a pooling",
    objective="carry a gradient back through a pooling",
)
def pool_back(answer):
    """Give a map and a gradient; expect it at each window's maximum."""
    rng = np.random.default_rng(1)
    image = rng.permutation(24).reshape(4, 6).astype(float)
    upstream = rng.normal(size=(2, 3)) + 3
    result = np.asarray(answer(image.copy(), upstream.copy()))
    expect_shape(result, image.shape, "the gradient")
    spread = np.kron(upstream, np.ones((2, 2)))
    largest = np.kron(
        image.reshape(2, 2, 3, 2).max(axis=(1, 3)), np.ones((2, 2))
    )
    if same(result, spread):
        raise Wrong(
            "everywhere",
            "all four pixels of a window got the gradient.",
            "Only one of them decided the output.",
            "Multiply by image == (maximum of its window).",
        )
    if same(result, spread / 4):
        raise Wrong(
            "average",
            "this is the gradient of average pooling.",
            "A pixel that is not the maximum can move a little: what happens?",
            "The maximum gets all of it, the other three get 0.",
        )
    if same(result, image == largest):
        raise Wrong(
            "ones",
            "the places are right, the gradient from above is missing.",
            "The chain rule multiplies.",
            "Put upstream[p, q] at the place, not 1.",
        )
    expect_close(result, np.where(image == largest, spread, 0), "the gradient")


@exercise(
    "2.1.1-5",
    title="Batch normalisation, learning and in use",
    objective="tell batch normalisation in training from batch "
    "normalisation in use",
)
def normalize(answer):
    """Give a batch and kept statistics; expect two ways to normalise."""
    x = np.random.default_rng(2).normal(3, 2, size=(8, 3))
    gamma, beta = np.array([1.0, 2.0, 0.5]), np.array([0.0, -1.0, 1.0])
    mean, variance = np.array([2.0, 2.5, 3.5]), np.array([4.0, 1.0, 9.0])

    def right(m, v):
        return gamma * (x - m) / np.sqrt(v + 1e-3) + beta

    learning, used = (
        answer(x.copy(), gamma, beta, mean, variance, training)
        for training in (True, False)
    )
    own = right(x.mean(0), x.var(0))
    if same(used, own) and same(learning, own):
        raise Wrong(
            "batch-always",
            "in use, the batch's own statistics are still taken.",
            "In use a single film may come. What is its variance?",
            "Take `mean` and `variance` if training is False.",
        )
    if same(used, own) or same(learning, right(mean, variance)):
        raise Wrong(
            "swapped",
            "the two ways have changed places, or one serves for both.",
            "Which of them is learning from this batch?",
            "training: x.mean(axis=0); in use: the kept mean.",
        )
    if same(learning, right(x.mean(0), x.var(0, ddof=1))):
        raise Wrong(
            "unbiased",
            "the variance has n - 1 in the denominator.",
            "The paper divides the batch's squares by n.",
            "x.var(axis=0) without ddof.",
        )
    outside = gamma * (x - mean) / (np.sqrt(variance) + 1e-3) + beta
    _expect_root(used, outside)
    expect_close(learning, own, "the batch in training")
    expect_close(used, right(mean, variance), "the batch in use")


def _expect_root(used, outside):
    if same(used, outside):
        raise Wrong(
            "epsilon",
            "epsilon was added to the standard deviation.",
            "It belongs under the root.",
            "np.sqrt(variance + 1e-3).",
        )
