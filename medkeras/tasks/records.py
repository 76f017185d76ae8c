"""Tasks on health records and other tables of a patient."""

import numpy as np

from medkeras.ehr.hourly_grids import summarize_grid
from medkeras.tasks import baselines, networks
from medkeras.tasks.belief import BeliefNetwork
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of, table_of
from medkeras.tasks.task import Task

VISITS, CODES = 6, 6  # of a history that DeepCare reads
FEWER = ("validation", "test")  # of three made-up splits, enough for a lesson
MEASURES = (
    "pregnancies", "glucose", "blood_pressure", "skin_thickness", "insulin",
    "bmi", "diabetes_pedigree", "age",
)  # fmt: skip


def _pima(dataset):
    columns, _ = columns_of(dataset)
    table = table_of(columns, MEASURES)
    return Examples(table, table, columns["diabetes"], columns["patient"])


def _proteins(dataset):
    columns, _ = columns_of(dataset)
    plain = [columns["age"][:, None], columns["male"][:, None]]
    table = np.concatenate([columns["proteins"], *plain], axis=1)
    return Examples(table, table, columns["label"], columns["patient"])


def _stays(dataset):
    columns, is_test = columns_of(dataset)
    found = summarize_grid(columns["hourly"])
    # age and sex at admission, then the last and the mean of each sign
    plain = [table_of(columns, ["age", "male"]), found["last"], found["mean"]]
    return Examples(
        columns["hourly"],
        np.concatenate(plain, axis=1),
        columns["label"],
        columns["stay"],
        is_test,
    )


def _order(columns):
    """Rows by patient and time, and how many of hers precede each."""
    order = np.lexsort((columns["start"], columns["patient"]))
    patient = columns["patient"][order]
    first = np.r_[True, patient[1:] != patient[:-1]]
    begin = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    return order, np.arange(len(order)) - begin


def _numbers(codes):
    """Codes as their places in the list of all codes; 0 for none.

    The list is that of a classification: no label was needed to make it.
    """
    listed = np.unique(codes[codes != ""])
    numbers = np.searchsorted(listed, np.where(codes == "", listed[0], codes))
    return np.where(codes == "", 0, numbers + 1)


def _histories(dataset):
    """Up to six visits before and with the one that is asked about."""
    columns, is_test = columns_of(dataset, FEWER)
    order, before = _order(columns)
    rows = {name: values[order] for name, values in columns.items()}
    count = len(order)
    place = np.minimum(before, VISITS - 1)[:, None]
    step = np.arange(VISITS)[None, :]
    there = step <= place
    source = np.where(there, np.arange(count)[:, None] - place + step, 0)
    x = {"mask": there.astype("float32")}
    for new, old in (("diagnosis", "diagnosis"), ("intervention", "procedure")):
        numbers = _numbers(rows[old])[:, :CODES]
        x[new] = np.where(there[..., None], numbers[source], 0)
    since = np.diff(rows["start"], prepend=rows["start"][:1])
    since = np.where(before > 0, since, 0)
    end = rows["start"] + np.nan_to_num(rows["stay"])
    until = end[:, None] - rows["start"][source]
    x["method"] = np.where(there, rows["method"][source], 0)
    x["elapsed"] = np.where(there, since[source], 0).astype("float32")
    x["until"] = np.where(there, until, 0).astype("float32")
    present = x["diagnosis"][..., None] == np.arange(1, 1 + 40)
    plain = present.sum(axis=(1, 2)).astype(float)
    plain = np.concatenate([plain, before[:, None]], axis=1)
    test = is_test[order]
    return Examples(x, plain, rows["label"], rows["patient"], test)


def _joined(codes):
    """The codes of each row as one text."""
    return np.array([" ".join(c for c in row if c) for row in codes], object)


def _treatments(dataset, treatment="P11"):
    """Diagnoses of a visit, and whether one treatment was given at it."""
    columns, is_test = columns_of(dataset, FEWER)
    given = (columns["procedure"] == treatment).any(axis=1).astype(int)
    words = _joined(columns["diagnosis"])
    return Examples(words, words, given, columns["patient"], is_test)


def _readmissions(dataset):
    """Codes and drugs of one hospital stay as words."""
    columns, is_test = columns_of(dataset)
    drugs = [
        [drug.replace(" ", "_") for drug in row] for row in columns["drug"]
    ]
    codes = [
        [code.split(".")[0] for code in row] for row in columns["diagnosis"]
    ]
    words = np.array(
        [
            " ".join(c for c in a + b if c)
            for a, b in zip(codes, drugs, strict=True)
        ],
        object,
    )
    rows = columns["label"], columns["patient"], is_test
    return Examples(words, words, *rows)


TASKS = (
    Task(
        name="diabetes_onset", modality="EHR", purpose="diagnosis",
        sentence="Is diabetes found in a woman, now or within five years, "
        "from eight measures of one examination?",
        dataset="pima_diabetes", read=_pima,
        baseline=baselines.logistic_regression, model=networks.conv_lstm,
        metric="AUROC", architecture="LSTM", chapter="3.2.1",
    ),
    Task(
        name="alzheimer_proteins", modality="EHR", purpose="diagnosis",
        sentence="Is a person's memory impaired, from the proteins of the "
        "fluid around the brain?",
        dataset="ad_data", read=_proteins,
        baseline=baselines.logistic_regression, model=BeliefNetwork(),
        metric="AUROC", architecture="DBN", chapter="3.1.2",
    ),
    Task(
        name="intensive_care_death", modality="EHR", purpose="prognosis",
        sentence="Will a patient die in this hospital stay, from the first "
        "two days in intensive care?",
        dataset="cinc2012", read=_stays,
        baseline=baselines.logistic_regression, model=networks.hourly_lstm,
        metric="AUROC", architecture="LSTM", chapter="3.4.5",
    ),
    Task(
        name="unplanned_return", modality="EHR", purpose="prognosis",
        sentence="Will a made-up patient come back unplanned within a year, "
        "from the codes of the visits so far?",
        dataset="ehr_simulator", read=_histories,
        baseline=baselines.logistic_regression, model=networks.deepcare,
        metric="AUROC", architecture="LSTM", chapter="3.2.3",
    ),
    Task(
        name="treatment_given", modality="EHR", purpose="treatment",
        sentence="Is one treatment given at a visit, from the diagnoses of "
        "the visit? (What is done, not what would help.)",
        dataset="ehr_simulator", read=_treatments,
        baseline=baselines.bag_of_words, model=networks.code_lstm,
        metric="AUROC", architecture="LSTM", chapter="3.2.3",
    ),
    Task(
        name="readmission_30_days", modality="EHR", purpose="operations",
        sentence="Will a bed be needed again within 30 days, from the codes "
        "and drugs of one hospital stay?",
        dataset="diabetes130", read=_readmissions,
        baseline=baselines.bag_of_words, model=networks.deepr,
        metric="AUROC", architecture="CNN", chapter="3.3.1",
    ),
)  # fmt: skip
