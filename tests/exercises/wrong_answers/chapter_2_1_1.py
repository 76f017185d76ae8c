"""Plausible wrong answers for chapter 2.1.1, each by the hint it earns."""

import numpy as np


def sized(valid, same):
    def answer(size, kernel, stride, padding):
        count = valid if padding == "valid" else same
        return count(size, kernel, stride)

    return answer


def fits(n, k, s):
    return (n - k) // s + 1


def up(n, k, s):
    return -(-n // s)


def correlate(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("pqij,ij->pq", windows, kernel)


def flipped(image, kernel):
    return correlate(image, kernel[::-1, ::-1])


def padded(image, kernel):
    rows, columns = kernel.shape
    above, left = (rows - 1) // 2, (columns - 1) // 2
    sides = (
        (above, rows - 1 - above),
        (left, columns - 1 - left),
    )
    return correlate(np.pad(image, sides), kernel)


def averaged(image, kernel):
    return correlate(image, kernel) / kernel.size


def transposed(image, kernel):
    return correlate(image, kernel).T


def without_strides(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def stride_first(layers):
    size = jump = 1
    for kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size


def added_up(layers):
    return sum(kernel for kernel, _ in layers)


def spread(image, upstream):
    return np.kron(upstream, np.ones((2, 2)))


def shared(image, upstream):
    return np.kron(upstream, np.ones((2, 2))) / 4


def places(image, upstream):
    rows, columns = upstream.shape
    largest = image.reshape(rows, 2, columns, 2).max(axis=(1, 3))
    return (image == np.kron(largest, np.ones((2, 2)))).astype(float)


def small(image, upstream):
    return upstream


def scaled(x, gamma, beta, mean, variance):
    return gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta


def batch_always(x, gamma, beta, mean, variance, training):
    return scaled(x, gamma, beta, x.mean(0), x.var(0))


def swapped(x, gamma, beta, mean, variance, training):
    if training:
        return scaled(x, gamma, beta, mean, variance)
    return scaled(x, gamma, beta, x.mean(0), x.var(0))


def unbiased(x, gamma, beta, mean, variance, training):
    if training:
        mean, variance = x.mean(0), x.var(0, ddof=1)
    return scaled(x, gamma, beta, mean, variance)


def epsilon_outside(x, gamma, beta, mean, variance, training):
    if training:
        return scaled(x, gamma, beta, x.mean(0), x.var(0))
    return gamma * (x - mean) / (np.sqrt(variance) + 1e-3) + beta


WRONG = {
    "2.1.1-1": {
        "fence": sized(lambda n, k, s: (n - k) // s, up),
        "fraction": sized(lambda n, k, s: (n - k) / s + 1, up),
        "floor": sized(fits, lambda n, k, s: n // s),
        "stride": sized(fits, lambda n, k, s: n),
    },
    "2.1.1-2": {
        "flipped": flipped,
        "padded": padded,
        "mean": averaged,
        "shape": transposed,
    },
    "2.1.1-3": {
        "no-jump": without_strides,
        "early": stride_first,
        "sum": added_up,
    },
    "2.1.1-4": {
        "everywhere": spread,
        "average": shared,
        "ones": places,
        "shape": small,
    },
    "2.1.1-5": {
        "batch-always": batch_always,
        "swapped": swapped,
        "unbiased": unbiased,
        "epsilon": epsilon_outside,
    },
}
