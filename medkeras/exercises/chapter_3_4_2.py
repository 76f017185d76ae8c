"""Checks for chapter 3.4.2, exercises 1 and 2: probabilities, weights."""

import numpy as np
from scipy.special import ndtr

from medkeras.exercises.problems import answer_to

LEARNS = "let a policy learn when to speak, and count what learning costs"
EFFECT = "estimate what a prompt does from known, logged probabilities"


def _belief(rng, place):
    """Sure of a gain, of a harm, and twice of neither; other clips."""
    size, least = ((3, 0.1), (4, 0.15), (2, 0.2), (5, 0.05))[place]
    context = rng.normal(size=size)
    root = 0.4 * rng.normal(size=(size, size))
    covariance = root @ root.T + 0.3 * np.eye(size)
    sd = np.sqrt(context @ covariance @ context)
    wanted = (3.0, -3.0, 0.55, -0.75)[place] * sd  # of context @ mean
    mean = rng.normal(size=size)
    mean += (wanted - context @ mean) * context / (context @ context)
    return mean, covariance, context, least


def _score(mean, covariance, context):
    return context @ mean / np.sqrt(context @ covariance @ context)


@answer_to(
    "3.4.2-1",
    title="How sure must one be to speak?",
    objective=LEARNS,
    problems=_belief,
    what="the probability",
    points=2,
    pure=True,
    num_problems=4,
)
def speaking_probability(mean, covariance, context, least):
    """Phi of mean over standard deviation, inside the clip."""
    chance = ndtr(_score(mean, covariance, context))
    return float(np.clip(chance, least, 1 - least))


@speaking_probability.mistake(
    "not-clipped",
    "the probability leaves the clip where the policy is sure.",
    "A decision of probability 0 or 1 is no experiment any more.",
    "np.clip(probability, least, 1 - least).",
)
def _not_clipped(mean, covariance, context, least):
    return float(ndtr(_score(mean, covariance, context)))


@speaking_probability.mistake(
    "only-from-below",
    "the probability was kept from 0, and not from 1.",
    "Silence needs its chance as well: at most 1 - least.",
    "np.clip with both ends.",
)
def _only_below(mean, covariance, context, least):
    return max(_not_clipped(mean, covariance, context, least), least)


@speaking_probability.mistake(
    "of-silence",
    "this is the probability that silence is better.",
    "The effect is positive with Phi(mean / sd), not with Phi(-mean / sd).",
    "ndtr(context @ mean / sd).",
)
def _of_silence(mean, covariance, context, least):
    return speaking_probability(-mean, covariance, context, least)


@speaking_probability.mistake(
    "variance-for-sd",
    "the mean was divided by the variance.",
    "Phi takes standard deviations.",
    "np.sqrt(context @ covariance @ context).",
)
def _variance(mean, covariance, context, least):
    sd = np.sqrt(context @ covariance @ context)
    return float(np.clip(ndtr(context @ mean / sd**2), least, 1 - least))


@speaking_probability.mistake(
    "not-divided",
    "how sure the posterior is was not asked.",
    "A mean of 0.2 is much if it is known well, and nothing if not.",
    "Divide by the standard deviation of context @ coefficients.",
)
def _not_divided(mean, covariance, context, least):
    return float(np.clip(ndtr(context @ mean), least, 1 - least))


@speaking_probability.mistake(
    "diagonal-only",
    "coefficients were taken for independent.",
    "Their covariances count, too: context @ covariance @ context.",
    "Use the whole matrix, not np.diag of it.",
)
def _diagonal(mean, covariance, context, least):
    alone = np.diag(np.diag(covariance))
    return speaking_probability(mean, alone, context, least)


@speaking_probability.mistake(
    "greedy",
    "this speaks as often as it may wherever the mean is above 0.",
    "Thompson sampling speaks with the PROBABILITY that speaking is better.",
    "ndtr(context @ mean / sd), then the clip.",
)
def _greedy(mean, covariance, context, least):
    return 1 - least if context @ mean > 0 else least


@speaking_probability.mistake(
    "clip-fixed",
    "one clip was taken for all, whatever was given.",
    "`least` is an argument; 0.2 was that of the chapter.",
    "np.clip(probability, least, 1 - least), with the argument.",
)
def _clip_fixed(mean, covariance, context, least):
    return speaking_probability(mean, covariance, context, 0.2)


@speaking_probability.mistake(
    "upper-end-fixed",
    "the upper end of the clip is 0.8, whatever was given.",
    "`least` is an argument; 0.8 belongs to 0.2, that of the chapter.",
    "np.clip(probability, least, 1 - least).",
)
def _upper_end_fixed(mean, covariance, context, least):
    return float(np.clip(ndtr(_score(mean, covariance, context)), least, 0.8))


@speaking_probability.mistake(
    "mixed",
    "the probability was squeezed between the ends, not clipped.",
    "Inside of the clip nothing changes.",
    "np.clip, not least + (1 - 2 * least) * probability.",
)
def _mixed(mean, covariance, context, least):
    chance = _not_clipped(mean, covariance, context, least)
    return least + (1 - 2 * least) * chance


def _drawn(rng, place):
    """Decisions of both kinds, probabilities apart from the reference."""
    count, reference = ((9, 0.4), (14, 0.3), (6, 0.65))[place]
    probability = rng.uniform(0.2, 0.8, count)
    actions = rng.permutation(np.arange(count) % 2).astype(float)
    return actions, probability, reference


def _weights(actions, spoke, silent):
    return np.where(actions == 1, spoke, silent)


@answer_to(
    "3.4.2-2",
    title="Weight and centre",
    objective=EFFECT,
    problems=_drawn,
    what=("the weights", "the centred actions"),
    points=2,
    pure=True,
)
def weight_and_centre(actions, probability, reference):
    """Ratio of what was done; action minus the reference."""
    p, q = probability, reference
    return _weights(actions, q / p, (1 - q) / (1 - p)), actions - q


@weight_and_centre.mistake(
    "upside-down",
    "the ratios are upside down.",
    "What was drawn often must count less: the drawn probability is below.",
    "reference / probability.",
)
def _upside_down(actions, probability, reference):
    p, q = probability, reference
    return _weights(actions, p / q, (1 - p) / (1 - q)), actions - q


@weight_and_centre.mistake(
    "silence-as-speech",
    "silence has the weight of a prompt.",
    "Silence was drawn with 1 - probability.",
    "(1 - reference) / (1 - probability) where the action is 0.",
)
def _all_as_spoken(actions, probability, reference):
    return reference / probability, actions - reference


@weight_and_centre.mistake(
    "exchanged",
    "prompts have the weight of silence, and silence that of prompts.",
    "The ratio is that of what was DONE.",
    "np.where(actions == 1, weight of a prompt, weight of silence).",
)
def _exchanged(actions, probability, reference):
    weights, _ = weight_and_centre(1 - actions, probability, reference)
    return weights, actions - reference


@weight_and_centre.mistake(
    "no-reference-in-weight",
    "the weights are those of inverse probability alone.",
    "The numerator is the reference, or 1 minus it.",
    "reference / probability, (1 - reference) / (1 - probability).",
)
def _inverse_alone(actions, probability, reference):
    p = probability
    return _weights(actions, 1 / p, 1 / (1 - p)), actions - reference


@weight_and_centre.mistake(
    "centred-at-probability",
    "the actions were centred at their own probability.",
    "With these weights the mean of the action is the reference.",
    "actions - reference.",
)
def _at_probability(actions, probability, reference):
    weights, _ = weight_and_centre(actions, probability, reference)
    return weights, actions - probability


@weight_and_centre.mistake(
    "not-centred",
    "the actions are not centred.",
    "What is not centred lets a wrong control into the effect.",
    "actions - reference.",
)
def _not_centred(actions, probability, reference):
    weights, _ = weight_and_centre(actions, probability, reference)
    return weights, actions


@weight_and_centre.mistake(
    "centred-at-the-mean",
    "the actions were centred at their share in these rows.",
    "The reference is given; the share is drawn by chance.",
    "actions - reference.",
)
def _at_the_mean(actions, probability, reference):
    weights, _ = weight_and_centre(actions, probability, reference)
    return weights, actions - actions.mean()


@weight_and_centre.mistake(
    "weighted-twice",
    "the centred actions were multiplied by the weights.",
    "Two things are asked for; least squares brings them together.",
    "return weights, actions - reference.",
)
def _weighted_twice(actions, probability, reference):
    weights, centred = weight_and_centre(actions, probability, reference)
    return weights, weights * centred
