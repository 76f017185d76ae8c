"""Networks of series, words and letters in PyTorch, as in networks.py."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch_layers import (
    EPSILON,
    RELU,
    SIGMOID,
    Answer,
    Function,
    chain,
    conv,
    dense,
    embedding,
    gru,
    layer_norm,
    lstm,
    norm,
)


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


def n_grams(w):
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


def gru_classifier(w):
    last = Answer(lambda parts, x: parts["gru"](x)[0][:, -1], gru=gru(w))
    return chain(last, dense(w), nn.Softmax(1))


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
