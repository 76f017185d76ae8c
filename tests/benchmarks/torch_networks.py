"""The networks of networks.py, written in PyTorch from the same weights.

Maps have their channels first here, as PyTorch wants them; so have inputs.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch_layers import (
    EPSILON,
    Answer,
    Function,
    Weights,
    conv,
    dense,
    embedding,
    gru,
    layer_norm,
    lstm,
    norm,
    transposed,
)

RELU, SIGMOID, TANH = nn.ReLU, nn.Sigmoid, nn.Tanh


def chain(*parts):
    """Parts one after the other; those that are None are left out."""
    return nn.Sequential(*[part for part in parts if part is not None])


def dense_autoencoder(w):
    return chain(
        dense(w), RELU(), dense(w), dense(w), RELU(), dense(w)
    )  # fmt: skip


def convolutional_autoencoder(w):
    return chain(
        conv(w, stride=2), RELU(), conv(w, stride=2), RELU(),
        nn.Upsample(scale_factor=2), conv(w), RELU(),
        nn.Upsample(scale_factor=2), conv(w), RELU(),
        conv(w),
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


def cnn(w):
    def flat(maps):  # (batch, filters, steps, places)
        return maps.permute(0, 2, 3, 1).flatten(2).mean(dim=1)

    return chain(
        conv(w), RELU(), conv(w), RELU(), Function(flat), dense(w), SIGMOID()
    )


def _last_state(w):
    return Answer(lambda parts, x: parts["lstm"](x)[0][:, -1], lstm=lstm(w))


def traditional_lstm(w):
    steps = Function(lambda x: x.flatten(2).transpose(1, 2))
    return chain(steps, _last_state(w), dense(w), SIGMOID())


def cnn_lstm(w):
    strongest = Function(lambda maps: maps.amax((3, 4)).transpose(1, 2))
    return chain(
        conv(w), RELU(), conv(w), RELU(), strongest, _last_state(w), dense(w),
        SIGMOID(),
    )  # fmt: skip


def conv_lstm(w):
    read, keep = w.take(), w.take()
    bias = w.take()
    read, keep = (kernel.permute(3, 2, 0, 1) for kernel in (read, keep))
    seen = nn.Conv2d(1, 64, 3, padding=1)
    back = nn.Conv2d(16, 64, 3, padding=1, bias=False)
    with torch.no_grad():
        seen.weight.copy_(read)
        seen.bias.copy_(bias)
        back.weight.copy_(keep)

    def lead(parts, films):  # (batch, channels, steps, height, width)
        hidden = cell = films.new_zeros(len(films), 16, *films.shape[3:])
        for step in films.unbind(2):
            gates = parts["seen"](step) + parts["back"](hidden)
            enter, stay, new, leave = gates.chunk(4, dim=1)
            cell = stay.sigmoid() * cell + enter.sigmoid() * new.tanh()
            hidden = leave.sigmoid() * cell.tanh()
        return hidden.amax((2, 3))

    memory = Answer(lead, seen=seen, back=back)
    return chain(memory, dense(w), SIGMOID())


def convolutional_rbm(w):
    kernel, _, bias = w.take(), w.take(), w.take()
    see = conv(Weights([kernel.numpy(), bias.numpy()]), same=False)

    def pooled(maps):
        block = 4 * functional.avg_pool2d(maps.exp(), 2)
        return block / (1 + block)

    return chain(see, Function(pooled))


def _rbm_layer(w):
    kernel, _, bias = w.take(3)
    return chain(dense(Weights([kernel.numpy(), bias.numpy()])), SIGMOID())


def dbn(w):
    return chain(_rbm_layer(w), _rbm_layer(w))


def deep_bind(w):
    see = chain(conv(w, same=False), RELU())
    hidden = chain(dense(w), RELU(), dense(w))

    def score(parts, letters):
        padded = functional.pad(letters.transpose(1, 2), (23, 23), value=0.25)
        found = parts["see"](padded)
        both = torch.cat([found.amax(2), found.mean(2)], dim=1)
        return parts["hidden"](both)

    def lead(parts, letters):
        other = letters.flip(1, 2)
        strongest = torch.maximum(score(parts, letters), score(parts, other))
        return torch.sigmoid(strongest)

    return Answer(lead, see=see, hidden=hidden)


def deep_dta(w):
    def tower():
        vectors = embedding(w)
        turned = Function(lambda x: x.transpose(1, 2))
        see = [chain(conv(w, same=False), RELU()) for _ in range(3)]
        strongest = Function(lambda x: x.amax(2))
        return chain(vectors, turned, *see, strongest)

    parts = {"drug": tower(), "protein": tower()}
    head = chain(dense(w), RELU(), dense(w), RELU(), dense(w))

    def lead(parts, drug, protein):
        both = [parts["drug"](drug), parts["protein"](protein)]
        return parts["head"](torch.cat(both, dim=1))

    return Answer(lead, **parts, head=head)


def deep_sea(w):
    pool = nn.MaxPool1d(4)
    return chain(
        Function(lambda x: x.transpose(1, 2)),
        conv(w, same=False), RELU(), pool, conv(w, same=False), RELU(), pool,
        conv(w, same=False), RELU(), nn.Flatten(), dense(w, channels=96),
        RELU(), dense(w), SIGMOID(),
    )  # fmt: skip


def _n_grams(w):
    """Embedding, filters of widths 3 to 5, maximum over time, probability."""
    vectors = embedding(w)
    widths = {f"grams_{n}": conv(w, same=False) for n in (3, 4, 5)}

    def lead(parts, words):
        x = parts["vectors"](words).transpose(1, 2)
        found = []
        for name in widths:
            see = parts[name]
            padded = functional.pad(x, (0, see.kernel_size[0] - 1))
            found.append(functional.relu(see(padded)).amax(2))
        return torch.sigmoid(parts["risk"](torch.cat(found, dim=1)))

    return Answer(lead, vectors=vectors, **widths, risk=dense(w))


def lstm_fcn(w):
    parts = [chain(conv(w), norm(w, 1), RELU()) for _ in range(3)]
    memory, risk = _last_state(w), dense(w)

    def lead(parts, series):
        turned = series.transpose(1, 2)
        seen = parts["see"](turned).mean(2)
        both = torch.cat([seen, parts["memory"](turned)], dim=1)
        return torch.sigmoid(parts["risk"](both))

    return Answer(lead, see=chain(*parts), memory=memory, risk=risk)


def temporal_convolutional_forecaster(w):
    def block(dilation, matched):
        past = nn.ConstantPad1d((2 * dilation, 0), 0.0)
        see = [conv(w, same=False, dilation=dilation) for _ in range(2)]
        change = chain(past, see[0], RELU(), past, see[1], RELU())
        parts = {"change": change}
        if matched:
            parts["match"] = dense(w)

        def lead(parts, x):
            stays = x
            if matched:
                stays = parts["match"](x.transpose(1, 2)).transpose(1, 2)
            return functional.relu(stays + parts["change"](x))

        return Answer(lead, **parts)

    turned = Function(lambda x: x.transpose(1, 2))
    blocks = [block(d, d == 1) for d in (1, 2, 4, 8)]
    return chain(turned, *blocks, turned, dense(w))


def lstm_forecaster(w):
    states = Answer(lambda parts, x: parts["lstm"](x)[0], lstm=lstm(w))
    return chain(states, dense(w))


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


def gru_classifier(w):
    last = Answer(lambda parts, x: parts["gru"](x)[0][:, -1], gru=gru(w))
    return chain(last, dense(w), nn.Softmax(1))


def robust_dbn(w):
    parts = [part for _ in range(4) for part in (dense(w), SIGMOID())]
    return chain(*parts)


def smiles_lstm(w):
    states = Answer(lambda parts, x: parts["lstm"](x)[0], lstm=lstm(w))

    def before(tokens):
        letters = functional.one_hot(tokens, 40).float()
        return functional.pad(letters[:, :-1], (0, 0, 1, 0))

    return chain(Function(before), states, dense(w), nn.Softmax(2))


def text_lstm(w):
    vectors, both = embedding(w), lstm(w, both_ways=True)

    def lead(parts, words):
        _, (last, _) = parts["both"](parts["vectors"](words))
        memories = torch.cat([last[0], last[1]], dim=1)
        return torch.sigmoid(parts["answer"](memories))

    return Answer(lead, vectors=vectors, both=both, answer=dense(w))


def text_transformer(w):
    vectors = embedding(w)
    block = nn.TransformerEncoderLayer(
        48, 4, 192, dropout=0.0, layer_norm_eps=EPSILON, batch_first=True,
        norm_first=True,
    )  # fmt: skip
    attention = block.self_attn
    project, mix = dense(w), dense(w)
    attention.in_proj_weight, attention.in_proj_bias = (
        project.weight, project.bias,
    )  # fmt: skip
    attention.out_proj.weight, attention.out_proj.bias = mix.weight, mix.bias
    block.norm1, block.norm2 = layer_norm(w), layer_norm(w)
    block.linear1, block.linear2 = dense(w), dense(w)
    waves = 10_000.0 ** (-np.arange(0, 48, 2) / 48)
    angles = np.arange(50)[:, None] * waves
    places = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    places = torch.tensor(0.1 * places.reshape(50, 48), dtype=torch.float32)

    def lead(parts, words):
        states = parts["block"](parts["vectors"](words) + places)
        mean = parts["norm"](states).mean(dim=1)
        return torch.sigmoid(parts["answer"](mean))

    return Answer(
        lead, vectors=vectors, block=block, norm=layer_norm(w), answer=dense(w)
    )


def claim_evidence_network(w):
    vectors, align = embedding(w), chain(dense(w), RELU())
    compare = chain(dense(w), RELU())
    head = chain(dense(w), RELU(), dense(w), nn.Softmax(1))

    def lead(parts, claim, evidence):
        both = [parts["vectors"](words) for words in (claim, evidence)]
        keys = [parts["align"](x) for x in both]
        found = []
        for own, other in ((0, 1), (1, 0)):
            scores = keys[own] @ keys[other].transpose(1, 2)
            seen = scores.softmax(-1) @ both[other]
            beside = torch.cat([both[own], seen, both[own] * seen], dim=-1)
            found.append(parts["compare"](beside).mean(dim=1))
        return parts["head"](torch.cat(found, dim=1))

    return Answer(
        lead, vectors=vectors, align=align, compare=compare, head=head
    )


def bilstm_crf(w):
    """Scores; the best path is drawn from them by another function."""
    vectors, both = embedding(w), lstm(w, both_ways=True)
    states = Answer(lambda parts, x: parts["both"](x)[0], both=both)
    scores = chain(vectors, states, dense(w))
    w.take(3)  # of the paths
    return scores


def _unet(w, axes, filters):
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


TWINS = {
    "autoencoder.builders.dense_autoencoder": dense_autoencoder,
    "autoencoder.builders.convolutional_autoencoder": convolutional_autoencoder,
    "autoencoder.contractive.ContractiveAutoencoder": contractive_autoencoder,
    "autoencoder.sparse.k_sparse_autoencoder": k_sparse_autoencoder,
    "cardiac.shape.shape_autoencoder": shape_autoencoder,
    "cnn.classic.lenet5": lenet5,
    "cnn.classic.alexnet": alexnet,
    "cnn.classic.vgg": vgg,
    "cnn.detector.center_point_detector": center_point_detector,
    "cnn.googlenet.inception": inception,
    "cnn.residual.resnet": resnet,
    "cnn.small_alexnet.small_alexnet": small_alexnet,
    "conv_lstm.cnn": cnn,
    "conv_lstm.traditional_lstm": traditional_lstm,
    "conv_lstm.cnn_lstm": cnn_lstm,
    "conv_lstm.conv_lstm": conv_lstm,
    "convolutional_dbn.convolutional_rbm.ConvolutionalRBM": convolutional_rbm,
    "dbn.belief_network.DBN": dbn,
    "deep_bind.deep_bind": deep_bind,
    "deep_dta.deep_dta": deep_dta,
    "deep_sea.deep_sea": deep_sea,
    "deepr.deepr": _n_grams,
    "ecg_risk.lstm_fcn": lstm_fcn,
    "forecaster.temporal_convolutional_forecaster": (
        temporal_convolutional_forecaster
    ),
    "forecaster.lstm_forecaster": lstm_forecaster,
    "gan.dcgan.dcgan_generator": dcgan_generator,
    "gan.dcgan.dcgan_discriminator": dcgan_discriminator,
    "rbm.rbm.RBM": _rbm_layer,
    "recurrent.sequence_classifier": gru_classifier,
    "robust_dbn.robust_dbn": robust_dbn,
    "smiles_lstm.smiles_lstm": smiles_lstm,
    "text.classifiers.text_cnn": _n_grams,
    "text.classifiers.text_lstm": text_lstm,
    "text.classifiers.text_transformer": text_transformer,
    "text.entailment.claim_evidence_network": claim_evidence_network,
    "text.tagger.bilstm_crf": bilstm_crf,
    "unet.unet": lambda w: _unet(w, 2, (16, 32, 64, 128)),
    "unet.unet3d": lambda w: _unet(w, 3, (4, 8, 16)),
}


def build(name, saved):
    """A network and its inputs, from the file of networks.py."""
    keys = [key for key in saved if key.startswith(f"{name}/")]
    arrays = [saved[key] for key in sorted(keys) if "/weight/" in key]
    weights = Weights(arrays)
    network = TWINS[name](weights).eval()
    weights.end()
    drawn = [saved[key] for key in sorted(keys) if "/input/" in key]
    return network, [_given(x, network) for x in drawn]


def _given(x, network):
    """Channels first; numbers of words as whole numbers."""
    if x.ndim > 3:
        x = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    reads_words = x.max() > 1 and np.array_equal(x, x.round())
    return torch.tensor(x, dtype=torch.int64 if reads_words else None)
