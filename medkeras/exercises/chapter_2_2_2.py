"""Checks for chapter 2.2.2: energy, log Z, CD, annealing, filling in."""

import numpy as np
from scipy.special import expit

from medkeras.exercises.assertions import expect_close, expect_shape, same
from medkeras.exercises.checking import Wrong, exercise


def _machine():
    draw = np.random.default_rng(0)
    return draw.normal(size=(4, 3)), draw.normal(size=4), draw.normal(size=3)


def _rows():
    return (np.random.default_rng(1).random((6, 4)) < 0.5).astype(float)


@exercise(
    "2.2.2-1",
    title="The free energy",
    objective="write the energy, the free energy and both conditionals",
)
def free_energy(answer):
    """Give a small machine and rows; expect F of section 2."""
    kernel, a, b = _machine()
    v = _rows()
    found = np.asarray(answer(kernel.copy(), a.copy(), b.copy(), v.copy()))
    expect_shape(found, (6,), "the free energy")
    hidden = np.log1p(np.exp(v @ kernel + b)).sum(axis=1)
    if same(found, v @ a + hidden):
        raise Wrong(
            "sign",
            "the sign is turned: this is log of the unnormalised p.",
            "A probable row has a LOW free energy.",
            "p(v) = exp(-F(v)) / Z: put a minus before both terms.",
        )
    if same(found, v @ a - hidden):
        raise Wrong(
            "visible-sign",
            "the visible term has the wrong sign.",
            "A unit with a large bias likes to be on: what does that do to F?",
            "-v @ a - ...",
        )
    if same(found, -v @ a - (v @ kernel + b).sum(axis=1)):
        raise Wrong(
            "all-on",
            "this is the energy with every hidden unit on.",
            "F sums over BOTH states of each hidden unit.",
            "Each unit gives log(1 + exp(b_j + (vW)_j)).",
        )
    if same(found, -v @ a - np.log(1 + np.exp(v @ kernel + b).sum(axis=1))):
        raise Wrong(
            "one-log",
            "the sum is inside the logarithm.",
            "Hidden units are independent given v: their factors multiply.",
            "Take the logarithm of each factor, then add.",
        )
    expect_close(found, -v @ a - hidden, "the free energy")


@exercise(
    "2.2.2-2",
    title="log Z by enumeration",
    objective="write the energy, the free energy and both conditionals",
)
def log_partition(answer):
    """Give a small machine; expect the log of the sum over all states."""
    kernel, a, b = _machine()
    found = float(answer(kernel.copy(), a.copy(), b.copy()))
    states = (np.arange(16)[:, None] >> np.arange(4) & 1).astype(float)
    free = -states @ a - np.log1p(np.exp(states @ kernel + b)).sum(axis=1)
    right = np.log(np.exp(-free).sum())
    if same(found, np.log(np.exp(-free).mean())):
        raise Wrong(
            "mean",
            "the states were averaged, not added up.",
            "Z makes the probabilities add up to 1.",
            "Use a sum, or add log(number of states).",
        )
    if same(found, np.exp(-free).sum()):
        raise Wrong(
            "no-log",
            "this is Z, not its logarithm.",
            "With many units Z overflows; log Z does not.",
            "Return np.log(...) of it.",
        )
    if same(found, np.log(np.exp(free).sum())):
        raise Wrong(
            "sign",
            "the free energy went in with a plus.",
            "The weight of a state is exp(-F).",
            "np.logaddexp.reduce(-F).",
        )
    expect_close(found, right, "log Z")


@exercise(
    "2.2.2-3",
    title="The gradient of contrastive divergence",
    objective="say what contrastive divergence leaves out, and measure it",
)
def cd_gradient(answer):
    """Give data and samples; expect mean(v0 h0) - mean(vk hk)."""
    kernel, _, b = _machine()
    start = _rows()
    end = (np.random.default_rng(2).random((6, 4)) < 0.5).astype(float)
    found = np.asarray(answer(kernel.copy(), b.copy(), start, end))
    expect_shape(found, (4, 3), "the gradient")
    before, after = (expit(v @ kernel + b) for v in (start, end))
    right = (start.T @ before - end.T @ after) / 6
    if same(found, -right):
        raise Wrong(
            "sign",
            "the two terms have changed places.",
            "Learning makes the DATA more probable.",
            "Data first, minus the samples.",
        )
    if same(found, right * 6):
        raise Wrong(
            "sum",
            "rows were added up; the brackets < > are means.",
            "With twice the batch your step would be twice as long.",
            "Divide by the number of rows.",
        )
    if same(found, (start - end).T @ before / 6):
        raise Wrong(
            "old-hidden",
            "the samples were paired with the hidden units of the data.",
            "Which hidden units belong to the sample v_k?",
            "Compute the probabilities again, from v_k.",
        )
    if same(found, (start.T @ (before > 0.5) - end.T @ (after > 0.5)) / 6):
        raise Wrong(
            "rounded",
            "hidden probabilities were rounded to 0 and 1.",
            "The mean of v h given v is v times a probability.",
            "Leave the probabilities as they are in both terms.",
        )
    expect_close(found, right, "the gradient")


@exercise(
    "2.2.2-4",
    title="From the weights of the chains to log Z",
    objective="estimate log Z with its error, and not judge by reconstruction",
)
def annealed(answer):
    """Give huge log weights; expect log of their mean, plus log Z at 0."""
    logs = np.array([1000.0, 1001.5, 999.2, 1000.4])
    with np.errstate(all="ignore"):
        found = float(answer(2.5, logs.copy()))
    mean = np.logaddexp.reduce(logs) - np.log(4)
    if not np.isfinite(found):
        raise Wrong(
            "overflow",
            "the answer is not finite: exp(1000) is too large.",
            "Take the largest log weight out before the exponential.",
            "top + log(mean(exp(logs - top))).",
        )
    if same(found, 2.5 + logs.mean()):
        raise Wrong(
            "mean-log",
            "the logarithms were averaged.",
            "The mean of the WEIGHTS has no bias; that of their logs is low.",
            "Average exp(log weight), then take the logarithm.",
        )
    if same(found, mean):
        raise Wrong(
            "no-start",
            "the start is missing: the mean is Z / Z_0 only.",
            "log Z of the machine without weights is given.",
            "Add log_z0.",
        )
    if same(found, 2.5 + np.logaddexp.reduce(logs)):
        raise Wrong(
            "sum",
            "the weights were added, not averaged.",
            "Twice as many chains must not double Z.",
            "Subtract the log of their number.",
        )
    expect_close(found, 2.5 + mean, "log Z")


@exercise(
    "2.2.2-5",
    title="Fill in what is missing",
    objective="fill in missing values, and recommend, with a machine",
)
def fill(answer):
    """Give rows with unknown units; expect only those to change."""
    kernel, a, b = _machine()
    v = _rows()
    known = np.random.default_rng(3).random(v.shape) < 0.5
    found = np.asarray(answer(kernel.copy(), a, b, v.copy(), known.copy()))
    expect_shape(found, v.shape, "the rows")
    h = expit(v @ kernel + b)
    back = expit(h @ kernel.T + a)
    if same(found, back):
        raise Wrong(
            "overwritten",
            "units that were known have changed.",
            "What was measured stays as measured.",
            "np.where(known, v, back).",
        )
    if same(found, np.where(known, back, v)):
        raise Wrong(
            "swapped",
            "the known units were filled and the unknown kept.",
            "`known` is True where v can be trusted.",
            "np.where(known, v, back).",
        )
    if same(found, np.where(known, v, expit(h @ kernel.T))):
        raise Wrong(
            "no-bias",
            "the visible bias is missing on the way back.",
            "A dark corner of a film is dark whatever the features say.",
            "sigmoid(h @ kernel.T + visible_bias).",
        )
    expect_close(found, np.where(known, v, back), "the rows")
