"""Checks for chapter 2.1.1, exercises 1 to 3: sizes, loops, fields."""

import numpy as np

from medkeras.exercises.problems import answer_to

LOOPS = "compute the output size of a convolution and write its loops"
# Even kernels, too: no padding that is alike on both sides keeps a size.
SIZES = (
    *((28, 3, 1), (28, 3, 2), (27, 5, 2), (30, 4, 3)),
    *((9, 9, 4), (12, 1, 5), (28, 4, 1)),
)


def _sizes(rng, place):
    padding = ("valid", "same")[place % 2]
    return *SIZES[place // 2], padding


@answer_to(
    "2.1.1-1",
    title="The size of what comes out",
    objective=LOOPS,
    problems=_sizes,
    num_problems=2 * len(SIZES),
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


@output_size.mistake(
    "alike-both-sides",
    "with 'same', an even kernel loses a pixel in your answer.",
    "(kernel - 1) // 2 zeros on each side are too few for an even kernel; "
    "'same' pads one side more.",
    "With 'same', one window for each start: -(-size // stride).",
)
def _alike_on_both_sides(size, kernel, stride, padding):
    if padding == "same":
        size += 2 * ((kernel - 1) // 2)
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


@receptive_field.mistake(
    "previous-stride",
    "only the stride of the layer before was counted.",
    "Two strides of 2, one after the other: how far apart are neighbours?",
    "Strides multiply: jump *= stride, not jump = stride.",
)
def _previous_stride(layers):
    size = jump = 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump = stride
    return size


@receptive_field.mistake(
    "from-zero",
    "the field is one pixel too small.",
    "A unit of the image itself sees one pixel: r_0 = 1.",
    "Begin with size = 1.",
)
def _from_zero(layers):
    return receptive_field(layers) - 1
