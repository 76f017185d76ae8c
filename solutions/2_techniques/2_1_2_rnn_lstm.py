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
#       - judge a heartbeat classifier on patients it has never seen
#     data: [mitdb]
#     minutes: 90
#     prerequisites:
#       - "chapter 2.0.1: gradient descent and back-propagation"
#       - "chapter 2.0.2: splits by patient, intervals"
#       - Python with NumPy; matrix products and the chain rule
#     review_section: "2.1.2"
# ---

# %% [markdown]
# # 2.1.2 RNN and LSTM: how far back can a network remember?
#
# A recurrent neural network (**RNN**) reads a sequence step by step and
# carries a state along. The review that this book follows (Menon and Jimenez
# 2024, section 2.1.2) says that such networks forget because their gradient
# vanishes, and that the long short-term memory (**LSTM**) cures it. Here you
# measure both, and let a recurrent network read the heartbeats of patients
# whom it has never seen.
#
# After it you will be able to
#
# 1. write a recurrent network and its back-propagation through time;
# 2. measure how far back a gradient reaches, and clip one that explodes;
# 3. say what the gates of an LSTM keep, and prove it with numbers;
# 4. read sequences of unequal length without reading the padding;
# 5. judge a heartbeat classifier on patients it has never seen.
#
# **You need** chapters 2.0.1 and 2.0.2, Python with NumPy, matrix products and
# the chain rule.

# %%
import json

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import display
from sklearn.ensemble import ExtraTreesClassifier
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
from medkeras.demos.memory_training import learning_curve
from medkeras.exercises import check

# %%
from medkeras.metrics.by_record import confusion_by_record, record_statistics
from medkeras.metrics.intervals import bootstrap_by_patient
from medkeras.metrics.multiclass import (
    class_sensitivity,
    confusion,
    positive_predictivity,
)
from medkeras.models.recurrent import sequence_classifier
from medkeras.signal.ec57 import EC57_IGNORED_PAIRS, require_beat_classes
from medkeras.signal.ecg_features import (
    FEATURE_NAMES,
    extract_features_by_record,
)
from medkeras.signal.rhythm_augmentation import rhythm_augmentation
from medkeras.signal.segments import join_segments
from medkeras.signal.template_alignment import align_by_record

# %%
from medkeras.training.gradient_flow import gradient_by_lag
from medkeras.training.record_sequences import (
    predict_windows,
    windows_of_records,
)
from medkeras.training.seeds import set_seeds
from medkeras.training.strategy import strategy
from medkeras.training.threshold_moving import select_class_multipliers
from medkeras.utils import mode
from medkeras.utils.files import project_root

set_seeds(0)
print("Mode:", mode.name())
if mode.name() == "smoke":
    print("The networks hardly train: their figures only show the way.")

# %% [markdown]
# **Budget.** Lesson mode takes two to three minutes on two cores, smoke mode
# half a minute. **Data.** The MIT-BIH Arrhythmia Database: half-hour
# electrocardiograms of real patients, if you have put its files into
# `MEDKERAS_MANUAL_DIR/mitdb`. Otherwise the chapter reads a small part of the
# same recordings, which comes with the book. *Predict* asks for a guess: write
# it into the cell (double-click) before you run on.
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
# One line of NumPy inside a loop, which we compare with our package and with
# Keras.

# %%
rng = np.random.default_rng(0)
sequence = rng.normal(size=(2, 7, 3))  # (batch, steps, features)
layer = keras.layers.SimpleRNN(4, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
W, U, b = (weight.astype(float) for weight in layer.get_weights())

h, states = np.zeros((2, 4)), []
for t in range(7):
    h = np.tanh(sequence[:, t] @ W + h @ U + b)
    states.append(h)
states = np.stack(states, axis=1)  # (batch, steps, units)
from_package, memory = elman(sequence, RecurrentWeights(W, U, b))
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
whole = elman_gradients(memory, upstream)
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(layer(sequence.astype("float32"))[:, -1])
by_tape = tape.gradient(loss, layer.trainable_variables)
for name, taped in zip(whole, by_tape, strict=False):
    gap = np.abs(whole[name] - taped.numpy()).max()
    print(f"{name:17} by hand - tape: {gap:.0e}")

truncated = elman_gradients(memory, upstream, truncation=4)["kernel"]
full = whole["kernel"]
size = np.linalg.norm(truncated) / np.linalg.norm(full)
cosine = np.sum(truncated * full)
cosine = cosine / np.linalg.norm(truncated) / np.linalg.norm(full)
print(f"truncated gradient: {size:.2f} of the whole one's norm")
print(f"cosine of the angle between the two: {cosine:.2f}")

# %% [markdown]
# In general both: the steps before the cut are missing from the sum, and what
# they would have added need not point the same way.
#
# ## 3. The gradient vanishes: measured
#
# Going back $k$ steps multiplies the gradient $k$ times. Write
# $g_t = \partial L / \partial h_t$ as a row, where $L$ depends on the last
# state only. It meets the last step first:
#
# $$g_{T-k} = g_T
# \underbrace{\operatorname{diag}(1 - h_T^2)\, U^\top}_{\text{step } T} \;
# \underbrace{\operatorname{diag}(1 - h_{T-1}^2)\, U^\top}_{\text{step } T-1}
# \cdots
# \underbrace{\operatorname{diag}(1 - h_{T-k+1}^2)\, U^\top}_{\text{step } T-k+1}$$
#
# Matrices do not commute: the time falls from left to right. No factor
# lengthens the row by more than the largest singular value of $U$ times the
# largest slope of the tanh, which is 1 (Bengio et al. 1994, Pascanu et al.
# 2013). One case is exact: without the tanh and with $U = \rho Q$, $Q$
# orthogonal (it turns or mirrors, and keeps every length), each step
# multiplies the length by $\rho$, so $k$ steps by $\rho^k$.

# %%
orthogonal, _ = np.linalg.qr(rng.normal(size=(16, 16)))
steps_back = np.arange(51)
for rho in (0.9, 1.0, 1.1):
    gradient, norms = rng.normal(size=16), []
    for _ in steps_back:
        norms.append(np.linalg.norm(gradient))
        gradient = gradient @ (rho * orthogonal).T
    ratio = np.array(norms) / norms[0]
    error = np.max(np.abs(ratio / rho**steps_back - 1))
    print(f"rho {rho}: after 50 steps {ratio[-1]:.2e}, off by {error:.0e}")

# %% [markdown]
# At 0.9 little is left; at 1.1 the gradient has **exploded**. Only exactly 1
# keeps it, and a tanh always takes a part away.
#
# Now real layers, untrained. How strongly does the last state depend on the
# state $k$ steps earlier (the **lag**)? We take
# $\lVert \partial L / \partial h_{T-k} \rVert$, where $L$ is the sum of the
# last state, divided by its value at lag 0. **IRNN** is an RNN with rectifiers
# that begins with the identity as $U$ (Le et al. 2015); **GRU**, the gated
# recurrent unit, is a relative of the LSTM with two gates (Cho et al. 2014).
# *Predict the order of the five curves at the longest lag.*


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
noise = rng.normal(size=(32, 100, 4)).astype("float32")
lags, curves = np.arange(100), {}
for name, cell in cells.items():
    norms = gradient_by_lag(cell, noise).mean(axis=0)
    norms = np.where(norms > 0, norms, np.nan)  # 0: too small for float32
    curves[name] = (lags, norms / norms[0])
figure = visualize.lines(
    curves,
    "lag (steps back)",
    "norm of the gradient (1 at lag 0)",
    "How far back five untrained cells reach",
    log_y=True,
)
visualize.show(figure)
for name, (_, norms) in curves.items():
    longest = np.flatnonzero(np.isfinite(norms)).max()
    print(f"{name:19} lag 50: {norms[50]:.1e}; seen up to lag {longest}")

# %% [markdown]
# Where one axis is logarithmic, a straight line is exponential decay, the
# $\rho^k$ from above. A curve that ends early is so small that its squares
# are 0 in single precision. The IRNN keeps most, since its $U$ begins as the identity. An
# untrained LSTM forgets, too: its forget gate starts at $\sigma(1)$, not at 1,
# so the memory halves within a few steps. The cure is not that an LSTM keeps
# everything, but that it *can learn* to.
#
# ### The exploding side, and clipping
#
# Pascanu et al. (2013) shorten the whole gradient $g$, all weights together,
# to a length of at most $c$: $g \leftarrow g \cdot \min(1, c / \lVert g
# \rVert)$. The direction stays. Singular values of 1.5 in $U$, and no tanh,
# make a network explode.

# %%
exploding = keras.layers.SimpleRNN(16, activation="linear")
exploding.build((None, 40, 4))
kernel, recurrent, bias = exploding.get_weights()
exploding.set_weights([kernel, 1.5 * recurrent, bias])
with tf.GradientTape() as tape:
    inputs = tf.constant(rng.normal(size=(8, 40, 4)), tf.float32)
    loss = tf.reduce_mean(exploding(inputs) ** 2)
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
# The input gate $i$ lets the candidate $g$ in, the forget gate $f$ keeps the
# old cell, the output gate $o$ shows the new one. Keras stores them in the
# order $i, f, g, o$. With $d$ features and $u$ units that
# makes $4u(u + d + 1)$ numbers.
#
# The GRU has no cell and two gates: the update gate $z$ keeps the old state,
# the reset gate $r$ hides it from the candidate. In the form of Keras, with a
# second bias $b'$ beside the recurrent kernels,
#
# $$z, r = \sigma(x_t W_\cdot + b_\cdot + h_{t-1} U_\cdot + b'_\cdot)$$
#
# $$g = \tanh(x_t W_g + b_g + r \circ (h_{t-1} U_g + b'_g)), \qquad
# h_t = z \circ h_{t-1} + (1 - z) \circ g$$

# %%
units, num_features = 4, 3
layer = keras.layers.LSTM(units, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
weights = RecurrentWeights(*[w.astype(float) for w in layer.get_weights()])
by_hand, _ = lstm(sequence, weights)
print(f"LSTM by hand - Keras: {abs(by_hand - from_keras).max():.0e}")
expected = 4 * units * (units + num_features + 1)
print("parameters:", layer.count_params(), "expected:", expected)
print("forget biases start at", weights.bias[units : 2 * units])

layer = keras.layers.GRU(units, return_sequences=True)
from_keras = keras.ops.convert_to_numpy(layer(sequence.astype("float32")))
weights = RecurrentWeights(*[w.astype(float) for w in layer.get_weights()])
by_hand, _ = gru(sequence, weights)
print(f"GRU by hand - Keras: {abs(by_hand - from_keras).max():.0e}")

# %% [markdown]
# ### The constant error carousel
#
# With $f = 1$ and $i = 0$ the cell does not change, $c_T = c_0$, and
# $\partial c_T / \partial c_0$ is *exactly* the identity, over any number of
# steps. Large biases force the gates.

# %%
carousel = keras.layers.LSTM(3, return_state=True)
carousel.build((None, 200, 2))
forced = np.repeat([-1e3, 1e3, 0.0, 0.0], 3)  # i = 0, f = 1
kernel, recurrent, _ = carousel.get_weights()
carousel.set_weights([kernel, recurrent, forced])
inputs = tf.constant(rng.normal(size=(1, 200, 2)), tf.float32)
start = tf.constant([[0.3, -0.7, 1.2]])
with tf.GradientTape(persistent=True) as tape:
    tape.watch(start)
    _, _, end = carousel(inputs, initial_state=[tf.zeros((1, 3)), start])
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
hiddens, memory = lstm(rng.normal(size=(32, 60, 4)), weights)
last = np.zeros_like(hiddens)
last[:, -1] = 1.0  # the loss is the sum of the last cell
zeros = np.zeros_like(hiddens)
back = lstm_gradients(memory, zeros, upstream_cells=last)["cell_states"]
forget = np.stack([f for _, f, _, _ in memory["gates"]], axis=1)
for lag in (1, 10, 30):
    total = np.linalg.norm(back[:, -1 - lag], axis=1).mean()
    by_cell = np.linalg.norm(forget[:, -lag:].prod(axis=1), axis=1).mean()
    print(f"lag {lag:2}: both ways {total:.1e}, by the cell {by_cell:.1e}")

# %% [markdown]
# One step back nearly everything. Many steps back little: untrained forget
# gates near $\sigma(1)$ close its way, and what still arrives has come through
# the gates. The cell keeps the gradient where forget gates have *learned* to
# stay near 1.
#
# ## 5. Tasks that only a memory can solve
#
# The adding problem (Hochreiter and Schmidhuber 1997, in the form of Le et
# al. 2015): a row of numbers between 0 and 1, two of them marked, one in each
# half. The answer is their sum. Always answering 1 has a mean squared error of
# $2 \cdot 1/12 = 1/6$. *Predict: which of the two networks gets below it?*
#
# A forget gate $f = \sigma(b_f)$ keeps for about $1 / (1 - f) = 1 + e^{b_f}$
# steps. So $b_f = \log(\tau - 1)$ begins with a memory of $\tau$ steps. We
# draw $\tau$ between 2 and the length, and set $b_i = -b_f$: a cell that keeps
# long writes little (the *chrono initialisation* of Tallec and Ollivier 2018).


# %%
def chrono_initialization(model, longest):
    """Give each cell of an LSTM a time to keep, up to `longest` steps."""
    layer = next(x for x in model.layers if isinstance(x, keras.layers.LSTM))
    kernel, recurrent, bias = layer.get_weights()
    units = layer.units
    times = np.random.default_rng(0).uniform(2, longest, units)
    bias[units : 2 * units] = np.log(times - 1)  # f
    bias[:units] = -np.log(times - 1)  # i
    layer.set_weights([kernel, recurrent, bias])


def compile_clipped(model, loss):
    """Adam with a clipped gradient."""
    adam = keras.optimizers.Adam(0.01, global_clipnorm=1.0)
    model.compile(adam, loss, jit_compile=False)


# %%
def train_on_adding(cell, length, num_steps, num_parts):
    """Train one network on the adding problem; return its learning curve."""

    def task(number, rng, share):
        return adding_problem(number, length, rng)

    keras.utils.set_random_seed(0)
    with strategy().scope():
        model = sequence_classifier(
            (length, 2), 1, cell, units=32, activation="linear"
        )
        compile_clipped(model, "mse")
    if cell == "lstm":
        chrono_initialization(model, longest=length)
    print(cell, end=": ")
    steps, losses = learning_curve(model, task, num_steps, num_parts)
    print(f"{losses[-1]:.4f} on new sequences")
    return steps, losses


# %%
length = mode.pick(smoke=20, lesson=200, full=200)
adding_steps = mode.pick(smoke=20, lesson=600, full=2400)
parts = mode.pick(smoke=2, lesson=10, full=10)
figure = visualize.lines(
    {
        "tanh RNN": train_on_adding("rnn", length, adding_steps, parts),
        "LSTM": train_on_adding("lstm", length, adding_steps, parts),
    },
    "training steps",
    "mean squared error",
    f"The adding problem, {length} steps",
    log_y=True,
    reference=("always answering 1", 1 / 6),
)
visualize.show(figure)

# %% [markdown]
# In lesson mode the RNN stays at the dotted line: the first mark lies too far
# back for its gradient.
#
# In the **copying task** ten symbols must be kept over a hundred steps, in
# their order, and written down on a signal. Without a memory the best is the
# right time with a guessed symbol. We train the same LSTM twice: always with
# the delay of 100, and with a delay that grows, so that it first learns *what*
# to keep and then *how long* (a **curriculum**, Bengio et al. 2009). Both read
# about as many steps and are tested at 100. *Predict: does the curriculum gain
# anything?*


# %%
def train_on_copying(delay_at, delay, num_steps, num_parts):
    """Train an LSTM to copy; `delay_at` gives the delay by the share done."""

    def task(number, rng, share):
        return copying_task(number, delay_at(share), rng)

    keras.utils.set_random_seed(0)
    with strategy().scope():
        model = sequence_classifier(
            (None, 10), 9, "lstm", units=64, return_sequences=True
        )
        compile_clipped(model, "sparse_categorical_crossentropy")
    chrono_initialization(model, longest=delay)
    print(delay_at.__name__, end=": ")
    steps, losses = learning_curve(model, task, num_steps, num_parts)
    print(f"{losses[-1]:.4f} on new sequences")
    return steps, losses


# %%
delay = mode.pick(smoke=5, lesson=100, full=100)


def fixed_delay(share):
    """Always the whole delay."""
    return delay


def growing_delay(share):
    """Delay from 1 to the whole, which the last fifth has."""
    return max(1, round(delay * min(1, share / 0.8) ** 2))


# %%
fixed_steps = mode.pick(smoke=4, lesson=880, full=4400)
growing_steps = mode.pick(smoke=4, lesson=1600, full=8000)
parts = mode.pick(smoke=2, lesson=20, full=20)
curves = {
    "fixed": train_on_copying(fixed_delay, delay, fixed_steps, parts),
    "growing": train_on_copying(growing_delay, delay, growing_steps, parts),
}
figure = visualize.lines(
    {f"{name} delay": curve for name, curve in curves.items()},
    "training steps",
    "cross-entropy a step (nats)",
    f"The copying task, tested at a delay of {delay}",
    log_y=True,
    reference=("without a memory", copying_baseline(delay)),
)
visualize.show(figure)

# %% [markdown]
# The lower end is the answer. Where a curve ends at the dotted line the
# network has learned *when* to write, and not *what*.
#
# ## 6. Padding, two directions, and memory between batches
#
# Sequences of unequal length are filled up with zeros to fit into one array.
# A **mask** tells the layer to step over the filling. *Predict: does reading
# zeros without a mask change the state?*

# %%
short = sequence[:1, :4].astype("float32")
padded = sequence[:1].astype("float32")
padded[:, 4:] = 0.0
reader = keras.layers.LSTM(4)
alone = reader(short)
masked = reader(padded, mask=np.array([[True] * 4 + [False] * 3]))
print(f"masked - alone:   {abs(alone - masked).numpy().max():.0e}")
print(f"unmasked - alone: {abs(alone - reader(padded)).numpy().max():.0e}")

both = keras.layers.Bidirectional(keras.layers.LSTM(4))
print("two directions, one answer each:", both(short).shape)

stateful = keras.layers.LSTM(4, stateful=True)
stateful.build((1, 7, 3))
stateful.set_weights(reader.get_weights())
_ = stateful(sequence[:1, :4].astype("float32"))
in_two = stateful(sequence[:1, 4:].astype("float32"))
in_one = reader(sequence[:1].astype("float32"))
print(f"two halves - whole: {abs(in_two - in_one).numpy().max():.0e}")

# %% [markdown]
# It does: biases and recurrent kernel act on zeros, too. A bidirectional layer
# also reads backwards, so every step knows what comes *after* it: fine for a
# recording read the next day, impossible for an alarm. A **stateful**
# layer keeps its state from one batch to the next.
#
# **Dropout** hides a random part of what a layer reads in training and
# enlarges the rest; `recurrent_dropout` does so in $h_{t-1}$, the same part at
# every step of a sequence (Gal and Ghahramani 2016).
#
# ## 7. Heartbeats
#
# The electrocardiogram (**ECG**) records a heartbeat's electrical wave: a
# small bump P (the atria, the upper chambers), the sharp complex QRS (the
# ventricles, the lower chambers; its peak is R), the wave T (they recover). A
# beat that starts in a wrong place is *ectopic*. The standard ANSI/AAMI EC57
# sorts beats into five classes:
#
# | class | beats | typical look |
# |---|---|---|
# | N | all that are none of the others: normal beats, those of a blocked bundle branch (a conducting path of the ventricles), escape beats from the atria or the node between the chambers | as this patient's beats do; with a blocked branch QRS is wide |
# | S | supraventricular ectopic: begins too early, above the ventricles | early; P another or hidden; QRS mostly as usual |
# | V | ventricular ectopic: begins in a ventricle | wide, no P before it; early and followed by a pause, or late (an escape beat) |
# | F | fusion of a ventricular and a normal beat | between the two |
# | Q | paced or unclassifiable | anything |

# %%
ecg = load("mitdb")
splits = {name: ecg.arrays(name) for name in ecg.counts}
require_beat_classes(splits, {"train": 8, "test": 8})
CLASSES = ("N", "S", "V", "F", "Q")
S, V = 1, 2
columns = {}
for name, split in splits.items():
    counts = np.bincount(split["label"], minlength=5)
    columns[name] = [*counts, len(set(split["patient"]))]
display(pd.DataFrame(columns, index=[*CLASSES, "patients"]))

# %% [markdown]
# De Chazal et al. (2004) made two halves so that no patient should be in both:
# DS1 to train, DS2 to test. Paced records are left out, as EC57 asks.
#
# *Predict the class of each beat before you read its letter.*


# %%
def strip_around(split, row, num_beats=3):
    """First lead of neighbouring beats in the time of the record, and marks."""
    rows = np.arange(max(row - num_beats, 0), row + num_beats + 1)
    rows = rows[split["record"][rows] == split["record"][row]]
    peaks = split["time"][rows]
    times = peaks[:, None] + np.arange(-36, 60) / 120
    letters = [CLASSES[label] for label in split["label"][rows]]
    curve = join_segments(times, split["beat"][rows, :, 0])
    return {"first lead": curve}, (peaks, letters)


# %%
train = splits["train"]
panels, marks = {}, {}
for kind in (S, V):
    rows = np.flatnonzero(train["label"] == kind)
    row = rows[len(rows) // 2]
    name = f"patient {train['patient'][row]}, a beat of class {CLASSES[kind]}"
    panels[name], marks[name] = strip_around(train, row)
figure = visualize.signals(
    panels, "time in the record (s)", "mV", "Two patients", marks
)
visualize.show(figure)

# %% [markdown]
# Windows reach from 0.3 s before each R peak, as the database's annotators
# marked it, to 0.5 s after.
#
# ### Who may be in the test?
#
# In the whole database records 201 and 202 are the **same man**, one in each
# half. A patient of the test must not be in training, so his beats are left
# out of it.
# `leakage_audit` checks that. Only exact copies count as duplicates
# (`tolerance=0`): that normal beats resemble each other is no leak.

# %%
test = splits["test"]
known = np.isin(train["patient"], test["patient"])
print(f"beats left out of training: {known.sum()}")
train = {name: values[~known] for name, values in train.items()}
report = leakage_audit(
    train["beat"],
    test["beat"],
    train["patient"],
    test["patient"],
    tolerance=0.0,
)
print(report.require())

# %% [markdown]
# ### Align the beats
#
# Each beat will be compared with the median beat of its recording, the
# **template**. Template alignment (after Woody 1967) shifts each by up to 50
# ms to where it fits the template best. *Predict: will it move many beats, if
# experts placed the marks?*

# %%
aligned = align_by_record(train["beat"], train["record"])
normal = train["label"] == 0
moved = np.any(aligned != train["beat"], axis=(1, 2))
shares = pd.Series(moved[normal]).groupby(train["record"][normal]).mean()
most = shares.idxmax()
print(f"moved: {shares[most]:.0%} of the normal beats of record {most},")
print(f"{shares.median():.0%} in the median record")


# %%
def overlaid(beats, num_beats=15):
    """First lead of some beats, each about its own median, as one curve."""
    rows = np.linspace(0, len(beats) - 1, num_beats).astype(int)
    values = beats[rows, 12:72, 0]
    values = values - np.median(values, axis=1, keepdims=True)
    return {"first lead": join_segments(np.arange(-24, 36) / 120, values)}


rows = (train["record"] == most) & normal
figure = visualize.signals(
    {
        "as marked": overlaid(train["beat"][rows]),
        "aligned": overlaid(aligned[rows]),
    },
    "time from the mark (s)",
    "mV",
    f"Fifteen normal beats of record {most}",
)
visualize.show(figure)

# %% [markdown]
# In most records hardly any. Where no wave of the QRS stands out, the mark
# sits now on one, now on another; the median of such windows is a blur, and
# every beat looks unlike it.
#
# ### Features relative to the patient
#
# One patient's QRS is wide in every beat, another's in ectopic beats only. So
# each beat is compared with what is *usual in this recording*, by four kinds
# of numbers:
#
# - **timing**: the logarithm of the interval before and after (**RR interval**,
#   from R peak to R peak), relative to those around and in the record;
# - **irregularity**: how much the intervals around vary at all;
# - **shape**: distance of P, QRS and T from the template, width and height;
# - **P waves**: do this one and those around look like the usual one?
#
# No label is read, but the *whole recording* is: a bedside monitor does not
# have it yet.
#
# ### Augmentation: rhythms that few patients have
#
# So few patients cannot show every rhythm. Two are rare and decide much: S
# beats as the *rule*, so that the template itself is ectopic; and **atrial
# fibrillation**: the atria quiver, no P wave, normal beats at any time.
# `rhythm_augmentation` rearranges each training patient's beats into both.
# *Predict: will it help?*


# %%
def features_of(split):
    """(beats, features) of a split, each record compared with itself."""
    return extract_features_by_record(
        split["beat"], split["rr_previous"], split["rr_next"], split["record"]
    )


synthetic = rhythm_augmentation(train)
x_train, x_test = features_of(train), features_of(test)
x_synthetic = features_of(synthetic)
print("features a beat:", len(FEATURE_NAMES))


def balancing_weights(labels):
    """A weight a class: the root of how rare it is, mean 1 over the rows."""
    counts = np.bincount(labels, minlength=5).clip(20)
    weights = 1 / np.sqrt(counts)
    return weights / weights[labels].mean()


# %%
def training_set(rows):
    """Features, labels, records, weights: real rows, and made of them."""
    made = np.isin(synthetic["patient"], train["patient"][rows])
    real_labels = train["label"][rows]
    labels = np.concatenate([real_labels, synthetic["label"][made]])
    weights = np.concatenate([np.ones(len(rows)), synthetic["weight"][made]])
    real_records = train["record"][rows].astype(str)
    records = np.concatenate([real_records, synthetic["record"][made]])
    x = np.concatenate([x_train[rows], x_synthetic[made]])
    return x, labels, records, weights * balancing_weights(real_labels)[labels]


# %% [markdown]
# ## 8. A baseline, and the leak
#
# The baseline sees one beat at a time: extremely randomised trees, a forest
# with random thresholds (Geurts et al. 2006). Rare classes weigh more, by the
# root of how rare they are. **Sensitivity**: of the beats of a class, the
# share that is found. **Positive predictivity**: of the beats *called* so, the
# share that is right.
#
# EC57 counts in its own way: F or Q called V, and Q called S, are not held
# against the class (`bxb`, the standard's reference program, does so). The
# *strict* count holds them against it. Both are shown from here on.
#
# Many papers deal **beats** at random into training and test: each patient is
# then on both sides. *Predict what that does for class S.*


# %%
def fit_trees(x, labels, weights):
    """Extremely randomised trees."""
    trees = ExtraTreesClassifier(
        mode.pick(smoke=10, lesson=100, full=300),
        min_samples_leaf=10,
        max_features=0.5,
        n_jobs=2,
        random_state=0,
    )
    trees.fit(x, labels, sample_weight=weights)
    return trees.set_params(n_jobs=1)  # their answers add up in one order


def tree_probabilities(trees, x):
    """(rows, 5); a class that was never seen gets 0."""
    probabilities = np.zeros((len(x), 5))
    probabilities[:, trees.classes_] = trees.predict_proba(x)
    return probabilities


# %%
def scores(labels, answers, ignored_pairs=EC57_IGNORED_PAIRS):
    """Sensitivity and positive predictivity of S and V."""
    counts = confusion(labels, answers, 5)
    sensitivity = class_sensitivity(counts)
    predictivity = positive_predictivity(counts, ignored_pairs)
    return {
        "S sensitivity": sensitivity[S],
        "S positive predictivity": predictivity[S],
        "V sensitivity": sensitivity[V],
        "V positive predictivity": predictivity[V],
    }


# %%
x, y, _, weights = training_set(np.arange(len(x_train)))
by_trees = tree_probabilities(fit_trees(x, y, weights), x_test)
real = balancing_weights(train["label"])[train["label"]]
plain = fit_trees(x_train, train["label"], real)
by_plain_trees = tree_probabilities(plain, x_test)

labels = np.concatenate([train["label"], test["label"]])
features = np.concatenate([x_train, x_test])
first, second = np.array_split(rng.permutation(len(labels)), 2)
weights = balancing_weights(labels[first])[labels[first]]
leaking = fit_trees(features[first], labels[first], weights)
by_leak = tree_probabilities(leaking, features[second])
compared = {
    "unseen patients": scores(test["label"], by_trees.argmax(axis=1)),
    "without augmentation": scores(
        test["label"], by_plain_trees.argmax(axis=1)
    ),
    "random beats (leak)": scores(labels[second], by_leak.argmax(axis=1)),
}
display(pd.DataFrame(compared).T.round(3))

# %% [markdown]
# The first two rows say whether the augmentation helped. The last answers a
# question nobody asks: how well is the rest of a recording labelled once half
# of it is?
#
# ## 9. A recurrent network reads the rhythm
#
# Whether a beat is early, and whether a pause follows, is context. A
# bidirectional LSTM reads windows of 64 successive beats and answers at every
# beat; the probabilities of overlapping windows and of several seeds are
# averaged. Everything that is fitted, mean and spread of the features too, is
# fitted on the training patients.


# %%
def build_network(num_features, num_steps):
    """A bidirectional LSTM that answers at every beat."""
    with strategy().scope():
        shape = (None, num_features)
        settings = {"units": 32, "bidirectional": True, "dropout": 0.2}
        model = sequence_classifier(
            shape, 5, "lstm", return_sequences=True, **settings
        )
        rate = keras.optimizers.schedules.CosineDecay(0.005, num_steps)
        adam = keras.optimizers.Adam(rate, global_clipnorm=1.0)
        model.compile(adam, "sparse_categorical_crossentropy")
    return model


def standardise(x, mean, spread):
    """Mean 0 and spread 1 on the training patients; outliers cut at 4."""
    return ((x - mean) / (spread + 1e-6)).clip(-4, 4)


# %%
def fit_and_predict(training, x_new, records_new, seeds, epochs):
    """Probabilities for new patients: the mean of a network a seed."""
    x, labels, records, weights = training
    mean, spread = x.mean(axis=0), x.std(axis=0)
    x = standardise(x, mean, spread)
    x_new = standardise(x_new, mean, spread)
    windows = windows_of_records(records)
    num_steps = epochs * (len(windows) // 32 + 1)
    settings = {"batch_size": 32, "epochs": epochs, "verbose": 0}
    settings["sample_weight"] = weights[windows]
    total = np.zeros((len(x_new), 5))
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        model = build_network(x.shape[1], num_steps)
        model.fit(x[windows], labels[windows], **settings)
        total += predict_windows(model, x_new, windows_of_records(records_new))
        print(f"seed {seed}: {len(x_new)} beats read")
    return total / len(seeds)


# %%
epochs = mode.pick(smoke=1, lesson=6, full=15)
num_seeds = mode.pick(smoke=1, lesson=3, full=5)
everyone = training_set(np.arange(len(x_train)))
drawn = build_network(x_train.shape[1], 1)
visualize.show(visualize.architecture(drawn, "The network that reads beats"))
by_lstm = fit_and_predict(
    everyone, x_test, test["record"], range(num_seeds), epochs
)

# %% [markdown]
# ### Moving the thresholds
#
# The largest probability treats all mistakes alike. **Threshold moving**
# (Elkan 2001) multiplies the probabilities of S and V by a factor each before
# the largest is taken. Which factors? Those that make the mean of the two **F1
# scores** largest (F1 is the harmonic mean of sensitivity and predictivity,
# strictly counted) on patients whom the network has not seen: the *training*
# patients are dealt into three groups, and each group is read by a network
# trained on the other two. *Predict: will the factors gain anything on the
# test patients?*


# %%
def mean_f1(labels, answers):
    """Mean F1 score of S and V, strictly counted; a class never called has 0."""
    counts = confusion(labels, answers, 5)
    found = np.diag(counts)
    wrong = counts.sum(axis=0) + counts.sum(axis=1) - 2 * found
    f1 = 2 * found / np.maximum(2 * found + wrong, 1)
    return f1[[S, V]].mean()


# %%
inner = np.full((len(x_train), 5), np.nan)
num_groups = mode.pick(smoke=2, lesson=3, full=3)
groups = GroupKFold(num_groups, shuffle=True, random_state=0)
for kept, held_out in groups.split(x_train, groups=train["patient"]):
    inner[held_out] = fit_and_predict(
        training_set(kept),
        x_train[held_out],
        train["record"][held_out],
        [0],
        epochs,
    )
factors = select_class_multipliers(
    train["label"], inner, mean_f1, classes=(S, V)
)
print(f"factors: S {factors[S]:.2f}, V {factors[V]:.2f}")

# %%
answers = {
    "LSTM": by_lstm.argmax(axis=1),
    "LSTM, thresholds moved": (by_lstm * factors).argmax(axis=1),
    "trees": by_trees.argmax(axis=1),
}
for name, chosen in answers.items():
    print(f"{name}: mean F1 {mean_f1(test['label'], chosen):.3f}")
figure = visualize.matrix(
    confusion(test["label"], answers["LSTM"], 5),
    CLASSES,
    CLASSES,
    "Beats of unseen patients: LSTM",
    "class chosen",
    "class by the annotators",
    shares=True,
)
visualize.show(figure)

# %% [markdown]
# The printed lines say whether the moved thresholds gained on new patients.
#
# ## 10. Results
#
# Beats of one patient go together, so whole patients are drawn again and
# again, with all their beats. *Predict: there are thousands of beats, so is
# the interval narrow?*

# %%
replicates = mode.pick(smoke=20, lesson=200, full=2000)
COUNTS = {"EC57's count": EC57_IGNORED_PAIRS, "strict count": ()}


def interval(name, chosen, ignored_pairs):
    """One score of `scores` with its interval, patients drawn."""

    def score(labels, answers):
        return scores(labels, answers, ignored_pairs)[name]

    return bootstrap_by_patient(
        score, test["label"], chosen, test["patient"], replicates=replicates
    )


# %%
measured = {}
for model, chosen in answers.items():
    for count, ignored_pairs in COUNTS.items():
        for name in scores(test["label"], chosen):
            if name.endswith("sensitivity") and count == "strict count":
                continue  # both counts have the same sensitivity
            key = (model, count, name)
            measured[key] = interval(name, chosen, ignored_pairs)

for kind in "SV":
    rows = {}
    for (model, count, name), estimate in measured.items():
        if name.startswith(kind):
            short = name.removeprefix(f"{kind} ").replace("positive ", "")
            counted = "" if short == "sensitivity" else f", {count}"
            rows[f"{model}: {short}{counted}"] = estimate
    figure = visualize.estimates(
        rows, f"score of class {kind}", f"Unseen patients: class {kind}"
    )
    visualize.show(figure)

# %%
by_record = confusion_by_record(
    test["label"], answers["LSTM"], test["record"], 5
)
statistics = record_statistics(by_record, EC57_IGNORED_PAIRS)
summary = {}
for kind in (S, V):
    for way in ("gross", "average"):
        found = getattr(statistics, way)
        summary[f"{CLASSES[kind]}, {way}"] = {
            "sensitivity": found.sensitivity[kind],
            "positive predictivity": found.positive_predictivity[kind],
            "false positive rate": found.false_positive_rate[kind],
        }
display(pd.DataFrame(summary).T.round(3))


# %%
def beats_of_record(counts):
    """Beats of S and V: how many, found, and falsely called (EC57's count)."""
    counts = counts.copy()
    for true, chosen in EC57_IGNORED_PAIRS:
        counts[true, chosen] = 0
    row = {}
    for kind in (S, V):
        found = counts[kind, kind]
        row[f"{CLASSES[kind]} found"] = found
        row[f"{CLASSES[kind]} missed"] = counts[kind].sum() - found
        row[f"{CLASSES[kind]} false"] = counts[:, kind].sum() - found
    return row


rows = {number: beats_of_record(each) for number, each in by_record.items()}
per_record = pd.DataFrame(rows).T.astype(int)
display(per_record.sort_values("S found", ascending=False).head(12))

# %% [markdown]
# An interval is as wide as patients differ, however many beats they have. EC57
# asks for two summaries: **gross**, all beats together, in which a patient
# with many ectopic beats weighs most, and **average**, the mean over the
# records that have the class at all.
#
# Where many false S stand beside few true ones, the rhythm itself may be
# irregular.
#
# EC57 also keeps the first five minutes of each record out of the test: a
# device may learn the patient in them. De Chazal et al. scored whole records,
# and so do we where all are there, but for the flutter waves of record 207 (no
# single beats) and beats at a record's ends, whose window is not whole.
#
# ## 11. The ledger

# %%
record = Record("2_1_2_rnn_lstm", dataset=ecg)
for (model, count, name), estimate in measured.items():
    record.metric(
        name=name,
        model=model,
        protocol=f"trained on DS1, {count}",
        test_set="DS2",
        unit="beat",
        estimate=estimate,
    )
CLAIMS = {
    "arrhythmia-v-sensitivity": "V sensitivity",
    "arrhythmia-v-predictivity": "V positive predictivity",
    "arrhythmia-s-sensitivity": "S sensitivity",
    "arrhythmia-s-predictivity": "S positive predictivity",
}

# %%
note = "EC57's count was taken up when strict results on DS1 were known"
for claim, metric in CLAIMS.items():
    if ecg.complete:  # a part of DS2 is another test
        record.claim(
            claim,
            model="LSTM",
            metric=metric,
            protocol="trained on DS1, EC57's count",
            note=note,
        )
if not ecg.complete:
    print("A part of DS2: no published figure is about it.")
for row in record.facts()["claims"]:
    ours = f"{row['ours']:.3f} [{row['ci_low']:.3f}, {row['ci_high']:.3f}]"
    print(f"{row['metric']}: published {row['published']}, ours {ours}")
    print(f"    {row['verdict']}")
print("kept in", record.save().name)

# %% [markdown]
# The published figures are those of de Chazal et al. (2004) for the whole of
# DS2 (unverified: the paper was not read), with linear discriminants on
# hand-made features.
#
# **How honest is it?** DS2 was opened four times; nothing was tuned to it.
#
# | what | chosen on | when |
# |---|---|---|
# | features, alignment, weights, augmentation, size of the network | DS1, some forty trials | before |
# | EC57's count | taken up when strict results on DS1 were known | before |
# | with smoothing over similar beats, and factors for the trees | DS1 | first |
# | both removed, and augmentation | for brevity | second: S was lost, above all in a patient with mostly S |
# | the augmentation put back as it was | DS1 | third |
# | each epoch in its own order; Keras' `fit` keeps its first | no result | fourth: recorded |
#
# The first three:

# %%
folder = project_root() / "chapters" / "results" / "openings"
for name in ("2_1_2_first", "2_1_2_second", "2_1_2_third"):
    opening = json.loads((folder / f"{name}.json").read_text("utf-8"))
    rows = {}
    for row in opening["metrics"]:
        text = f"{row['value']:.3f} [{row['ci_low']:.3f}, {row['ci_high']:.3f}]"
        rows.setdefault(row["model"], {})[row["name"]] = text
    print(opening["what"])
    display(pd.DataFrame(rows).T)

# %% [markdown]
# **Does the recurrent network help?** LSTM and trees have the same features.
# Where their intervals overlap widely, neither may be called better.
#
# ## 12. Limits and intended use
#
# - Recordings of the 1970s, one hospital, some chosen for rare rhythms (Moody
#   and Mark 2001).
# - Peaks were placed by people, and features use the whole recording.
# - Age and sex were not used; with so few people no subgroup can be judged.
# - **Intended use**: learning how to evaluate; never a decision about a person.
#
# ## 13. Exercises
#
# Checks give hints. Leave what a function is given as it was.
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
# `limit` long. A list that is short enough stays as it is, also one of zeros.


# %%
def clip_by_global_norm(gradients, limit):
    """Return a list of arrays with a joint norm of at most `limit`."""
    ### BEGIN SOLUTION
    squares = [np.sum(gradient**2) for gradient in gradients]
    norm = np.sqrt(np.sum(squares))
    if norm <= limit:
        return gradients
    return [gradient * limit / norm for gradient in gradients]
    ### END SOLUTION


# %%
check("2.1.2-2", clip_by_global_norm)

# %% [markdown]
# ### Exercise 3: a masked step of an LSTM
#
# `scores` holds the four blocks before the activations, side by side in the
# order of Keras: $i, f, g, o$. `is_padding` says for each sequence whether
# this step is padding: then both states stay as they were. Return $h_t$ and
# $c_t$.


# %%
def masked_lstm_step(scores, hidden, cell, is_padding):
    """Return (hidden, cell): scores (batch, 4 units), states (batch, units)."""
    ### BEGIN SOLUTION
    i, f, g, o = np.split(scores, 4, axis=-1)
    i, f, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-o))
    new_cell = f * cell + i * np.tanh(g)
    new_hidden = o * np.tanh(new_cell)
    stays = is_padding[:, None]
    return np.where(stays, hidden, new_hidden), np.where(stays, cell, new_cell)
    ### END SOLUTION


# %%
check("2.1.2-3", masked_lstm_step)

# %% [markdown]
# ### Exercise 4: positive predictivity, as EC57 counts
#
# `counts[true, chosen]` is a confusion matrix, `ignored` a list of pairs
# (true class, class chosen) that are not held against the class chosen. Return
# the positive predictivity of each class, NaN where nothing is left to count.


# %%
def predictivity(counts, ignored):
    """Return (classes,) from (classes, classes) and a list of pairs."""
    ### BEGIN SOLUTION
    held = np.array(counts, dtype=float)
    for true, chosen in ignored:
        held[true, chosen] = 0
    called = held.sum(axis=0)
    result = np.full(len(held), np.nan)
    result[called > 0] = np.diag(held)[called > 0] / called[called > 0]
    return result
    ### END SOLUTION


# %%
check("2.1.2-4", predictivity)

# %% [markdown]
# ### Exercise 5: the beats of drawn patients
#
# One draw of the bootstrap of section 10: `drawn` names patients, some of them
# more than once. Return the row numbers of all their beats; a patient drawn
# twice counts twice. The order does not matter.


# %%
def rows_of_drawn(patients, drawn):
    """Return row numbers: patients (beats,), drawn (draws,)."""
    ### BEGIN SOLUTION
    rows = [np.flatnonzero(patients == patient) for patient in drawn]
    return np.concatenate(rows)
    ### END SOLUTION


# %%
check("2.1.2-5", rows_of_drawn)

# %% [markdown]
# ### Question 6: what may the brochure say?
#
# A company prints the gross sensitivity for S of section 10: "finds this share
# of supraventricular beats". By the table of records, whose beats is that
# mostly about? What do the average and the interval add? Write what may be
# printed instead. (Three or four sentences, read by your instructor.)

# %% [markdown]
# ### BEGIN ANSWER 2.1.2-6, 2 points
# Most S beats belong to one record, 232, in which they are the rule; the
# figure is mostly about one patient (1 point). The average gives every record
# with S beats one vote and shows what the next patient may expect; the
# interval is wide because patients differ, however many beats they have. To be
# printed: "in a test on so many patients of one hospital, of whom so many had
# such beats, it found on average this share of a patient's; in some patients
# hardly any", with the interval, and that the whole recording was read
# afterwards (1 point).
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# - An LSTM can learn to keep; untrained it forgets as well.
# - A hundred thousand beats are some forty people. Split and count by patient,
#   and look at each.
#
# ## References
#
# - Bengio, Simard and Frasconi 1994, doi:10.1109/72.279181.
# - Bengio et al. 2009, doi:10.1145/1553374.1553380.
# - Cho et al. 2014, doi:10.48550/arXiv.1406.1078.
# - de Chazal, O'Dwyer and Reilly 2004, doi:10.1109/TBME.2004.827359.
# - Elkan 2001, "The foundations of cost-sensitive learning", IJCAI, 973-978.
# - Elman 1990, doi:10.1207/s15516709cog1402_1.
# - Gal and Ghahramani 2016, doi:10.48550/arXiv.1512.05287.
# - Gers et al. 2000, doi:10.1162/089976600300015015.
# - Geurts et al. 2006, doi:10.1007/s10994-006-6226-1.
# - Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735.
# - Le, Jaitly and Hinton 2015, doi:10.48550/arXiv.1504.00941.
# - {review}
# - Moody, "Evaluating ECG analyzers", WFDB Applications Guide, PhysioNet.
# - Moody and Mark 2001, doi:10.1109/51.932724.
# - Pascanu, Mikolov and Bengio 2013, doi:10.48550/arXiv.1211.5063.
# - Tallec and Ollivier 2018, doi:10.48550/arXiv.1804.11188.
# - Woody 1967, doi:10.1007/BF02474247.
