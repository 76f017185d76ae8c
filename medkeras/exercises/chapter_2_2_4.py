"""Checks for chapter 2.2.4: the adversarial game and its gradients."""

import numpy as np

from medkeras.exercises.problems import answer_to


def _two_distributions(rng, place):
    outcomes = (3, 5, 2)[place]
    return tuple(rng.dirichlet(np.full(outcomes, 2.0), size=2))


def _value(p, q, d):
    return np.sum(p * np.log(d) + q * np.log(1 - d))


@answer_to(
    "2.2.4-1",
    title="The best discriminator and its value",
    objective="work out the best discriminator and the value of the game",
    problems=_two_distributions,
    what=("the best discriminator", "the value"),
    points=2,
)
def best_discriminator(p, q):
    """Where real examples are denser, the answer is nearer to 1."""
    d = p / (p + q)
    return d, _value(p, q, d)


@best_discriminator.mistake(
    "generated",
    "this is the probability of being generated.",
    "D is the probability that an example is REAL.",
    "p, the real source, stands above the line: p / (p + q).",
)
def _of_being_generated(p, q):
    d = q / (p + q)
    return d, _value(p, q, d)


@best_discriminator.mistake(
    "generated-both",
    "D is the probability of being generated, and the value uses it the right "
    "way round.",
    "D is the probability that an example is REAL.",
    "p, the real source, stands above the line: p / (p + q).",
)
def _only_d_turned(p, q):
    return q / (p + q), best_discriminator(p, q)[1]


@best_discriminator.mistake(
    "mean",
    "the value was divided by the number of outcomes.",
    "p and q weigh the outcomes already.",
    "Use np.sum, not np.mean.",
)
def _mean_value(p, q):
    d, value = best_discriminator(p, q)
    return d, value / len(p)


@best_discriminator.mistake(
    "half",
    "only the real examples were counted.",
    "The discriminator is judged on generated ones as well.",
    "Add q * np.log(1 - d).",
)
def _real_only(p, q):
    d, _ = best_discriminator(p, q)
    return d, np.sum(p * np.log(d))


@best_discriminator.mistake(
    "unweighted",
    "the logarithms were added without the weights p and q.",
    "How often does each outcome happen?",
    "np.sum(p * np.log(d) + q * np.log(1 - d)).",
)
def _unweighted(p, q):
    d, _ = best_discriminator(p, q)
    return d, np.sum(np.log(d) + np.log(1 - d))


def _logits_and_rule(rng, place):
    rule = ("minimax", "non-saturating")[place % 2]
    return 2 * rng.normal(size=(4, 3, 6, 5)[place]), rule


@answer_to(
    "2.2.4-2",
    title="The gradient that the generator gets",
    objective="write the gradients that each loss sends to the generator",
    problems=_logits_and_rule,
    num_problems=4,
    what="the gradients",
    points=2,
)
def generator_gradients(logits, rule):
    """Minus D by the minimax loss, D - 1 by the non-saturating one."""
    d = 1 / (1 + np.exp(-logits))
    return -d if rule == "minimax" else d - 1


@generator_gradients.mistake(
    "rules-swapped",
    "the two rules have changed places.",
    "Where D is near 0, only one of them has a gradient left.",
    "minimax: -D; non-saturating: D - 1.",
)
def _rules_swapped(logits, rule):
    other = "minimax" if rule != "minimax" else "non-saturating"
    return generator_gradients(logits, other)


@generator_gradients.mistake(
    "inner",
    "these are the gradients for D, not for the logit.",
    "The chain rule: multiply by dD/ds = D (1 - D).",
    "-1 / D times D (1 - D) is D - 1.",
)
def _for_d(logits, rule):
    d = 1 / (1 + np.exp(-logits))
    return -1 / (1 - d) if rule == "minimax" else -1 / d


@generator_gradients.mistake(
    "mean",
    "the gradients were divided by the number of examples.",
    "Each example's own loss was asked for.",
    "Leave out the division.",
)
def _divided(logits, rule):
    return generator_gradients(logits, rule) / len(logits)


@generator_gradients.mistake(
    "one-rule",
    "both rules got the gradient of the minimax loss.",
    "What does the second argument say?",
    "return -d if rule == 'minimax' else d - 1.",
)
def _one_rule(logits, rule):
    return generator_gradients(logits, "minimax")


def _place_and_rate(rng, place):
    x, y = rng.normal(size=2) + 1
    return float(x), float(y), (0.2, 0.5, 0.05, 1.5)[place], place % 2 == 0


@answer_to(
    "2.2.4-3",
    title="One step of the bilinear game",
    objective="recognise mode collapse and a dead discriminator, and cure both",
    problems=_place_and_rate,
    num_problems=4,
    what=("x", "y"),
)
def game_step(x, y, eta, alternating):
    """x goes down the product, y goes up."""
    moved = x - eta * y
    return moved, y + eta * (moved if alternating else x)


@game_step.mistake(
    "always",
    "y saw the new x even when both step at once.",
    "If alternating is False, both look at the old place.",
    "Keep the old x: new_y = y + eta * x.",
)
def _always(x, y, eta, alternating):
    return game_step(x, y, eta, True)


@game_step.mistake(
    "never",
    "in alternation, y still sees the old x.",
    "When the steps alternate, x has moved before y looks.",
    "new_y = y + eta * new_x if alternating.",
)
def _never(x, y, eta, alternating):
    return game_step(x, y, eta, False)


@game_step.mistake(
    "both-down",
    "both players went down.",
    "y wants x y to be LARGE.",
    "y + eta * x.",
)
def _both_down(x, y, eta, alternating):
    moved = x - eta * y
    return moved, y - eta * (moved if alternating else x)


@game_step.mistake(
    "own",
    "each player moved by its own place.",
    "The derivative of x y for x is y.",
    "x - eta * y and y + eta * x.",
)
def _own_place(x, y, eta, alternating):
    return x - eta * x, y + eta * y
