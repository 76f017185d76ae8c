"""Networks of dense layers in PyTorch, as in networks.py."""

import torch
from torch import nn
from torch.nn import functional
from torch_layers import RELU, SIGMOID, Answer, Function, Weights, chain, dense


def dense_autoencoder(w):
    return chain(
        dense(w), RELU(), dense(w), dense(w), RELU(), dense(w)
    )  # fmt: skip


def contractive_autoencoder(w):
    code, back = dense(w), nn.Parameter(w.take())

    def lead(parts, x):
        code = torch.sigmoid(parts["code"](x))
        return functional.linear(code, parts["code"].weight.T, back)

    return Answer(lead, code=code)


def k_sparse_autoencoder(w):
    def largest(code):
        best = code.topk(8)
        return torch.zeros_like(code).scatter(1, best.indices, best.values)

    return chain(dense(w), Function(largest), dense(w))


def shape_autoencoder(w):
    return chain(
        nn.Flatten(), dense(w), SIGMOID(), dense(w), SIGMOID(), dense(w),
        SIGMOID(), nn.Unflatten(1, (64, 64)),
    )  # fmt: skip


def rbm_layer(w):
    kernel, _, bias = w.take(3)
    return chain(dense(Weights([kernel.numpy(), bias.numpy()])), SIGMOID())


def dbn(w):
    return chain(rbm_layer(w), rbm_layer(w))


def robust_dbn(w):
    parts = [part for _ in range(4) for part in (dense(w), SIGMOID())]
    return chain(*parts)
