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
#       - write a recurrent network and its back-propagation through time
#       - measure how far back a gradient reaches, and clip one that explodes
#       - say what the gates of an LSTM keep, and prove it with numbers
#       - read sequences of unequal length without reading the padding
#       - judge a heartbeat classifier on people it has never seen
#     data: [mitdb]
#     minutes: 90
#     review_section: "2.1.2"
# ---

# %% [markdown]
# # 2.1.2 RNN and LSTM: how far back can a network remember?
#
# A recurrent neural network (**RNN**) reads a sequence step by step and
# carries a state along. The review says that such networks forget because
# their gradient vanishes, and that the long short-term memory (**LSTM**)
# cures it. Here you measure both statements, and then let a recurrent network
# read heartbeats of people it has never met.
#
# After it you will be able to
#
# 1. write a recurrent network and its back-propagation through time;
# 2. measure how far back a gradient reaches, and clip one that explodes;
# 3. say what the gates of an LSTM keep, and prove it with numbers;
# 4. read sequences of unequal length without reading the padding;
# 5. judge a heartbeat classifier on people it has never seen.
#
# You need Python, NumPy, and the chain rule.

# %%
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import display
from medkeras_datasets.mitdb import (
    alignment,
    description,
    neighbours,
    rearranged,
)
from medkeras_datasets.mitdb.beats import UNCOUNTED
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

# %%
from medkeras import visualize
from medkeras.book import Record
from medkeras.by_hand.recurrent import (
    RecurrentWeights,
    elman,
    elman_gradients,
    lstm,
    lstm_gradients,
)
from medkeras.by_hand.recurrent_gru import gru
from medkeras.data import leakage_audit, load
from medkeras.demos.memory_tasks import (
    adding_problem,
    copying_baseline,
    copying_task,
)
from medkeras.exercises import check
from medkeras.metrics.intervals import bootstrap_by_patient
from medkeras.metrics.multiclass import (
    class_sensitivity,
    confusion,
    positive_predictivity,
)

# %%
from medkeras.models.recurrent import sequence_classifier
from medkeras.training.gradient_flow import gradient_by_lag
from medkeras.training.seeds import set_seeds
from medkeras.training.strategy import strategy
from medkeras.utils import mode

set_seeds(0)
print("Mode:", mode.name())

# %% [markdown]
# **Budget.** Lesson mode takes under five minutes on two cores, smoke mode
# under 30 seconds. **Data.** The MIT-BIH Arrhythmia Database, half-hour
# electrocardiograms of real patients, if you have put its files into
# `MEDKERAS_MANUAL_DIR/mitdb`. Otherwise the chapter runs on electrocardiograms
# made by a program, and says so.
#
# ## 1. A network with a state
#
# Elman (1990) let a layer read its own last answer beside the new input:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad h_0 = 0$$
#
# | symbol | meaning |
# |---|---|
# | $x_t$ | what is read at step $t$ |
# | $h_t$ | the state, also called the hidden state |
# | $W, U, b$ | kernel, recurrent kernel and bias: the same at every step |
#
# The equation is one line of NumPy inside a loop. We write it, and compare
# with our package and with Keras, given the same weights.

# %%
draw = np.random.default_rng(0)
sequence = draw.normal(size=(2, 7, 3))  # (batch, steps, features)
layer = keras.layers.SimpleRNN(4, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
W, U, b = (weight.astype(float) for weight in layer.get_weights())

h, states = np.zeros((2, 4)), []
for t in range(7):
    h = np.tanh(sequence[:, t] @ W + h @ U + b)
    states.append(h)
states = np.stack(states, axis=1)  # (batch, steps, units)
from_package, seen = elman(sequence, RecurrentWeights(W, U, b))
print(f"by hand - package: {abs(states - from_package).max():.0e}")
print(f"by hand - Keras:   {abs(states - from_keras).max():.0e}")

# %% [markdown]
# ## 2. Back through time
#
# A loss $L$ at the last step depends on $U$ at *every* step. Write
# $\delta_t = \partial L / \partial a_t$ for the gradient before the tanh,
# $a_t = x_t W + h_{t-1} U + b$. The chain rule, from the end backwards:
#
# $$\delta_t = \Big(\frac{\partial L}{\partial h_t} + \delta_{t+1} U^\top\Big)
# \circ (1 - h_t^2), \qquad
# \frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \delta_t$$
#
# This is back-propagation through time. *Truncated* back-propagation cuts the
# sequence into pieces: the state runs on, the gradient stops at the cut.
# *Predict: does the truncated gradient of $W$ differ from the whole one in
# size, direction, or both?*

# %%
upstream = np.zeros_like(from_package)
upstream[:, -1] = 1.0  # the loss is the sum of the last state
whole = elman_gradients(seen, upstream)
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(layer(sequence.astype("float32"))[:, -1])
by_tape = tape.gradient(loss, layer.trainable_variables)
for name, taped in zip(whole, by_tape, strict=False):
    gap = np.abs(whole[name] - taped.numpy()).max()
    print(f"{name:17} by hand - tape: {gap:.0e}")

cut = elman_gradients(seen, upstream, truncation=4)["kernel"]
full = whole["kernel"]
cosine = np.sum(cut * full) / np.linalg.norm(cut) / np.linalg.norm(full)
print(f"truncated: {np.linalg.norm(cut) / np.linalg.norm(full):.2f} of the")
print(f"norm, and a cosine of {cosine:.2f} with the whole gradient")

# %% [markdown]
# Truncation saves memory and time; what happened before the cut teaches
# nothing.
#
# ## 3. The gradient vanishes: measured
#
# Going back $k$ steps multiplies the gradient $k$ times:
#
# $$\frac{\partial h_T}{\partial h_{T-k}} =
# \prod_{t=T-k+1}^{T} \operatorname{diag}(1 - h_t^2)\, U^\top$$
#
# (as it acts on a row of gradients). Each factor is at most as large as the
# largest singular value of $U$ times the largest slope of the tanh, which is
# 1 (Bengio et al. 1994, Pascanu et al. 2013). One case is exact: without the
# tanh and with $U = \rho Q$, $Q$ a rotation, each step multiplies the length
# by $\rho$, so $k$ steps by $\rho^k$. We check that law to the last digit.

# %%
rotation, _ = np.linalg.qr(draw.normal(size=(16, 16)))
lags = np.arange(51)
for rho in (0.9, 1.0, 1.1):
    gradient, norms = draw.normal(size=16), []
    for _ in lags:
        norms.append(np.linalg.norm(gradient))
        gradient = (rho * rotation) @ gradient
    ratio = np.array(norms) / norms[0]
    error = np.max(np.abs(ratio / rho**lags - 1))
    print(f"rho {rho}: after 50 steps {ratio[-1]:.2e}, off by {error:.0e}")

# %% [markdown]
# At $\rho = 0.9$ little is left after fifty steps; at 1.1 the gradient has
# **exploded**. Only exactly 1 keeps it, and a tanh always takes a part away.
#
# Now real layers, untrained, as Keras makes them. We ask how strongly the last
# state depends on the state $k$ steps earlier,
# $\lVert \partial L / \partial h_{T-k} \rVert$, where $L$ is the sum of the last
# state, scaled to a gradient of length 1 at lag 0. **IRNN** is an RNN with
# rectifiers that begins with the identity as $U$ (Le et al. 2015); **GRU**, the
# gated recurrent unit, is a relative of the LSTM with two gates (Cho et al.
# 2014). *Predict the order of the five curves at a lag of 100.*


# %%
random_start = keras.initializers.RandomNormal(stddev=0.1, seed=0)
cells = {
    "tanh, random U": keras.layers.SimpleRNN(
        32, recurrent_initializer=random_start
    ),
    "tanh, orthogonal U": keras.layers.SimpleRNN(32),
    "IRNN": keras.layers.SimpleRNN(
        32, activation="relu", recurrent_initializer="identity"
    ),
    "LSTM": keras.layers.LSTM(32),
    "GRU": keras.layers.GRU(32),
}

# %%
noise = draw.normal(size=(32, 100, 4)).astype("float32")
by_lag = {
    name: gradient_by_lag(cell, noise).mean(axis=0)
    for name, cell in cells.items()
}
figure = visualize.lines(
    {name: (np.arange(100), norms) for name, norms in by_lag.items()},
    "lag (steps back)",
    "norm of the gradient",
    "How far back five untrained cells reach",
    log_y=True,
)
visualize.show(figure)
for name, norms in by_lag.items():
    print(f"{name:19} lag 50: {norms[50] / norms[0]:.1e} of lag 0")

# %% [markdown]
# On a logarithmic axis a straight line is a power law of the kind above. An
# untrained LSTM forgets, too: its forget gate starts at $\sigma(1)$, not at 1,
# so the memory halves within a few steps. The cure is not that an LSTM keeps
# everything, but that it *can learn* to.
#
# ### The exploding side, and clipping
#
# A gradient that grows makes one step of training jump anywhere. Pascanu et
# al. (2013) shorten the whole gradient $g$, all weights together, to a length
# of at most $c$: $g \leftarrow g \cdot \min(1, c / \lVert g \rVert)$. The
# direction stays. We make a network explode by giving $U$ singular values of
# 1.5, without a tanh.

# %%
exploding = keras.layers.SimpleRNN(16, activation="linear")
exploding.build((None, 40, 4))
kernel, recurrent, bias = exploding.get_weights()
exploding.set_weights([kernel, 1.5 * recurrent, bias])
with tf.GradientTape() as tape:
    x = tf.constant(draw.normal(size=(8, 40, 4)), tf.float32)
    loss = tf.reduce_mean(exploding(x) ** 2)
gradients = tape.gradient(loss, exploding.trainable_variables)
clipped, before = tf.clip_by_global_norm(gradients, 1.0)
print(f"norm before {before:.1e}, after {tf.linalg.global_norm(clipped):.3f}")
shares = [float(tf.norm(g) / before) for g in gradients]
after = [float(tf.norm(g)) for g in clipped]
print("shares of the three weights kept:", np.allclose(shares, after))

# %% [markdown]
# ## 4. The LSTM
#
# Hochreiter and Schmidhuber (1997) gave the network a cell $c$ that is
# *added* to, not multiplied by a matrix; Gers et al. (2000) added the gate
# that lets it forget:
#
# $$i, f, o = \sigma(x_t W_\cdot + h_{t-1} U_\cdot + b_\cdot), \qquad
# g = \tanh(x_t W_g + h_{t-1} U_g + b_g)$$
#
# $$c_t = f \circ c_{t-1} + i \circ g, \qquad h_t = o \circ \tanh(c_t)$$
#
# Keras stores the four blocks side by side in the order $i, f, g, o$. With
# $d$ features and $u$ units that makes $4u(u + d + 1)$ numbers.
#
# The GRU has no cell and two gates: $z$ keeps, $r$ resets. In the form of
# Keras, with a second bias $b'$ inside the reset gate,
#
# $$g = \tanh(x_t W_g + b_g + r \circ (h_{t-1} U_g + b'_g)), \qquad
# h_t = z \circ h_{t-1} + (1 - z) \circ g$$

# %%
units, features = 4, 3
layer = keras.layers.LSTM(units, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
weights = RecurrentWeights(*[w.astype(float) for w in layer.get_weights()])
by_hand, _ = lstm(sequence, weights)
print(f"by hand - Keras: {abs(by_hand - from_keras).max():.0e}")
print("parameters:", layer.count_params(), 4 * units * (units + features + 1))
forget_bias = weights.bias[units : 2 * units]
print("forget biases start at", forget_bias)

layer = keras.layers.GRU(units, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
weights = RecurrentWeights(*[w.astype(float) for w in layer.get_weights()])
by_hand, _ = gru(sequence, weights)
print(f"GRU by hand - Keras: {abs(by_hand - from_keras).max():.0e}")

# %% [markdown]
# ### The constant error carousel
#
# With $f = 1$ and $i = 0$ the cell does not change, $c_T = c_0$, and neither
# does a gradient on its way back: $\partial c_T / \partial c_0$ is *exactly*
# the identity, over any number of steps. We force the gates with large biases
# and measure that matrix in Keras.

# %%
carousel = keras.layers.LSTM(3, return_state=True)
carousel.build((None, 200, 2))
biases = np.repeat([-1e3, 1e3, 0.0, 0.0], 3)  # i = 0, f = 1
kernel, recurrent, _ = carousel.get_weights()
carousel.set_weights([kernel, recurrent, biases])
noise = tf.constant(draw.normal(size=(1, 200, 2)), tf.float32)
start = tf.constant([[0.3, -0.7, 1.2]])
with tf.GradientTape(persistent=True) as tape:
    tape.watch(start)
    _, _, end = carousel(noise, initial_state=[tf.zeros((1, 3)), start])
    ends = tf.unstack(end[0])  # one number a unit
jacobian = np.stack([tape.gradient(one, start)[0].numpy() for one in ends])
print("cell after 200 steps:", end.numpy()[0])
print("jacobian is the identity:", np.array_equal(jacobian, np.eye(3)))

# %% [markdown]
# The cell is one of *two* ways back. Along it the gradient is multiplied by
# the forget gates alone, $\prod_t f_t$. The other way leads through $h$ and
# the recurrent kernels into the gates, and there it shrinks or grows as in
# section 3; that is why LSTMs are clipped as well. *Predict: how much of the
# gradient of an untrained LSTM comes by the cell?*

# %%
layer = keras.layers.LSTM(32)
layer.build((None, None, 4))
weights = RecurrentWeights(*[w.astype(float) for w in layer.get_weights()])
hiddens, seen = lstm(draw.normal(size=(32, 60, 4)), weights)
ends = np.zeros_like(hiddens)
ends[:, -1] = 1.0  # the loss is the sum of the last cell
nothing = np.zeros_like(hiddens)
back = lstm_gradients(seen, nothing, upstream_cells=ends)["cell_states"]
forget = np.stack([f for _, f, _, _ in seen["gates"]], axis=1)
for lag in (1, 10, 30):
    both_ways = np.linalg.norm(back[:, -1 - lag], axis=1).mean()
    by_cell = np.linalg.norm(forget[:, -lag:].prod(axis=1), axis=1).mean()
    print(f"lag {lag:2}: both ways {both_ways:.1e}, by the cell {by_cell:.1e}")

# %% [markdown]
# ## 5. Tasks that only a memory can solve
#
# The adding problem (Hochreiter and Schmidhuber 1997, in the form of Le et
# al. 2015): a row of numbers between 0 and 1, two of them marked, one in each
# half. Say their sum. Whoever always answers 1 has a mean squared error of
# $2 \cdot 1/12 = 1/6$. *Predict: which of the two networks gets below it?*
#
# The gates of our LSTM start open for various times. A cell with a forget
# gate $f = \sigma(b_f)$ keeps for about $1 / (1 - f) = 1 + e^{b_f}$ steps, so
# with $b_f = \log(\tau - 1)$ it begins with a memory of $\tau$ steps. We draw
# $\tau$ between 2 and the length, and set $b_i = -b_f$: who keeps long writes
# little (after Tallec and Ollivier 2018; unverified, the paper was not read).


# %%
def open_gates(model, longest):
    """Give each cell of an LSTM a time to keep, up to `longest` steps."""
    layer = next(x for x in model.layers if isinstance(x, keras.layers.LSTM))
    kernel, recurrent, bias = layer.get_weights()
    units = layer.units
    times = np.random.default_rng(0).uniform(2, longest, units)
    bias[units : 2 * units] = np.log(times - 1)  # f
    bias[:units] = -np.log(times - 1)  # i
    layer.set_weights([kernel, recurrent, bias])


def compiled(model, loss):
    """Adam with a clipped gradient."""
    adam = keras.optimizers.Adam(0.01, global_clipnorm=1.0)
    model.compile(adam, loss, jit_compile=False)


# %%
length = mode.pick(smoke=20, lesson=200, full=200)
steps = mode.pick(smoke=20, lesson=600, full=2400)
PIECES = mode.pick(smoke=2, lesson=10, full=10)
LONG = mode.name() != "smoke"  # compiling for every core pays


def learn(model, task, num_steps, pieces=PIECES):
    """Loss on new sequences after each piece of the training.

    `task` is told the share of the training that will be over.
    """
    generator = np.random.default_rng(0)
    losses, each = [], num_steps // pieces
    for piece in range(pieces):
        fresh = task(64 * each, generator, (piece + 1) / pieces)
        model.fit(*fresh, batch_size=64, verbose=0)
        unseen = task(1000, generator, 1.0)
        losses.append(model.evaluate(*unseen, batch_size=1000, verbose=0))
    print(f"{model.name}: {losses[-1]:.4f} on 1000 new sequences")
    return each * (np.arange(pieces) + 1), np.array(losses)


# %%
def adding(cell):
    """Train one network on the adding problem."""
    keras.utils.set_random_seed(0)
    with strategy().scope():
        model = sequence_classifier(
            (length, 2), 1, cell, units=32, activation="linear",
            parallel=LONG and cell == "lstm",
        )  # fmt: skip
        compiled(model, "mse")
    if cell == "lstm":
        open_gates(model, longest=length)
    return learn(model, lambda n, g, _: adding_problem(n, length, g), steps)


figure = visualize.lines(
    {"tanh RNN": adding("rnn"), "LSTM": adding("lstm")},
    "training steps",
    "mean squared error",
    f"The adding problem, {length} steps",
    log_y=True,
    reference=("always answering 1", 1 / 6),
)
visualize.show(figure)

# %% [markdown]
# Losses are measured on fresh sequences. In lesson mode one network stays at
# the dotted line: the first mark lies too far back for its gradient. Smoke mode
# has shorter rows and shows only that the code runs.
#
# In the **copying task** ten symbols must be kept over a hundred steps, in
# their order, and written down on a signal. Without a memory the best is the
# right time with a guessed symbol. We train the same LSTM twice: always with
# the delay of 100, and with a delay that grows, so that it first learns *what*
# to keep and then *how long*. Both read about as many steps and are tested at
# 100. *Predict: does the second one gain anything?*

# %%
delay = mode.pick(smoke=5, lesson=100, full=100)


def copying(name, num_steps, delay_at):
    """Train an LSTM to copy; `delay_at` tells the delay by the share done."""
    keras.utils.set_random_seed(0)
    with strategy().scope():
        copier = sequence_classifier(
            (None, 10), 9, "lstm", units=64, return_sequences=True
        )
        compiled(copier, "sparse_categorical_crossentropy")
    open_gates(copier, longest=delay)
    print(name, end=", ")
    return learn(
        copier,
        lambda n, g, share: copying_task(n, delay_at(share), g),
        num_steps,
        pieces=mode.pick(smoke=2, lesson=20, full=20),
    )


# %%
def growing(share):
    """Delay from 1 to the whole, which the last fifth has."""
    return max(1, round(delay * min(1, share / 0.8) ** 2))


few, many = mode.pick(smoke=(4, 4), lesson=(1100, 2000), full=(4400, 8000))
figure = visualize.lines(
    {
        f"always a delay of {delay}": copying("fixed", few, lambda _: delay),
        "growing delay": copying("growing", many, growing),
    },
    "training steps",
    "cross-entropy a step (nats)",
    f"The copying task, tested at a delay of {delay}",
    log_y=True,
    reference=("without a memory", copying_baseline(delay)),
)
visualize.show(figure)

# %% [markdown]
# Where a curve ends at the dotted line the network has learned *when* to
# write, and not *what*.
#
# ## 6. Padding, two directions, and memory between batches
#
# Sequences of unequal length are filled up with zeros to fit into one array.
# A **mask** tells the layer to step over the filling. *Predict: does reading
# zeros without a mask change the state?*

# %%
short, filled = sequence[:1, :4].astype("float32"), sequence[:1].copy()
filled = filled.astype("float32")
filled[:, 4:] = 0.0  # padding
reader = keras.layers.LSTM(4)
alone = reader(short)
masked = reader(filled, mask=np.array([[True] * 4 + [False] * 3]))
print(f"masked - alone:   {abs(alone - masked).numpy().max():.0e}")
print(f"unmasked - alone: {abs(alone - reader(filled)).numpy().max():.0e}")

both = keras.layers.Bidirectional(keras.layers.LSTM(4))
print("two directions, one answer each:", both(short).shape)

# %% [markdown]
# A masked step leaves the state as it is. A bidirectional layer reads forwards
# and backwards, so every step knows what comes *after* it: fine for a recording
# read the next day, impossible for an alarm. A **stateful** layer keeps its
# state from one batch to the next: two halves give what the whole gives.

# %%
keeping = keras.layers.LSTM(4, stateful=True)
keeping.build((1, 7, 3))
keeping.set_weights(reader.get_weights() if reader.built else [])
_ = keeping(sequence[:1, :4].astype("float32"))
in_two = keeping(sequence[:1, 4:].astype("float32"))
in_one = reader(sequence[:1].astype("float32"))
print(f"two halves - whole: {abs(in_two - in_one).numpy().max():.0e}")

# %% [markdown]
# Dropout hides a random part in training and enlarges the rest: on a layer's
# *output*, or, as `recurrent_dropout`, in $h_{t-1}$, the same parts at every
# step (Gal and Ghahramani 2016). We watch a memory that should stay 1: six
# linear units with $U = 1$, reading zeros, half hidden. *Predict both tables.*

# %%
silence, ones = np.zeros((1, 4, 1), "float32"), np.ones((1, 6), "float32")
for name, hidden in (("recurrent", 0.5), ("output", 0.0)):
    memory = keras.layers.SimpleRNN(
        6, activation="linear", recurrent_initializer="identity",
        recurrent_dropout=hidden, return_sequences=True, seed=1,
    )  # fmt: skip
    kept = memory(silence, initial_state=ones, training=True)
    if name == "output":
        kept = keras.layers.Dropout(0.5, seed=1)(kept, training=True)
    print(f"{name} dropout, a row a step:\n{kept.numpy()[0]}")

# %% [markdown]
# Hidden on the way round, a unit is gone for the whole sequence, and without
# gates what is left doubles at each step. Hidden on the way out, it is back at
# the next. An LSTM hides $h_{t-1}$ from its gates only, never the cell $c$.
#
# ## 7. Heartbeats
#
# Each beat of the heart starts as an electrical wave. The electrocardiogram
# (**ECG**) records it: a small bump P (the atria, the upper chambers), the
# sharp complex QRS (the ventricles, the lower chambers; its peak is R), the
# wave T (they recover). A beat that starts in a wrong place is *ectopic*. The
# standard AAMI EC57 sorts beats into five classes:
#
# | class | beat | how it looks |
# |---|---|---|
# | N | normal | as this patient's beats do |
# | S | supraventricular: begins too early, above the ventricles | early; P another or hidden; QRS as usual |
# | V | ventricular: begins in a ventricle | early, wide, no P, then a pause |
# | F | fusion of N and V | between the two |
# | Q | unclassifiable | anything |

# %%
ecg = load("mitdb")
real = ecg.provenance == "real"
parts = {split: ecg.arrays(split) for split in ecg.counts}
CLASSES = ("N", "S", "V", "F", "Q")
table = pd.DataFrame(
    {
        split: np.bincount(part["label"], minlength=5)
        for split, part in parts.items()
    },
    index=CLASSES,
)
table.loc["patients"] = [len(set(p["patient"])) for p in parts.values()]
display(table)

# %% [markdown]
# De Chazal et al. (2004) made two halves so that no patient should be in both:
# DS1 to train, DS2 to test. The table says which are here; made-up recordings
# have no F or Q.
#
# *Predict the class of each marked beat from its shape and its timing before
# you read the letter.*


# %%
def strip_around(part, row, beats=3):
    """Windows of neighbouring beats, in the time of the record."""
    rows = np.arange(max(row - beats, 0), row + beats + 1)
    rows = rows[part["record"][rows] == part["record"][row]]
    gap = np.full((len(rows), 1), np.nan)  # a break between the windows
    time = part["time"][rows][:, None] + np.arange(-36, 60) / 120
    values = np.hstack([part["beat"][rows, :, 0], gap]).ravel()
    time = np.hstack([time, gap]).ravel()
    letters = [CLASSES[label] for label in part["label"][rows]]
    return {"first lead": (time, values)}, (part["time"][rows], letters)


shown = parts["train"]
ectopic = {kind: np.flatnonzero(shown["label"] == kind) for kind in (1, 2)}
panels, marks = {}, {}
for kind, rows in ectopic.items():
    row = rows[len(rows) // 2]
    name = f"patient {shown['patient'][row]}, a beat of class {CLASSES[kind]}"
    panels[name], marks[name] = strip_around(shown, row)
figure = visualize.signals(
    panels, "time in the record (s)", "mV", "Two patients", marks
)
visualize.show(figure)

# %% [markdown]
# The builder cut a window around each R peak, from 0.3 s before to 0.5 s
# after, at the place where two cardiologists had marked it.
#
# ### Who may be in the test?
#
# Records 201 and 202 are the **same man**, one in each half. If both halves
# are here we train without record 201. With DS1 alone there is no test half:
# we deal its *patients* into groups, and each group is tested once by a model
# trained on the others. `leakage_audit` checks every pair of training and
# test rows.


# %%
def splits():
    """Pairs of training and test rows, no patient in both."""
    groups = data["patient"]
    if "test" in parts:
        test = np.isin(np.arange(len(groups)), test_rows)
        stranger = ~np.isin(groups, groups[test])
        return [(np.flatnonzero(~test & stranger), np.flatnonzero(test))]
    rows = GroupKFold(4, shuffle=True, random_state=0)
    return list(rows.split(groups, groups=groups))


names = ("beat", "label", "record", "patient", "rr_previous", "rr_next")
data = {n: np.concatenate([p[n] for p in parts.values()]) for n in names}
test_rows = np.arange(len(parts["train"]["label"]), len(data["label"]))
pairs = splits()

# %%
for train, test in pairs:
    report = leakage_audit(
        *(data["beat"][rows] for rows in (train, test)),
        *(data["patient"][rows] for rows in (train, test)),
        tolerance=0.0,
    )
    print(report.rows[0].check, "-", report.rows[0].detail)
    report.require()

# %% [markdown]
# Only exact copies count (`tolerance=0`): that normal beats resemble each other
# is no leak.
#
# ### Lay the beats on each other
#
# Each beat will be compared with the median of its recording, so the windows
# must lie on each other. `alignment.aligned` shifts each by up to 50 ms to
# where it fits the median best. *Predict: how many beats will it
# move, if the marks were placed by experts?*

# %%
labels = data["label"]


def overlaid(beats, count=15):
    """First lead of some beats, each from its own median, over each other."""
    rows = np.linspace(0, len(beats) - 1, count).astype(int)
    lines = beats[rows, 12:72, 0]
    lines = lines - np.median(lines, axis=1, keepdims=True)
    lines = np.pad(lines, ((0, 0), (0, 1)), constant_values=np.nan)
    time = np.append(np.arange(-24, 36) / 120, np.nan)
    return {"first lead": (np.tile(time, count), lines.ravel())}


moved = {}
for number in np.unique(data["record"]):
    marked = data["beat"][(data["record"] == number) & (labels == 0)]
    if len(marked):
        laid = alignment.aligned(marked)
        share = np.any(laid != marked, axis=(1, 2)).mean()
        moved[share] = number, marked, laid
share = max(moved)
number, marked, laid = moved[share]
print(f"moved: {share:.0%} of patient {number}'s normal beats,")
print(f"{np.median(list(moved)):.0%} of the patient's in the middle")

# %%
figure = visualize.signals(
    {"as marked": overlaid(marked), "laid on each other": overlaid(laid)},
    "time from the mark (s)",
    "mV",
    f"Fifteen normal beats of patient {number}",
)
visualize.show(figure)

# %% [markdown]
# Where no wave stands out, the mark sits now on one, now on another. Each mark
# is right, their median is a blur, and every beat looks unusual, as V does.
#
# ### Describe each beat by its own patient
#
# A strange patient's QRS may be wide in every beat. So each beat is compared
# with what is *usual for this person*, in numbers of four kinds:
#
# - **timing**: the interval before and after, divided by the median of the
#   beats around, by their mean, by the record's; a logarithm of each;
# - **unrest**: how much the intervals around vary at all;
# - **shape**: distance of P, QRS and T from the record's median beat, in two
#   leads, after the shift; width and height;
# - **P waves**: does this one look like the usual one, and do those of the
#   beats around?
#
# No label is read, but the *whole recording* is, as a Holter monitor (a
# recorder worn for a day) delivers it. A bedside monitor in its first minutes
# knows none of these medians.

# %%
beat_and_rhythm = ("beat", "rr_previous", "rr_next")
described = np.zeros((len(data["label"]), len(description.NAMES)), "float32")
for number in np.unique(data["record"]):
    rows = data["record"] == number
    described[rows] = description.describe(
        *(data[name][rows] for name in beat_and_rhythm)
    )
print("numbers a beat:", described.shape[1])

# %% [markdown]
# ### Patients who could exist
#
# Twenty patients cannot show every rhythm. Two are rare: early beats as the
# *rule*, so that the median beat is ectopic; and **atrial fibrillation**, where
# the atria quiver, there is no P wave, and *normal* beats come at any time. So
# we rearrange each patient's beats into both, for training only. *Predict: will
# patients who never lived help with those who did?*


# %%
def imagine(number):
    """Rearrange a record: description, class and weight of the beats."""
    rows = np.flatnonzero(data["record"] == number)
    generator = np.random.default_rng(number)
    beats, kinds, before = (
        values[rows] for values in (data["beat"], labels, data["rr_previous"])
    )
    early = rearranged.mostly_early(beats, kinds, before, generator)
    shaken = rearranged.fibrillating(beats, kinds, generator)
    return [
        (description.describe(*map(one.get, beat_and_rhythm)), one["label"], w)
        for one, w in ((early, EARLY_WEIGHT), (shaken, 1.0))
        if one is not None
    ]


EARLY_WEIGHT = 0.2  # chosen by trying, on DS1, as the rest of the method
imagined = {number: imagine(number) for number in np.unique(data["record"])}

# %% [markdown]
# ## 8. A baseline, and the leak
#
# The baseline sees one beat at a time: a forest of randomised trees (Geurts et
# al. 2006), the rare classes weighted up. We train it for the strangers, with
# and without the made-up patients; and with **beats dealt at random**, as many
# papers have done, so that each patient is on both sides. *Predict the
# difference for class S.*


# %%
TREES = mode.pick(smoke=10, lesson=100, full=300)


def class_weights(rows):
    """Weights by the root of how rare a class is, mean 1 over the rows."""
    counts = np.bincount(labels[rows], minlength=5).clip(20)
    weights = 1 / np.sqrt(counts)
    return weights / weights[labels[rows]].mean()


def forest(train, test, made_up=True, trees=TREES):
    """Probabilities of the classes for each test beat."""
    numbers = np.unique(data["record"][train]) if made_up else []
    more = [one for number in numbers for one in imagined[number]]
    x = np.concatenate([described[train], *(one[0] for one in more)])
    y = np.concatenate([labels[train], *(one[1] for one in more)])
    factors = [np.full(len(one[1]), one[2]) for one in more]
    factors = np.concatenate([np.ones(len(train)), *factors])
    model = ExtraTreesClassifier(
        trees, min_samples_leaf=10, max_features=0.5, n_jobs=2, random_state=0
    )
    model.fit(x, y, sample_weight=class_weights(train)[y] * factors)
    chances = np.zeros((len(test), 5))
    chances[:, model.classes_] = model.predict_proba(described[test])
    return chances


# %%
strangers = np.concatenate([test for _, test in pairs])
by_trees = np.concatenate([forest(*pair) for pair in pairs])
plain = np.concatenate([forest(*pair, made_up=False) for pair in pairs])
seen_before, drawn = np.array_split(draw.permutation(len(labels)), 2)
by_leak = forest(seen_before, drawn, made_up=False)


def scores(true, predicted, uncounted=UNCOUNTED):
    """Sensitivity and positive predictivity of S and V."""
    counts = confusion(true, predicted, 5)
    right = positive_predictivity(counts, uncounted)
    found = class_sensitivity(counts)
    return {
        f"{CLASSES[kind]} {name}": values[kind]
        for kind in (1, 2)
        for name, values in (("sensitivity", found), ("predictivity", right))
    }


compared = {
    "strangers": scores(labels[strangers], by_trees.argmax(axis=1)),
    "without made-up": scores(labels[strangers], plain.argmax(axis=1)),
    "random beats (leak)": scores(labels[drawn], by_leak.argmax(axis=1)),
}
display(pd.DataFrame(compared).T.round(3))

# %% [markdown]
# Sensitivity: of the beats of a class, the share that is found. Positive
# predictivity: of the beats *called* so, the share that is right. As in EC57
# (its program `bxb`), F or Q called V, and Q called S, are not held against it.
# The last row answers a question nobody asks: how well does the model label
# the rest of a recording whose other half is labelled?
#
# ### Beats alike
#
# What a heart does once it does again. So each beat takes half of its own
# probabilities and half of the mean of the ten beats of its recording that
# resemble it most in shape and timing; no label is read. Average precision,
# the area under predictivity against sensitivity, needs no threshold.
# *Predict: S or V, which gains more?*


# %%
def by_record(rows):
    """Row numbers of each record."""
    return [rows[data["record"][rows] == n] for n in set(data["record"][rows])]


resembling = np.zeros((len(labels), 10), int)
for rows in by_record(np.arange(len(labels))):
    found = neighbours.alike(data["beat"][rows], described[rows, :2])
    resembling[rows] = rows[found]


def listen(rows, chances):
    """Half a beat's own probabilities, half its neighbours'."""
    everyone = np.zeros((len(labels), 5))
    everyone[rows] = chances
    return (chances + everyone[resembling[rows]].mean(axis=1)) / 2


heard = listen(strangers, by_trees)
is_kind = np.eye(5)[labels[strangers]][:, 1:3]  # (beats, S and V)
precision = {
    name: average_precision_score(is_kind, chances[:, 1:3], average=None)
    for name, chances in (("each for itself", by_trees), ("alike", heard))
}
display(pd.DataFrame(precision, ["S", "V"]).T.round(3))

# %% [markdown]
# ### Lean towards the rare classes, without looking
#
# The largest probability treats all mistakes alike. Our aims do not; they were
# set for DS2, before the chapter was written. So S and V are multiplied by two
# factors, chosen *inside* the training patients: dealt into three inner groups,
# each answered by a forest that has not seen it. The rule, fixed before: the
# smaller of sensitivity and predictivity, in parts of its aim, mean of V and S.

# %%
AIMS = {"V sensitivity": 0.90, "V predictivity": 0.85,
        "S sensitivity": 0.60, "S predictivity": 0.40}  # fmt: skip
STEPS = 2.0 ** np.arange(-3, 3.1, 0.5)
CHOICES = sorted(
    ([1, s, v, 1, 1] for s in STEPS for v in STEPS),
    key=lambda factors: np.sum(np.abs(np.log(factors))),
)


def by_the_rule(true, predicted):
    """How near to the aims; 1 where the worse score of V and S meets them."""
    reached = scores(true, predicted)
    parts = [reached[name] / aim for name, aim in AIMS.items()]
    return np.nan_to_num(parts).reshape(2, 2).min(axis=1).mean()


# %%
def decide(train):
    """Five factors, chosen on inner groups of the training patients."""
    dealt = GroupKFold(3, shuffle=True, random_state=0)
    dealt = dealt.split(train, groups=data["patient"][train])
    inner = [(train[some], train[others]) for some, others in dealt]
    others = np.concatenate([others for _, others in inner])
    true = labels[others]
    chances = np.concatenate([forest(*p, trees=TREES // 2) for p in inner])
    chances = listen(others, chances)
    return max(
        CHOICES, key=lambda f: by_the_rule(true, (chances * f).argmax(axis=1))
    )


leaning = []
for train, test in pairs:
    factors = decide(train)
    print(f"factors: S {factors[1]:.2f}, V {factors[2]:.2f}")
    leaning += [factors] * len(test)

# %% [markdown]
# ## 9. A recurrent network reads the rhythm
#
# Whether a beat is early, whether a pause follows, whether the next one is
# early too: that is context. A bidirectional LSTM reads pieces of 64
# successive beats, made-up patients among them, and answers at every beat.
# The probabilities of several seeds are averaged. Third comes the mean of
# forest and LSTM. These listen to beats alike but answer with the largest
# probability; factors of their own, tried once, helped little and double the
# time.


# %%
def cuts(count, size=64):
    """Numbers of beats in overlapping pieces of a record."""
    starts = [*range(0, count - size, size // 2), count - size]
    return np.array(starts)[:, None] + np.arange(size)  # (pieces, size)


def pieces(train):
    """Descriptions, classes and weights in pieces of 64 beats."""
    rare = class_weights(train)
    read = [(described[r], labels[r], 1.0) for r in by_record(train)]
    for number in np.unique(data["record"][train]):
        read += imagined[number]
    parts = [(x[c], y[c], w * rare[y[c]]) for x, y, w in read
             for c in [cuts(len(y))]]  # fmt: skip
    return [np.concatenate(columns) for columns in zip(*parts, strict=True)]


# %%
epochs = mode.pick(smoke=1, lesson=6, full=15)
seeds = mode.pick(smoke=1, lesson=2 if len(pairs) > 1 else 4, full=5)


def network(num_steps):
    """A bidirectional LSTM that answers at every beat."""
    with strategy().scope():
        model = sequence_classifier(
            (None, described.shape[1]), 5, "lstm", units=32,
            bidirectional=True, dropout=0.2, return_sequences=True,
            parallel=LONG,
        )  # fmt: skip
        rate = keras.optimizers.schedules.CosineDecay(0.005, num_steps)
        adam = keras.optimizers.Adam(rate, global_clipnorm=1.0)
        model.compile(adam, "sparse_categorical_crossentropy")
    return model


# %%
def recurrent(train, test):
    """Probabilities for each test beat; scaled by the training rows."""
    mean, spread = described[train].mean(axis=0), described[train].std(axis=0)
    x, y, weights = pieces(train)
    x = ((x - mean) / (spread + 1e-6)).clip(-4, 4)
    chances = np.zeros((len(labels), 5))
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        model = network(epochs * (len(x) // 32 + 1))
        model.fit(
            x, y, sample_weight=weights, batch_size=32, epochs=epochs, verbose=0
        )
        for rows in by_record(test):
            read = rows[cuts(len(rows))]
            seen = (described[read] - mean) / (spread + 1e-6)
            answers = model(seen.clip(-4, 4), training=False).numpy()
            np.add.at(chances, read, answers)  # overlaps: both count
    print(len(test), "beats of strangers read")
    chances = chances[test]
    return chances / chances.sum(axis=1, keepdims=True)


by_lstm = np.concatenate([recurrent(*pair) for pair in pairs])

# %%
answers = {
    "forest": by_trees,
    "forest, leaning": heard * leaning,
    "LSTM": listen(strangers, by_lstm),
    "mean": listen(strangers, by_trees + by_lstm),
}
models = {name: chances.argmax(axis=1) for name, chances in answers.items()}
for name, predicted in models.items():
    strict = scores(labels[strangers], predicted, uncounted=())
    print(f"{name}: {by_the_rule(labels[strangers], predicted):.3f} by the",
          f"rule; V strictly {strict['V predictivity']:.3f}")  # fmt: skip
ANSWER = "forest, leaning"  # the best by the rule when the chapter was written
counts = confusion(labels[strangers], models[ANSWER], 5)
figure = visualize.matrix(
    counts,
    CLASSES,
    CLASSES,
    f"Beats of strangers: {ANSWER}",
    "class chosen",
    "class by the cardiologists",
    shares=True,
)
visualize.show(figure)

# %% [markdown]
# Colours are shares of a row. F and Q are rare, and few models find them.
# "Strictly" holds F and Q called V against V.
#
# Now the intervals. Beats of one patient go together, so whole patients are
# drawn again and again, with all their beats. *Predict: 50,000 beats, so a
# narrow interval?*

# %%
replicates = mode.pick(smoke=20, lesson=200, full=2000)
SCORES = {"sensitivity": "sensitivity", "predictivity": "positive predictivity"}
measured = {}
for model, predicted in models.items():
    for short, name in SCORES.items():
        for kind in "SV":
            measured[model, kind, name] = bootstrap_by_patient(
                lambda t, p, name=f"{kind} {short}": scores(t, p)[name],
                labels[strangers],
                predicted,
                data["patient"][strangers],
                replicates=replicates,
            )
for name in SCORES.values():
    chosen = {
        f"{kind}, {model}": estimate
        for (model, kind, score), estimate in measured.items()
        if score == name
    }
    figure = visualize.estimates(
        chosen, name, f"Strangers: {name}", rows="class and model"
    )
    visualize.show(figure)

# %%
rows = {}
for number in np.unique(data["record"][strangers]):
    mine = data["record"][strangers] == number
    true, called = labels[strangers][mine], models[ANSWER][mine]
    rows[number] = {
        f"{CLASSES[kind]} {what}": int(np.sum(chosen))
        for kind in (1, 2)
        for what, chosen in (
            ("beats", true == kind),
            ("found", (true == kind) & (called == kind)),
            ("false", (true != kind) & (called == kind)),
        )
    }
per_record = pd.DataFrame(rows).T
display(per_record.sort_values("S beats", ascending=False).head(12))

# %% [markdown]
# An interval is as wide as patients differ, however many beats they have. Most
# S beats come from a handful of people.
#
# A row is a person. Where many false S stand beside few true ones, the rhythm
# itself is irregular, as in atrial fibrillation. One score for all hides such
# people. Which single person decides it most? And are the aims met?

# %%
people, predicted = data["patient"][strangers], models[ANSWER]
for aim, least in AIMS.items():
    kind, name = aim.replace(" pre", " positive pre").split(" ", 1)
    ours, without = measured[ANSWER, kind, name], {}
    for person in np.unique(people):
        rest = people != person
        without[person] = scores(labels[strangers][rest], predicted[rest])[aim]
    far = max(without, key=lambda one: abs(without[one] - ours.value))
    print(f"{aim}: {ours}, aim {least:.2f}:",
          "met" if ours.value >= least else "missed",
          f"(without patient {far}: {without[far]:.3f})")  # fmt: skip

# %% [markdown]
# An aim inside the interval is neither safely met nor safely missed.
#
# ## 10. The ledger

# %%
record = Record("2_1_2_rnn_lstm", dataset=ecg)
protocol = (
    "DS1 to DS2, without the man in both"
    if "test" in parts
    else f"{len(pairs)} groups of DS1 patients, each tested once"
)
if not real:
    protocol = "made-up patients, one half to the other"
for (model, kind, name), estimate in measured.items():
    record.metric(
        name=f"{kind} {name}", model=model, protocol=protocol, estimate=estimate
    )
# %%
claims = {
    "arrhythmia-v-sensitivity": "V sensitivity",
    "arrhythmia-v-predictivity": "V positive predictivity",
    "arrhythmia-s-sensitivity": "S sensitivity",
    "arrhythmia-s-predictivity": "S positive predictivity",
}
if real:
    for claim, metric in claims.items():
        record.claim(claim, model=ANSWER, metric=metric)
for row in record.facts()["claims"]:
    ours = "{ours:.3f} [{ci_low:.3f}, {ci_high:.3f}]".format(**row)
    print(f"{row['metric']}: published {row['published']}, ours {ours}")
print("protocol:", protocol)
print("kept in", record.save().name)

# %% [markdown]
# De Chazal et al. (2004) published these four figures for DS2 (unverified: not
# read in a copy of the paper), with linear discriminants on hand-made
# features. Our row is comparable only if the protocol above says DS2; with DS1
# alone the people are others, and the figure is an orientation. On made-up
# recordings no published figure is shown.
#
# **How honest is it?** The description, the made-up patients and their weight
# came after some forty trials scored on DS1; the shift after four more (a
# baseline filter, the shift, both, the shift with a count of shapes); then the
# factors, once each for forest, LSTM and mean; then the beats alike: three
# distances, 5, 10 or 20 of them. With three inner groups all nine gained by the
# rule (from 1.07 up to 1.15); with six only the plainest distance, used here.
# EC57's count of F and Q was taken up when the strict one, 0.81 for V, was
# known. So with DS1 alone the scores flatter it; no record of DS2 was at hand.
#
# **Does the recurrent network help?** Not on the real DS1: by the rule LSTM
# and mean stay behind the forest. But the intervals overlap.
#
# ## 11. Limits and intended use
#
# - Recordings of the 1970s, 47 people of one hospital, chosen in part for rare
#   rhythms. Rates of beats say nothing about a population.
# - Peaks were placed by people; a detector would miss and invent some.
# - The description uses the whole recording: for finished ones only.
# - A made-up fibrillation is not a real one: where the table shows many false S,
#   it has not been enough.
# - Age and sex were not used; with so few people no subgroup can be judged.
# - **Intended use**: learning how to evaluate. Nobody's heart should be judged
#   by these models.
#
# ## 12. Exercises
#
# Replace the line that raises an error, run the cell, then the check below it.
# A wrong answer gets a hint; each further try a clearer one.
#
# ### Exercise 1: the gradient of the recurrent kernel
#
# `hiddens` holds $h_0, h_1, \dots, h_T$ and `deltas` holds
# $\delta_1, \dots, \delta_T$ of section 2, for one sequence. Return
# $\partial L / \partial U$.


# %%
def recurrent_gradient(hiddens, deltas):
    """Return the gradient of U: (steps + 1, units), (steps, units) in."""
    ### BEGIN SOLUTION
    return hiddens[:-1].T @ deltas
    ### END SOLUTION


# %%
check("2.1.2-1", recurrent_gradient)

# %% [markdown]
# ### Exercise 2: clip by the global norm
#
# Shorten a list of gradients so that all of them *together* are at most
# `limit` long. A shorter list stays as it is.


# %%
def clip_together(gradients, limit):
    """Return a list of arrays with a joint norm of at most `limit`."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = min(1.0, limit / norm) if norm > 0 else 1.0
    return [g * factor for g in gradients]
    ### END SOLUTION


# %%
check("2.1.2-2", clip_together)

# %% [markdown]
# ### Exercise 3: one step of an LSTM
#
# `scores` holds the four blocks before the activations, side by side in the
# order of Keras: $i, f, g, o$. Return $h_t$ and $c_t$.


# %%
def lstm_step(scores, cell):
    """Return (hidden, cell): scores (batch, 4 units), cell (batch, units)."""
    ### BEGIN SOLUTION
    i, f, g, o = np.split(scores, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    cell = f * cell + i * np.tanh(g)
    return o * np.tanh(cell), cell
    ### END SOLUTION


# %%
check("2.1.2-3", lstm_step)

# %% [markdown]
# ### Exercise 4: the last state that was no padding
#
# `states` are the states of an RNN that has read padded sequences, `lengths`
# the true lengths. Return for each sequence the state after its last true
# step.


# %%
def last_states(states, lengths):
    """Return (batch, units) from states (batch, steps, units)."""
    ### BEGIN SOLUTION
    return states[np.arange(len(states)), lengths - 1]
    ### END SOLUTION


# %%
check("2.1.2-4", last_states)

# %% [markdown]
# ### Exercise 5: rows to train on
#
# `patients` names the patient of each beat, `test` the row numbers of the
# test. Return the row numbers that may be used for training.


# %%
def training_rows(patients, test):
    """Return sorted row numbers, none of a patient of the test."""
    ### BEGIN SOLUTION
    strangers = ~np.isin(patients, patients[test])
    return np.flatnonzero(strangers)
    ### END SOLUTION


# %%
check("2.1.2-5", training_rows)

# %% [markdown]
# ## Summary
#
# - A gradient that goes back $k$ steps is multiplied $k$ times; for a linear
#   network with a scaled rotation the law $\rho^k$ is exact.
# - An LSTM can learn to keep; untrained it forgets as well. With open forget
#   gates the way through the cell is the identity.
# - Clipping by the global norm shortens a gradient and keeps its direction.
# - Fifty thousand beats are some forty people. Split by patient, count by
#   patient, and look at each of them.
#
# ## References
#
# - Bengio, Simard and Frasconi 1994, doi:10.1109/72.279181.
# - Cho et al. 2014, doi:10.48550/arXiv.1406.1078.
# - Cover and Hart 1967, "Nearest neighbor pattern classification",
#   doi:10.1109/TIT.1967.1053964.
# - de Chazal, O'Dwyer and Reilly 2004, "Automatic classification of heartbeats
#   using ECG morphology and heartbeat interval features",
#   doi:10.1109/TBME.2004.827359.
# - Elman 1990, "Finding structure in time", doi:10.1207/s15516709cog1402_1.
# - Gal and Ghahramani 2016, doi:10.48550/arXiv.1512.05287.
# - Gers et al. 2000, "Learning to forget", doi:10.1162/089976600300015015.
# - Geurts et al. 2006, "Extremely randomized trees",
#   doi:10.1007/s10994-006-6226-1.
# - Hochreiter and Schmidhuber 1997, "Long short-term memory",
#   doi:10.1162/neco.1997.9.8.1735.
# - Le, Jaitly and Hinton 2015, doi:10.48550/arXiv.1504.00941.
# - McSharry et al. 2003, doi:10.1109/TBME.2003.808805.
# - Moody, "Evaluating ECG analyzers", WFDB Applications Guide, PhysioNet (its
#   program `bxb` counts beats as EC57:1998 does).
# - Moody and Mark 2001, doi:10.1109/51.932724.
# - Pascanu, Mikolov and Bengio 2013, doi:10.48550/arXiv.1211.5063.
# - Tallec and Ollivier 2018, doi:10.48550/arXiv.1804.11188 (unverified).
