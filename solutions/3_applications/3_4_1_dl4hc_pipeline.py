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
#       - run any task of the book by the same six lines
#       - keep groups apart whatever split a set comes with
#       - compare a network with a plain model on the same rows
#       - say what is asked of medicine's data, and what is not
#       - set gains in unlike units side by side without averaging them
#       - make a task of a table of your own
#     data: [pima_diabetes, pneumonia_xray, shanghai_cgm, healthver, uci_splice, moleculenet, pd_drawings]
#     minutes: 60
#     prerequisites:
#       - "chapter 2.0.2: AUROC, intervals, bootstrap by patient"
#       - "chapter 2.1.1: convolutional networks"
#       - Python with NumPy and pandas
#     review_section: "3.4.1"
# ---

# %% [markdown]
# # 3.4.1 One way through all tasks
#
# The review that this book follows names *DL4HC* (deep learning for healthcare) as
# a sign that such systems are used more and more. Its source [6], Bhat et al. 2023,
# is a tutorial at a conference: three pages of outline. It describes **no model, no
# data and no result**, so there is no figure to reproduce here, and none is.
#
# What such an outline is good for is order. Each chapter of this book asks
# something of its own; here all of them are put into one form, a **task**, and run
# by the same six lines: data, card, split and leakage audit, plain model, network,
# metric with interval. Then one sees what they have in common, what is missing, and
# what a list of results hides.
#
# After it you will be able to
#
# 1. run any task of the book by the same six lines;
# 2. keep groups apart whatever split a set comes with;
# 3. compare a network with a plain model on the same rows;
# 4. say what is asked of medicine's data, and what is not;
# 5. set gains in unlike units side by side without averaging them;
# 6. make a task of a table of your own.
#
# **You need** chapter 2.0.2 (AUROC, intervals, the bootstrap by patient), chapter
# 2.1.1 (convolutional networks) and Python with NumPy and pandas.

# %%
import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import display

from medkeras import visualize
from medkeras.book import Record
from medkeras.book.chapters import chapters
from medkeras.data import leakage_audit
from medkeras.exercises import check

# %%
from medkeras.tasks import baselines, networks
from medkeras.tasks.coverage import coverage
from medkeras.tasks.effort import Effort
from medkeras.tasks.measures import score
from medkeras.tasks.registry import (
    EMPTY,
    cross,
    find,
    register,
    tasks,
    unregister,
)
from medkeras.tasks.running import judge, loaded, run, split
from medkeras.tasks.tables import CsvTable
from medkeras.tasks.task import MODALITIES, PURPOSES, Task
from medkeras.utils import mode
from medkeras.utils.errors import UsageError

# %%
pd.set_option("display.width", 200, "display.max_colwidth", 90)
effort = mode.pick(
    smoke=Effort(rows=100, epochs=1, replicates=20),
    lesson=Effort(rows=1500, epochs=None, replicates=300),
    full=Effort(rows=None, epochs=None, replicates=1000),
)
print("Mode:", mode.name())
if mode.name() == "smoke":
    print("Few rows, one pass: the figures say only that every line runs.")

# %% [markdown]
# **Budget.** Lesson mode takes one to two minutes on two cores, smoke mode some
# twenty seconds. **Data.** One set of each modality, read in full if you have put
# it there, else a sample; a banner says which. All but the first have a **phantom**
# as their sample, drawn by a program: its figures say nothing about patients.
# *Predict* asks for a guess: write it into the cell before you run on.
#
# ## 1. What is asked
#
# Two questions order the field. **What does the network read?** A record (EHR,
# *electronic health record*: codes, drugs, laboratory values), an image, a signal
# (a measure over time), a text, a genome, a molecule. **What is the answer for?**
#
# | purpose | the question | who acts on it |
# |---|---|---|
# | diagnosis | what is there? | a clinician |
# | prognosis | what will come? | clinician and patient |
# | treatment | what shall be done? | clinician and patient |
# | operations | how does the place run? | a ward, an archive, a laboratory |
#
# *Predict: which field of the cross is the fullest, and why?*

# %%
fields = cross()
counts = np.zeros((len(MODALITIES), len(PURPOSES)), int)
for (modality, purpose), there in fields.items():
    counts[MODALITIES.index(modality), PURPOSES.index(purpose)] = len(there)
figure = visualize.matrix(
    counts,
    MODALITIES,
    PURPOSES,
    f"{counts.sum()} tasks of the book",
    "what the answer is for",
    "what is read",
)
visualize.show(figure)
total = counts.sum(axis=0)
print(dict(zip(PURPOSES, total.tolist(), strict=True)))

# %% [markdown]
# Diagnosis is asked most and everything else less, and that is not because
# diagnosis is what medicine lacks most. A diagnosis is written down beside the picture;
# what came of a patient takes years, what would have helped takes a trial, and how a
# ward runs is nobody's research. **The cross shows what was recorded.** No empty
# field is left without its reason:

# %%
for (modality, purpose), reason in EMPTY.items():
    print(f"{modality} x {purpose}: {reason}\n")

# %% [markdown]
# The tasks themselves. At the command line `medkeras tasks` lists them, and
# `medkeras tasks run NAME` runs one.

# %%
listed = {}
for task in tasks():
    listed[task.name] = {
        "modality": task.modality,
        "purpose": task.purpose,
        "data": task.dataset_name,
        "plain model": task.baseline.name,
        "network": task.model.name,
        "metric": task.metric,
        "chapter": task.chapter,
    }
display(pd.DataFrame(listed).T)

# %% [markdown]
# ## 2. Six lines
#
# A task is a declaration: nothing in it runs until it is asked to.

# %%
task = find("diabetes_onset")
for field in ("sentence", "dataset", "metric", "architecture", "chapter"):
    print(f"{field}: {getattr(task, field)}")

# %% [markdown]
# **Line 1, the data**, and **line 2, its card**: where it comes from, who may use
# it, what must not be done with it. Both before any model.

# %%
dataset = loaded(task)
card = dataset.card.facts
for fact in ("title", "licence", "split_rule", "intended_use"):
    print(f"{fact}: {card[fact]}")

# %% [markdown]
# **Line 3, split and audit.** Where a set has its own test, that is the test, and
# training rows of people who are in it are left out. Else three of ten *groups* are
# drawn: a woman here, a lesion, a topic or a gene elsewhere. The audit looks for
# groups and for equal rows on both sides.

# %%
parts = split(task, dataset, effort.rows)
seen, unseen = parts.train, parts.test
audit = leakage_audit(
    seen.plain, unseen.plain, seen.groups, unseen.groups, tolerance=0
)
print(audit)
print(f"{seen.count()} rows to learn from, {unseen.count()} to be judged by")

# %% [markdown]
# **Lines 4 and 5, the plain model and the network.** Both learn from the same
# rows and answer for the same others. All that is fitted (scales, gaps, words) is
# fitted on training.

# %%
plain = task.baseline.answers(parts, task.measure)
deep = task.model.answers(parts, task.measure, epochs=effort.epochs)
some = pd.DataFrame({"truth": unseen.labels, "plain": plain, "network": deep})
display(some.head(4).round(3))

# %% [markdown]
# **Line 6, the metric with its interval.** AUROC is the share of pairs, one woman
# with and one without diabetes, that are ranked rightly (chapter 2.0.1); ties count
# half. By hand and by the package:

# %%
ill, well = deep[unseen.labels == 1], deep[unseen.labels == 0]
above = ill[:, None] > well[None, :]
tied = ill[:, None] == well[None, :]
by_hand = np.mean(above + 0.5 * tied)
rows = unseen.labels, deep, unseen.groups
from_package = score(task.measure, *rows, effort.replicates)
print(f"by hand {by_hand:.6f}, package {from_package.value:.6f}")
result = judge(task, parts, plain, deep, dataset.provenance, effort.replicates)
print("network:", result.model)
print("plain:  ", result.baseline)
print("gain:   ", result.gain, "->", result.verdict)

# %% [markdown]
# The **gain** is the network's metric minus that of the plain model **on the same
# drawn women** (chapter 3.3.1), so that luck they share falls out. For errors,
# where less is better, the sign is turned: above 0 is always better. The verdict
# follows the interval: where it holds 0, no difference is seen.
#
# One call does all six, and finds the same:

# %%
again = run(task, effort)
same = again.model == result.model and again.gain == result.gain
print(f"one call gives the same figures: {same}; {again.seconds:.1f} s")

# %% [markdown]
# ## 3. One of each modality
#
# Now the same lines over a table, pictures, a signal, texts, DNA and molecules. Read
# each sentence, and *predict in which the network does better than the plain model.*

# %%
chosen = [
    "diabetes_onset",
    "pneumonia_film",
    "glucose_change",
    "claim_evidence",
    "splice_border",
    "solubility",
]
for name in chosen:
    each = find(name)
    print(f"{each.modality} ({each.purpose}): {each.sentence}")
    print(f"   {each.baseline.name} against {each.model.name}, {each.metric}")

# %%
sets, found = {}, {}
for name in chosen:
    each = find(name)
    sets[name] = loaded(each)
    try:
        found[name] = run(each, effort)
    except UsageError as error:  # such as a set cut to one label
        print(f"{name} was not run: {error}")

# %% [markdown]
# What differs is what **one row** is, and whose. The same film, sentence or gene
# looks like this to a network (texts become numbers of words inside the training
# fold):

# %%
for name in found:
    rows = find(name).read(sets[name])
    if isinstance(rows.inputs, dict):
        shape = "texts: " + " and ".join(rows.inputs)
    else:
        shape = " x ".join(map(str, rows.inputs.shape[1:])) + " numbers"
    groups = len(np.unique(rows.groups))
    print(f"{name}: {rows.count()} rows of {groups} groups; a row is {shape}")

# %%
films = find("pneumonia_film").read(sets["pneumonia_film"])
words = {0: "no pneumonia", 1: "pneumonia"}
shown = {}
for label in (0, 1):
    for number in np.flatnonzero(films.labels == label)[:3]:
        shown[f"{words[label]}, row {number}"] = films.inputs[number]
kind = sets["pneumonia_film"].provenance
figure = visualize.pictures(shown, f"Rows of pneumonia_film ({kind})", 3)
visualize.show(figure)

# %% [markdown]
# Now the results. *Were you right?*


# %%
def one_row(name, found):
    """A result as a row of a table; dashes where there is no interval."""
    figures = [found.model, found.baseline, found.gain]
    told = ["-" if figure is None else str(figure) for figure in figures]
    names = ["network", "plain model", "gain"]
    row = {"task": name, "metric": found.metric, "data": found.provenance}
    row |= dict(zip(names, told, strict=True))
    groups = "-" if found.model is None else found.model.n
    return row | {"tested rows": found.num_test, "groups": groups}


if any(each.provenance == "synthetic" for each in found.values()):
    print("Figures of synthetic data say nothing about patients.")
display(pd.DataFrame([one_row(*pair) for pair in found.items()]))
for name, each in found.items():
    print(f"{name}: {each.verdict} ({each.seconds:.1f} s)")
    for row in each.audit.rows:
        if row.passed is False:
            print(f"   leak: {row.check}: {row.detail}")

# %% [markdown]
# Where a line says that **equal rows** are on both sides, look at what they are: two
# people may write the same sentence, and two genes share the same sixty letters.
# They belong to different groups, yet a model that has seen the one knows the other.
#
# ### Unlike units
#
# A gain of .05 in AUROC, of .05 in accuracy and of .05 mg/dl cannot be averaged, nor
# drawn on one axis. One way to compare is the **share of the rest**: how much of
# what the plain model left undone has the network done? With $b$ the best value
# there can be (1 for AUROC, 0 for an error),
#
# $$s = \frac{\text{network} - \text{plain}}{b - \text{plain}}.$$
#
# It has no unit: 0 is no gain, 1 is perfection, below 0 it does worse. (Where the
# plain model is perfect there is no rest, and $s$ is not defined.)

# %%
shares = {}
for name, each in found.items():
    if each.model is None:
        continue
    best = 1.0 if find(name).measure.higher_is_better else 0.0
    rest = best - each.baseline.value
    if rest != 0:
        shares[name] = (each.model.value - each.baseline.value) / rest
for name, share in shares.items():
    print(f"{name}: share of the rest {share:+.2f}")

# %% [markdown]
# It is no cure. A share of a small rest is unsteady, a rest may be noise that nobody
# can predict, and a mean over tasks would still mix what a patient feels with what an
# archivist does. **We draw no mean.** AUROCs can stand on one axis, as long as
# nobody ranks them: a hard question well answered may stand below an easy one.

# %%
on_one_axis = {}
for name, each in found.items():
    if each.metric == "AUROC" and each.model is not None:
        on_one_axis[f"{name}, network"] = each.model
        on_one_axis[f"{name}, plain"] = each.baseline
if on_one_axis:
    figure = visualize.estimates(
        on_one_axis,
        "AUROC, by group",
        "The same six lines, other data",
        reference=("guessing", 0.5),
        rows="task and model",
    )
    visualize.show(figure)

# %% [markdown]
# ## 4. Three ways to fool oneself with a list
#
# **One split is one draw.** The same task, other women drawn for the test. *Predict:
# will the verdict stay the same?*

# %%
seeds = range(mode.pick(smoke=2, lesson=6, full=20))
by_seed = {}
for seed in seeds:
    drawn = run(find("diabetes_onset"), effort, seed=seed)
    if drawn.gain is not None:
        by_seed[f"split {seed}"] = drawn.gain
if by_seed:
    figure = visualize.estimates(
        by_seed,
        "AUROC of the network minus plain model",
        "Six lines, other women in the test",
        reference=("no difference", 0.0),
        rows="draw",
    )
    visualize.show(figure)

# %%
values = np.array([gain.value for gain in by_seed.values()])
surely = [gain.ci_low > 0 or gain.ci_high < 0 for gain in by_seed.values()]
if len(values):
    print(f"gain from {values.min():+.3f} to {values.max():+.3f}")
    print(f"a difference is claimed in {sum(surely)} of {len(surely)} draws")

# %% [markdown]
# A registry that runs each task once prints one of these lines. Whoever prints the
# best of them prints luck. The chapters of the book repeat and cross-validate; a
# registry is for finding out **whether all of it runs**, and where to look closer.
#
# **Many tasks, some by luck.** If no network were any better or worse, each 95 %
# interval would still miss 0 one time in twenty. Over $k$ independent tasks the
# chance that at least one does is $1 - .95^k$:

# %%
numbers = np.arange(1, 41)
chance = 1 - 0.95**numbers
figure = visualize.lines(
    {"at least one interval misses 0": (numbers, chance)},
    "tasks without any difference",
    "chance",
    "Some differences of a long list are luck",
)
visualize.show(figure)
expected = 0.05 * len(tasks())
print(f"{len(tasks())} tasks: {expected:.1f} such intervals are expected")

# %% [markdown]
# **Whose rows are they?** Give the audit the wrong groups, and it finds nothing.
# Drawings of people with and without Parkinson's disease (chapter 3.1.3), often several
# of one person: once kept together, once as if each drawing were somebody else's.
# *Predict: which gives the plain model the larger AUROC?*

# %%
drawings = find("parkinson_drawing")


def as_if_strangers(dataset):
    """The same drawings, each called another person's."""
    rows = drawings.read(dataset)
    return rows._replace(groups=np.arange(rows.count()))


drawn = loaded(drawings)
owners = drawings.read(drawn).groups
kind = f"{drawn.provenance} data"
people = len(np.unique(owners))
print(f"{len(owners)} drawings of {people} people ({kind})")
ways = {
    "by person": drawings,
    "by drawing": dataclasses.replace(drawings, read=as_if_strangers),
}


# %%
def plain_auroc(one_task, seed):
    """AUROC of the plain model on one drawn split, and the audit for people."""
    dealt = split(one_task, drawn, effort.rows, seed)
    p = one_task.baseline.answers(dealt, one_task.measure)
    truth, groups = dealt.test.labels, dealt.test.groups
    value = score(one_task.measure, truth, p, groups, 20).value
    return value, dealt.audit().rows[0]


# %%
for way, one_task in ways.items():
    values = []
    for seed in range(mode.pick(smoke=1, lesson=10, full=40)):
        try:
            value, told = plain_auroc(one_task, seed)
            values.append(value)
        except UsageError as error:  # such as two people
            print(f"{way}, split {seed}: {error}")
    if not values:
        continue
    print(f"{way}: AUROC {np.mean(values):.3f} over {len(values)} split(s),")
    print(f"   from {min(values):.3f} to {max(values):.3f}")
    verdict = "passed" if told.passed else "FAILED"
    print(f"   audit {verdict}: {told.detail[:60]}")

# %% [markdown]
# Both audits pass: the second was told that all rows are strangers'. **An audit is
# as good as the column it is given**, and no program can know whose a row is. Which
# of both figures is higher depends on how much a hand gives its owner away; the
# figure by drawing answers a question that nobody has, for a patient who is new.
#
# ## 5. A task of your own
#
# Your own table: one row an examination, one column that says whose it is, one
# outcome of 0 and 1. Here a program makes up a ward (**synthetic**: these numbers
# say nothing about patients), and writes it as a CSV file.

# %%
rng = np.random.default_rng(0)
person = np.repeat(np.arange(200), 2)
age = np.repeat(rng.normal(72, 9, 200), 2).round()
drugs = rng.poisson(4, 400)
log_odds = 0.08 * (age - 72) + 0.4 * (drugs - 4) - 0.5
fell = (rng.random(400) < 1 / (1 + np.exp(-log_odds))).astype(int)
ward = pd.DataFrame(dict(person=person, age=age, drugs=drugs, fell=fell))
file = Path(tempfile.mkdtemp()) / "ward.csv"
ward.to_csv(file, index=False)
display(ward.head(3))

# %% [markdown]
# Ten lines say what is read, what is asked and who answers:

# %%
falls = CsvTable(file, label="fell", person="person", provenance="synthetic")
mine = Task(
    name="my_ward_falls",
    modality="EHR",
    purpose="operations",
    sentence="Will a patient fall, so that a bed near the nurses is needed?",
    dataset=falls,
    baseline=baselines.logistic_regression,
    model=networks.dense,
)
own = run(mine, effort)
print(own.model, own.baseline, own.verdict, sep="\n")

# %% [markdown]
# It has its split by person and its audit like all others. Once registered, it
# stands in the cross and is found by name; at the end of the cell it is taken out
# again. What is wrong with a table is said in one line:

# %%
register(mine)
print([each.name for each in tasks("EHR", "operations")])
unregister("my_ward_falls")
trials = {
    "a column that is not there": dict(label="fall", person="person"),
    "an outcome that is none": dict(label="drugs", person="person"),
}
for trial, names in trials.items():
    try:
        CsvTable(file, provenance="synthetic", **names)
    except UsageError as error:
        print(f"{trial}: {error}")

# %% [markdown]
# For good, a task becomes one entry in `medkeras/tasks/`, and a test runs it from
# then on. A *data set* for good is a folder with a card, a builder and a sample
# that works without a network: `medkeras new dataset ward` writes one that builds
# and runs. CONTRIBUTING.md tells the rest.
#
# ## 6. What of the review is covered
#
# The review ends with two tables: seven architectures, and thirteen applications.
# Which task or chapter of this book builds each row? The answer is computed from the
# registry and from the chapters that are there, so that it cannot grow old.

# %%
written = [chapter.number for chapter in chapters()]
covered = coverage(written)
states = ["task", "chapter", "not yet"]
rows = {}
for each in covered:
    built = ", ".join(each.chapters) or "no chapter yet"
    name = f"Table {each.row.table}: {each.row.name}"
    rows[name] = len(each.tasks), each.state, f"({built})"
figure = visualize.coverage(
    rows,
    states,
    "tasks of the architecture, or of the row's chapter",
    "The rows of the review's two tables",
)
visualize.show(figure)

# %%
for each in covered:
    names = ", ".join(task.name for task in each.tasks)
    if not each.tasks:
        print(f"{each.row.name}: no task ({each.state}). {each.reason}")
    elif not each.chapters:
        print(f"{each.row.name}: chapter not written yet; task {names}")
found_states = pd.Series([each.state for each in covered]).value_counts()
print(found_states.to_dict())

# %% [markdown]
# A row that is covered is a row that **runs**, no more. The review's own figures
# for these rows are judged in the chapters, on the data they speak of.
#
# ## 7. What a registry hides
#
# - **A single number.** Each task prints one metric. Calibration, subgroups, the
#   cost of a false alarm, the readers' time: each chapter has them, the list does not.
# - **Unlike questions.** "Diagnosis" stands for a lesion beneath a lens and for
#   a splice border. The cross orders; it does not make them alike.
# - **What was open.** Sets are here because somebody gave them away, not because
#   their question matters most.
# - **One effort for all.** The same rows and passes for each task: some networks
#   would do better with more, and so might some plain models.
# - **Use.** Nothing here was ever used on a ward. *Operations* that nobody operates
#   are a guess at what would help.
#
# ## 8. The ledger

# %%
record = Record("3_4_1_dl4hc_pipeline", dataset=dataset)
protocol = "one split by group, this effort"
for name, each in found.items():
    if each.model is None:
        print(f"{name}: no figure ({each.note})")
        continue
    named = dict(name=each.metric, protocol=protocol, unit="group")
    named["dataset"] = sets[name]
    named["test_set"] = name
    record.metric(model=find(name).model.name, estimate=each.model, **named)
    plainly = find(name).baseline.name
    record.metric(model=plainly, estimate=each.baseline, **named)
print("No claim: reference [6] has no figure.")
print("kept in", record.save().name)

# %% [markdown]
# ## 9. Limits and intended use
#
# - The figures are those of one split, small networks and few passes; the chapters
#   named beside them are the place to judge a method.
# - Figures of phantoms say nothing about patients, those of real sets nothing
#   about other hospitals.
# - Intervals are over the groups of the test; not over another training, split or year.
# - Sizes and passes were set beforehand, the same for every set.
# - **Intended use**: finding one's way, checking that everything runs, beginning a
#   task of one's own. No decision about a person.
#
# ## 10. Exercises
#
# Put your lines in place of the one that raises an error; the check below
# gives hints. Leave what a function is given as it was.
#
# ### Exercise 1: nobody on both sides
#
# A set comes with its own test, but some people are on both sides. `train` (rows,)
# and `test` (others,) say whose each row is. Return (rows,), True for training rows
# that may stay.


# %%
def rows_that_stay(train, test):
    """Return True for training rows whose person is not in the test."""
    ### BEGIN SOLUTION
    return ~np.isin(train, test)
    ### END SOLUTION


# %%
check("3.4.1-1", rows_that_stay)

# %% [markdown]
# ### Exercise 2: the cross
#
# Task $i$ has the modality `modality[i]` (0, 1, ...) and the purpose `purpose[i]`.
# Return how many tasks stand in each field, (`rows`, `columns`), zeros included.


# %%
def cross_table(modality, purpose, rows, columns):
    """Return the number of tasks of each pair, (rows, columns)."""
    ### BEGIN SOLUTION
    table = np.zeros((rows, columns), int)
    for row, column in zip(modality, purpose, strict=True):
        table[row, column] += 1
    return table
    ### END SOLUTION


# %%
check("3.4.1-2", cross_table)

# %% [markdown]
# ### Exercise 3: the share of the rest
#
# `plain`, `network` and `best` (tasks,) are metrics of each task and their best
# possible value. Return $s$ of section 3 for each; NaN where the plain model is
# perfect.


# %%
def share_of_rest(plain, network, best):
    """Return the share of the rest that the network has done, (tasks,)."""
    ### BEGIN SOLUTION
    rest = best - plain
    not_defined = np.full(len(rest), np.nan)
    return np.divide(network - plain, rest, out=not_defined, where=rest != 0)
    ### END SOLUTION


# %%
check("3.4.1-3", share_of_rest)

# %% [markdown]
# ### Exercise 4: verdicts that follow their intervals
#
# `low` and `high` (tasks,) are the ends of the intervals of gains. Return three
# numbers: how many networks did better (the whole interval is above 0), how many
# cannot be told apart, how many did worse. An interval that ends at 0 holds 0.


# %%
def verdicts(low, high):
    """Return (better, no difference seen, worse), three counts."""
    ### BEGIN SOLUTION
    better = np.sum(low > 0)
    worse = np.sum(high < 0)
    return np.array([better, len(low) - better - worse, worse])
    ### END SOLUTION


# %%
check("3.4.1-4", verdicts)

# %% [markdown]
# ### Question 5: a platform
#
# A company shows you a platform with 200 medical tasks, "mean AUROC .93, better than
# the baseline in 61 of them". Name four things you would ask, and for each the
# section of this chapter that made you ask. (Five to eight sentences, read by your
# instructor.)

# %% [markdown]
# ### BEGIN ANSWER 3.4.1-5, 4 points
# (1) Whose rows are kept apart, and by which column? Section 4: an audit that is
# told the wrong groups passes (1 point). (2) What does the mean mix? AUROCs of easy
# and hard questions cannot be averaged, and errors in units not at all (section 3; 1
# point). (3) How many of the 61 have an interval above 0, how many of the 200 are
# worse, and how many would be luck: section 4 expects ten of two hundred intervals
# to miss 0 without any difference (1 point). (4) Which questions are not on the list,
# and is any of them in use? The cross of section 1 shows what was recorded, not what
# is needed; a single number hides subgroups, calibration and costs (section 7; 1
# point). Also right: one split is one draw; phantom or patients?
# ### END ANSWER

# %% [markdown]
# ## Summary
#
# - A task is a declaration: data, card, split, plain model, network, metric.
# - Six lines run them all; they differ in what is read, not in how it is judged.
# - The cross of modality and purpose shows what was recorded; its empty fields have
#   reasons.
# - Gains are judged on the same rows, in their own unit; a list of many needs care
#   with luck.
# - An audit believes the column of groups. You must know it.
# - The review's source [6] is an outline: nothing of it could be reproduced, and
#   nothing is claimed to be.
#
# ## References
#
# - Bhat, Mannarswamy and Shreyas 2023. DL4HC: deep learning for healthcare. CODS-COMAD
#   2023, pages 327-329. Reference [6] of the review.
# - {review}
# - Efron and Tibshirani 1993. An introduction to the bootstrap.
#   doi:10.1201/9780429246593
# - Gebru, Morgenstern, Vecchione et al. 2021. Datasheets for datasets.
#   doi:10.1145/3458723
# - Kapoor and Narayanan 2023. Leakage and the reproducibility crisis in
#   machine-learning-based science. doi:10.1016/j.patter.2023.100804
