# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   medkeras:
#     objectives:
#       - ask a table four questions before anything learns from it
#       - say what missing values, imprecise instruments and wrong labels do to a result
#       - derive backpropagation and check it in two independent ways
#       - train a network by gradient descent and stop it by a validation loss
#       - compare ways of searching at an equal, counted budget
#     prerequisites:
#       - "chapter 1: how the book works"
#       - "mathematics: derivatives and the chain rule, products of matrices, logarithms, mean and variance"
#       - "Python: functions, NumPy arrays, pandas tables"
#     data: [pima_diabetes]
#     minutes: 90
#     review_section: "2.0"
# ---

# %% [markdown]
# # 2.0.1 Learning: gradient descent, backpropagation and data quality
#
# Before the architectures of part 2: how weights are found, and what poor data
# do to them. The review that this book follows (Menon and Jimenez 2024;
# references at the end) names backpropagation as the core of learning and
# points to two papers, one on searching weights without gradients [4], one on
# gathering data [3]. As far as we could learn, [3] holds no equation and no
# protocol that could be reproduced, and [4] is itself a review. So no published
# figure is tested here; you build the methods from their primary sources and
# try them on 768 women. Chapter 2.0.2 judges what was learned.
#
# After it you will be able to
#
# 1. ask a table four questions before anything learns from it;
# 2. say what missing values, imprecise instruments and wrong labels do to a
#    result;
# 3. derive backpropagation and check it in two independent ways;
# 4. train a network by gradient descent and stop it by a validation loss;
# 5. compare ways of searching at an equal, counted budget.
#
# You need derivatives and the chain rule, products of matrices, logarithms,
# mean and variance; functions in Python, NumPy arrays and pandas tables. How
# the book works, chapter 1 shows.

# %%
from functools import partial

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import display
from scipy import stats
from scipy.special import expit
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
from medkeras import visualize
from medkeras.book import Record
from medkeras.by_hand import population
from medkeras.data import leakage_audit, load, patient_split, quality
from medkeras.data.label_noise import flip_labels
from medkeras.data.measurement_error import add_measurement_error
from medkeras.data.missingness import missing_mask
from medkeras.exercises import check
from medkeras.metrics.classification import auroc, brier
from medkeras.metrics.estimate import Estimate
from medkeras.metrics.intervals import bootstrap_by_patient
from medkeras.metrics.learning_curve import fit_power_law
from medkeras.training import descent, metaheuristics
from medkeras.training.batches import batches
from medkeras.training.search import random_search
from medkeras.training.seeds import set_seeds
from medkeras.utils import mode

set_seeds(0)
print("Mode:", mode.name())

# %% [markdown]
# **Budget.** Lesson mode takes one to two minutes on two cores, smoke mode
# 20 seconds. **Data.** The Pima Indians Diabetes Database: one examination of
# each of 768 women, and whether diabetes was found in the following five
# years. Real patients, CC0, shipped with the book. Chapter 3.2.1 tells where
# the table comes from and what to think of it.
#
# **Predictions.** Where a question begins with *Predict*, double-click the
# cell, write your guess behind it, and only then run on. The answer follows.

# %% [markdown]
# ## 1. Data quality
#
# Four questions that can be answered with a number: is a value there
# (**completeness**), is it possible (**validity**), is each patient there
# once (**uniqueness**), was it measured in time for the decision
# (**timeliness**)? In the file as published, a zero often means "not
# measured"; our loader marks those zeros as missing.
#
# > *Predict: which measurement is missing most often?* Your guess:

# %%
pima = load("pima_diabetes")
women = pima.frame().astype(float)
patient = women.pop("patient").to_numpy()
outcome = women.pop("diabetes").to_numpy().astype(int)
possible = {
    "glucose": (20, 600),  # mg/dL, two hours after drinking sugar
    "blood_pressure": (20, 200),  # mmHg, diastolic: between two heart beats
    "bmi": (10, 80),  # body mass index, kg/m²
    "age": (21, 100),  # years; the study took adults from 21 on
}
complete = quality.completeness(women)
valid = quality.validity(women, possible)
as_published = quality.validity(women.fillna(0), possible)
answers = {"complete": complete, "valid": valid, "as published": as_published}
display(pd.DataFrame(answers).round(3))
print("unique rows:", quality.uniqueness(women))
print(f"missing most often: {complete.idxmin()} ({1 - complete.min():.0%})")

# %% [markdown]
# The last column is the validity of the file as it was published: there, the
# zeros count as values, and some are impossible. No row stands there twice;
# whether a *woman* does, a table without names cannot tell. Timeliness cannot
# be answered at all, since there are no dates. These are findings, too.
#
# ### Missing values
#
# Why a value is missing decides what can be repaired (Rubin 1976). **MCAR**,
# missing completely at random: a tube was dropped. **MAR**, missing at random
# given what we see: older women were tested less often. **MNAR**, missing not
# at random: the value itself decides, as when the ill do not come. We hide 40 %
# of the glucose values in each of these ways and estimate the mean again: from
# what is left, and with each gap filled by a straight line fitted on age.
#
# > *Predict: which of the six means are wrong?* Your guess:

# %%
both = women[["glucose", "age"]].dropna()
glucose, age = both["glucose"].to_numpy(), both["age"].to_numpy()
repeats = mode.pick(smoke=5, lesson=100, full=500)


def means_with_gaps(glucose, age, mechanism, seed):
    """Mean glucose from the values left, and with the gaps filled."""
    hidden = missing_mask(glucose, age, 0.4, mechanism, seed)
    slope, intercept = np.polyfit(age[~hidden], glucose[~hidden], 1)
    filled = np.where(hidden, intercept + slope * age, glucose)
    return glucose[~hidden].mean(), filled.mean()


# %%
means = {}
for mechanism in ("MCAR", "MAR", "MNAR"):
    pairs = []
    for seed in range(repeats):
        pairs.append(means_with_gaps(glucose, age, mechanism, seed))
    left, filled = np.transpose(pairs)
    for repair, values in (("left", left), ("filled", filled)):
        low, high = np.percentile(values, [2.5, 97.5])
        estimate = Estimate(values.mean(), low, high, len(glucose))
        means[f"{mechanism}, {repair}"] = estimate
figure = visualize.estimates(
    means,
    "mean glucose (mg/dL)",
    "40 % of the values hidden, for three reasons",
    reference=("all values", glucose.mean()),
    rows="reason and repair",
)
visualize.show(figure)

# %% [markdown]
# The bars hold 95 % of the repeated draws. Three means are wrong: MCAR only
# costs precision; MAR biases what is left, and a regression on the column that
# decided repairs it as far as its form is right (glucose does not rise with
# age in a straight line, so it may end a little beside the mark); under MNAR
# both are wrong, since age does not know what was hidden. Data alone cannot
# tell MAR from MNAR: that takes somebody who knows the clinic.
#
# ### Measurement error
#
# Let $\sigma_x^2$ be the variance of the true values between women and
# $\sigma_e^2$ that of the instrument's errors, independent of the truth. The
# slope of a regression on the measured value is then $\lambda$ times the true
# one, where $\lambda$ is the **reliability**,
#
# $$\lambda = \frac{\sigma_x^2}{\sigma_x^2 + \sigma_e^2}.$$
#
# The flattening is called attenuation (Spearman 1904, of correlations) or
# regression dilution (Hutcheon et al. 2010, of slopes). We take the recorded
# glucose for the truth, add errors, and regress the outcome on it, with all
# women and with 60.
#
# > *Predict: do more women help?* Your guess:


# %%
def slope_with_error(true, outcome, reliability, num_women, seed):
    """Regression slope for some women, measured with an error."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(true))[:num_women]
    measured = add_measurement_error(true, reliability, seed)
    return np.polyfit(measured[chosen], outcome[chosen], 1)[0]


diabetes = outcome[both.index]
true_slope = np.polyfit(glucose, diabetes, 1)[0]
reliabilities = np.linspace(0.3, 1.0, 8)


# %%
curves = {}
for num_women in (60, len(glucose)):
    slopes = np.zeros((len(reliabilities), repeats))
    for (row, seed), _ in np.ndenumerate(slopes):
        slopes[row, seed] = slope_with_error(
            glucose, diabetes, reliabilities[row], num_women, seed
        )
    relative = slopes / true_slope
    low, high = np.percentile(relative, [2.5, 97.5], axis=1)
    curve = (reliabilities, relative.mean(axis=1), low, high)
    curves[f"{num_women} women"] = curve
curves["law: λ"] = (reliabilities, reliabilities)
figure = visualize.lines(
    curves,
    "reliability λ of the instrument",
    "slope / slope without error",
    "A worse instrument, a weaker relation",
)
visualize.show(figure)

# %% [markdown]
# The bands hold 95 % of the repeats. More women narrow the band around the
# wrong value: the bias stays. A second
# measurement of the same women reveals $\lambda$ and mends it (exercise 4).
#
# ### Label noise
#
# The outcome can be wrong as well. If a share $\epsilon$ of the labels is
# flipped, whoever they belong to, a label $y$ is read, on average, as
# $(1 - \epsilon) y + \epsilon (1 - y) = \epsilon + (1 - 2\epsilon) y$. So a
# regression slope becomes $1 - 2\epsilon$ times the true one.

# %%
for share in (0.1, 0.2, 0.3):
    slopes = []
    for seed in range(repeats):
        noisy = flip_labels(diabetes, share, seed)
        slopes.append(np.polyfit(glucose, noisy, 1)[0] / true_slope)
    law = 1 - 2 * share
    print(f"{share:.0%} flipped: slope {np.mean(slopes):.3f}, law {law:.1f}")

# %% [markdown]
# Again the relation looks weaker than it is. Real mistakes are seldom spread
# so evenly: who looks like the other class is mislabelled more often (Frénay
# and Verleysen 2014). Chapter 2.0.2 looks for wrong labels.
#
# ## 2. Training, validation and test women
#
# A model is judged on women it has not learned from. We divide them once:
# **training** women set the weights, **validation** women decide among models
# and when to stop, **test** women are asked at the end. Each woman is on one
# side only, and each step that looks at data (the median that fills a gap, the
# mean and spread that scale a column) is fitted on the training women.

# %%
replicates = mode.pick(smoke=100, lesson=1000, full=2000)  # of the bootstrap
shares = {"train": 0.5, "validation": 0.2, "test": 0.3}
parts = patient_split(patient, outcome, shares, seed=0)
preparation = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
preparation.fit(women.iloc[parts["train"]])
x = {part: preparation.transform(women.iloc[i]) for part, i in parts.items()}
y = {part: outcome[i] for part, i in parts.items()}
for part in parts:
    print(f"{part}: {len(y[part])} women, {y[part].sum()} with diabetes")

# %%
audit = leakage_audit(
    women.iloc[parts["train"]],
    women.iloc[parts["test"]],
    patient[parts["train"]],
    patient[parts["test"]],
)
print(audit.require())  # stops here if the split leaks

# %% [markdown]
# ## 3. Gradient descent
#
# The smallest network is **logistic regression** (Cox 1958): a weighted sum
# $z = x \cdot w + b$ of a woman's eight measurements, turned into a
# probability by the logistic function $p = \sigma(z) = 1 / (1 + e^{-z})$. Its
# loss is the **cross-entropy**: minus the logarithm of the probability that
# it gave to what happened,
#
# $$L = \frac{1}{n} \sum_{\text{women}} \big[-y \log p - (1 - y) \log(1 - p)\big].$$
#
# With the natural logarithm its unit is the **nat**; a coin that always says
# one half costs $\log 2 \approx 0.69$ nats a woman.
#
# How does $L$ change with $z$? Since $\sigma' = \sigma (1 - \sigma)$, one
# woman's loss has the derivative
#
# $$\frac{\partial L}{\partial z} = -y\,\frac{p (1 - p)}{p}
# + (1 - y)\,\frac{p (1 - p)}{1 - p} = -y (1 - p) + (1 - y) p = p - y.$$
#
# Each weight $w_j$ enters $z$ as $x_j w_j$, hence
# $\partial L / \partial w_j = \frac{1}{n} \sum (p - y)\,x_j$. **Gradient
# descent** takes steps against this slope, $w \leftarrow w - \eta\,\partial L
# / \partial w$, with a **learning rate** $\eta$.


# %%
def cross_entropy(y, logits):
    """-y log p - (1 - y) log(1 - p), written so that nothing overflows."""
    return np.mean(np.logaddexp(0, logits) - y * logits)


def fit_logistic(x, y, learning_rate, steps):
    """Weights, bias and the loss before each step of gradient descent."""
    weights, bias, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(steps):
        logits = x @ weights + bias
        losses.append(cross_entropy(y, logits))
        error = (expit(logits) - y) / len(y)  # dL/dz, the mean over women
        weights = weights - learning_rate * (x.T @ error)
        bias = bias - learning_rate * error.sum()
    return weights, bias, losses


# %% [markdown]
# > *Predict: three learning rates, 0.01, 1 and 12. What will each loss do?*
# > Your guess:

# %%
curves = {}
for learning_rate in (0.01, 1.0, 12.0):
    _, _, losses = fit_logistic(x["train"], y["train"], learning_rate, 60)
    curves[f"learning rate {learning_rate:g}"] = (np.arange(60), losses)
figure = visualize.lines(
    curves,
    "step of gradient descent",
    "training loss (nats)",
    "One loss, three learning rates",
    reference=("a coin", np.log(2)),
)
visualize.show(figure)

# %% [markdown]
# The smallest rate creeps, the middle one falls quickly and settles. The
# largest steps across the valley, again and again:
# where the loss has the curvature $c$, a step moves away from the minimum once
# $\eta > 2 / c$. With a good rate, descent arrives where scikit-learn's solver
# does:

# %%
weights, bias, _ = fit_logistic(x["train"], y["train"], 1.0, 3000)
solver = LogisticRegression(C=np.inf, tol=1e-8)  # C = inf: no penalty
solver.fit(x["train"], y["train"])
gap = np.abs(weights - solver.coef_[0]).max()
print(f"largest difference of a weight: {gap:.0e}")
probabilities = expit(x["test"] @ weights + bias)
logistic_test = bootstrap_by_patient(
    auroc, y["test"], probabilities, replicates=replicates
)
print("AUROC on test women:", logistic_test)

# %% [markdown]
# **AUROC**, the area under the receiver operating characteristic curve, is
# the chance that a woman with the outcome gets a higher score than one
# without, ties counted half (Hanley and McNeil 1982). One half is guessing;
# only the order of the scores counts. The brackets are a 95 % **interval** by
# the **bootstrap** (Efron 1979): draw as many test women with replacement,
# compute the AUROC anew, many times over, and keep the middle 95 %.

# %% [markdown]
# ## 4. Backpropagation
#
# Put a hidden layer between measurements and answer. For the women's rows $X$:
#
# $$H = \tanh(X W_1 + b_1), \qquad z = H W_2 + b_2, \qquad p = \sigma(z).$$
#
# The chain rule, from the loss backwards. Section 3 gave
# $\delta_2 = (p - y) / n$, the slope of the mean loss for each woman's $z$.
#
# **Through a dense layer.** $z_{i} = \sum_j H_{ij} W_j + b$ for woman $i$. A
# weight $W_j$ meets every woman, so its derivative is $\sum_i H_{ij}
# \delta_i$; the bias is added once a woman; and $H_{ij}$ reaches the loss
# through $W_j$ only. In matrices:
#
# $$\frac{\partial L}{\partial W} = H^\top \delta, \qquad
# \frac{\partial L}{\partial b} = \sum_i \delta_i, \qquad
# \frac{\partial L}{\partial H} = \delta W^\top.$$
#
# **Through tanh.** $\tanh'(u) = 1 - \tanh^2(u) = 1 - H^2$, entry by entry, so
# $\delta_1 = (\delta_2 W_2^\top) \circ (1 - H^2)$; then the dense layer's
# rules once more, with $X$ in place of $H$ (Rumelhart, Hinton and Williams
# 1986).


# %%
def backpropagate(x, y, weights):
    """The loss and its gradient for each array of weights."""
    W1, b1, W2, b2 = weights
    hidden = np.tanh(x @ W1 + b1)  # (women, units)
    logits = (hidden @ W2 + b2)[:, 0]  # (women,)
    delta2 = (expit(logits) - y)[:, None] / len(y)  # dL/dz
    W2_gradient = hidden.T @ delta2
    b2_gradient = delta2.sum(axis=0)
    delta1 = (delta2 @ W2.T) * (1 - hidden**2)  # back through W2, then tanh
    W1_gradient = x.T @ delta1
    b1_gradient = delta1.sum(axis=0)
    gradients = [W1_gradient, b1_gradient, W2_gradient, b2_gradient]
    return cross_entropy(y, logits), gradients


rng = np.random.default_rng(0)
shapes = [(8, 6), (6,), (6, 1), (1,)]
start = [0.5 * rng.normal(size=shape) for shape in shapes]
loss, gradients = backpropagate(x["train"], y["train"], start)
print(f"loss at the start: {loss:.3f} nats")

# %% [markdown]
# **First check.** TensorFlow's tape records every operation and applies the
# same rules by itself; and one step of training in Keras must move the weights
# by $-\eta$ times our gradient (Keras computes in single precision, which
# holds about seven digits).

# %%
variables = [tf.Variable(array) for array in start]
with tf.GradientTape() as tape:
    hidden = tf.tanh(x["train"] @ variables[0] + variables[1])
    logits = (hidden @ variables[2] + variables[3])[:, 0]
    labels = y["train"].astype(float)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
    mean_loss = tf.reduce_mean(losses)
from_tape = tape.gradient(mean_loss, variables)
for ours, theirs in zip(gradients, from_tape, strict=True):
    gap = np.abs(ours - theirs.numpy()).max()
    print(f"{ours.shape}: largest difference from the tape {gap:.0e}")

# %%
network = keras.Sequential(
    [
        keras.Input((8,)),
        keras.layers.Dense(6, activation="tanh"),
        keras.layers.Dense(1),
    ]
)
network.set_weights(start)
network.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.1),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
)
network.train_on_batch(x["train"], y["train"][:, None])
gaps = []
for place, weights_after in enumerate(network.get_weights()):
    by_hand = start[place] - 0.1 * gradients[place]
    gaps.append(np.abs(by_hand - weights_after).max())
print(f"after one step of Keras: largest difference {max(gaps):.0e}")
visualize.show(visualize.architecture(network, "The network"))

# %% [markdown]
# **Second check.** No rule at all: move one weight by $\epsilon$ both ways; the
# difference of the losses over $2\epsilon$ is nearly its derivative.
#
# > *Predict: is the smallest $\epsilon$ the best?* Your guess:


# %%
def central_difference(x, y, weights, epsilon):
    """Slope of the loss along one weight of the first layer."""
    losses = []
    for step in (epsilon, -epsilon):
        moved = [array.copy() for array in weights]
        moved[0][2, 1] += step
        losses.append(backpropagate(x, y, moved)[0])
    return (losses[0] - losses[1]) / (2 * epsilon)


# %%
epsilons = 10.0 ** np.arange(-12, 0)
quotients = []
for epsilon in epsilons:
    quotient = central_difference(x["train"], y["train"], start, epsilon)
    quotients.append(quotient)
figure = visualize.lines(
    {"one weight": (epsilons, np.abs(quotients - gradients[0][2, 1]))},
    "step ε",
    "|difference quotient - backpropagation|",
    "Checking a gradient: neither too small nor too large",
    log_x=True,
    log_y=True,
)
visualize.show(figure)

# %% [markdown]
# No. A large step sees the loss bend (the error grows as $\epsilon^2$), a
# small one the rounding of the machine (it grows as $1/\epsilon$). In between
# the two ways agree to many digits.
#
# Count the cost. Differences need two losses for every *weight*.
# Backpropagation needs, for a dense layer, one product of matrices on the way
# up and two on the way down ($H^\top\delta$ and $\delta W^\top$): about three
# losses in all, however many weights there are.

# %% [markdown]
# ## 5. Training and early stopping
#
# In practice a step uses the gradient of a small **batch** of women, not of
# all (Robbins and Monro 1951): noisier, but many more steps an **epoch**, one
# pass over everybody. `batches` draws a new order of the women for each epoch
# (Keras' own `fit`, once a seed is set, keeps the first order it drew).
# **Adam** (Kingma and Ba 2015) divides a running mean of the gradients by the
# root of a running mean of their squares, so that each weight gets a step of
# its own size. We give a network 32 hidden units, far more than the data can
# pin down.
#
# > *Predict: which loss goes on falling, and which turns?* Your guess:


# %%
def train_network(x, y, epochs):
    """Train from one fixed start; return the network and its history."""
    keras.utils.set_random_seed(0)
    network = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(32, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    adam = keras.optimizers.Adam(learning_rate=0.01)
    network.compile(optimizer=adam, loss="binary_crossentropy")
    history = network.fit(
        batches(x["train"], y["train"], shuffle=True),
        validation_data=(x["validation"], y["validation"]),
        epochs=epochs,
        shuffle=False,  # the batches are
        verbose=0,
    )
    return network, history.history


# %%
epochs = mode.pick(smoke=4, lesson=100, full=300)
trained_long, history = train_network(x, y, epochs)
best_epoch = int(np.argmin(history["val_loss"])) + 1
passes = np.arange(1, epochs + 1)
figure = visualize.lines(
    {
        "training women": (passes, history["loss"]),
        "validation women": (passes, history["val_loss"]),
    },
    "epoch",
    "loss (nats)",
    "The training loss is no judge",
)
visualize.show(figure)
print(f"lowest validation loss after epoch {best_epoch} of {epochs}")

# %% [markdown]
# The training loss goes on falling: the network learns these women by heart
# (**overfitting**). The validation loss falls with it at first, stays
# level and then rises, given time. **Early stopping** (Prechelt 1998) keeps the
# weights of its lowest point. We train anew from the same start, up to there,
# and ask the test women.

# %%
stopped, _ = train_network(x, y, best_epoch)
on_test = {"logistic regression": logistic_test}
for name, network in (("stopped", stopped), ("trained on", trained_long)):
    probabilities = network.predict(x["test"], verbose=0)[:, 0]
    estimate = bootstrap_by_patient(
        auroc, y["test"], probabilities, replicates=replicates
    )
    on_test[f"32 units, {name}"] = estimate
figure = visualize.estimates(
    on_test,
    "AUROC on test women",
    "The same network, stopped in time or not",
    reference=("guessing", 0.5),
)
visualize.show(figure)
gain = on_test["32 units, stopped"].value - logistic_test.value
print(f"32 units, stopped, minus logistic regression: {gain:+.3f}")

# %% [markdown]
# Compare that gain with the widths: all three intervals come from the same few
# test women. Chapter 2.0.2 has the tools to say whether two values differ.
#
# ## 6. The learning curve
#
# Would more women help? Train on more and more of them and look at the error
# on the same test women. It often follows a power law, $\text{error}(n) = a +
# b\,n^{-c}$, where $a$ is what no number of women removes (Figueroa et al.
# 2012). The error is the **Brier score** (Brier 1950), the mean squared
# distance between probability and outcome. We fit the law to the smaller sizes
# and let it forecast the largest.
#
# > *Predict: will the forecast be too hopeful or too gloomy?* Your guess:


# %%
def brier_by_size(table, labels, train, test, sizes):
    """Brier scores on the test women, by number of training women."""
    scores = []
    for size in sizes:
        model = make_pipeline(
            SimpleImputer(strategy="median"),
            StandardScaler(),
            LogisticRegression(),
        )
        model.fit(table.iloc[train[:size]], labels[train[:size]])
        answers = model.predict_proba(table.iloc[test])[:, 1]
        scores.append(brier(labels[test], answers))
    return scores


# %%
sizes = np.array([30, 45, 70, 110, 170, 260, 500])
scores = []
for seed in range(mode.pick(smoke=3, lesson=30, full=100)):
    split = patient_split(patient, outcome, {"train": 0.7, "test": 0.3}, seed)
    order = np.random.default_rng(seed).permutation(split["train"])
    scores.append(brier_by_size(women, outcome, order, split["test"], sizes))
scores = np.array(scores)

# %%
law = fit_power_law(sizes[:-1], scores.mean(axis=0)[:-1])
low, high = np.percentile(scores, [2.5, 97.5], axis=0)
figure = visualize.lines(
    {
        "measured": (sizes, scores.mean(axis=0), low, high),
        "power law, fitted to n ≤ 260": (sizes, law(sizes)),
    },
    "training women",
    "Brier score on test women",
    "What more women would be worth",
    reference=("floor a of the law", law.floor),
)
visualize.show(figure)
predicted, measured = law(500), scores[:, -1].mean()
print(f"at 500: {predicted:.4f} predicted, {measured:.4f} measured")
print("the law was too", "hopeful" if predicted < measured else "gloomy")

# %% [markdown]
# The band holds 95 % of the splits. Twice the largest fitted size is already a
# forecast, and so is the floor $a$: no promise. The curve flattens: more women,
# measured with the same eight numbers, gain less and less. Other numbers might
# gain more.

# %% [markdown]
# ## 7. Metaheuristics: searching without a gradient
#
# Reference [4] reviews **metaheuristics**: searches that ask only for the
# value of an objective. They keep a population of points:
#
# - **random search** draws points evenly: what everybody must beat;
# - **differential evolution** (DE): a member $x$ is challenged by
#   $a + F (b - c)$, made from three other members and mixed with $x$
#   coordinate by coordinate (**crossover**); the better stays (Storn and Price
#   1997);
# - **particle swarm** (PSO): points with a velocity, drawn to the best place
#   each has seen and the best of all (Kennedy and Eberhart 1995);
# - **genetic algorithm** (GA): the fitter become parents, children mix their
#   coordinates and mutate (Holland 1975);
# - **grey wolf optimiser** (GWO): all move around the three best (Mirjalili et
#   al. 2014). Its moves are a variant of PSO's (Camacho-Villalón et al. 2020);
#   Sörensen (2015) warns of methods whose only novelty is a metaphor.
#
# A search is as fast as its objective, so `population_loss` stacks the weights
# of a whole population: one product of matrices serves all its networks.
#
# ### Equal budgets
#
# A comparison is fair if everybody may ask equally often. One **evaluation** is
# one forward pass over the training women; a step of Adam, with its backward
# pass, is charged three (section 4). The **memetic** hybrid (Moscato 1989)
# spends half on DE and half on Adam, from DE's best. All search the 61 weights
# of one network within $[-2, 2]$, each from 30 starts in lesson mode.
#
# > *Predict: who reaches the lowest training loss, and who is best on the test
# > women?* Your guess:

# %%
layer_sizes = (8, 6, 1)
num_weights = population.num_weights(layer_sizes)
data = {"x": x["train"], "labels": y["train"], "sizes": layer_sizes}
training_loss = partial(population.population_loss, **data)
training_gradient = partial(population.population_gradients, **data)
flat = np.concatenate([array.ravel() for array in gradients])
point = np.concatenate([array.ravel() for array in start])[None]
same = np.allclose(training_gradient(point)[0], flat, rtol=0, atol=1e-12)
print("same gradient as section 4:", same)

# %%
bounds = [(-2, 2)] * num_weights
searches = {
    "random search": random_search,
    "DE": metaheuristics.differential_evolution,
    "PSO": metaheuristics.particle_swarm,
    "GA": metaheuristics.genetic_algorithm,
    "GWO": metaheuristics.grey_wolf,
}
with_gradient = {"memetic": descent.memetic, "Adam": descent.adam}
budget = mode.pick(smoke=300, lesson=6000, full=20000)
num_starts = mode.pick(smoke=3, lesson=30, full=30)

# %%
histories, test_auroc = {}, {}
for seed in range(num_starts):
    results = {}
    for name, search in searches.items():
        results[name] = search(training_loss, bounds, budget, seed)
    for name, search in with_gradient.items():
        results[name] = search(
            training_loss, bounds, budget, seed, gradient=training_gradient
        )
    for name, result in results.items():
        best = result.best[None]
        logits = population.population_logits(best, x["test"], layer_sizes)
        score = roc_auc_score(y["test"], logits[0])
        histories.setdefault(name, []).append(result.history)
        test_auroc.setdefault(name, []).append(score)
histories = {name: np.array(lists) for name, lists in histories.items()}

# %%
spent = np.unique(np.geomspace(3, budget, 60).astype(int))
curves = {}
for name, history in histories.items():
    curves[name] = (spent, np.median(history[:, spent - 1], axis=0))
figure = visualize.lines(
    curves,
    "evaluations spent (a gradient step counts as 3)",
    "training loss (nats), median of the starts",
    f"Finding {num_weights} weights, with and without a gradient",
    log_x=True,
)
visualize.show(figure)

# %% [markdown]
# How many evaluations does Adam need for what the others reach with the whole
# budget?

# %%
rows = {}
for name, history in histories.items():
    reached = history[:, -1]  # with the whole budget, a value a start
    as_low = histories["Adam"] <= reached[:, None]  # (starts, evaluations)
    first = as_low.argmax(axis=1) + 1
    needed = np.where(as_low.any(axis=1), first, np.inf)
    rows[name] = {
        "final loss": np.median(reached),
        "Adam needs": np.median(needed),
        "budget / needed": budget / np.median(needed),
        "test AUROC": np.median(test_auroc[name]),
        "lowest": min(test_auroc[name]),
        "highest": max(test_auroc[name]),
    }
table = pd.DataFrame(rows).T
table.loc["Adam", ["Adam needs", "budget / needed"]] = np.nan
display(table.round(3))
print("lowest training loss:", table["final loss"].idxmin())
print("highest test AUROC:", table["test AUROC"].idxmax())

# %% [markdown]
# "budget / needed" says how many evaluations the others paid for one of Adam's
# (`inf` beside it: in half the starts or more, Adam never got as low).
# "lowest" and "highest" are over the starts, all on the same test women: the
# luck of a start, not an interval for other women. The
# order of the training losses need not be the order on the test women: who
# minimises hardest also fits the noise, and a search that ends early is a
# crude early stopping.
#
# Does the hybrid gain from its other half? Starts of a search on *one*
# objective are independent, so Wilcoxon's signed-rank test (1945) may compare
# them in pairs. Its **null hypothesis**: the differences are as likely to lie
# above zero as below, at every size. The **p-value** is the chance of ranks at
# least as one-sided if that were so.

# %%
differences = histories["memetic"][:, -1] - histories["Adam"][:, -1]
p_value = stats.wilcoxon(differences).pvalue
lower = (differences < 0).sum()
print(f"memetic ends below Adam in {lower} of {num_starts} starts")
print(f"median {np.median(differences):+.4f} nats, p = {p_value:.2g}")

# %% [markdown]
# It speaks of starts on these training women only. Whether a search is worth
# anything on *other* women needs other splits, and those share women: no
# Wilcoxon there. Chapter 2.0.2 goes on from here.

# %% [markdown]
# ## 8. Record and limits
#
# No claims: neither [3] nor [4] states a figure that these data could test.

# %%
record = Record("2_0_1_learning", dataset=pima)
for name, estimate in on_test.items():
    record.metric(
        name="auroc",
        model=name,
        protocol="one split 50/20/30; bootstrap over the test women",
        estimate=estimate,
    )
display(record.table()[["model", "value", "ci_low", "ci_high"]])
print("kept in", record.save().name)

# %% [markdown]
# - One table, eight columns, networks of a few hundred weights at most.
#   Rankings of searches change with the objective, the budget and the
#   settings; ours were not tuned, and neither was Adam's step.
# - The bounds around zero help methods that are drawn to zero, as GWO is (Niu
#   et al. 2019). "Three evaluations a step" is a convention: count seconds if you can.
# - One split: another one may reverse each close comparison above.
# - **Intended use**: learning how networks learn. Nobody should be treated on
#   the word of these models.

# %% [markdown]
# ## 9. Exercises
#
# Replace the line that raises an error by your own, run the cell, then run
# the check below it. A wrong answer gets a hint; each further try a clearer
# one.
#
# ### Exercise 1: back through a dense layer with tanh
#
# For $H = \tanh(X W + b)$ and `upstream` $= \partial L / \partial H$, return
# the gradients for $W$, $b$ and $X$, in this order.


# %%
def tanh_layer_gradients(x, W, b, upstream):
    """Return gradients of the loss for (W, b, x)."""
    ### BEGIN SOLUTION
    hidden = np.tanh(x @ W + b)
    delta = upstream * (1 - hidden**2)
    return x.T @ delta, delta.sum(axis=0), delta @ W.T
    ### END SOLUTION


# %%
check("2.0.1-1", tanh_layer_gradients)

# %% [markdown]
# ### Exercise 2: a gradient by finite differences
#
# `loss` is a function of a flat array of weights. Return its gradient there by
# central differences with step `epsilon`, one weight after the other. Leave
# `weights` as it was.


# %%
def difference_gradient(loss, weights, epsilon):
    """Return the gradient of loss at weights, shaped like weights."""
    ### BEGIN SOLUTION
    gradient = np.zeros(len(weights))
    for place in range(len(weights)):
        step = np.zeros(len(weights))
        step[place] = epsilon
        rise = loss(weights + step) - loss(weights - step)
        gradient[place] = rise / (2 * epsilon)
    return gradient
    ### END SOLUTION


# %%
check("2.0.1-2", difference_gradient)

# %% [markdown]
# ### Exercise 3: the trial vector of differential evolution
#
# Member `x` and three others `a`, `b`, `c` are vectors. `crossed` says for
# each coordinate whether the trial takes it from the mutant $a + F(b - c)$
# (True) or from `x`. Coordinate number `forced` always comes from the mutant,
# so that something changes; it may be crossed already. Leave what you are
# given as it was.


# %%
def trial_vector(x, a, b, c, scale, crossed, forced):
    """Return the vector that challenges x; scale is F."""
    ### BEGIN SOLUTION
    crossed = crossed.copy()
    crossed[forced] = True
    return np.where(crossed, a + scale * (b - c), x)
    ### END SOLUTION


# %%
check("2.0.1-3", trial_vector)

# %% [markdown]
# ### Exercise 4: correct a slope for measurement error
#
# Each woman's glucose was measured twice, with independent errors of equal
# spread. Return the slope of `outcome` on the *true* glucose: the regression
# slope on `first`, divided by the reliability. Errors that are independent
# cancel in a covariance, so $\sigma_x^2$ is the covariance of `first` and
# `second`, and $\sigma_x^2 + \sigma_e^2$ the variance of `first` (both with
# $n - 1$ in the denominator).


# %%
def corrected_slope(first, second, outcome):
    """Return the slope of outcome on what was measured twice."""
    ### BEGIN SOLUTION
    slope = np.polyfit(first, outcome, 1)[0]
    reliability = np.cov(first, second)[0, 1] / np.var(first, ddof=1)
    return slope / reliability
    ### END SOLUTION


# %%
check("2.0.1-4", corrected_slope)

# %% [markdown]
# ### Exercise 5: who may stop the training?
#
# A colleague trains the network of section 5 for 100 epochs, stops it at the
# epoch with the lowest loss on the *test* women, and reports that loss. In
# three or four sentences: what is wrong, in which direction is the reported
# loss off, and how would you do it? Your instructor reads the answer.

# %% [markdown]
# ### BEGIN ANSWER 2.0.1-5, 2 points
# The epoch was chosen by the test women, so they took part in training (1
# point). The smallest of a hundred losses is small by luck as well: the report
# is too good, the more so the fewer the test women. Choose the epoch by
# validation women, or by folds within the training women, and ask the test
# women once, afterwards (1 point).
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# - A table is complete, valid, unique and timely, or it is not: count.
# - Why a value is missing decides what can be repaired; imprecise instruments
#   and flipped labels weaken every relation, however many women there are.
# - Backpropagation costs about three evaluations, however many weights there
#   are; a gradient that passes a difference check is right.
# - The training loss is no judge: stop by a validation loss.
# - Compare searches at an equal budget, with random search among them.
#
# ## References
#
# - {review} The review that this book follows. Its references here:
#   [3] Amini, Sharifani and Rahmani 2023. Machine learning model towards
#   evaluating data gathering methods in manufacturing and mechanical
#   engineering. International Journal of Applied Science and Engineering
#   Research 15(4), 349-362 (not read); [4] Abd Elaziz et al. 2021. Advanced
#   metaheuristic optimization techniques in applications of deep neural
#   networks: a review. Neural Computing and Applications (not read).
# - Brier 1950. Verification of forecasts expressed in terms of probability.
#   doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
# - Camacho-Villalón, Dorigo and Stützle 2020. Grey wolf, firefly and bat
#   algorithms. doi:10.1007/978-3-030-60376-2_10
# - Cox 1958. The regression analysis of binary sequences.
#   doi:10.1111/j.2517-6161.1958.tb00292.x
# - Efron 1979. Bootstrap methods. doi:10.1214/aos/1176344552
# - Figueroa et al. 2012. Predicting sample size required for classification
#   performance. doi:10.1186/1472-6947-12-8
# - Frénay and Verleysen 2014. Classification in the presence of label noise: a
#   survey. doi:10.1109/TNNLS.2013.2292894
# - Hanley and McNeil 1982. The meaning and use of the area under a receiver
#   operating characteristic (ROC) curve.
#   doi:10.1148/radiology.143.1.7063747
# - Holland 1975. Adaptation in natural and artificial systems (edition of
#   1992: doi:10.7551/mitpress/1090.001.0001)
# - Hutcheon, Chiolero and Hanley 2010. Random measurement error and regression
#   dilution bias. doi:10.1136/bmj.c2289
# - Kennedy and Eberhart 1995. Particle swarm optimization.
#   doi:10.1109/ICNN.1995.488968
# - Kingma and Ba 2015. Adam: a method for stochastic optimization.
#   doi:10.48550/arXiv.1412.6980
# - Mirjalili, Mirjalili and Lewis 2014. Grey wolf optimizer.
#   doi:10.1016/j.advengsoft.2013.12.007
# - Moscato 1989. On evolution, search, optimization, genetic algorithms and
#   martial arts. Caltech report 826 (not read)
# - Niu et al. 2019. The defect of the grey wolf optimization algorithm and its
#   verification method. doi:10.1016/j.knosys.2019.01.018
# - Prechelt 1998. Early stopping, but when? doi:10.1007/3-540-49430-8_3
# - Robbins and Monro 1951. A stochastic approximation method.
#   doi:10.1214/aoms/1177729586
# - Rubin 1976. Inference and missing data. doi:10.1093/biomet/63.3.581
# - Rumelhart, Hinton and Williams 1986. Learning representations by
#   back-propagating errors. doi:10.1038/323533a0
# - Spearman 1904. The proof and measurement of association between two
#   things. doi:10.2307/1412159
# - Storn and Price 1997. Differential evolution.
#   doi:10.1023/A:1008202821328
# - Sörensen 2015. Metaheuristics: the metaphor exposed.
#   doi:10.1111/itor.12001
# - Wilcoxon 1945. Individual comparisons by ranking methods.
#   doi:10.2307/3001968
