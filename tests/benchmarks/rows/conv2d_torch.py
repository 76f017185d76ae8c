"""Convolution by hand against a tuned library."""

import numpy as np

TITLE = "by-hand convolution, im2col (for orientation)"
PEER = "PyTorch's conv2d"
EQUAL = (
    "forward and backward of a 3x3 same convolution, 32 images of 28 x 28 x 8, "
    "16 filters, float32; outputs and both gradients have equal norms"
)
REPEATS = 5


def arrays():
    generator = np.random.default_rng(0)
    shapes = (32, 28, 28, 8), (3, 3, 8, 16), (32, 28, 28, 16)
    return [generator.normal(size=s).astype("float32") for s in shapes]


def ours():
    from medkeras.by_hand.conv2d import conv2d, conv2d_gradients

    images, kernel, upstream = arrays()

    def run():
        for _ in range(REPEATS):
            out = conv2d(images, kernel, padding="same")
            gradients = conv2d_gradients(
                images, kernel, upstream, padding="same"
            )
        return [float(np.linalg.norm(array)) for array in (out, *gradients)]

    return run


def peer():
    import torch

    images, kernel, upstream = map(torch.tensor, arrays())
    images, upstream = images.movedim(-1, 1), upstream.movedim(-1, 1)
    kernel = kernel.permute(3, 2, 0, 1).contiguous()
    # Channels first and packed, the layout PyTorch is tuned for.
    images, upstream = images.contiguous(), upstream.contiguous()
    images.requires_grad_(), kernel.requires_grad_()

    def run():
        for _ in range(REPEATS):
            images.grad = kernel.grad = None
            out = torch.nn.functional.conv2d(images, kernel, padding=1)
            out.backward(upstream)
        found = (out.detach(), images.grad, kernel.grad)
        return [float(array.norm()) for array in found]

    return run
