"""Tasks on genomes: binding, splicing, inherited variants, tumours."""

import numpy as np

from medkeras.by_hand.dinucleotide_shuffle import dinucleotide_shuffle
from medkeras.genome import kmer_counts, one_hot
from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of
from medkeras.tasks.task import Task

MOST_PEAKS = 3000  # each is shuffled, which takes its time


def _binding(dataset):
    """Peaks, and as many shuffles that keep all pairs of letters."""
    columns, is_test = columns_of(dataset, ("train", "test"))
    rng = np.random.default_rng(0)
    peaks = np.flatnonzero((columns["label"] == 1) & ~is_test)
    peaks = rng.permutation(peaks)[:MOST_PEAKS]
    tested = np.flatnonzero(is_test)
    kept = np.concatenate([peaks, tested])
    letters = [columns["sequence"][k] for k in kept]
    shuffled = [
        dinucleotide_shuffle(columns["sequence"][k], rng) for k in peaks
    ]
    number = columns["number"][kept]
    new = number.max() + 1 + np.arange(len(shuffled))
    labels = np.r_[columns["label"][kept], np.zeros(len(shuffled), int)]
    test = np.r_[is_test[kept], np.zeros(len(shuffled), bool)]
    x, plain = _encoded(letters + shuffled)
    return Examples(x, plain, labels, np.r_[number, new], test)


def _splices(dataset):
    columns, _ = columns_of(dataset)
    x = one_hot(list(columns["sequence"]))
    label = (columns["label"] == 1).astype(int)
    # where each letter stands matters here, not how often
    return Examples(x, x.reshape(len(x), -1), label, columns["entry"])


def _encoded(letters):
    """For the network one-hot letters, for the plain model words of three."""
    counts = kmer_counts(letters, 3).counts
    return one_hot(letters), counts.astype(float)


def _variants(dataset):
    """People whose variants were read; the gaps are the mean."""
    columns, _ = columns_of(dataset)
    known = np.flatnonzero(columns["has_snps"] == 1)
    snps = columns["snps"].astype(float)
    rows = Examples(snps, snps, columns["label"], columns["patient"])
    return rows.take(known)


def _drug_response(dataset):
    """The drug that was tried on most lines; lines it was tried on."""
    columns, _ = columns_of(dataset)
    drug = np.isfinite(columns["ic50"]).sum(axis=0).argmax()
    dose = columns["ic50"][:, drug].astype(float)
    known = np.flatnonzero(np.isfinite(dose))
    genes = columns["features"].astype(float)
    return Examples(genes, genes, dose, columns["cell_line"]).take(known)


TASKS = (
    Task(
        name="protein_binding", modality="genome", purpose="diagnosis",
        sentence="Does a protein bind to a piece of DNA? (A step towards "
        "judging what a variant breaks.)",
        dataset="chipseq", read=_binding,
        baseline=baselines.logistic_regression, model=networks.deep_bind,
        metric="AUROC", architecture="CNN", chapter="3.4.4",
    ),
    Task(
        name="splice_border", modality="genome", purpose="diagnosis",
        sentence="Does an exon, a coding piece of a gene, end here? (A "
        "variant at such a border can break a gene.)",
        dataset="uci_splice", read=_splices,
        baseline=baselines.logistic_regression, model=networks.lenet,
        metric="AUROC", architecture="CNN", chapter="3.4.4",
    ),
    Task(
        name="inherited_risk", modality="genome", purpose="prognosis",
        sentence="Who has, or may get, Alzheimer's disease, from variants "
        "that were there at birth?",
        dataset="adni", read=_variants,
        baseline=baselines.logistic_regression,
        model=networks.pretrained_autoencoder,
        metric="AUROC", architecture="autoencoder", chapter="3.1.2",
    ),
    Task(
        name="drug_response", modality="genome", purpose="treatment",
        sentence="At which dose (logarithm of micromoles a litre) does a "
        "drug stop a tumour's cells in a dish, from their mutations?",
        dataset="gdsc", read=_drug_response,
        baseline=baselines.ridge_regression, model=networks.dense_number,
        metric="mean absolute error", architecture="dense", chapter="3.4.4",
    ),
)  # fmt: skip
