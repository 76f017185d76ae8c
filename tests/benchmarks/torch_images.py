"""Networks of pictures and volumes in PyTorch, as in networks.py."""

import torch
from torch import nn
from torch.nn import functional
from torch_layers import (
    RELU,
    SIGMOID,
    Answer,
    Function,
    Weights,
    chain,
    conv,
    dense,
    norm,
    transposed,
)


def convolutional_autoencoder(w):
    return chain(
        conv(w, stride=2), RELU(), conv(w, stride=2), RELU(),
        nn.Upsample(scale_factor=2), conv(w), RELU(),
        nn.Upsample(scale_factor=2), conv(w), RELU(),
        conv(w),
    )  # fmt: skip


def lenet5(w):
    return chain(
        conv(w), RELU(), nn.AvgPool2d(2),
        conv(w, same=False), RELU(), nn.AvgPool2d(2),
        nn.Flatten(), dense(w, channels=16), RELU(), dense(w), RELU(),
        dense(w), nn.Softmax(1),
    )  # fmt: skip


def alexnet(w):
    return chain(
        nn.ZeroPad2d(2), conv(w, same=False, stride=4), RELU(),
        nn.MaxPool2d(3, 2), conv(w), RELU(), nn.MaxPool2d(3, 2),
        conv(w), RELU(), conv(w), RELU(), conv(w), RELU(), nn.MaxPool2d(3, 2),
        nn.Flatten(), dense(w, channels=256), RELU(), dense(w), RELU(),
        dense(w), nn.Softmax(1),
    )  # fmt: skip


def vgg(w):
    pool = nn.MaxPool2d(2)
    return chain(
        conv(w), RELU(), pool, conv(w), RELU(), conv(w), RELU(), pool,
        conv(w), RELU(), conv(w), RELU(), pool,
        nn.Flatten(), dense(w, channels=64), RELU(), dense(w), RELU(),
        dense(w), nn.Softmax(1),
    )  # fmt: skip


def center_point_detector(w):
    pool = nn.MaxPool2d(2)

    def seen(dilation=1):
        return chain(conv(w, bias=False, dilation=dilation), norm(w), RELU())

    body = chain(seen(), pool, seen(), pool, seen(), seen(2))
    heat, sizes = conv(w), conv(w)

    def lead(parts, x):
        maps = parts["body"](x)
        heat = torch.sigmoid(parts["heat"](maps))
        return torch.cat([heat, parts["sizes"](maps)], dim=1)

    return Answer(lead, body=body, heat=heat, sizes=sizes)


def _inception_module(w):
    # Keras keeps layers by their distance from the end.
    first, narrow = conv(w, bias=False), conv(w, bias=False)
    norm_first, norm_narrow = norm(w), norm(w)
    one, three, five, pooled = (conv(w, bias=False) for _ in range(4))
    norms = [norm(w) for _ in range(4)]
    branches = [
        chain(one, norms[0], RELU()),
        chain(first, norm_first, RELU(), three, norms[1], RELU()),
        chain(narrow, norm_narrow, RELU(), five, norms[2], RELU()),
        chain(nn.MaxPool2d(3, 1, 1), pooled, norms[3], RELU()),
    ]
    names = [f"branch_{number}" for number in range(4)]

    def lead(parts, x):
        return torch.cat([parts[name](x) for name in names], dim=1)

    return Answer(lead, **dict(zip(names, branches, strict=True)))


def inception(w):
    return chain(
        conv(w, bias=False), norm(w), RELU(), nn.MaxPool2d(2),
        _inception_module(w), _inception_module(w), nn.MaxPool2d(2),
        _inception_module(w), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        dense(w), nn.Softmax(1),
    )  # fmt: skip


def _residual_block(w, stride=1):
    first = conv(w, bias=False, stride=stride)
    first = chain(first, norm(w), RELU())
    # Keras keeps layers by their distance from the end.
    convs = [conv(w, bias=False, stride=stride)] if stride > 1 else []
    second = conv(w, bias=False)
    shortcut = chain(*convs, *[norm(w) for _ in convs])
    change = chain(first, second, norm(w))

    def lead(parts, x):
        return functional.relu(parts["shortcut"](x) + parts["change"](x))

    return Answer(lead, shortcut=shortcut, change=change)


def resnet(w):
    return chain(
        conv(w, bias=False), norm(w), RELU(),
        _residual_block(w), _residual_block(w, 2), _residual_block(w, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense(w), nn.Softmax(1),
    )  # fmt: skip


def small_alexnet(w):
    pool = nn.MaxPool2d(3, 2)
    return chain(
        conv(w, stride=2), norm(w), RELU(), pool,
        conv(w), norm(w), RELU(), pool,
        conv(w), norm(w), RELU(), conv(w), norm(w), RELU(),
        conv(w), norm(w), RELU(), pool,
        nn.Flatten(), dense(w, channels=32), RELU(), dense(w), RELU(),
        dense(w), nn.Softmax(1),
    )  # fmt: skip


def convolutional_rbm(w):
    kernel, _, bias = w.take(), w.take(), w.take()
    see = conv(Weights([kernel.numpy(), bias.numpy()]), same=False)

    def pooled(maps):
        block = 4 * functional.avg_pool2d(maps.exp(), 2)
        return block / (1 + block)

    return chain(see, Function(pooled))


def dcgan_generator(w):
    kernel = dense(w, bias=False)
    maps = Function(lambda x: x.reshape(-1, 7, 7, 64).permute(0, 3, 1, 2))
    return chain(
        kernel, maps, norm(w), RELU(), transposed(w, bias=False), norm(w),
        RELU(), transposed(w), SIGMOID(),
    )  # fmt: skip


def dcgan_discriminator(w):
    leaky = nn.LeakyReLU(0.2)
    return chain(
        conv(w, stride=2), leaky, conv(w, stride=2), leaky, nn.Flatten(),
        dense(w, channels=64),
    )  # fmt: skip


def unet(w, axes, filters):
    pool = {2: nn.MaxPool2d, 3: nn.MaxPool3d}[axes](2)

    def twice():
        parts = []
        for _ in range(2):
            parts += [conv(w, bias=False), norm(w, axes), RELU()]
        return chain(*parts)

    depth = len(filters)
    parts = {f"down_{n}": twice() for n in range(depth)}
    for n in range(depth - 2, -1, -1):
        parts[f"larger_{n}"] = transposed(w)
        parts[f"up_{n}"] = twice()
    parts["answer"] = conv(w)

    def lead(parts, maps):
        beside = []
        for n in range(depth):
            maps = parts[f"down_{n}"](maps if n == 0 else pool(maps))
            beside.append(maps)
        for n in range(depth - 2, -1, -1):
            larger = parts[f"larger_{n}"](maps)
            maps = parts[f"up_{n}"](torch.cat([beside[n], larger], dim=1))
        return torch.sigmoid(parts["answer"](maps))

    return Answer(lead, **parts)
