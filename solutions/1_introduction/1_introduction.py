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
#       - run a chapter in three modes, and get a hint from a check
#       - tell six kinds of medical data by their size, their noise and who wrote them down
#       - take one image task from the data to a result with its interval
#       - say from an interval whether a deep model beats a plain one
#       - find out what to read before a chapter, and what the book does not claim
#     data: [pima_diabetes, pneumonia_xray, hippocampus_msd, mitdb, uci_splice]
#     minutes: 60
#     prerequisites:
#       - "Python: variables, functions, loops"
#       - "school mathematics: sums, shares, straight lines"
#     review_section: "1"
# ---

# %% [markdown]
# # 1 Introduction: six kinds of medical data and a first network
#
# Welcome to a book on deep learning in healthcare. This first chapter is the
# gentlest. You will look at six kinds of data that medicine makes, train a
# first network on chest X-rays, and find out where it helps and where something
# simpler is enough. Words of medicine and of machine learning are explained
# where they first appear.
#
# The book follows a review article (Menon and Jimenez 2024; references at the
# end) and tries out what it reports. Its introduction says that older methods
# often fall short on medical data, and that deep learning is made for them. Is
# that so? Here is a first test, with pictures and with a table.
#
# After it you will be able to
#
# 1. run a chapter in three modes, and get a hint from a check;
# 2. tell six kinds of medical data by their size, their noise and who wrote
#    them down;
# 3. take one image task from the data to a result with its interval;
# 4. say from an interval whether a deep model beats a plain one;
# 5. find out what to read before a chapter, and what the book does not claim.
#
# **You need** a little Python (variables, functions, loops) and school
# mathematics. No other chapter comes before this one.
#
# ## 1. How this book works
#
# You are reading a **notebook**: cells of text, and cells of code that you run
# one after the other with Shift+Enter. The first one makes sure that `medkeras`
# is there, the package of this book; where it is, nothing happens. The next two
# fetch the tools: from public libraries, and from `medkeras`. You need know
# none of them yet.
#
# **Three modes.** The same chapter can be run in three sizes. *Smoke* takes
# seconds and only proves that every line works (electricians switch on and see
# whether smoke rises). *Lesson* is for reading; here it takes a minute or two.
# *Full* is the long run. `medkeras run 1 --mode smoke` in a terminal chooses
# the mode; for Jupyter, set the environment variable `MEDKERAS_MODE` before
# you start it. The third code cell says which mode this is.

# %%
import keras
import numpy as np
import pandas as pd
from IPython.display import display
from keras import layers
from skimage.restoration import estimate_sigma
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
from medkeras import visualize
from medkeras.book import Record, book_map, read_before
from medkeras.data import leakage_audit, load
from medkeras.demos.cracked_walls import cracked_walls
from medkeras.exercises import check
from medkeras.imaging.augmentation import augment_films
from medkeras.metrics.classification import auroc
from medkeras.metrics.intervals import bootstrap_by_patient
from medkeras.metrics.paired import paired_difference
from medkeras.models import cnn
from medkeras.models.base import Model
from medkeras.text.notes_simulator import simulate_notes
from medkeras.training.network_classifier import NetworkClassifier
from medkeras.training.seeds import set_seeds
from medkeras.training.strategy import strategy
from medkeras.utils import mode

set_seeds(0)
replicates = mode.pick(smoke=50, lesson=1000, full=2000)  # used in section 3
print("This run is in", mode.name(), "mode.")

# %% [markdown]
# **Real and made up.** Where a licence allows it and the files can be had, you
# see real data. Elsewhere a program draws a stand-in, a **phantom**, as
# radiologists call the dummy with which they test a scanner. In smoke mode
# nearly all is phantom. It is always said to be one, and says nothing about
# patients.
#
# **Predictions.** Where a question begins with *Predict*, double-click the
# cell, write your guess behind it, and only then go on.
#
# **Exercises and hints.** Below is a function without an answer. Replace the
# line that raises an error by your own, run the cell, then run the check below
# it.
#
# ### Exercise 1: the share of the ill
#
# `labels` is an array with a 1 for each ill and a 0 for each healthy person.
# Return the share of the ill, a number from 0 to 1. First give a *wrong*
# answer on purpose, such as `return sum(labels)`, and see what the check says.
# Run the check again: each further try earns a clearer hint, up to the third.
# Then give the right answer.


# %%
def share_ill(labels):
    """Return the share of ones among the labels."""
    ### BEGIN SOLUTION
    return sum(labels) / len(labels)
    ### END SOLUTION


# %%
check("1-1", share_ill)

# %% [markdown]
# What you write is yours: no command of the book overwrites it.
#
# ## 2. Six kinds of data
#
# Medicine writes things down in many ways. We look at one example of each of
# six and ask three questions: how large is it, what is in it that is not in
# the patient (its **noise**), and who wrote it down? The answers go into a
# table, with the help of two functions. The second measures **grain**: small
# random steps from one number to the next, estimated by a standard method
# from the finest differences (Donoho and Johnstone 1994).

# %%
kinds = pd.DataFrame(columns=["numbers", "noise", "written by"])


def author(dataset, person):
    """Who wrote an example down: a person, or the program of a phantom."""
    if dataset.provenance == "real":
        return person
    return "a program (phantom)"


def grain(values):
    """Estimated noise, in words: a share of the range of the values."""
    values = np.asarray(values, float)
    share = estimate_sigma(values) / np.ptp(values)
    return f"grain: {share:.1%} of the range"


# %% [markdown]
# ### A record
#
# The oldest kind: a form with boxes. Here is one woman of a study of diabetes,
# a disease in which the blood holds too much sugar (glucose). She was examined
# once; the last line is 1 if diabetes was found within five years. The table is
# real and comes with the book (Smith et al. 1988); chapter 3.2.1 explains each
# measurement.

# %%
pima = load("pima_diabetes", "sample")
women = pima.frame()
patient = women.pop("patient").to_numpy()
one = women.iloc[[0]].T.rename(columns={0: "one woman"})
units = "times mg/dL mmHg mm µU/mL kg/m² score years yes/no"
one["unit"] = units.split()
display(one)
measured = women.drop(columns="diabetes")
gaps = measured.isna().mean().mean()
kinds.loc["record"] = [
    measured.shape[1],
    f"{gaps:.0%} of all boxes are empty",
    author(pima, "staff of a study"),
]

# %% [markdown]
# NaN ("not a number") marks an empty box: nobody measured it, or nobody wrote
# it down. That is the typical noise of records, and seldom pure chance
# (chapter 2.0.1).
#
# ### An image
#
# An X-ray of the chest, called a chest **film**. Air lets X-rays pass and
# looks dark; bones, the heart and water look bright. In **pneumonia**, an
# infection of the lungs, parts of the lung fill up and become brighter. The
# real films show children aged one to five at a hospital in Guangzhou; two
# physicians graded each (Kermany et al. 2018); later they were shrunk to 28 by
# 28 points, **pixels** (Yang et al. 2023). The line below says whether you see
# them or a phantom.

# %%
xray = load("pneumonia_xray")
films = {split: xray.arrays(split) for split in ("train", "test")}
counts = [np.bincount(part["label"], minlength=2) for part in films.values()]
if np.min(counts) < 5:  # too few ill, or too few healthy, for an interval
    print("Your films show too few ill or healthy ones: a phantom instead.")
    xray = load("pneumonia_xray", "sample")
    films = {split: xray.arrays(split) for split in ("train", "test")}
ill_films = np.flatnonzero(films["train"]["label"] == 1)
film = films["train"]["image"][ill_films[0], :, :, 0]
corner = film[8:14, 4:10]
figure = visualize.pictures(
    {"a whole film": film, "the box, larger": corner},
    f"A chest film ({xray.provenance})",
    marks={"a whole film": [(10.5, 6.5, 6, 6)]},
)
visualize.show(figure)
print(corner)
by = author(xray, "a machine; graded by 2 doctors")
kinds.loc["image"] = [film.size, grain(film), by]

# %% [markdown]
# The printed numbers *are* the box: 0 is black, 255 is white. An image is a
# table of numbers in which neighbours belong together. (In a film as small as
# this one, the edges of ribs pass for grain: the estimate is rather too high.)
#
# ### A volume
#
# A **magnetic resonance** scanner (MR) measures in three directions; its points
# are little cubes, **voxels**. Our example is a box around a **hippocampus**, a
# part of the brain that forms memories, cut in three directions through its
# middle: from a patient (Antonelli et al. 2022), or drawn, as the title says.

# %%
heads = load("hippocampus_msd")
split = max(heads.counts, key=heads.counts.get)
volume = next(heads.splits[split].as_numpy_iterator())["image"]
filled = np.argwhere(volume > 0)  # around it the file has zeros
(a, b, c), (d, e, f) = filled.min(axis=0), filled.max(axis=0)
volume = volume[a:d, b:e, c:f]
side, front, above = (np.array(volume.shape) // 2).tolist()
figure = visualize.pictures(
    {
        "from the side": np.rot90(volume[side]),
        "from the front": np.rot90(volume[:, front]),
        "from above": np.rot90(volume[:, :, above]),
    },
    f"One volume, cut three times ({heads.provenance})",
)
visualize.show(figure)
by = author(heads, "a machine; outlined by hand")
kinds.loc["volume"] = [volume.size, grain(volume[side]), by]

# %% [markdown]
# ### A signal
#
# The **electrocardiogram** (ECG) records the heart's electricity from the skin,
# as a voltage over time. The high, narrow wave comes when the large chambers
# of the heart, the ventricles, contract. Here are two beats of one person: a
# normal one, and one that began in a ventricle instead of at the heart's own
# pacemaker. These twenty recordings are real and come with the book (Moody and
# Mark 2001).

# %%
hearts = load("mitdb", "sample", quiet=True)
beats = hearts.arrays("train")
NORMAL, VENTRICULAR = 0, 2
person = beats["record"][np.argmax(beats["label"] == VENTRICULAR)]
same_person = beats["record"] == person
seconds = np.arange(96) / 120 - 0.3  # 120 values a second
panels = {}
for name, kind in (("normal", NORMAL), ("from a ventricle", VENTRICULAR)):
    first = np.flatnonzero(same_person & (beats["label"] == kind))[0]
    panels[name] = {"one beat": (seconds, beats["beat"][first, :, 0])}
figure = visualize.signals(
    panels, "time from the peak (s)", "mV", "Two beats of one person"
)
visualize.show(figure)
_, voltage = panels["normal"]["one beat"]
kinds.loc["signal"] = [
    voltage.size,
    grain(voltage),
    author(hearts, "a recorder; named by 2 doctors"),
]

# %% [markdown]
# A day of ECG has some hundred thousand beats. Its noise is grain, and more:
# muscles, loose contacts, breath.
#
# ### A genome
#
# **DNA** is a text in four letters, A, C, G and T. A human genome has about 3.1
# billion of them (Nurk et al. 2022). A **gene** is a stretch that says how to
# build a part of the body; it is interrupted by pieces that are cut out before
# it is read. Here are 60 letters around such a cut; and, in all such windows of
# the set, which letter stands where. The real windows are from genes of
# primates, the group of monkeys, apes and people (Noordewier et al. 1991); the
# title says whether you see them or a phantom, made to look like them.
#
# > *Predict: will one place be nearly the same in all of them?* Your guess:

# %%
genes = load("uci_splice", quiet=True)
windows = genes.frame()
if not (windows["label"] == 1).any():  # a part of the set without such cuts
    genes = load("uci_splice", "sample", quiet=True)
    windows = genes.frame()
texts = windows["sequence"][windows["label"] == 1]
letters = np.array([list(text.decode().upper()) for text in texts])
print("".join(letters[0, :30]), "|", "".join(letters[0, 30:]))
figure = visualize.matrix(
    [(letters[:, 27:35] == base).sum(axis=0) for base in "ACGT"],
    list("ACGT"),
    ["-3", "-2", "-1", "+1", "+2", "+3", "+4", "+5"],
    f"Letters around {len(letters)} cuts ({genes.provenance})",
    "place, counted from the cut",
    "letter",
)
visualize.show(figure)
share = np.mean(~np.isin(letters, list("ACGT")))
unread = f"{share:.2%} of the letters not read"
kinds.loc["genome"] = [letters.shape[1], unread, author(genes, "laboratories")]

# %% [markdown]
# Behind the cut stand G and T in nearly every window: a sign that a cell can
# read. But GT also stands where nothing is cut. The noise of a genome is hardly
# in its letters; it is that almost all of them are about something else.
#
# ### A note
#
# What doctors and nurses write in sentences. Real notes name people, so they
# are kept behind contracts, and none can come with this book. The next one is
# a **phantom**: a program wrote it, nobody in it exists. The noise of notes is
# peculiar: sentences copied from the note before, true then and perhaps not
# now. (How often the phantom copies was our choice.) Then the six kinds
# together; in the note, a letter counts as a number.

# %%
notes = simulate_notes(num_patients=20, seed=0)
print(notes[1].text)
copied = np.mean([note.copied for note in notes if note.day > 0])
kinds.loc["note"] = [
    len(notes[1].text),
    f"{copied:.0%} of later findings are copies",
    "a program (phantom)",
]
with pd.option_context("display.max_colwidth", 60):
    display(kinds)

# %% [markdown]
# Compare the sizes. In the record somebody chose each number because it
# matters. In most others a machine wrote down everything, and what matters is
# a pattern across many numbers. The rest of the chapter turns on that.
#
# ## 3. What "deep" adds, on one image task
#
# **The task.** Given a chest film, give a probability of pneumonia.
#
# **Who is where?** A model that is judged on films from which it learned can
# know them by heart. So the films are divided: **training** films teach,
# **test** films judge, and stay out of sight until then. (The third group,
# validation, is for choosing between models; we choose nothing.) All films of
# one person must be on one side, for two films of one child are alike. An
# **audit** looks for **leaks**, ways in which a test may know its answers. Every
# chapter has one.

# %%
few = mode.pick(smoke=96, lesson=None, full=None)
images, labels, people = {}, {}, {}
for split in ("train", "test"):
    images[split] = films[split]["image"][:few].astype("float32") / 255
    labels[split] = films[split]["label"][:few]
    people[split] = films[split]["patient"][:few]
    share = labels[split].mean()
    print(f"{split}: {len(labels[split])} films, {share:.0%} ill")
sides = [*images.values(), *people.values()]  # films, then whose they are
print(leakage_audit(*sides))
if xray.provenance == "real":
    print("But the numbers above are those of FILMS: the real set has lost")
    print("the names of its patients. Whether a child is on both sides, no")
    print("audit can see. The test comes from a folder of its own.")
else:
    print("Each made-up patient has one film.")

# %% [markdown]
# **A plain model first.** **Logistic regression** multiplies each pixel $x_i$ by
# a number of its own, its **weight** $w_i$, adds everything up, and turns the
# sum into a number between 0 and 1:
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_{784} x_{784} + b, \qquad
# p = \frac{1}{1 + e^{-z}}$$
#
# *Training* means: find the weights that give the ill of the training films a
# high probability $p$ and the healthy a low one. The model is called **linear**
# since $z$ is a sum, as in the equation of a straight line.


# %%
def fit_linear(images, labels):
    """Find one weight for each pixel."""
    rows = images.reshape(len(images), -1) - 0.5
    return LogisticRegression(C=0.01, max_iter=1000).fit(rows, labels)


def ask_linear(model, images):
    """Probability of a 1 for each image."""
    rows = images.reshape(len(images), -1) - 0.5
    return model.predict_proba(rows)[:, 1]


linear = fit_linear(images["train"], labels["train"])
linear_answers = ask_linear(linear, images["test"])
print("weights to find:", linear.coef_.size + 1)

# %% [markdown]
# (`C=0.01` keeps the weights small.)
#
# **Now deep.** A deep model adds up, and adds up the sums again, layer upon
# layer. But a sum of sums is only a sum, and a line of a line is a line:
# $3\,(2x + 1) - 4$ is $6x - 1$. So between the layers stands a bend, the
# simplest one: what is below zero becomes zero, $\max(0, z)$. Two bends, added
# up, give $\max(0, x) + \max(0, -x)$: it goes down until $x = 0$ and up again
# (try -2, 0 and 2), which no straight line does. That is what *deep* adds: with
# enough bends, shapes that no sum can follow.
#
# For images there is one more idea, **convolution**: the first layer looks
# through a window of 3 by 3 pixels that slides over the film, with the same
# nine weights everywhere. A bright patch then looks the same wherever it lies.
# **Pooling** keeps the largest of each 2 by 2 values, so that the next window
# sees more. Chapter 2.1.1 builds all this by hand. In Keras, a library for
# networks, it takes ten lines. The bend is called `relu` there, the step from
# $z$ to $p$ `sigmoid`.


# %%
def small_network(shape):
    """Three layers of windows, then two layers of sums."""
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(16, 3, activation="relu"),  # 16 windows, bent
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
            layers.Dense(1, activation="sigmoid"),  # the p from above
        ]
    )


def ask_network(model, images):
    """Probability of a 1 for each image."""
    return keras.ops.convert_to_numpy(model(images, training=False))[:, 0]


# %% [markdown]
# The network begins with random weights, looks at 64 films, moves every weight
# a little in the direction that would have made its answers better, and goes
# on, in ever smaller steps (**gradient descent**, chapter 2.0.1). One pass over
# all films is an **epoch**. The **loss** measures how wrong the answers are; it
# should fall.


# %%
def fit_network(build, images, labels, epochs):
    """Train a new network; print how its loss falls."""
    keras.utils.set_random_seed(0)
    num_steps = epochs * -(-len(images) // 64)
    falling = keras.optimizers.schedules.CosineDecay(0.002, num_steps)
    with strategy().scope():  # uses several devices where there are any
        made = build(images.shape[1:])
        # The book's own Model learns the same on one device and on several.
        model = Model(made.inputs[0], made.outputs[0])
        model.compile(keras.optimizers.Adam(falling), "binary_crossentropy")
    model.run_eagerly = mode.name() == "smoke"  # quicker for a few steps
    history = model.fit(images, labels, batch_size=64, epochs=epochs, verbose=0)
    losses = np.round(history.history["loss"], 2).tolist()
    print("loss, epoch by epoch:", losses)
    return model


# %%
lesson_epochs = 8 if xray.provenance == "real" else 24
epochs = mode.pick(smoke=1, lesson=lesson_epochs, full=lesson_epochs)
network = fit_network(small_network, images["train"], labels["train"], epochs)
print("weights to find:", network.count_params())
visualize.show(visualize.architecture(network, "The ten-line network"))

# %% [markdown]
# **The result.** Take one ill and one healthy child of the test. Which of the
# two did the model call more ill? The share of pairs in the right order is the
# **AUROC** (area under the receiver operating characteristic curve): 1 is
# perfect, 0.5 is a coin.
#
# Other films would give another number. How far off might ours be? We draw
# from the test films again and again, with repeats, as if each draw were
# another test; the middle 95 % of the results make a **95 % interval** (the
# **bootstrap**, Efron and Tibshirani 1993). For the *difference* of two models
# both are judged on the same draws.
#
# > *Predict: which model ranks better, and by how much?* Your guess:


# %%
def compare(labels, linear, network, people, replicates):
    """AUROC of both models and the difference, each with its interval."""
    facts = {"patients": people, "replicates": replicates}
    return {
        "linear": bootstrap_by_patient(auroc, labels, linear, **facts),
        "network": bootstrap_by_patient(auroc, labels, network, **facts),
        "network minus linear": paired_difference(
            auroc, labels, network, linear, **facts
        ),
    }


def in_words(difference):
    """What an interval of the difference allows one to say."""
    if difference.ci_low > 0:
        return "The network ranks better."
    if difference.ci_high < 0:
        return "The linear model ranks better."
    return "No difference seen: the interval holds 0."


# %%
def tell(results):
    """Print the results of both models and what their difference says."""
    for name, estimate in results.items():
        print(f"{name}: {estimate}")
    print(in_words(results["network minus linear"]))


whose = people["test"]
truth = labels["test"]
network_answers = ask_network(network, images["test"])
on_films = compare(truth, linear_answers, network_answers, whose, replicates)
tell(on_films)

# %% [markdown]
# In brackets stands the interval. It covers another draw of such films, not
# another hospital, another machine, or other random weights at the start.
#
# **Two more tries.** The network knows nothing of how films are made: a child
# lies a little higher or lower, one film is darker than the next. We can say so
# by showing each training film several times, moved by up to two pixels and
# with a little more or less contrast and light (**augmentation**). To be fair,
# the plain model gets the same films. And we can go *deeper*: in a **residual
# network** blocks of layers add what they find to what they were given, so that
# many layers still learn (He et al. 2016). Chapter 2.1.1 builds one and chose
# this way of training it, by validation films; we take over both.
#
# > *Predict: what helps, the moved films or the depth?* Your guess:


# %%
def deeper_network(shape):
    """The residual network of chapter 2.1.1."""
    return cnn.resnet(shape, 1)


rng = np.random.default_rng(0)
num_copies = mode.pick(smoke=1, lesson=8, full=8)
copies = [augment_films(images["train"], rng) for _ in range(num_copies)]
moved = np.concatenate(copies).astype("float32")
moved_labels = np.tile(labels["train"], num_copies)
linear = fit_linear(moved, moved_labels)
linear_answers = ask_linear(linear, images["test"])
passes = mode.pick(smoke=1, lesson=lesson_epochs // 8, full=lesson_epochs // 8)

# %%
on_moved = {}
for depth, build in (("ten lines", small_network), ("deeper", deeper_network)):
    network = fit_network(build, moved, moved_labels, passes)
    network_answers = ask_network(network, images["test"])
    on_moved[depth] = compare(
        truth, linear_answers, network_answers, whose, replicates
    )
    print(depth)
    tell(on_moved[depth])
shown = {"linear": on_films["linear"], "ten lines": on_films["network"]}
shown["linear, moved films"] = on_moved["deeper"]["linear"]
for depth, results in on_moved.items():
    shown[f"{depth}, moved films"] = results["network"]
figure = visualize.estimates(
    shown,
    "AUROC on the test films",
    f"Pneumonia or not ({xray.provenance} films)",
)
visualize.show(figure)

# %% [markdown]
# Three networks, three verdicts: you see all of them. (Who tries twenty times
# and shows the best has measured luck.) Where only the deeper one is ahead, it
# was not the word "network" that helped, nor the moved films alone.
#
# **One mistake, looked at.** A number hides whom the model gets wrong. Say the
# deeper network calls a child ill where $p$ is at least one half.

# %%
called_ill = network_answers >= 0.5
missed = np.sum(~called_ill & (truth == 1))
false_alarms = np.sum(called_ill & (truth == 0))
print(f"{missed} of {np.sum(truth == 1)} ill ones missed")
print(f"{false_alarms} of {np.sum(truth == 0)} healthy ones called ill")
order = np.argsort(network_answers)
shown = {}
for label, name in ((1, "ill"), (0, "healthy")):
    of_kind = order[truth[order] == label]
    for end, row in (("lowest", of_kind[0]), ("highest", of_kind[-1])):
        words = f"{name}, {end} p: {network_answers[row]:.2f}"
        shown[words] = images["test"][row]
figure = visualize.pictures(
    shown, f"Whom does the network get right? ({xray.provenance})", columns=4
)
visualize.show(figure)

# %% [markdown]
# The first film and the last are where the network is most wrong, or least sure.
# Would you make that mistake? Is something odd about the film itself: a border,
# a tilt, an arm? With 784 pixels you often cannot tell, and that is a finding,
# too. Drawing the line elsewhere than at one half trades missed children for
# false alarms; what each costs, the clinic must say.
#
# ## 4. Is a plain model enough for a table?
#
# Now the record of section 2: eight numbers a woman, chosen by people who knew
# why. Which model is ahead here? This time every woman is tested: they are
# dealt into five groups, and each group is answered for by a model that learned
# from the other four (**cross-validation**, chapter 2.0.2). Empty boxes are
# filled with the mean, and columns brought to one scale, by what the teaching
# women alone say.
#
# > *Predict: which of the two ranks better on this table?* Your guess:


# %%
def table_network(shape):
    """Two layers of sums with bends, then the probability."""
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Dense(32, activation="relu"),
            layers.Dense(32, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


passes = mode.pick(smoke=1, lesson=30, full=30)
last_steps = {
    "linear": LogisticRegression(),
    "network": NetworkClassifier(table_network, epochs=passes),  # trains it
}

# %%
outcome = women["diabetes"].to_numpy()
folds = mode.pick(smoke=2, lesson=5, full=5)
answers = {}
for name, last_step in last_steps.items():
    model = make_pipeline(SimpleImputer(), StandardScaler(), last_step)
    found = cross_val_predict(
        model, measured, outcome, cv=folds, method="predict_proba"
    )
    answers[name] = found[:, 1]
on_table = compare(
    outcome, answers["linear"], answers["network"], patient, replicates
)
tell(on_table)

# %% [markdown]
# Read the last two lines. Where the interval of the difference holds 0, these
# women give no reason to prefer the network; the plain model is quicker and has
# nine weights that one can read. That is no proof that the two are equal: the
# upper end says how much the network could still be ahead (exercise 4).
#
# Others have compared more: in 71 studies that predict an illness or its course,
# Christodoulou et al. (2019) saw no advantage of machine learning over logistic
# regression where the comparison was fair. A likely reason, which two tasks
# cannot prove: where people chose each number, little is left for more layers
# to find. So each chapter of this book puts a plain model beside the deep one.
#
# ## 5. An aside: the same code on walls
#
# The review remarks that the same methods help in building and construction
# [2]. A wall instead of a chest, a crack instead of pneumonia: what stood for
# the patient is now the wall. No line of our functions is changed. The
# photographs are a **phantom**, drawn by a program: they say nothing about
# buildings. A crack may lie anywhere; two photographs show each wall.
#
# > *Predict: can one weight for each pixel find a crack that may be anywhere?*
# > Your guess:

# %%
sizes = mode.pick(smoke=(40, 30), lesson=(500, 200), full=(2000, 400))
walls = cracked_walls(sizes[0], seed=0)
other_walls = cracked_walls(sizes[1], seed=1)
other_walls["wall"] += sizes[0]  # other walls, other numbers
shown = {}
for place in range(0, 12, 2):
    name = "cracked" if walls["label"][place] else "sound"
    shown[f"{name}, wall {walls['wall'][place]}"] = walls["image"][place]
figure = visualize.pictures(shown, "Walls of concrete (phantom)")
visualize.show(figure)

# %%
print(
    leakage_audit(
        walls["image"], other_walls["image"], walls["wall"], other_walls["wall"]
    )
)
linear = fit_linear(walls["image"], walls["label"])
wall_epochs = mode.pick(smoke=1, lesson=10, full=10)
network = fit_network(
    small_network, walls["image"], walls["label"], wall_epochs
)
on_walls = compare(
    other_walls["label"],
    ask_linear(linear, other_walls["image"]),
    ask_network(network, other_walls["image"]),
    other_walls["wall"],
    replicates,
)
tell(on_walls)

# %%
# Kept for `medkeras ledger`: all results but those of the drawn walls.
record = Record("1_introduction", dataset=xray)
taught = f"training films moved, {num_copies} times each"
protocols = {
    "training films as they are, ten lines": (on_films, xray),
    f"{taught}, ten lines": (on_moved["ten lines"], xray),
    f"{taught}, residual network": (on_moved["deeper"], xray),
    f"{folds} folds, every step inside the fold": (on_table, pima),
}
for protocol, (results, dataset) in protocols.items():
    for name, estimate in results.items():
        is_difference = "minus" in name
        record.metric(
            name="auroc difference" if is_difference else "auroc",
            model=name,
            protocol=protocol,
            estimate=estimate,
            dataset=dataset,
        )
print("kept in", record.save().name)

# %% [markdown]
# The code does not know what it looks at: it would look for pneumonia in a wall
# without a word. Whether a question makes sense, somebody else has to know.
#
# ## 6. A map of the book
#
# Every chapter says which chapters it needs, and the map is drawn from what
# they say. Each row is a chapter; a full dot marks one that it asks for, an
# empty dot one that comes before that. Write at `goal` the number of a chapter
# that you would like to read: the cell prints the way there.

# %%
entries = book_map()
needs, before, names = {}, {}, {}
for number, entry in entries.items():
    needs[number] = entry.needs
    before[number] = read_before(number, entries)
    names[number] = entry.short_title
if any(before.values()):  # a folder may hold this chapter alone
    words = "What to read before what"
    visualize.show(visualize.reading_map(needs, before, names, words))
goal = "3.1.4"
if goal not in entries:
    print("Not in this folder:", goal)
    goal = list(entries)[-1]
path = [*read_before(goal, entries), goal]
for number in path:
    entry = entries[number]
    print(f"{entry.minutes:>4} minutes  {entry.title}")
minutes = sum(entries[number].minutes for number in path)
print(f"together about {minutes / 60:.0f} hours, this chapter included")

# %% [markdown]
# ## 7. What this book does not claim
#
# - **No diagnosis.** No model in it was tested for use with patients. Nobody
#   should be treated, or left untreated, on its word.
# - **Not that deep is better**, but what an interval shows on the data it was
#   measured on. What did not help is reported as not helping.
# - **Not that a result travels.** Other hospitals have other machines, other
#   patients and other habits.
# - **Not that a pattern is a cause.** A network may read a letter on the film.
# - **Not that networks think.** The review likens them to the brain. What you
#   trained is sums and bends.
# - **Nothing from a phantom** about patients, or about walls.
#
# Other chapters test published figures; `medkeras ledger` shows them beside
# ours. This chapter only keeps what it measured.
#
# ## 8. Exercises
#
# ### Exercise 2: who is on both sides?
#
# `train_people` and `test_people` are arrays with the number of the person
# whom each film shows; a person may have several films. How many *people* have
# films on both sides?


# %%
def people_on_both_sides(train_people, test_people):
    """Return how many people are in both arrays."""
    ### BEGIN SOLUTION
    return len(set(train_people.tolist()) & set(test_people.tolist()))
    ### END SOLUTION


# %%
check("1-2", people_on_both_sides)

# %% [markdown]
# ### Exercise 3: the AUROC, pair by pair
#
# `ill` and `healthy` are arrays with the probabilities that a model gave to
# the ill and to the healthy. Take every pair of an ill one, $p$, and a healthy
# one, $q$: it counts 1 if $p > q$, one half if $p = q$, otherwise 0. Return
# the sum divided by the number of pairs.


# %%
def ranking(ill, healthy):
    """Return the share of pairs in the right order, ties counting half."""
    ### BEGIN SOLUTION
    right = 0
    for p in ill:
        for q in healthy:
            if p > q:
                right += 1
            elif p == q:
                right += 0.5
    return right / (len(ill) * len(healthy))
    ### END SOLUTION


# %%
check("1-3", ranking)

# %% [markdown]
# ### Exercise 4: a gain that matters
#
# A clinic says beforehand: a new model must gain more than `margin` in AUROC,
# or it is not worth the trouble. You are given the ends `low` and `high` of
# the interval of the gain. Return 1 if the gain is surely larger than the
# margin, -1 if it is surely smaller, 0 if the interval does not decide.


# %%
def verdict(low, high, margin):
    """Return 1, -1 or 0."""
    ### BEGIN SOLUTION
    if low > margin:
        return 1
    if high < margin:
        return -1
    return 0
    ### END SOLUTION


# %%
check("1-4", verdict)

# %% [markdown]
# ## Summary
#
# - Records hold few numbers that somebody chose; images, volumes, signals and
#   genomes hold many that a machine wrote down; notes hold sentences.
# - Every kind has a noise of its own and an author: ask for both.
# - A deep model is sums with bends between them, layer upon layer.
# - Data, split by people, plain model, network, interval, one mistake: that is
#   the order of this book.
# - A difference counts when its interval does not hold 0, and matters when it
#   lies above a margin that was set beforehand.
#
# **A question to talk about.** A company shows your ward a program that finds
# pneumonia on chest films "with 97 % accuracy". Which three questions do you ask
# before anything else, and why? Think of the films, of the people on them, and
# of what the program was compared with (what would a program reach that always
# says "healthy"?).
#
# ## Limits
#
# - One random start: another gives other numbers. And the test films have
#   judged before, in chapter 2.1.1; a test that is asked often wears out.
# - The real films have lost their patients' names, and are far smaller than
#   what a doctor reads.
# - One table, women of one people: other tables may need other models.
#
# ## References
#
# - {review}
# - Antonelli et al. 2022. The Medical Segmentation Decathlon.
#   doi:10.1038/s41467-022-30695-9
# - Christodoulou et al. 2019. A systematic review shows no performance benefit
#   of machine learning over logistic regression for clinical prediction models.
#   doi:10.1016/j.jclinepi.2019.02.004
# - Donoho and Johnstone 1994. Ideal spatial adaptation by wavelet shrinkage.
#   doi:10.1093/biomet/81.3.425
# - Efron and Tibshirani 1993. An introduction to the bootstrap.
#   doi:10.1201/9780429246593
# - He, Zhang, Ren and Sun 2016. Deep residual learning for image recognition.
#   doi:10.1109/CVPR.2016.90
# - Kermany et al. 2018. Identifying medical diagnoses and treatable diseases
#   by image-based deep learning. doi:10.1016/j.cell.2018.02.010
# - Moody and Mark 2001. The impact of the MIT-BIH arrhythmia database.
#   doi:10.1109/51.932724
# - Noordewier, Towell and Shavlik 1991. Training knowledge-based neural
#   networks to recognize genes in DNA sequences. NIPS 3, 530-536
# - Nurk et al. 2022. The complete sequence of a human genome.
#   doi:10.1126/science.abj6987
# - Smith et al. 1988. Using the ADAP learning algorithm to forecast the onset
#   of diabetes mellitus. Proc. Symp. Computer Applications and Medical Care,
#   261-265
# - Yang et al. 2023. MedMNIST v2. doi:10.1038/s41597-022-01721-8
