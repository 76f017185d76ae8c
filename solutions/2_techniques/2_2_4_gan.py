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
#       - work out the best discriminator and the value of the game
#       - write the gradients that each loss sends to the generator
#       - recognise mode collapse and a dead discriminator, and cure both
#       - write the penalty that keeps a critic's gradient near norm one
#       - compute a Fréchet distance and say in which embedding
#       - test whether generated images help a classifier, and whom they betray
#     data: [pneumonia_xray]
#     minutes: 90
#     prerequisites:
#       - "mathematics: probability, derivatives, mean and covariance"
#       - "chapter 2.0.1: gradient descent and back-propagation"
#       - "chapter 2.0.2: AUROC, intervals"
#       - "chapter 2.1.1: convolution, batch normalisation"
#     review_section: "2.2.4"
# ---

# %% [markdown]
# # 2.2.4 Generative adversarial networks: generator against discriminator
#
# One network makes examples out of noise, another tells generated from real,
# and each learns from the other (Goodfellow et al. 2014). The review that this
# book follows (Menon and Jimenez 2024; references at the end) calls such a
# pair, a generative adversarial network (**GAN**), invaluable for augmenting
# scarce medical images, and names privacy among its uses. Here you work out
# what the game is about, watch it fail in two ways and repair it, and then put
# both promises to the test on chest films: do generated films of a rare class
# help a classifier, and do they give away whose films they were learned from?
#
# After it you will be able to
#
# 1. work out the best discriminator and the value of the game;
# 2. write the gradients that each loss sends to the generator;
# 3. recognise mode collapse and a dead discriminator, and cure both;
# 4. write the penalty that keeps a critic's gradient near norm one;
# 5. compute a Fréchet distance and say in which embedding;
# 6. test whether generated images help a classifier, and whom they betray.
#
# You need probabilities, derivatives, means and covariances, and chapters 2.0.1
# (gradient descent), 2.0.2 (AUROC, intervals) and 2.1.1 (convolution, batch
# normalisation). Where you read *Predict*, double-click the cell and write your
# guess into it before you run on; what follows has the answer.

# %%
import time

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import display
from keras import layers
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.svm import SVC

# %%
from medkeras import visualize
from medkeras.book import Record
from medkeras.by_hand.adversarial_game import (
    bilinear_game,
    game_value,
    jensen_shannon,
    optimal_discriminator,
)
from medkeras.by_hand.gan import gan_gradients
from medkeras.data import leakage_audit, load
from medkeras.demos.gaussian_ring import gaussian_ring
from medkeras.exercises import check

# %%
from medkeras.metrics import generative
from medkeras.metrics.classification import auroc
from medkeras.metrics.estimate import Estimate
from medkeras.metrics.intervals import bootstrap_by_patient, t_interval
from medkeras.metrics.mode_coverage import mode_coverage
from medkeras.models import cnn, gan
from medkeras.models.base import Model
from medkeras.training.batches import batches
from medkeras.training.seeds import set_seeds
from medkeras.training.strategy import strategy
from medkeras.utils import mode

set_seeds(0)
print("Mode:", mode.name())

# %% [markdown]
# **Budget.** Lesson mode takes two to three minutes on two cores, smoke mode
# under 30 seconds. **Data.** Points and digits for the theory; for the case
# study PneumoniaMNIST (Yang et al. 2023) if it is in your manual folder,
# otherwise a phantom, films drawn by a program. A cell below says which.
#
# ## 1. The game and its value
#
# The **generator** $G$ turns noise $z$ into an example $G(z)$. The
# **discriminator** $D$ gives the probability that an example is real. With
# $p$ the distribution of real examples and $q$ that of generated ones,
#
# $$\min_G \max_D V = \sum_x p(x) \log D(x) + q(x) \log(1 - D(x))$$
#
# Hold the generator fixed. Each $x$ is then a problem of its own, with the
# solution (set the derivative to zero)
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad
# V^* = -\log 4 + 2\, \mathrm{JSD}(p, q)$$
#
# where the Jensen-Shannon divergence JSD is zero for equal distributions and
# $\log 2$ for two with nothing in common. *Predict: what is the value when
# the generator is perfect?*
#
# > *Your guess:*

# %%
p = np.array([0.5, 0.2, 0.1, 0.1, 0.1])
for name, q in (("another source", p[::-1]), ("the same source", p)):
    best = optimal_discriminator(p, q)  # D*(x) = p / (p + q)
    value = game_value(p, q, best)
    theory = -np.log(4) + 2 * jensen_shannon(p, q)
    print(f"{name}: D* = {best.round(3)}")
    print(f"   value {value:.4f}, -log 4 + 2 JSD = {theory:.4f}")

# %% [markdown]
# At the end of a perfect game $D$ says one half everywhere, as the review
# writes, and the value is $-\log 4$, the smallest there is. Two conditions hide
# there: the discriminator must be the best one possible, and both networks able
# to be anything. Section 5 comes back to that.
#
# A network can find $D^*$ from examples, without being told $p$ or $q$: the
# cross-entropy that it lowers, a mean over both sources, is $-V / 2$.

# %%
q = p[::-1]
counts = (1000 * np.concatenate([p, q])).round().astype(int)
outcomes = np.repeat(np.tile(np.arange(5), 2), counts)  # real, generated
is_real = np.repeat([1.0, 0.0], 1000).astype("float32")
with strategy().scope():
    inputs = keras.Input((5,))
    learner = Model(inputs, layers.Dense(1, activation="sigmoid")(inputs))
    learner.compile(
        keras.optimizers.Adam(0.1), "binary_crossentropy", jit_compile=False
    )
updates = mode.pick(smoke=10, lesson=150, full=150)  # on all examples each
coded = np.eye(5, dtype="float32")
x, y = np.tile(coded[outcomes], (updates, 1)), np.tile(is_real, updates)
learner.fit(x, y, batch_size=2000, shuffle=False, verbose=0)
gap = np.abs(learner(coded).numpy()[:, 0] - optimal_discriminator(p, q))
print(f"largest distance from p / (p + q): {gap.max():.3f}")

# %% [markdown]
# ## 2. One step by hand
#
# The discriminator ends in **log-odds** $s$, $D = \sigma(s)$, with
# $\sigma(s) = 1 / (1 + e^{-s})$. Its loss is $-\log D(x) - \log(1 - D(G(z)))$.
# For the generator there are two rules (Goodfellow et al. 2014):
#
# $$L_G = \log(1 - D(G(z))) \;\text{(minimax)}, \qquad
# L_G = -\log D(G(z)) \;\text{(non-saturating)}$$
#
# Their derivatives with respect to the log-odds are $-D$ and $D - 1$. Early in
# training the discriminator is sure that an example is generated,
# $D \approx 0$. *Predict: by which rule does the generator still learn?*
#
# > *Your guess:*

# %%
rng = np.random.default_rng(0)


def weights(entries, hidden, units, rng):
    """Dense, tanh, dense: two kernels and two biases."""
    shapes = [(entries, hidden), (hidden,), (hidden, units), (units,)]
    return [rng.normal(size=shape) for shape in shapes]


players = {
    "generator": weights(2, 4, 3, rng),
    "discriminator": weights(3, 5, 1, rng),
}
x, z = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
players["discriminator"][3] -= 10.0  # a discriminator that believes nothing
for rule in ("minimax", "non-saturating"):
    losses, gradients = gan_gradients(x, z, **players, rule=rule)
    size = np.abs(gradients["generator"][0]).max()
    print(f"{rule}: largest gradient of the generator's weights {size:.1e}")

# %% [markdown]
# Both rules want the same, but only the non-saturating one learns from
# failure: where $D \approx 0$, $-D$ is nearly 0 and $D - 1$ nearly $-1$. It is
# the default of `medkeras.models.gan.GAN`, whose loss and gradients we now
# hold against the ones by hand.


# %%
def network(arrays):
    """A Keras network with these weights."""
    model = keras.Sequential(
        [
            keras.Input((arrays[0].shape[0],)),
            layers.Dense(arrays[0].shape[1], activation="tanh"),
            layers.Dense(arrays[2].shape[1]),
        ]
    )
    model.set_weights(arrays)
    return model


# %%
pair = gan.GAN(*[network(arrays) for arrays in players.values()])
with tf.GradientTape() as tape:
    odds = pair.discriminator(pair.generator(z.astype("float32")))
    loss = tf.reduce_mean(tf.nn.softplus(-odds))  # -log D(G(z))
taped = tape.gradient(loss, pair.generator.trainable_variables)
print(f"by hand {losses['generator']:.5f}, Keras {loss:.5f}")
gaps = [
    np.abs(a - b).max()
    for a, b in zip(gradients["generator"], taped, strict=True)
]
print(f"largest difference of the gradients: {max(gaps):.1e}")

# %% [markdown]
# ## 3. Two players walk in circles
#
# A game is not a descent. Take the smallest one: one player moves $x$ to
# lower $xy$, the other moves $y$ to raise it. If both step at once with rate
# $\eta$, then $x' = x - \eta y$ and $y' = y + \eta x$, and
# $x'^2 + y'^2 = (1 + \eta^2)(x^2 + y^2)$: each step leads **away** from the
# equilibrium, by exactly $\sqrt{1 + \eta^2}$. *Predict: what if they move in
# turns?*
#
# > *Your guess:*

# %%
rate, steps = 0.3, 40
together = bilinear_game((1.0, 0.0), rate, steps)
in_turns = bilinear_game((1.0, 0.0), rate, steps, alternating=True)
norms = np.linalg.norm(together, axis=1)
print(f"growth per step {norms[1] / norms[0]:.6f}", end=", ")
print(f"sqrt(1 + rate²) = {np.sqrt(1 + rate**2):.6f}")
figure = visualize.points(
    {"at once": {"path": together}, "in turns": {"path": in_turns}},
    "x",
    "y",
    "Forty steps in the game xy, from (1, 0)",
)
visualize.show(figure)

# %% [markdown]
# At once they spiral out; in turns they circle for ever (Gidel et al. 2019).
# Neither arrives. A
# falling loss, the usual sign that training goes well, does not exist here;
# one must look at what is generated.
#
# ## 4. Mode collapse, and a cure
#
# Eight small clouds on a circle are data whose **modes** can be counted. Two
# dense networks play the game. In the first run the discriminator's learning
# rate is a tenth of the generator's; in the second both are equal. *Predict:
# what does a generator do whose discriminator is slow?*
#
# > *Your guess:*


# %%
def mlp(entries, outputs, units=64):
    """Two hidden layers."""
    return keras.Sequential(
        [
            keras.Input((entries,)),
            layers.Dense(units, activation="relu"),
            layers.Dense(units, activation="relu"),
            layers.Dense(outputs),
        ]
    )


# %%
scale = 0.1
per_pass = mode.pick(smoke=20, lesson=400, full=1000)
ring, centres = gaussian_ring(256 * per_pass, scale=scale)


def at_once(steps):
    """Updates between two looks of Python; several devices allow but one."""
    return steps if strategy().num_replicas_in_sync == 1 else 1


def adam(rate):
    """Adam with the momentum that DCGAN's authors recommend."""
    return keras.optimizers.Adam(rate, beta_1=0.5)


# %%
def train_adversaries(make, discriminator_rate, ring, centres, scale):
    """Train on the ring; return the model and its coverage after each pass."""
    keras.utils.set_random_seed(0)
    with strategy().scope():
        model = make(mlp(8, 2), mlp(2, 1))
        model.compile(
            adam(1e-3),
            discriminator_optimizer=adam(discriminator_rate),
            steps_per_execution=at_once(len(ring) // 256),
            jit_compile=False,
        )
    seen = []
    for _ in range(mode.pick(smoke=1, lesson=6, full=12)):
        model.fit(ring, batch_size=256, verbose=0)
        seen.append(mode_coverage(model.sample(2000), centres, scale))
    return model, seen


def wasserstein(generator, critic):
    return gan.WassersteinGAN(generator, critic, n_critic=3, penalty=1.0)


# %%
data = ring, centres, scale
runs = {
    "slow discriminator": train_adversaries(gan.GAN, 1e-4, *data),
    "equal rates": train_adversaries(gan.GAN, 1e-3, *data),
    "Wasserstein": train_adversaries(wasserstein, 1e-3, *data),
}
table = {name: seen[-1]._asdict() for name, (_, seen) in runs.items()}
display(pd.DataFrame(table).T.astype(float).round(2))

shown = {"real": {"points": ring[:1000]}}
for name, (model, _) in runs.items():
    shown[name] = {"points": model.sample(1000, seed=1)}
figure = visualize.points(
    shown, "x", "y", "What is real, and what was generated"
)
visualize.show(figure)

# %% [markdown]
# `num_modes` counts the clouds that hold at least 2 % of the generated points
# within three standard deviations of their middle; for `num_visited` a point
# belongs to the nearest cloud, however far. `near_share` is the share of
# points within three deviations of any cloud, and `kl_divergence`, of the
# shares of the nearest clouds, is zero for equal shares and $\log 8$ for one
# cloud alone.
#
# In lesson mode the slow discriminator lets the generator put nearly
# everything where it is believed, until the discriminator learns better; then
# the generator moves on. The variety is gone: **mode collapse**. Equal rates
# help. The third run changes what the discriminator computes. Instead of a
# probability, a **critic** $f$ gives a score, and its mean difference is to
# measure how far the mass of one distribution must be carried to give the
# other, the **Wasserstein-1 distance**. Of all $f$ whose slope is nowhere
# above 1, the one with the *largest mean difference* gives that distance (the
# duality of Kantorovich and Rubinstein; Arjovsky et al. 2017). Gulrajani et
# al. (2017) hold the slope by a penalty towards exactly 1, a heuristic:
#
# $$\max_f \; \overline{f(x)} - \overline{f(G(z))} - \lambda\,
# \overline{(\lVert \nabla f(\hat x) \rVert - 1)^2}$$
#
# with $\hat x$ at random places between real and generated. Such a distance has
# a slope also where the two sources do not overlap. On two Gaussians of width 1
# it is known: $|\mu_1 - \mu_2|$. The critic begins flat, for the penalty has a
# ridge at slope 0, and a critic that starts on its wrong side may stay there.
# The figure then shows how the three games went, pass by pass.

# %%
fixed = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
fixed.set_weights([np.ones((1, 1)), np.array([2.0])])  # gives N(2, 1)
critic = mlp(1, 1, units=32)
critic.layers[-1].kernel.assign(np.zeros((32, 1)))  # begin flat
line = gan.WassersteinGAN(fixed, critic, n_critic=1)
line.compile(
    keras.optimizers.SGD(0.0),
    discriminator_optimizer=adam(3e-3),
    steps_per_execution=at_once(20),
    jit_compile=False,
)
normal = rng.normal(size=(256 * 100, 1)).astype("float32")
passes = mode.pick(smoke=1, lesson=6, full=20)
history = line.fit(normal, batch_size=256, epochs=passes, verbose=0).history
at_0, at_1 = line(np.array([[0.0], [1.0]], "float32")).numpy()[:, 0]
print(f"distance {history['distance'][-1]:.2f} (theory 2)", end=", ")
print(f"slope of the critic {at_1 - at_0:.2f} (theory -1)")

# %%
curves = {}
for name, (_, coverages) in runs.items():
    divergences = [coverage.kl_divergence for coverage in coverages]
    curves[name] = (np.arange(len(divergences)) + 1, divergences)
figure = visualize.lines(
    curves,
    "pass over the ring",
    "divergence from equal shares (nats)",
    "How unevenly the clouds are covered",
    reference=("one cloud alone", float(np.log(8))),
)
visualize.show(figure)

# %% [markdown]
# ## 5. Equilibrium, or a dead discriminator?
#
# A discriminator at one half is said to be the sign of success. *Predict: of
# what else could it be the sign?*
#
# > *Your guess:*
#
# Below, one discriminator has a last hidden layer that never fires: its
# log-odds are 0 for every point, and no gradient can wake it. Beside it an
# honest equilibrium: its "generator" gives real points.

# %%
dead = mlp(2, 1)
dead.layers[1].bias.assign(np.full(64, -1000.0))  # no unit ever fires
with_dead = gan.GAN(mlp(8, 2), dead)
with_dead.compile(adam(1e-3), jit_compile=False)
with_dead.fit(ring[:2560], batch_size=256, verbose=0)
more, _ = gaussian_ring(4000, scale=scale, seed=1)
sources = {"dead discriminator": with_dead.sample(4000), "equilibrium": more}
for name, generated in sources.items():
    d = keras.ops.sigmoid(with_dead(generated)).numpy()
    print(f"{name}: the discriminator says {d.min():.3f} to {d.max():.3f}")


# %% [markdown]
# The same answer for noise and for perfection: a half can also mean a dead
# discriminator. The way out is to hold the generator fixed and train a
# **fresh** discriminator, and to ask it about points that it has not seen.


# %%
def begin_anew(model, weights):
    """Set the weights; put the optimizer back to its start."""
    model.set_weights(weights)
    for variable in model.optimizer.variables:
        if not variable.path.endswith("learning_rate"):
            variable.assign(keras.ops.zeros_like(variable))


keras.utils.set_random_seed(1)
fresh = mlp(2, 1)
loss = keras.losses.BinaryCrossentropy(from_logits=True)
fresh.compile(adam(3e-3), loss, jit_compile=False)
fresh.optimizer.build(fresh.trainable_variables)
fresh_weights = fresh.get_weights()


# %%
def fresh_discriminator(model, weights, real, generated, epochs):
    """AUROC, on points it has not seen, of a discriminator from its start."""
    begin_anew(model, weights)
    half = len(real) // 2
    y = np.repeat([1, 0], half)
    seen = np.concatenate([real[:half], generated[:half]])
    data = batches(seen, y, 256, shuffle=True)
    model.fit(data, epochs=epochs, shuffle=False, verbose=0)
    unseen = np.concatenate([real[half:], generated[half:]])
    return auroc(y, keras.ops.sigmoid(model(unseen)).numpy()[:, 0])


sources["Wasserstein"] = runs["Wasserstein"][0].sample(4000, seed=2)
epochs, real_points = mode.pick(smoke=1, lesson=8, full=20), ring[:4000]
for name, generated in sources.items():
    reached = fresh_discriminator(
        fresh, fresh_weights, real_points, generated, epochs
    )
    print(f"{name}: a fresh discriminator reaches AUROC {reached:.3f}")

# %% [markdown]
# Well above 0.5, a fresh discriminator proves that the sources differ. At 0.5
# it has found no difference; a larger one, or more points, still might.
#
# ## 6. Conditional GANs
#
# A **conditional GAN** (CGAN) gives the label $y$ to both networks. The
# discriminator asks whether an example looks real *as a* $y$ (Mirza and
# Osindero 2014). In the generator the label must weigh as much as the noise,
# so its embedding begins with numbers of that size; in the discriminator it
# begins small, so that the pixels come first. Digits of 8 x 8 pixels serve; an
# outside classifier, trained on other real digits, judges whether the
# generated ones show what was asked.


# %%
def conditional_mlp(entries, outputs, final=None, embedding_spread=1.0):
    """A dense network that reads numbers and a label."""
    numbers, label = keras.Input((entries,)), keras.Input((), dtype="int32")
    begin = keras.initializers.RandomNormal(stddev=embedding_spread)
    embedded = layers.Embedding(10, 16, embeddings_initializer=begin)(label)
    hidden = layers.Concatenate()([numbers, embedded])
    for _ in range(2):
        hidden = layers.Dense(128, activation="leaky_relu")(hidden)
    answer = layers.Dense(outputs, activation=final)(hidden)
    return keras.Model([numbers, label], answer)


digits = load_digits()
pixels, digit = (digits.data / 16).astype("float32"), digits.target
for_gan, for_classifier = slice(0, 1792, 2), slice(1, None, 2)
outside = SVC(C=10).fit(pixels[for_classifier], digit[for_classifier])

# %%
keras.utils.set_random_seed(0)
epochs = mode.pick(smoke=2, lesson=160, full=300)  # of 14 batches each
with strategy().scope():
    cgan = gan.ConditionalGAN(
        conditional_mlp(16, 64, "sigmoid"),
        conditional_mlp(64, 1, embedding_spread=0.05),
        num_classes=10,
    )
    falling = keras.optimizers.schedules.CosineDecay(2e-3, 14 * epochs)
    cgan.compile(
        adam(falling),
        steps_per_execution=at_once(14),
        jit_compile=False,
    )
cgan.fit(
    pixels[for_gan], digit[for_gan], batch_size=64, epochs=epochs, verbose=0
)
asked = np.arange(1000) % 10
generated = cgan.sample(1000, labels=asked)
visualize.show(visualize.architecture(cgan.generator, "The generator"))

# %%
trained_on_generated = SVC(C=10).fit(generated, asked)
real_digits = pixels[for_classifier], digit[for_classifier]
shares = {
    "real digits": outside.score(pixels[for_gan], digit[for_gan]),
    "generated digits (TRTS)": outside.score(generated, asked),
    "labels shuffled": outside.score(generated, rng.permutation(asked)),
    "generated to real (TSTR)": trained_on_generated.score(*real_digits),
}
for name, share in shares.items():
    print(f"{name}: {share:.1%} right")

figure = visualize.pictures(
    {
        f"asked for {asked[n]} ({n})": generated[n].reshape(8, 8)
        for n in range(20)
    },
    "Generated digits",
    columns=10,
)
visualize.show(figure)

# %% [markdown]
# The second line tests *fidelity* (**TRTS**: train on real, test on
# synthetic), and the third is its control. The last turns it round (**TSTR**):
# a classifier that has seen only generated digits reads real ones. If the
# former is high and the latter lower, the generated digits are right but too
# much alike. The papers of Goodfellow and of Mirza judged by the likelihood of
# a Parzen window, a small Gaussian around each generated example. That measure
# has been given up, since it can rank a bad model first (Theis et al. 2016),
# and we show no figure beside theirs.
#
# ## 7. A rare class of chest films
#
# In **pneumonia** a part of the lung fills with fluid and cells, or, with many
# viruses, much of both lungs is affected; the film turns brighter there. The
# real films show children of Guangzhou (Kermany et al. 2018) at 28 x 28
# pixels. More than half of the training films are ill, so we *make* pneumonia
# rare: for each seed we keep a few dozen ill films for training and leave the
# others out. The left-out ones are of use later: they are what an attacker
# would confuse with training films.

# %%
xray = load("pneumonia_xray")
films = {s: xray.arrays(s) for s in ("train", "validation", "test")}
images = {s: f["image"].astype("float32") / 255 for s, f in films.items()}
labels = {s: f["label"] for s, f in films.items()}
num_rare = mode.pick(smoke=20, lesson=60, full=60)
healthy = np.flatnonzero(labels["train"] == 0)
ill = np.flatnonzero(labels["train"] == 1)
print(f"{len(healthy)} healthy films, {num_rare} of {len(ill)} ill ones kept")

for split in ("validation", "test"):
    report = leakage_audit(
        images["train"],
        images[split],
        films["train"]["patient"],
        films[split]["patient"],
        tolerance=0.1,
    )
    print(f"training against {split}\n{report}\n")

# %% [markdown]
# The real set has no patient numbers (MedMNIST dropped them): "patient" only
# numbers the images, a child can have several films, and a left-out film may
# be of a child whose other film was kept. Such a child counts as a stranger
# and looks like a member: shared children make the attack below look
# **weaker** than it is. Where a line says FAILED, the released files
# themselves hold a film on both sides, and the figures on the validation films
# are a little too kind. On the phantom the patients are invented, and none is
# on both sides.
#
# ## 8. Generated films
#
# Transposed convolutions grow noise into a film, convolutions with a stride
# judge it (**DCGAN**, Radford et al. 2016). The GAN sees the few ill films and
# nothing else. *Predict: will you find a copy of a training film among what it
# makes?*
#
# > *Your guess:*


# %%
def rare_films(ill, num_rare, seed):
    """Rows of kept and of left-out ill films."""
    order = np.random.default_rng(seed).permutation(ill)
    return order[:num_rare], order[num_rare:]


# %%
def train_gan(films, seed, updates):
    """A DCGAN that has seen these films, and the seconds it was trained."""
    keras.utils.set_random_seed(seed)
    with strategy().scope():
        generator = gan.dcgan_generator(32, (28, 28, 1), num_filters=16)
        discriminator = gan.dcgan_discriminator((28, 28, 1), num_filters=16)
        pair = gan.GAN(generator, discriminator, seed=seed)
        pair.compile(
            adam(1e-3),
            steps_per_execution=at_once(min(20, updates)),
            jit_compile=False,
        )
    drawn = np.random.default_rng(seed).choice(films, 32 * updates)
    # The first batch builds the graph and is not timed.
    pair.fit(drawn[:32], batch_size=32, verbose=0)
    start = time.perf_counter()
    pair.fit(drawn[32:], batch_size=32, verbose=0)
    return pair, time.perf_counter() - start


# %%
seeds = range(mode.pick(smoke=1, lesson=4, full=10))
updates = mode.pick(smoke=4, lesson=750, full=5000)
pairs, gan_seconds = {}, []
for seed in seeds:
    kept, _ = rare_films(ill, num_rare, seed)
    films_kept = images["train"][kept]
    pairs[seed], needed = train_gan(films_kept, seed, updates)
    gan_seconds.append(needed)
print(f"mean seconds for a GAN: {np.mean(gan_seconds):.1f}")

# %%
kept, left = rare_films(ill, num_rare, seed=0)
generated = pairs[0].sample(400, seed=7)
candidates = {
    "left-out ill films": images["train"][left[200:][:num_rare]],
    "ill films kept": images["train"][kept],
    "generated films": generated[:num_rare],
    "healthy films": images["train"][healthy[:num_rare]],
}
shown = {f"generated {n}": generated[n] for n in range(6)}
shown |= {f"kept film {row}": images["train"][row] for row in kept[:6]}
shown |= {f"left out {row}": images["train"][row] for row in left[:6]}
figure = visualize.pictures(shown, "Ill films, generated and real")
visualize.show(figure)

# %% [markdown]
# A short training on a few dozen films leaves grain that the eye can see. What
# is missing and what is copied the eye cannot tell. For numbers we need an
# **embedding**. Networks trained on photographs say little about films, so
# ours is stated: the first 16 principal components of the training films in
# use. The **Fréchet distance** (Heusel et al. 2017) fits a Gaussian to each
# set,
#
# $$d^2 = |m_1 - m_2|^2 + \mathrm{tr}\left(S_1 + S_2 -
# 2 (S_1^{1/2} S_2 S_1^{1/2})^{1/2}\right)$$
#
# The kernel distance compares all moments up to the third (Bińkowski et al.
# 2018). **Precision** is the share of generated films that lie among real
# ones, **recall** the share of real ones among the generated (Kynkäänniemi et
# al. 2019). All sets have the same size, since a Fréchet distance grows as
# sets shrink.

# %%
in_use = images["train"][np.concatenate([healthy, kept])]
components = PCA(16, random_state=0).fit(in_use.reshape(len(in_use), -1))


def embed(x):
    """Films to 16 principal components of the training films."""
    return components.transform(x.reshape(len(x), -1))


# %%
def compare_with(reference, candidates, embed):
    """Distances of each set of films from a reference set, embedded."""
    real_points, rows = embed(reference), {}
    for name, films_of in candidates.items():
        points = embed(films_of)
        measures = generative.precision_recall(real_points, points)
        rows[name] = {
            "Fréchet": generative.frechet_distance(real_points, points),
            "kernel": generative.kernel_distance(real_points, points),
            **measures._asdict(),
        }
    return pd.DataFrame(rows).T.round(3)


left_out = images["train"][left[:200]]
display(compare_with(left_out, candidates, embed))

# %% [markdown]
# Each row is held against 200 left-out ill films. The first row is what a
# perfect generator would score at this size; the last is another class. Hold
# the generated films against both. At the end of the next section a network
# trained on films gives a second embedding.
#
# ## 9. Do they help a classifier?
#
# A small network (LeNet-5) learns healthy against ill from all healthy films
# and the few ill ones. Six methods, each with the **same number of updates**
# and the same batch size:
#
# - *as they come*: batches with the true, rare share;
# - *class weights*: the same batches, ill films weighed up to one half;
# - *repeated*: half of each batch is ill, the same few films again and again;
# - *classical*: repeated, every film shifted by up to 2 pixels and its
#   contrast changed by up to 10 %; not mirrored, the heart has a side;
# - *generated*: half of the ill ones come from the GAN;
# - *generated and classical*: both.
#
# The GAN has cost time as well. One of its updates trains two networks and
# costs about as much as two of the classifier. So *class weights* and
# *classical* come once more, *longer*: with two further updates for each of
# the GAN's. That is **equal compute**; a cell below holds the seconds against
# each other. Nothing was chosen by looking at validation or test films.


# %%
def augment(x, rng):
    """Shift each film by up to two pixels and change its contrast."""
    shifts = rng.integers(0, 5, size=(2, len(x), 1))
    rows, columns = shifts + np.arange(28)
    film = np.arange(len(x))[:, None, None]
    padded = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="edge")
    shifted = padded[film, rows[:, :, None], columns[:, None, :]]
    contrast = rng.uniform(0.9, 1.1, size=(len(x), 1, 1, 1))
    return shifted * contrast.astype("float32")


# %%
num_updates = mode.pick(smoke=4, lesson=200, full=2000)
more_updates = num_updates + 2 * updates  # equal compute
METHODS = {
    "as they come": num_updates,
    "class weights": num_updates,
    "repeated": num_updates,
    "classical": num_updates,
    "generated": num_updates,
    "generated and classical": num_updates,
    "class weights, longer": more_updates,
    "classical, longer": more_updates,
}
generated_films = {}
for seed, pair in pairs.items():
    generated_films[seed] = pair.sample(16 * num_updates, seed=seed)


# %%
def training_set(method, kept, healthy, generated, seed):
    """Films, labels and weights of all batches of 64, one after the other."""
    rng = np.random.default_rng(100 + seed)
    rare = len(kept) / (len(kept) + len(healthy))
    weighted = "weights" in method
    share = rare if weighted or method == "as they come" else 0.5
    weight = (0.5 / (1 - rare), 0.5 / rare) if weighted else (1.0, 1.0)
    y = rng.random(64 * METHODS[method]) < share
    x = rng.choice(healthy, len(y))
    x[y] = rng.choice(kept, y.sum())
    if "generated" in method:
        places = np.flatnonzero(y)[::2]
        x[places] = rng.choice(generated, len(places))
    if "classical" in method:
        for start in range(0, len(x), 6400):  # in parts, for memory
            part = x[start : start + 6400]
            x[start : start + 6400] = augment(part, rng)
    return x, y.astype("float32"), np.take(weight, y.astype(int))


# %%
def classifier(updates):
    """A network, compiled for so many updates."""
    with strategy().scope():
        model = cnn.lenet5((28, 28, 1), 1)
        falling = keras.optimizers.schedules.CosineDecay(2e-3, updates)
        model.compile(
            keras.optimizers.Adam(falling),
            "binary_crossentropy",
            steps_per_execution=at_once(min(20, updates)),
            jit_compile=False,
        )
        model.optimizer.build(model.trainable_variables)
    return model


classifiers = {n: classifier(n) for n in (num_updates, more_updates)}
starts = {}
for seed in seeds:
    keras.utils.set_random_seed(seed)
    starts[seed] = cnn.lenet5((28, 28, 1), 1).get_weights()


# %%
def train_classifier(method, seed):
    """A classifier trained anew, and the seconds it took."""
    model = classifiers[METHODS[method]]
    # New weights and a new optimizer, but not a new graph.
    begin_anew(model, starts[seed])
    start = time.perf_counter()
    kept, _ = rare_films(ill, num_rare, seed)
    sources = images["train"][kept], images["train"][healthy]
    x, y, weight = training_set(method, *sources, generated_films[seed], seed)
    model.fit(
        x, y, batch_size=64, sample_weight=weight, shuffle=False, verbose=0
    )
    return model, time.perf_counter() - start


# %%
def probabilities(model, films):
    """Of pneumonia, one for each film."""
    return keras.ops.convert_to_numpy(model(films, training=False))[:, 0]


scores, seconds = {}, {}
for method, count in METHODS.items():
    of_seeds, times = {"validation": [], "test": []}, []
    for seed in seeds:
        model, needed = train_classifier(method, seed)
        times.append(needed)
        if (method, seed) == ("classical", 0):  # for the embedding below
            classical_weights = model.get_weights()
        for split, found in of_seeds.items():
            p_ill = probabilities(model, images[split])
            found.append(auroc(labels[split], p_ill))
    scores[method] = {split: np.array(v) for split, v in of_seeds.items()}
    seconds[method] = np.median(times)  # the first builds the graph
    print(f"{method}: {count} updates, {seconds[method]:.1f} s")

# %%
gan_cost = np.median(gan_seconds)
COMPARED = {
    "generated": "class weights",
    "generated and classical": "classical",
}
for method, other in COMPARED.items():
    ratio = seconds[f"{other}, longer"] / (seconds[method] + gan_cost)
    print(f"{other}, longer: {ratio:.2f} of the time of the GAN and {method}")

# %% [markdown]
# Which films were kept, and how the weights began, differs from seed to seed:
# the interval is Student's t over the seeds, wide where they are few. It
# speaks of other kept films and beginnings **on the same test films**. Two
# methods are compared seed by seed.

# %%
few_seeds = len(seeds) < 2  # smoke mode: a single seed has no interval


def over_seeds(values, kind):
    """Mean over the seeds with its interval."""
    if few_seeds:
        return Estimate(values[0], values[0], values[0], 1)
    return t_interval(values, kind)


results = {}
for method in METHODS:
    results[method] = over_seeds(scores[method]["test"], "score")
figure = visualize.estimates(
    results,
    "AUROC",
    f"{xray.provenance.capitalize()} test films, {len(seeds)} seeds",
    rows="training",
)
visualize.show(figure)


# %%
def gain(method, other, split):
    """Difference of two methods, seed by seed."""
    difference = scores[method][split] - scores[other][split]
    return over_seeds(difference, "difference")


table = pd.DataFrame(columns=list(COMPARED))
for other in ("class weights", "classical"):
    for split in ("test", "validation"):
        for method in COMPARED:
            equal_updates = gain(method, other, split)
            equal_compute = gain(method, f"{other}, longer", split)
            row = f"against {other}, equal"
            table.loc[f"{row} updates, {split}", method] = str(equal_updates)
            table.loc[f"{row} compute, {split}", method] = str(equal_compute)
display(table)

# %%
for method, other in COMPARED.items():
    difference = gain(method, f"{other}, longer", "test")
    if few_seeds or difference.ci_low <= 0 <= difference.ci_high:
        verdict = "no difference shown"
    else:
        verdict = "better" if difference.value > 0 else "worse"
    print(f"{method} against {other}, equal compute: {verdict}")

# %% [markdown]
# The table holds differences of AUROC: an interval that contains 0 shows
# nothing. *Equal updates* counts the classifier's training alone, *equal
# compute* the GAN's as well. The validation films come from the source of the
# training films. What would it take for generated films to add anything? They
# are a function of the kept films and of noise; what the GAN cannot know is
# what the left-out ill films look like.
#
# A classifier also **embeds**: what its last hidden layer says of a film is
# what matters for telling ill from healthy. We take the *classical* network,
# which has never seen a generated film. It has learned from the kept films, so
# their row flatters them. *Predict: will the generated films lie on the side of
# the ill?*
#
# > *Your guess:*

# %%
trained = classifiers[METHODS["classical"]]
trained.set_weights(classical_weights)
features = keras.Model(trained.input, trained.layers[-2].output)


def embed_by_network(x):
    """Films to the last hidden layer of a classifier of films."""
    return keras.ops.convert_to_numpy(features(x, training=False))


display(compare_with(left_out, candidates, embed_by_network))

# %% [markdown]
# The numbers of the two tables cannot be compared with each other, since each
# embedding has its own unit. The order of the distances within each can:
# generated films lie on the side of the ill where their row is nearer to the
# first than the healthy row is.
#
# ## 10. Membership inference: whom do they betray?
#
# "Synthetic, hence private" is a claim that can be tested. An attacker holds
# the generated films and a list of ill children, and guesses that those
# nearest to a generated film were in the training set (**membership
# inference**; Chen et al. 2020). AUROC 0.5 is guessing. As a control, a
# "generator" that copies its training films with a little noise must be
# caught. A second attacker holds the *discriminator*, which is at times
# published along with the generator, and guesses those that it calls real.

# %%
attacks = {"copies (control)": [], "generated films": [], "discriminator": []}
trials = mode.pick(smoke=50, lesson=200, full=1000)


def attack_by_distance(films_of, members, others):
    """Guess that who is nearest to these films was in the training set."""
    return generative.membership_inference(
        embed(films_of), embed(members), embed(others), trials
    )


# %%
for seed in seeds:
    kept, left = rare_films(ill, num_rare, seed)
    members = images["train"][kept]
    others = images["train"][left[:400]]
    copies = members + 0.02 * rng.normal(size=members.shape)
    sampled = pairs[seed].sample(1000, seed=9)
    for name, held in (
        ("copies (control)", copies),
        ("generated films", sampled),
    ):
        attacks[name].append(attack_by_distance(held, members, others))
    both = np.concatenate([members, others])
    was_member = np.repeat([1, 0], [len(members), len(others)])
    p = keras.ops.sigmoid(pairs[seed](both)).numpy()[:, 0]
    attacks["discriminator"].append(
        bootstrap_by_patient(auroc, was_member, p, replicates=trials)
    )

# %%
shown = {}
for name, of_seeds in attacks.items():
    for seed, attack in enumerate(of_seeds[:4]):
        shown[f"{name}, seed {seed}"] = attack
figure = visualize.estimates(
    shown,
    "AUROC of the attack",
    "Who was in the training set?",
    reference=("guessing", 0.5),
    rows="what the attacker holds",
)
visualize.show(figure)

# %% [markdown]
# The mean of an attack hides the single child. So look at the generated films
# that are nearest to a training film, and ask whether that is nearer than
# chance: if nothing was memorised, a generated film is as likely to have its
# nearest neighbour among the kept films as among as many left-out ones. The
# share printed is that of one GAN and one draw of kept films, so it has no
# interval.

# %%
kept, left = rare_films(ill, num_rare, seed=0)
many = pairs[0].sample(1000, seed=9)
kept_points = embed(images["train"][kept])
left_points = embed(images["train"][left[:num_rare]])
to_kept = generative.nearest_distances(embed(many), kept_points)
to_left = generative.nearest_distances(embed(many), left_points)
print(f"nearer to a kept film: {np.mean(to_kept < to_left):.1%} of 1000")
shown = {}
for n in np.argsort(to_kept)[:6]:
    away = np.linalg.norm(embed(many[n : n + 1]) - kept_points, axis=1)
    shown[f"generated {n}"] = many[n]
    shown[f"nearest to {n}"] = images["train"][kept[away.argmin()]]
figure = visualize.pictures(
    shown, "Generated films beside their nearest training films", columns=6
)
visualize.show(figure)

# %% [markdown]
# An attack that fails proves little: a
# better attacker, another embedding, or a longer training may succeed, and
# only a guarantee by construction (differential privacy, chapter 4.1) covers
# attacks not yet thought of. An attack that succeeds on any of them is enough
# to say that these networks may not be passed on as anonymous.
#
# ## 11. Results on record

# %%
record = Record("2_2_4_gan", dataset=xray)
for method, value in results.items():
    record.metric(
        name="auroc",
        model=method,
        protocol=f"{num_rare} ill films kept, {len(seeds)} seeds, "
        f"{METHODS[method]} updates; t interval over seeds",
        test_set=f"the same {len(labels['test'])} test films",
        estimate=value,
    )
for name, of_seeds in attacks.items():
    record.metric(
        name="membership auroc",
        model=name,
        protocol=f"attack on each of {len(seeds)} seeds; t interval over seeds",
        estimate=over_seeds([attack.value for attack in of_seeds], "score"),
    )
print("kept in", record.save().name)

# %% [markdown]
# The review quotes no figure for GANs, so there is none to stand beside ours.
# It says that their images are realistic, useful for augmentation and for
# privacy. The tables above say how far that carries on these films.
#
# ## 12. Limits and intended use
#
# - Children of one hospital, 28 x 28 pixels, small networks, a short training.
#   A large GAN on large films may help more, and memorise more.
# - The rarity is artificial: the kept films are a random part. A disease that
#   is rare in life is rare in other ways too.
# - Patient numbers are missing in the real set (section 7): the attack looks
#   weaker than it is, and validation resembles training.
# - Only one attack on each holder was tried, of the simplest kind.
# - **Intended use**: learning how to build and to question a GAN. Nothing made
#   here is a finding in a child, and none of it is to be taken as anonymous.
#
# ## 13. Exercises
#
# Replace the line that raises an error by your own, run the cell, then run
# the check below it. A wrong answer gets a hint; each further try gets a
# clearer one.
#
# ### Exercise 1: the best discriminator and its value
#
# `p` and `q` are arrays of probabilities, all positive. Return the best
# discriminator, an array, and the value of the game with it, a number.


# %%
def best_discriminator(p, q):
    """Return (D*, value)."""
    ### BEGIN SOLUTION
    d = p / (p + q)
    return d, np.sum(p * np.log(d) + q * np.log(1 - d))
    ### END SOLUTION


# %%
check("2.2.4-1", best_discriminator)

# %% [markdown]
# ### Exercise 2: the gradient that the generator gets
#
# `logits` are the discriminator's log-odds of generated examples. Return the
# gradient of each example's loss with respect to its logit, by `rule`
# `"minimax"` or `"non-saturating"`. No mean over the examples.


# %%
def generator_gradients(logits, rule):
    """Return an array shaped like `logits`."""
    ### BEGIN SOLUTION
    d = 1 / (1 + np.exp(-logits))
    return -d if rule == "minimax" else d - 1
    ### END SOLUTION


# %%
check("2.2.4-2", generator_gradients)

# %% [markdown]
# ### Exercise 3: one step of the bilinear game
#
# From `(x, y)`, one step of the game $xy$ with rate `eta`: `x` goes down, `y`
# goes up. If `alternating`, `y` sees where `x` went.


# %%
def game_step(x, y, eta, alternating):
    """Return the new (x, y)."""
    ### BEGIN SOLUTION
    new_x = x - eta * y
    new_y = y + eta * (new_x if alternating else x)
    return new_x, new_y
    ### END SOLUTION


# %%
check("2.2.4-3", game_step)

# %% [markdown]
# ### Exercise 4: the gradient penalty
#
# `gradients` (examples, features) are a critic's gradients at the points
# between real and generated, one row for each point. Return the penalty, the
# mean of section 4's last term, without $\lambda$.


# %%
def gradient_penalty(gradients):
    """Return a number."""
    ### BEGIN SOLUTION
    norms = np.sqrt(np.sum(gradients**2, axis=1))
    return np.mean((norms - 1) ** 2)
    ### END SOLUTION


# %%
check("2.2.4-4", gradient_penalty)

# %% [markdown]
# ### Exercise 5: Fréchet distance, when features do not covary
#
# If both covariances are diagonal, the trace needs no matrix root. Return the
# Fréchet distance $d^2$ of two sets (rows, features) under that assumption;
# variances with $n - 1$.


# %%
def diagonal_frechet(real, generated):
    """Return a number."""
    ### BEGIN SOLUTION
    gap = real.mean(axis=0) - generated.mean(axis=0)
    spread = real.std(axis=0, ddof=1) - generated.std(axis=0, ddof=1)
    return np.sum(gap**2) + np.sum(spread**2)
    ### END SOLUTION


# %%
check("2.2.4-5", diagonal_frechet)

# %% [markdown]
# ### Exercise 6: a membership inference attack
#
# `generated` (rows, features) and `people` (rows, features) are embedded.
# Return for each person a score that is **higher** the more likely the person
# was in the training set: by the distance to the nearest generated example.


# %%
def membership_scores(generated, people):
    """Return (people,) scores."""
    ### BEGIN SOLUTION
    away = np.linalg.norm(people[:, None] - generated[None], axis=-1)
    return -away.min(axis=1)
    ### END SOLUTION


# %%
check("2.2.4-6", membership_scores)

# %% [markdown]
# ### Question 7: what may be concluded?
#
# Three reports on a GAN for films of a rare disease. *Ana* trained it on all
# ill films that she had, then divided the healthy, ill and generated films
# into training and test, and finds an AUROC of 0.99. *Ben* finds the same
# AUROC with and without generated films, within a narrow interval over ten
# seeds, and calls them useless; his GAN saw the very films that the classifier
# is trained on. *Cleo*'s attack with the generated films has the AUROC 0.52
# [0.45, 0.59], that with the discriminator 0.60 [0.55, 0.65]; she publishes
# both networks as anonymous. Say for each whether the conclusion holds, and
# why. Write four or five sentences.

# %% [markdown]
# ### BEGIN ANSWER 2.2.4-7, 3 points
# Ana's protocol leaks: the GAN has seen the ill films of the test, and films
# generated from them stand in training, in the test, or both; so the test
# knows training, partly judges films that no patient ever had, and 0.99 is too
# high. Divide by patient first, train the GAN on the training films alone, and
# test on real films only. Ben's comparison is fair and his result expected:
# generated films are a function of the films that the classifier has anyway.
# It holds for this GAN, these data and this number of films, not for GANs in
# general. Cleo's conclusion fails twice: the second interval lies above 0.5,
# so the discriminator betrays its training films; and the first, which
# includes 0.5, shows only that one simple attack failed on average, not that
# no child is recognisable.
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# - The best discriminator is $p / (p + q)$; the value is $-\log 4$ where
#   generator and truth are one.
# - A game need not converge: players that step at once spiral away.
# - Collapse is a loss of variety that single examples do not show; count
#   modes, or measure recall.
# - A discriminator at one half may be dead; a fresh one tells.
# - Generated films are worth what they add over classical augmentation at equal
#   cost, and they are private only as far as an attack has failed.
#
# ## References
#
# - {review} Its section on GANs quotes no figure.
# - Arjovsky, Chintala and Bottou 2017. Wasserstein GAN.
#   doi:10.48550/arXiv.1701.07875
# - Bińkowski et al. 2018. Demystifying MMD GANs.
#   doi:10.48550/arXiv.1801.01401
# - Chen, Yu, Zhang and Fritz 2020. GAN-Leaks.
#   doi:10.1145/3372297.3417238
# - Gidel et al. 2019. A variational inequality perspective on generative
#   adversarial networks. doi:10.48550/arXiv.1802.10551
# - Goodfellow et al. 2014. Generative adversarial nets.
#   doi:10.48550/arXiv.1406.2661
# - Gulrajani et al. 2017. Improved training of Wasserstein GANs.
#   doi:10.48550/arXiv.1704.00028
# - Heusel et al. 2017. GANs trained by a two time-scale update rule.
#   doi:10.48550/arXiv.1706.08500
# - Kermany et al. 2018. Identifying medical diagnoses and treatable diseases
#   by image-based deep learning. doi:10.1016/j.cell.2018.02.010
# - Kynkäänniemi et al. 2019. Improved precision and recall metric for
#   assessing generative models. doi:10.48550/arXiv.1904.06991
# - Mirza and Osindero 2014. Conditional generative adversarial nets.
#   doi:10.48550/arXiv.1411.1784
# - Radford, Metz and Chintala 2016. Unsupervised representation learning
#   with deep convolutional generative adversarial networks.
#   doi:10.48550/arXiv.1511.06434
# - Theis, van den Oord and Bethge 2016. A note on the evaluation of generative
#   models. doi:10.48550/arXiv.1511.01844
# - Yang et al. 2023. MedMNIST v2. doi:10.1038/s41597-022-01721-8
