"""Tasks on texts: claims with their evidence, posts."""

import numpy as np

from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of
from medkeras.tasks.task import Task
from medkeras.text.tokens import words


def _spaced(texts):
    """Words of each text with one blank between."""
    return np.array([" ".join(words(text)) for text in texts], object)


def _claims(dataset):
    """Split by topic: the published splits share topics and evidence."""
    columns, _ = columns_of(dataset)
    x = {name: _spaced(columns[name]) for name in ("claim", "evidence")}
    pairs = zip(x["claim"], x["evidence"], strict=True)
    plain = np.array([f"{claim} {told}" for claim, told in pairs], object)
    return Examples(x, plain, columns["label"], columns["topic"])


def _posts(dataset):
    columns, is_test = columns_of(dataset)
    texts = _spaced(columns["post"])
    rows = columns["label"], columns["number"], is_test
    return Examples(texts, texts, *rows)


TASKS = (
    Task(
        name="claim_evidence", modality="text", purpose="treatment",
        sentence="Does a sentence of a paper support a claim about a "
        "remedy, refute it, or say nothing on it?",
        dataset="healthver", read=_claims,
        baseline=baselines.bag_of_words, model=networks.entailment,
        metric="accuracy", architecture="attention", chapter="3.3.2",
    ),
    Task(
        name="false_post", modality="text", purpose="operations",
        sentence="Did fact checkers call a post about COVID-19 false, so "
        "that somebody should look at it?",
        dataset="constraint2021", read=_posts,
        baseline=baselines.bag_of_words, model=networks.text_cnn,
        metric="AUROC", architecture="CNN", chapter="3.3.2",
    ),
)  # fmt: skip
