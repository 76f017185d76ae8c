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
#       - read a published percentage as a fraction of patients
#       - find values that are missing although a number stands there
#       - write one step of a Conv-LSTM and say what it needs in order to learn
#       - measure a model on unseen patients, with every step fitted inside the fold
#       - recognise five leaks by what they do to the very same model
#       - judge calibration, threshold and subgroups before anyone is treated
#     data: [pima_diabetes, vein_reflux]
#     minutes: 90
#     prerequisites:
#       - "chapter 2.0.2: folds, intervals, AUROC"
#       - "chapter 2.1.2: the LSTM"
#       - Python with NumPy and pandas
#     review_section: "3.2.1"
# ---

# %% [markdown]
# # 3.2.1 Diabetes: what a Conv-LSTM can see in a table, and what it cannot
#
# A paper reports that a convolutional LSTM (**Conv-LSTM**) recognises
# diabetes with 97.26 % accuracy from eight measurements a woman. The review
# that this book follows (Menon and Jimenez 2024) repeats the figure and
# credits the network's grasp of "temporal dependencies". Here you rebuild the
# network, apply it to the same 768 women, and find out where 97.26 % can come
# from.
#
# After it you will be able to
#
# 1. read a published percentage as a fraction of patients;
# 2. find values that are missing although a number stands there;
# 3. write one step of a Conv-LSTM and say what it needs in order to learn;
# 4. measure a model on unseen patients, with every step fitted inside the fold;
# 5. recognise five leaks by what they do to the very same model;
# 6. judge calibration, threshold and subgroups before anyone is treated.
#
# **You need** chapter 2.0.2 (folds, intervals, AUROC), chapter 2.1.2 (the
# LSTM), and Python with NumPy and pandas.

# %%
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from boruta import BorutaPy
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_resampling_pipeline
from IPython.display import display
from sklearn.ensemble import (
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
from medkeras import visualize
from medkeras.book import Record
from medkeras.by_hand.conv_lstm import ConvLSTMWeights, conv_lstm_step
from medkeras.data import folds_audit, leakage_audit, load
from medkeras.demos.grim import attainable_sizes
from medkeras.exercises import check

# %%
from medkeras.metrics.calibration import (
    calibration_intercept,
    calibration_slope,
)
from medkeras.metrics.classification import (
    auroc,
    brier,
    sensitivity,
    specificity,
)
from medkeras.metrics.intervals import (
    bootstrap_by_patient,
    corrected_interval,
)
from medkeras.models.conv_lstm import cnn, cnn_lstm, conv_lstm, traditional_lstm
from medkeras.training.cross_validation import cross_validate
from medkeras.training.network_classifier import NetworkClassifier
from medkeras.training.seeds import set_seeds
from medkeras.utils import mode

# %%
set_seeds(0)
print("Mode:", mode.name())
if mode.name() == "smoke":
    print("Few folds and passes: the text speaks of lesson mode.")

# %% [markdown]
# **Budget.** Lesson mode takes about a minute on two cores, smoke mode some
# twenty seconds. **Data.** The Pima Indians Diabetes Database, all 768 women,
# ships with the book (CC0, real patients). One section uses `vein_reflux`,
# films drawn by a program, and says so. *Predict* asks for a guess: write it
# into the cell (double-click) before you run on.
#
# ## 1. The claim, read as arithmetic
#
# An accuracy on $n$ women is $k/n$ for a whole number
# $k$. *Predict: with 768 women, can an accuracy of 97.26 % come out at all?*

# %%
for share in (0.9726, 0.9138):
    fractions = attainable_sizes(share, decimals=4, largest=768)
    shown = ", ".join(f"{k}/{n}" for k, n in fractions[:4])
    print(f"{share:.2%}: smallest {shown}; largest n {fractions[-1][1]}")
    print("   of all 768 women:", any(n == 768 for _, n in fractions))

# %% [markdown]
# No whole number of the 768 gives 97.26 %. It fits 71 of 73 women, about as
# many as one of ten test folds holds. The other figure, for a single
# train/test split (unverified: from memory), fits 106 of 116 women, 15 % of
# 768. So the larger one may describe **one fold**, an average over folds, or a
# table whose rows are no longer the 768 women. Arithmetic cannot tell which.
#
# ## 2. The women
#
# From 1965 on, the United States' National Institute of Diabetes and
# Digestive and Kidney Diseases examined the Pima, a people of Arizona with
# one of the highest known rates of type 2 diabetes (blood sugar that stays
# high because insulin no longer does its work). The table holds one
# examination of each of 768 women, all 21 or older, whose sugar test showed
# *no* diabetes. The outcome is 1 if diabetes was found one to five years later
# and 0 if a test five years on or later found none. Cases of the first year
# were left out, as "potentially easier to forecast" (Smith et al. 1988,
# section 2.3; quoted at second hand, the paper itself was not read here).
#
# The Pima call themselves **Akimel O'odham**, the river people. They took part
# in decades of research; that this extract would become everybody's practice
# table was not asked of them (Radin 2017). Treat the rows as people.

# %%
pima = load("pima_diabetes")
women = pima.frame().drop(columns="patient").astype(float).round(3)
outcome = women.pop("diabetes").to_numpy()
names = list(women)
display(women.head(3))
print(f"{len(women)} women, {outcome.sum():.0f} with diabetes")
print(f"Always answering 'no' scores {1 - outcome.mean():.3f}")

# %% [markdown]
# That last figure is what an accuracy must beat.
#
# In the original file, 227 women have a skin fold of 0 mm and 35 a blood
# pressure of 0 mmHg. Nobody alive has: a zero there means *not measured*.
# Our loader has turned such zeros into missing values (`NaN`), a step that
# you write yourself in exercise 1. *Predict: which measurement is missing
# most often?*

# %%
units = {
    "pregnancies": "number",
    "glucose": "plasma, 2 h after sugar (mg/dL)",
    "blood_pressure": "diastolic (mmHg)",
    "skin_thickness": "triceps fold (mm)",
    "insulin": "serum, 2 h (µU/mL)",
    "bmi": "kg/m²",
    "diabetes_pedigree": "score of relatives",
    "age": "years",
}
visualize.show(
    visualize.measurements_by_outcome(
        women.assign(diabetes=outcome),
        "diabetes",
        units,
        ("no diabetes", "diabetes"),
        "Eight measurements of 768 women",
    )
)

# %% [markdown]
# Insulin is missing for nearly half the women. Glucose separates the groups
# best: diabetes is *defined* by glucose. By the criterion of the time it
# begins at 200 mg/dL two hours after drinking sugar.

# %%
print("largest glucose:", women["glucose"].max(), "mg/dL")
one = women.iloc[[3]].T
one.columns = ["woman 3"]
one["unit"] = one.index.map(units)
one["median of all"] = women.median()
display(one)
print("diabetes found later:", bool(outcome[3]))

# %% [markdown]
# Since the study chose examinations without diabetes, the models below
# **forecast**, they do not detect. And there is one row a woman and one moment
# a row: nothing here is a series in time.
#
# ## 3. The idea: an LSTM whose gates are convolutions
#
# An LSTM updates a cell $C$ and a hidden state $H$ at each
# step. Shi et al. (2015) wanted to forecast rain from radar films, where both
# states are images, and replaced the matrix products by convolutions ($*$).
# With $X_t$ the frame at time $t$, $\sigma$ the logistic function and
# $\circ$ the product of matching entries:
#
# $$i_t = \sigma(W_{xi} * X_t + W_{hi} * H_{t-1} + W_{ci} \circ C_{t-1} + b_i)$$
#
# $$f_t = \sigma(W_{xf} * X_t + W_{hf} * H_{t-1} + W_{cf} \circ C_{t-1} + b_f)$$
#
# $$C_t = f_t \circ C_{t-1} + i_t \circ \tanh(W_{xc} * X_t + W_{hc} * H_{t-1} + b_c)$$
#
# $$o_t = \sigma(W_{xo} * X_t + W_{ho} * H_{t-1} + W_{co} \circ C_t + b_o)$$
#
# $$H_t = o_t \circ \tanh(C_t)$$
#
# | symbol | meaning |
# |---|---|
# | $i, f, o$ | input, forget and output gate, between 0 and 1 at every place |
# | $W_{x\cdot}$ | kernels that look at the frame |
# | $W_{h\cdot}$ | recurrent kernels: they look at what was remembered nearby |
# | $W_{c\cdot}$ | peepholes: a gate's view of the cell (Keras leaves them out) |
#
# `medkeras.by_hand.conv_lstm_step` is these five lines in NumPy. We run it
# over a short random film and let Keras do the same with the same weights.

# %%
rng = np.random.default_rng(0)
film = rng.normal(size=(1, 4, 6, 5, 1))  # (batch, steps, height, width, 1)
layer = keras.layers.ConvLSTM2D(3, kernel_size=3, padding="same")
from_keras = keras.ops.convert_to_numpy(layer(film.astype("float32")))

weights = ConvLSTMWeights(*[w.astype(float) for w in layer.get_weights()])
hidden = np.zeros((1, 6, 5, 3))
cell = np.zeros((1, 6, 5, 3))
for step in range(4):
    hidden, cell, _ = conv_lstm_step(film[:, step], hidden, cell, weights)
print(
    f"largest difference by hand - Keras: {abs(hidden - from_keras).max():.0e}"
)

# %% [markdown]
# ### What a single time step does to it
#
# Now put one woman into these equations. There is one step, so $H_0 = 0$ and
# $C_0 = 0$. *Predict: which weights can still change the answer?*
#
# Every term with $W_{h\cdot}$ is a convolution of zeros, and the forget gate
# multiplies a zero cell. The gradient of the loss for a recurrent kernel is a
# sum of products with $H_0$; it is not small, it is **exactly** zero. Only the
# kernels on the frame, the biases and the later layers can change the answer.
# What remains,
#
# $$H_1 = \sigma(W_{xo} * X + b_o) \circ \tanh\big(\sigma(W_{xi} * X + b_i)
# \circ \tanh(W_{xc} * X + b_c)\big),$$
#
# is a gated convolution with nothing to remember. We measure the gradients,
# with one step and with more (the same row again).

# %%
rows = SimpleImputer(strategy="median").fit_transform(women)
rows = StandardScaler().fit_transform(rows).astype("float32")


def gradient_norms(rows, outcome, steps):
    """Gradient norms of the frame's and of the recurrent kernel."""
    keras.utils.set_random_seed(0)
    model = conv_lstm((steps, rows.shape[1], 1), dropout=0.0)
    repeated = np.repeat(rows[:, None, :, None], steps, axis=1)
    with tf.GradientTape() as tape:
        answer = model(repeated)[:, 0]
        loss = keras.ops.mean(keras.losses.binary_crossentropy(outcome, answer))
    kernels = model.layers[1].trainable_variables[:2]
    gradients = tape.gradient(loss, kernels)
    return [float(tf.norm(gradient)) for gradient in gradients]


# %%
norms = {}
for steps in (1, 2, 4):
    norms[steps] = gradient_norms(rows, outcome, steps)
figure = visualize.gradient_by_steps(
    {
        "kernel on the frame": {s: n[0] for s, n in norms.items()},
        "recurrent kernel": {s: n[1] for s, n in norms.items()},
    },
    "What the loss teaches a Conv-LSTM, by number of steps",
)
visualize.show(figure)
print("recurrent gradient at one step is zero:", norms[1][1] == 0.0)

# %% [markdown]
# The memory of a Conv-LSTM learns nothing from a table. "Temporal
# dependencies" cannot explain a figure on these data: there are none.
#
# ## 4. Unseen patients: an honest protocol
#
# A model must be judged on women it has never seen, and so must **every step
# before the model**. The median that fills a gap, the mean and spread that
# standardise a column, the choice of columns, any resampling: each is fitted
# on the training fold only. A pipeline that holds all steps does this.
#
# In repeated stratified ten-fold cross-validation the women are dealt into
# ten groups with equal shares of diabetes, each group is tested once by a
# model trained on the other nine, and the whole is repeated with other
# groups. Training folds overlap, so the scores are not independent. The
# interval uses the correction of Nadeau and Bengio (2003), which multiplies
# the variance of the $J$ fold scores by
#
# $$\frac{1}{J} + \frac{n_\text{test}}{n_\text{train}}$$
#
# instead of $1/J$. Averages over folds are reported, never the best fold.

# %%
folds = mode.pick(smoke=2, lesson=10, full=10)
repeats = mode.pick(smoke=1, lesson=1, full=10)
trees = mode.pick(smoke=20, lesson=100, full=500)
replicates = mode.pick(smoke=20, lesson=1000, full=2000)  # of the bootstrap


def forest():
    return RandomForestClassifier(trees, random_state=0)


def filled(*steps):
    """A pipeline that fills gaps with the training fold's medians."""
    return make_pipeline(SimpleImputer(strategy="median"), *steps)


# %%
plain = {
    "logistic regression": filled(StandardScaler(), LogisticRegression()),
    "random forest": filled(forest()),
    "gradient boosting": filled(
        GradientBoostingClassifier(learning_rate=0.05, random_state=0)
    ),
}

# %% [markdown]
# *Predict: how much better than "always no" will each be?*

# %%
results = {}
for name, model in plain.items():
    results[name] = cross_validate(model, women, outcome, None, folds, repeats)
    print(f"{name}: {repeats} x {folds} folds done")


def table_of(results, metrics=("accuracy", "auroc")):
    """Each metric with its 95 % interval, a row a model."""
    table = pd.DataFrame(index=list(results), columns=list(metrics))
    for name, result in results.items():
        for metric in metrics:
            table.loc[name, metric] = str(result.estimate(metric))
    return table


display(table_of(results))

# %% [markdown]
# **AUROC**, the area under the receiver operating characteristic curve, is
# the chance that a woman with diabetes gets a higher probability than one
# without (ties count half). Three very different models beat "always no" by
# much the same margin: a sign that they have found what eight numbers can
# tell. This is the level a network has to beat.
#
# ## 5. The paper's four networks on the same folds
#
# Rahman et al. (2020) compare a convolutional network (CNN), a traditional
# LSTM (T-LSTM), a CNN-LSTM and a Conv-LSTM. Layer sizes are ours, since the
# paper's are not available to us (unverified). Each woman enters as one step
# of eight places; filling and standardising sit inside the pipeline, and so
# inside the fold.

# %%
one_step = (1, len(names), 1)  # (steps, places, channels)
epochs = mode.pick(smoke=1, lesson=12, full=60)


def network(build, input_shape=one_step):
    return NetworkClassifier(
        build, input_shape, epochs=epochs, batch_size=128, learning_rate=0.01
    )


four = {
    "CNN": cnn,
    "T-LSTM": traditional_lstm,
    "CNN-LSTM": cnn_lstm,
    "Conv-LSTM": conv_lstm,
}

# %%
trained = mode.pick(smoke=["Conv-LSTM"], lesson=list(four), full=list(four))
for name in trained:
    model = filled(StandardScaler(), network(four[name]))
    results[name] = cross_validate(model, women, outcome, None, folds, repeats)
    print(f"{name}: {repeats} x {folds} folds done")

figure = visualize.estimates(
    {name: result.estimate("accuracy") for name, result in results.items()},
    "accuracy",
    "One protocol, the same women",
    reference=("always answering 'no'", 1 - outcome.mean()),
)
visualize.show(figure)
display(table_of(results))

# %%
regression = results["logistic regression"].fold_values("accuracy")
print("accuracy, minus that of the logistic regression:")
for name in trained:
    values = results[name].fold_values("accuracy")
    gain = corrected_interval(
        values - regression, 1 / (folds - 1), len(women), "difference"
    )
    print(f"   {name}: {gain}")
    if values.mean() > 0.80:
        print("   (above 0.80: look for a leak)")

# %% [markdown]
# All models had the same folds, so the difference is taken fold by fold. An
# interval that holds 0 cannot tell the network from a logistic regression; and
# no network comes near the published figure. An accuracy above 0.80 would send
# us looking for a leak.
#
# ### Does the order of the columns mean anything?
#
# One way to give an LSTM a "sequence" is to feed it column after column. If
# the order carried meaning, destroying it should hurt. *Predict: what happens
# when the eight columns are shuffled, the same way for every woman?*

# %%
orders = [np.arange(len(names))]
for _ in range(mode.pick(smoke=1, lesson=2, full=9)):
    orders.append(rng.permutation(len(names)))

# %%
fewer = mode.pick(smoke=2, lesson=5, full=10)
by_order = {}
for order in orders:
    model = filled(
        StandardScaler(), network(traditional_lstm, (len(names), 1, 1))
    )
    shuffled = women.iloc[:, order]
    label = " ".join(str(place) for place in order)
    by_order[label] = cross_validate(model, shuffled, outcome, None, fewer, 1)

figure = visualize.estimates(
    {label: r.estimate("auroc") for label, r in by_order.items()},
    "AUROC",
    "An LSTM reads the columns in several orders",
    rows="order of the columns",
)
visualize.show(figure)

# %% [markdown]
# The orders differ by less than their intervals are wide: the file's own is
# as good as any. For a network that reads all columns at once the statement
# is exact: shuffle the columns and the matching rows of the first kernel, and
# every answer stays the same, but for rounding.

# %%
keras.utils.set_random_seed(0)
model = traditional_lstm(one_step)
before = keras.ops.convert_to_numpy(model(rows[:, None, :, None]))
order = rng.permutation(len(names))
values = model.get_weights()
model.set_weights([values[0][order], *values[1:]])
after = keras.ops.convert_to_numpy(model(rows[:, order][:, None, :, None]))
print(f"largest change of an answer: {abs(after - before).max():.0e}")
drawn = conv_lstm(one_step)
visualize.show(visualize.architecture(drawn, "The Conv-LSTM"))

# %% [markdown]
# ## 6. Leaks, one at a time
#
# So where can 97.26 % come from? We take the random forest and let one thing
# at a time slip out of the fold. Nothing else changes.
#
# | leak | what is done to all rows *before* the split | why it leaks |
# |---|---|---|
# | selection | Boruta keeps the columns that matter | the choice has seen the test women |
# | oversampling | women with diabetes are copied until both classes are equal | copies of a test woman train the model |
# | SMOTE | new women are drawn between neighbours with diabetes | test women are mixed from training women |
# | class medians | gaps are filled with the median *of the woman's own class* | the filled value reveals the answer |
# | SMOTE-ENN | SMOTE, then rows whose neighbours disagree are removed | the hard women leave the test as well |
#
# **Boruta** (Kursa and Rudnicki 2010) adds shuffled copies of all columns and
# keeps a column if a forest finds it more useful than the best of the
# copies. **SMOTE** (Chawla et al. 2002) is synthetic minority oversampling;
# **ENN** stands for edited nearest neighbours. All are sound tools
# inside the training fold.

# %%
medians = pd.DataFrame(
    SimpleImputer(strategy="median").fit_transform(women), columns=names
)
class_medians = women.copy()
for column in names:
    of_her_class = women[column].groupby(outcome).transform("median")
    class_medians[column] = women[column].fillna(of_her_class)

selector = BorutaPy(
    RandomForestClassifier(max_depth=5, random_state=0),
    n_estimators=mode.pick(smoke=10, lesson=100, full=1000),
    max_iter=mode.pick(smoke=3, lesson=20, full=100),
    random_state=0,
)
selector.fit(medians.to_numpy(), outcome)
kept = list(np.array(names)[selector.support_])
print("Boruta keeps:", ", ".join(kept) or "nothing yet")

# %% [markdown]
# The paper's abstract names glucose, BMI, insulin, blood pressure and age;
# what is kept depends on how gaps were filled.
#
# The same forest is now cross-validated on each table. *Predict: which single
# leak is worth most?*


# %%
def resampled(sampler, table, labels):
    return sampler(random_state=0).fit_resample(table, labels)


before_the_split = {
    "selection": (women[kept or names], outcome),
    "SMOTE": resampled(SMOTE, medians, outcome),
    "oversampling": resampled(RandomOverSampler, medians, outcome),
    "class medians": (class_medians, outcome),
    "SMOTE-ENN": resampled(SMOTEENN, medians, outcome),
    "class medians, SMOTE-ENN": resampled(SMOTEENN, class_medians, outcome),
}
leaking = {"nothing: honest": results["random forest"]}
for name, (table, labels) in before_the_split.items():
    leaking[name] = cross_validate(
        filled(forest()), table, labels, None, folds, repeats
    )
    print(f"{name}: {len(labels)} rows, {repeats} x {folds} folds done")

# %%
figure = visualize.ladder(
    {name: result.fold_values("accuracy") for name, result in leaking.items()},
    ("published 97.26 %", 0.9726),
    "One forest, one leak at a time",
)
visualize.show(figure)
rows_of_table = {}
for name, result in leaking.items():
    accuracies = result.fold_values("accuracy")
    rows_of_table[name] = {
        "rows": len(result.labels),
        "mean accuracy": accuracies.mean(),
        "best fold": accuracies.max(),
    }
leaks = pd.DataFrame(rows_of_table).T
display(leaks.round(3))
single = leaks["mean accuracy"].drop("class medians, SMOTE-ENN")
print("worth most alone:", single.idxmax())

# %% [markdown]
# The forest has learned nothing more on the way down this figure. What changed
# is the question: it is asked about women it has seen, or about an easier
# crowd. Choosing among eight columns beforehand gains nothing here; it is no
# less a leak: choose among thousands, and pure noise looks like knowledge
# (chapter 2.0.2).
#
# Does the last row hold for the paper's own network? And what if
# SMOTE-ENN is put where it belongs?

# %%
conv_lstm_leaks = {"Conv-LSTM, honest": results["Conv-LSTM"]}
table, labels = before_the_split["class medians, SMOTE-ENN"]
model = filled(StandardScaler(), network(conv_lstm))
conv_lstm_leaks["Conv-LSTM, the last row's leaks"] = cross_validate(
    model, table, labels, None, folds, 1
)
conv_lstm_leaks["random forest, honest"] = leaking["nothing: honest"]
model = make_resampling_pipeline(
    SimpleImputer(strategy="median"), SMOTEENN(random_state=0), forest()
)
conv_lstm_leaks["random forest, SMOTE-ENN inside the fold"] = cross_validate(
    model, women, outcome, None, folds, repeats
)
display(table_of(conv_lstm_leaks, ("accuracy", "sensitivity", "specificity")))

# %% [markdown]
# Before the split, the two leaks lift the network as they lifted the forest.
# Inside the fold SMOTE-ENN makes the forest find more of the women with
# diabetes (sensitivity) and alarm more of those without (specificity falls),
# which moving the threshold does as well (section 8).
#
# ### A leak can be audited
#
# Shuffle the labels, and there is nothing left to learn: an honest procedure
# must fall to an AUROC of 0.5. One that carries labels into the features does
# not fall. `leakage_audit` runs this test. It also checks that no woman stands
# on both sides of a split, that no row has a copy or near copy on the other
# side, and that no test row was made by a resampler.


# %%
def filling(by_class):
    """The whole experiment as a function of the labels: its AUROC."""

    def experiment(labels):
        table = women
        if by_class:
            known = women.groupby(labels).transform("median")
            table = women.fillna(known)
        small = RandomForestClassifier(trees // 5, random_state=0)
        result = cross_validate(filled(small), table, labels, None, 3, 1)
        return result.estimate("auroc").value

    return dict(
        experiment=experiment,
        labels=outcome,
        num_permutations=mode.pick(smoke=3, lesson=10, full=50),
    )


# %%
def audit(name, result, table, **more):
    """Audit the folds of a cross-validation."""
    rows = np.arange(len(table))
    report = folds_audit(table, rows, result.pairs(), **more)
    print(f"Protocol: {name}", report, sep="\n", end="\n\n")
    return report


protocols = {
    "nothing: honest": (women, filling(by_class=False)),
    "class medians": (class_medians, filling(by_class=True)),
    "oversampling": (
        before_the_split["oversampling"][0],
        dict(original=medians, original_groups=np.arange(len(medians))),
    ),
}
reports = {}
for name, (table, more) in protocols.items():
    reports[name] = audit(name, leaking[name], table, **more)
_ = reports["nothing: honest"].require()  # stops if our own protocol leaked

# %% [markdown]
# Each leak trips the check that was made for it; our own protocol passes.
#
# ## 7. Where a Conv-LSTM belongs
#
# Give the network what it was made for: films, in which *what moves where* is
# the answer.
#
# > **Phantom.** These films are drawn by a program, `vein_reflux`: bright
# > bubbles in a leg vein, as ultrasound might show them. In a healthy vein
# > valves let the blood flow only towards the heart (up). If the valves
# > leak, it falls back (down): *reflux*. The numbers say nothing about
# > patients, and none is put beside a paper's.
#
# The bubbles start anywhere, and leave at one end to come back at the other;
# in each frame a few flashes light up that are gone in the next. So no single
# frame, and no average of the frames, tells up from down. Train and test are
# different made-up patients, which the audit confirms.


# %%
def first_films(arrays, few):
    """The first films of a split; None for all of them."""
    return {name: array[:few] for name, array in arrays.items()}


veins = load("vein_reflux")
few = mode.pick(smoke=64, lesson=None, full=None)
seen = first_films(veins.arrays("train"), few)
unseen = first_films(veins.arrays("test"), few)
report = leakage_audit(
    seen["video"], unseen["video"], seen["patient"], unseen["patient"]
)
print(report.require())  # stops here if a patient is on both sides

# %%
up = np.argmax(seen["label"] == 0)
down = np.argmax(seen["label"] == 1)
figure = visualize.films(
    {
        "competent": seen["video"][up, ..., 0],
        "reflux": seen["video"][down, ..., 0],
    },
    "Phantom: two leg veins, eight frames each",
)
visualize.show(figure)

# %% [markdown]
# Five networks get the same films, the same number of passes and the same
# test patients. The CNN sees each frame apart and averages. The LSTM sees
# each frame as a list of pixels. The CNN-LSTM pools each frame before it
# remembers. The Conv-LSTM remembers at every pixel. The fifth is a plain CNN
# that gets all frames at once, as channels, as if they were colours. *Predict:
# which networks tell up from down?*

# %%
FRAMES_AS_CHANNELS = "CNN, frames as channels"
builders = {name: four[name] for name in trained}
builders[FRAMES_AS_CHANNELS] = cnn
video_epochs = mode.pick(smoke=1, lesson=5, full=40)


def videos(arrays, name):
    """Films as a network reads them: frames in time, or side by side."""
    if name == FRAMES_AS_CHANNELS:
        return np.swapaxes(arrays["video"], 1, 4)
    return arrays["video"]


# %%
on_films = {}
for name, build in builders.items():
    model = NetworkClassifier(
        build, epochs=video_epochs, batch_size=32, learning_rate=0.005
    )
    model.fit(videos(seen, name), seen["label"])
    on_films[name] = bootstrap_by_patient(
        auroc,
        unseen["label"],
        model.predict_proba(videos(unseen, name))[:, 1],
        unseen["patient"],
        replicates=replicates,
    )
    print(f"{name}: trained")

# %%
figure = visualize.estimates(
    on_films,
    "AUROC",
    "Phantom: who tells reflux from flow?",
    reference=("guessing", 0.5),
)
visualize.show(figure)

# %% [markdown]
# In lesson mode three networks guess, each for a reason of its own. The CNN
# cannot know the order of the frames. The CNN-LSTM has pooled away *where* the
# bubble was before it remembers. The LSTM keeps every pixel, but must learn
# each place anew. The Conv-LSTM compares neighbouring pixels of neighbouring
# frames with one small kernel that serves the whole image. A plain CNN with
# the frames as channels sees motion, too: a memory is one way, not the only
# one. And a phantom shows what it was drawn to show.
#
# ## 8. Would you act on it? Calibration, threshold, subgroups
#
# Back to the women. A forecast is used one patient at a time, so the
# probability itself must be right. **Calibration**: among women told 30 %,
# do 30 % develop diabetes? Two numbers sum it up (Van Calster et al. 2016).
# The *intercept* says whether the probabilities are right on the whole: 0 if
# so, below 0 if they are too high. The *slope* says whether they are spread
# rightly: 1 if so, below 1 if they are too extreme. Neither alone is
# calibration. The **Brier score** (Brier 1950) is the mean squared distance
# between probability and outcome; the prevalence, told to everybody, scores
# the value printed first.

# %%
chosen = results["Conv-LSTM"].probabilities[0]  # each by a model new to her
prevalence = outcome.mean()
print(f"Brier score of the prevalence: {prevalence * (1 - prevalence):.3f}")
scores = {
    "Brier score": brier,
    "calibration intercept": calibration_intercept,
    "calibration slope": calibration_slope,
}
judged = {}
for name, score in scores.items():
    judged[name] = bootstrap_by_patient(
        score, outcome, chosen, replicates=replicates
    )
    print(f"{name}: {judged[name]}")

# %% [markdown]
# Which probability should lead to a sugar test? That depends on costs, not
# on accuracy. Say a clinic holds a missed woman to be as bad as four
# needless tests. Then testing pays from a probability of $1/(1+4) = 0.2$ on
# (Pauker and Kassirer 1975), as far as the calibration is right. The
# threshold follows from the costs; it is not tuned on the test folds.

# %%
threshold = 1 / (1 + 4)
figure = visualize.calibration_and_threshold(
    outcome, chosen, [threshold, 0.5], "Conv-LSTM, women it never saw"
)
visualize.show(figure)


# %%
def sensitivity_at(labels, probabilities):
    """Share of the ill who are sent to the test."""
    return sensitivity(labels, probabilities, threshold)


def specificity_at(labels, probabilities):
    """Share of the well who are not."""
    return specificity(labels, probabilities, threshold)


at_threshold = {
    "sensitivity at 0.2": sensitivity_at,
    "specificity at 0.2": specificity_at,
}
for name, score in at_threshold.items():
    judged[name] = bootstrap_by_patient(
        score, outcome, chosen, replicates=replicates
    )
    print(f"{name}: {judged[name]}")

# %% [markdown]
# At 0.5, where the accuracy is counted, the model misses many more women than
# at 0.2.
#
# **Subgroups.** Diabetes becomes more common with age, so part of what a model
# "knows" is the birthday. Inside an age band most of that help is gone.
# *Predict: is the AUROC lower in every band than among all?*

# %%
bands = pd.cut(
    women["age"], [20, 29, 39, 100], labels=["21-29", "30-39", "40+"]
)
by_age = {}
counts_by_age = {}
for band in bands.cat.categories:
    inside = (bands == band).to_numpy()
    labels, p = outcome[inside], chosen[inside]
    by_age[f"{band} years"] = bootstrap_by_patient(
        auroc, labels, p, replicates=replicates
    )
    counts_by_age[f"{band} years"] = {
        "women": int(inside.sum()),
        "with diabetes": labels.mean(),
        "sensitivity at 0.2": sensitivity_at(labels, p),
        "specificity at 0.2": specificity_at(labels, p),
    }
display(pd.DataFrame(counts_by_age).T.round(3))

# %%
by_age["all"] = bootstrap_by_patient(
    auroc, outcome, chosen, replicates=replicates
)
figure = visualize.estimates(
    by_age,
    "AUROC",
    "Conv-LSTM by age band",
    rows="age band",
)
visualize.show(figure)

# %% [markdown]
# Not in every band: among the youngest the other measurements make up for it.
# And one threshold means different things at different ages: compare the first
# and the last row of the table.
#
# ## 9. The ledger

# %%
record = Record("3_2_1_diabetes_convlstm", dataset=pima)
honest = f"cross-validation, {folds} folds, {repeats} repeats, nothing leaks"
for name, result in results.items():
    for metric in ("accuracy", "auroc"):
        record.metric(
            name=metric,
            model=name,
            protocol=honest,
            estimate=result.estimate(metric),
        )
for name, result in leaking.items():
    if name != "nothing: honest":
        record.metric(
            name="accuracy",
            model=f"random forest, leak: {name}",
            protocol="INVALID: done to all rows before the split",
            estimate=result.estimate("accuracy"),
        )

# %%
for name, value in judged.items():
    record.metric(
        name=name,
        model="Conv-LSTM",
        protocol="out of fold, bootstrap by woman, networks not trained anew",
        estimate=value,
    )
for name, value in on_films.items():
    record.metric(
        name="auroc",
        model=name,
        protocol="phantom, patients held out",
        estimate=value,
        dataset=veins,
    )

# %%
for claim in ("diabetes-convlstm", "diabetes-split"):
    record.claim(claim, model="Conv-LSTM", metric="accuracy")
for row in record.facts()["claims"]:
    ours = f"{row['ours']:.3f} [{row['ci_low']:.3f}, {row['ci_high']:.3f}]"
    print(f"{row['id']}: published {row['published']}, ours {ours}")
    print(f"   {row['verdict']}")
print("kept in", record.save().name)

# %% [markdown]
# **Why the difference?** The published 97.26 % lies far above our interval. In
# section 6 the same models came near it with leaks before the split. We do not
# know which of these steps, if any, the paper took. What can be said: on
# these 768 women, with nothing leaking, no model here comes near the figure,
# and a table with one moment a woman offers a recurrent network nothing to
# remember.
#
# ## 10. Limits and intended use
#
# - One people, one sex, one place and the years before about 1990. Whether a
#   model carries over to anybody else was not tested and cannot be, here.
# - Half of the insulin values are absent, and hardly at random. A median keeps
#   the woman in the study; it does not recover what was not measured.
# - The intervals of sections 4 to 6 cover who was sampled and how the folds
#   fell. Those of section 8 are of one set of forecasts: they cover who was
#   sampled, and no other training. None covers a change of clinic, of assay or
#   of decade.
# - **Intended use**: learning how to evaluate. Nobody should be treated, or
#   left untreated, on the word of these models.
#
# ## 11. Exercises
#
# Put your lines in place of the one that raises an error; the check below
# gives hints. Leave what a function is given as it was.
#
# ### Exercise 1: zeros that are not zeros
#
# A table from the original file has the columns of section 2 and `diabetes`,
# in any order, with 0 where a measurement is missing. Return a **new** table
# in which the zeros of the five columns that cannot be zero are `NaN`. A woman
# may well have zero pregnancies.


# %%
def zeros_to_missing(table):
    """Return a copy of `table` with impossible zeros as NaN."""
    ### BEGIN SOLUTION
    impossible = [
        "glucose",
        "blood_pressure",
        "skin_thickness",
        "insulin",
        "bmi",
    ]
    table = table.copy()
    table[impossible] = table[impossible].replace(0, np.nan)
    return table
    ### END SOLUTION


# %%
check("3.2.1-1", zeros_to_missing)

# %% [markdown]
# ### Exercise 2: what one step leaves of a Conv-LSTM
#
# A Conv-LSTM reads **one** frame, starting from $H_0 = 0$ and $C_0 = 0$.
# `products` are the four results of the kernels on the frame with the bias
# added, in a dictionary with the keys `"i"`, `"f"`, `"c"` and `"o"`, arrays of
# one shape: $W_{xi} * X + b_i$ and so on; without peepholes. Return $H_1$.


# %%
def after_one_step(products):
    """Return the hidden state after the first and only step."""
    ### BEGIN SOLUTION
    i = 1 / (1 + np.exp(-products["i"]))
    o = 1 / (1 + np.exp(-products["o"]))
    cell = i * np.tanh(products["c"])
    return o * np.tanh(cell)
    ### END SOLUTION


# %%
check("3.2.1-2", after_one_step)

# %% [markdown]
# ### Exercise 3: fill the gaps inside the fold
#
# `train` and `test` are arrays with `NaN` where a value is missing. Return
# both with the gaps filled by column medians, so that nothing about the test
# women is used. `np.nanmedian` ignores `NaN`.


# %%
def fill_gaps(train, test):
    """Return (train, test) without NaN, medians from one of them."""
    ### BEGIN SOLUTION
    medians = np.nanmedian(train, axis=0)
    return (
        np.where(np.isnan(train), medians, train),
        np.where(np.isnan(test), medians, test),
    )
    ### END SOLUTION


# %%
check("3.2.1-3", fill_gaps)

# %% [markdown]
# ### Exercise 4: oversample without a leak
#
# Return the rows to train on and the rows to test on, as two arrays of row
# numbers. In the training rows, women with label 1 are repeated (draw with
# `rng.choice`) until both labels are equally frequent. `test` holds the
# row numbers of the test fold; every other row may be used for training.


# %%
def balanced_fold(labels, test, rng):
    """Return (training rows, test rows); rows may repeat in training."""
    ### BEGIN SOLUTION
    train = np.setdiff1d(np.arange(len(labels)), test)
    ones, zeros = train[labels[train] == 1], train[labels[train] == 0]
    copies = rng.choice(ones, size=len(zeros) - len(ones))
    return np.concatenate([train, copies]), test
    ### END SOLUTION


# %%
check("3.2.1-4", balanced_fold)

# %% [markdown]
# ### Exercise 5: an interval for folds that overlap
#
# Return the standard error of the mean of $J$ fold scores with the
# correction of section 4. Estimate the variance of the scores with $J - 1$ in
# the denominator.


# %%
def corrected_error(scores, num_train, num_test):
    """Return the Nadeau-Bengio standard error of the mean of `scores`."""
    ### BEGIN SOLUTION
    factor = 1 / len(scores) + num_test / num_train
    return np.sqrt(factor * np.var(scores, ddof=1))
    ### END SOLUTION


# %%
check("3.2.1-5", corrected_error)

# %% [markdown]
# ### Question 6: one threshold for everybody?
#
# A clinic wants to send every woman with a forecast of 0.2 or more to the
# sugar test. Read the table by age in section 8: whom does the threshold fail
# from 40 on, whom below 30, and how? Does that show that the forecasts are
# wrong? What would you look at first? (Three or four sentences, read by your
# instructor.)

# %% [markdown]
# ### BEGIN ANSWER 3.2.1-6, 2 points
# From 40 on nearly every woman who falls ill is found, but most of the well
# are sent to a test they do not need: the threshold hardly selects. Below 30
# most of the well are spared, and the share of the ill who are missed is the
# largest (1 point). It does not show that the forecasts are wrong: where
# diabetes is rarer, right forecasts are lower and fewer pass 0.2. I would look
# at the calibration inside each band, then ask whether a missed woman is as
# bad as four needless tests at every age (1 point).
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# - 97.26 % is no fraction of 768; it fits a part of them, or other rows.
# - With one time step the recurrent kernels of a Conv-LSTM get a gradient of
#   exactly zero, and the order of a table's columns carries nothing.
# - SMOTE-ENN before the split lifts the very same model into the region of the
#   claim; other leaks, and the best fold, lift it part of the way.
# - A score is not a decision: look at calibration, threshold and subgroups.
#
# ## References
#
# - Brier 1950. Verification of forecasts expressed in terms of probability.
#   doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
# - Chawla, Bowyer, Hall and Kegelmeyer 2002. SMOTE: synthetic minority
#   over-sampling technique. doi:10.1613/jair.953
# - {review}
# - Kursa and Rudnicki 2010. Feature selection with the Boruta package.
#   doi:10.18637/jss.v036.i11
# - Nadeau and Bengio 2003. Inference for the generalization error.
#   doi:10.1023/A:1024068626366
# - Pauker and Kassirer 1975. Therapeutic decision making: a cost-benefit
#   analysis. doi:10.1056/NEJM197507312930505
# - Radin 2017. "Digital natives": how medical and indigenous histories matter
#   for big data. doi:10.1086/693853
# - Rahman, Islam, Mukti and Saha 2020. A deep learning approach based on
#   convolutional LSTM for detecting diabetes. Reference [20] of the review.
#   doi:10.1016/j.compbiolchem.2020.107329
# - Shi et al. 2015. Convolutional LSTM network: a machine learning approach
#   for precipitation nowcasting. doi:10.48550/arXiv.1506.04214
# - Smith et al. 1988. Using the ADAP learning algorithm to forecast the onset
#   of diabetes mellitus. Proceedings of the Annual Symposium on Computer
#   Applications in Medical Care, 261-265.
# - Van Calster et al. 2016. A calibration hierarchy for risk models was defined.
#   doi:10.1016/j.jclinepi.2015.12.005
