"""Wrong answers of chapter 2.1.1 that end in a general hint."""

import numpy as np


def one_too_many(size, kernel, stride, padding):
    return size // stride + 1


def as_pair(size, kernel, stride, padding):
    return (size - kernel) // stride + 1, size // stride


def first_window_only(image, kernel):
    rows, columns = kernel.shape
    return np.sum(image[:rows, :columns] * kernel)


def negated(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return -np.einsum("pqij,ij->pq", windows, kernel)


def transposed(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("pqij,ij->qp", windows, kernel)


def product_of_kernels(layers):
    return int(np.prod([kernel for kernel, _ in layers]))


def pooled(image, upstream):
    return upstream


def mask(image, upstream):
    return image > 0


def over_the_channels(x, gamma, beta, mean, variance, training):
    if training:
        mean, variance = x.mean(), x.var()
    return gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta


WRONG = {
    "2.1.1-1": {"values": one_too_many, "shape": as_pair},
    "2.1.1-2": {
        "shape": first_window_only,
        "negated": negated,
        "transposed": transposed,
    },
    "2.1.1-3": {"values": product_of_kernels},
    "2.1.1-4": {"shape": pooled, "mask": mask},
    "2.1.1-5": {"values": over_the_channels},
}
EQUIVALENT = {}
