"""Checks for chapter 2.1.1: convolution, receptive field, pooling, norms."""

import numpy as np

from medkeras.exercises.problems import answer_to

LOOPS = "compute the output size of a convolution and write its loops"
SIZES = ((28, 3, 1), (28, 3, 2), (27, 5, 2), (30, 4, 3), (9, 9, 4), (12, 1, 5))


def _sizes(rng, place):
    padding = ("valid", "same")[place % 2]
    return *SIZES[place // 2], padding


@answer_to(
    "2.1.1-1",
    title="The size of what comes out",
    objective=LOOPS,
    problems=_sizes,
    num_problems=12,
    what="the output size",
)
def output_size(size, kernel, stride, padding):
    """Count the places where a window may begin."""
    last = size if padding == "same" else size - kernel + 1
    return len(range(0, last, stride))


@output_size.mistake(
    "fence",
    "each valid output is one too short.",
    "A kernel as wide as the image still fits once.",
    "Windows start at 0, s, 2s, ...: count the starts, not the steps.",
)
def _fence(size, kernel, stride, padding):
    if padding == "same":
        return output_size(size, kernel, stride, padding)
    return (size - kernel) // stride


@output_size.mistake(
    "fraction",
    "a fraction of a window came out.",
    "A window that hangs over the edge is left out.",
    "Round down for 'valid': use // instead of /.",
)
def _fraction(size, kernel, stride, padding):
    if padding == "same":
        return output_size(size, kernel, stride, padding)
    return (size - kernel) / stride + 1


@output_size.mistake(
    "floor",
    "with 'same', a last incomplete step was lost.",
    "With stride 2, 27 pixels give 14 outputs: one for each start.",
    "Round up: -(-size // stride).",
)
def _floor(size, kernel, stride, padding):
    if padding == "same":
        return size // stride
    return output_size(size, kernel, stride, padding)


@output_size.mistake(
    "stride",
    "with 'same', the stride was left out.",
    "'same' keeps the size only at stride 1.",
    "Divide by the stride and round up.",
)
def _stride(size, kernel, stride, padding):
    if padding == "same":
        return size
    return output_size(size, kernel, stride, padding)


@output_size.mistake(
    "always-valid",
    "'same' was treated as 'valid'.",
    "How many windows begin where 'same' pads the edges?",
    "With 'same', one window for each start: -(-size // stride).",
)
def _always_valid(size, kernel, stride, padding):
    return output_size(size, kernel, stride, "valid")


def _image_and_kernel(rng, place):
    shapes = ((6, 7), (3, 2)), ((5, 4), (2, 3)), ((8, 3), (1, 3))
    image, kernel = shapes[place]
    return rng.normal(size=image), rng.normal(size=kernel)


@answer_to(
    "2.1.1-2",
    title="A convolution in loops",
    objective=LOOPS,
    problems=_image_and_kernel,
    what="the output",
    points=2,
)
def convolve(image, kernel):
    """Cross-correlation, as networks do it."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("pqij,ij->pq", windows, kernel)


@convolve.mistake(
    "flipped",
    "the kernel was flipped: that is convolution as in mathematics.",
    "Networks do not flip. Which entry meets the upper left pixel?",
    "image[p + i, q + j] * kernel[i, j], both indices with plus.",
)
def _flipped(image, kernel):
    return convolve(image, kernel[::-1, ::-1])


@convolve.mistake(
    "padded",
    "the image was padded; 'valid' was asked for.",
    "The kernel must lie inside the image everywhere.",
    "The output has (height - rows + 1) x (width - columns + 1).",
)
def _padded(image, kernel):
    edges = [((n - 1) // 2, n // 2) for n in kernel.shape]
    return convolve(np.pad(image, edges), kernel)


@convolve.mistake(
    "mean",
    "each value is the mean of the products, not their sum.",
    "The equation of section 2 has no division.",
    "Use np.sum.",
)
def _mean(image, kernel):
    return convolve(image, kernel) / kernel.size


def _layers(rng, place):
    stacks = (
        [(3, 1), (3, 1)],
        [(5, 1), (2, 2), (5, 1), (2, 2)],
        [(7, 2), (3, 2), (3, 1), (1, 1)],
        [],
        [(3, 3), (4, 2), (2, 1)],
    )
    return (stacks[place],)


@answer_to(
    "2.1.1-3",
    title="How far a unit sees",
    objective="say how far a unit sees, and what shifts do to it",
    problems=_layers,
    num_problems=5,
    what="the receptive field",
    points=2,
)
def receptive_field(layers):
    """The recursion of section 3, from the last layer to the first."""
    size = 1
    for kernel, stride in reversed(layers):
        size = (size - 1) * stride + kernel
    return size


def _forward(layers, early):
    size = jump = 1
    for kernel, stride in layers:
        jump *= stride if early else 1
        size += (kernel - 1) * jump
        jump *= 1 if early else stride
    return size


@receptive_field.mistake(
    "no-jump",
    "the strides were left out.",
    "After a stride of 2, neighbours are two pixels apart.",
    "Add (kernel - 1) * jump, then jump *= stride.",
)
def _no_jump(layers):
    return _forward([(kernel, 1) for kernel, _ in layers], early=False)


@receptive_field.mistake(
    "early",
    "a layer's own stride was counted in its own window.",
    "The window of a layer is laid over the maps BEFORE its stride.",
    "First add (kernel - 1) * jump, and only then multiply the jump.",
)
def _early(layers):
    return _forward(layers, early=True)


@receptive_field.mistake(
    "sum",
    "the kernels were added up.",
    "Two kernels of 3 see 5 pixels, not 6: they share one.",
    "Start at 1 and add (kernel - 1) * jump.",
)
def _sum(layers):
    return sum(kernel for kernel, _ in layers)


@receptive_field.mistake(
    "last-first",
    "the layers were read from the last to the first.",
    "The jump grows with the strides of the layers BEFORE.",
    "Go through `layers` in the order given.",
)
def _last_first(layers):
    return _forward(layers[::-1], early=False)


def _map_and_gradient(rng, place):
    height, width = ((8, 6), (10, 4), (4, 12))[place]
    values = rng.permutation(height * width) - height * width // 2
    image = values.reshape(height, width).astype(float)
    return image, rng.normal(size=(height // 2, width // 2))


def _spread(image, upstream):
    return np.kron(upstream, np.ones((2, 2)))


def _is_extreme(image, choose):
    height, width = image.shape
    blocks = image.reshape(height // 2, 2, width // 2, 2)
    return image == np.kron(choose(blocks, axis=(1, 3)), np.ones((2, 2)))


@answer_to(
    "2.1.1-4",
    title="Back through a pooling",
    objective="carry a gradient back through a pooling",
    problems=_map_and_gradient,
    what="the gradient of the image",
    points=2,
)
def max_pool_gradient(image, upstream):
    """The gradient goes to the maximum of each window."""
    return _is_extreme(image, np.max) * _spread(image, upstream)


@max_pool_gradient.mistake(
    "everywhere",
    "all four pixels of a window got the gradient.",
    "Only one of them decided the output.",
    "Multiply by image == (maximum of its window).",
)
def _everywhere(image, upstream):
    return _spread(image, upstream)


@max_pool_gradient.mistake(
    "average",
    "this is the gradient of average pooling.",
    "A pixel that is not the maximum can move a little: what happens?",
    "The maximum gets all of it, the other three get 0.",
)
def _average(image, upstream):
    return _spread(image, upstream) / 4


@max_pool_gradient.mistake(
    "ones",
    "the places are right, the gradient from above is missing.",
    "The chain rule multiplies.",
    "Put upstream[p, q] at the place, not 1.",
)
def _ones(image, upstream):
    return _is_extreme(image, np.max)


@max_pool_gradient.mistake(
    "values",
    "the largest pixels were multiplied into the gradient.",
    "The output is the pixel itself: what is its slope?",
    "Put upstream[p, q] at the place of the maximum.",
)
def _values(image, upstream):
    return max_pool_gradient(image, upstream) * image


@max_pool_gradient.mistake(
    "minimum",
    "the smallest pixel of each window got the gradient.",
    "Which pixel came out of the pooling?",
    "Use argmax, not argmin.",
)
def _minimum(image, upstream):
    return _is_extreme(image, np.min) * _spread(image, upstream)


def _batch(rng, place):
    rows, channels = ((8, 3), (5, 2), (6, 4), (3, 1))[place]
    scale = rng.uniform(0.05, 2, channels)  # small: epsilon must be seen
    return (
        rng.normal(3, 1, size=(rows, channels)) * scale,
        rng.uniform(0.5, 2, channels),
        rng.normal(size=channels),
        rng.normal(3, 1, channels),
        rng.uniform(0.01, 2, channels),
        place % 2 == 0,
    )


def _normalized(x, gamma, beta, mean, variance):
    return gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta


@answer_to(
    "2.1.1-5",
    title="Batch normalisation in training and in use",
    objective="tell batch normalisation in training from batch "
    "normalisation in use",
    problems=_batch,
    num_problems=4,
    what="the normalised batch",
    points=2,
)
def batch_normalization(x, gamma, beta, mean, variance, training):
    """The batch's own statistics in training, the kept ones in use."""
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    return _normalized(x, gamma, beta, mean, variance)


@batch_normalization.mistake(
    "batch-always",
    "in use, the batch's own statistics are still taken.",
    "In use a single film may come. What is its variance?",
    "Take `mean` and `variance` if training is False.",
)
def _batch_always(x, gamma, beta, mean, variance, training):
    return batch_normalization(x, gamma, beta, mean, variance, True)


@batch_normalization.mistake(
    "kept-always",
    "in training, the kept statistics are taken.",
    "What is the layer's input normalised by while it learns?",
    "Take x.mean(axis=0) and x.var(axis=0) if training is True.",
)
def _kept_always(x, gamma, beta, mean, variance, training):
    return batch_normalization(x, gamma, beta, mean, variance, False)


@batch_normalization.mistake(
    "turned",
    "training and use have changed places.",
    "Which of them may look at this batch?",
    "training: x.mean(axis=0); in use: the kept mean.",
)
def _turned(x, gamma, beta, mean, variance, training):
    return batch_normalization(x, gamma, beta, mean, variance, not training)


@batch_normalization.mistake(
    "unbiased",
    "the batch's variance has n - 1 in the denominator.",
    "The paper divides the batch's squares by n.",
    "x.var(axis=0) without ddof.",
)
def _unbiased(x, gamma, beta, mean, variance, training):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
    return _normalized(x, gamma, beta, mean, variance)


@batch_normalization.mistake(
    "epsilon",
    "epsilon was added to the standard deviation.",
    "It belongs under the root.",
    "np.sqrt(variance + 1e-3).",
)
def _epsilon(x, gamma, beta, mean, variance, training):
    if training:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (np.sqrt(variance) + 1e-3) + beta


@batch_normalization.mistake(
    "scale-over-all",
    "gamma multiplies beta or the mean as well.",
    "gamma scales what is already normalised; beta is added last.",
    "gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta.",
)
def _scale_over_all(x, gamma, beta, mean, variance, training):
    plain = batch_normalization(x, 1.0, beta, mean, variance, training)
    return gamma * plain
