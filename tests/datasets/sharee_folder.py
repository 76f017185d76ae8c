"""Small files in the layout of SHAREE, made by a program."""

import numpy as np
import wfdb
from medkeras_datasets.sharee import phantom

HEADER = (
    "Record\tGender\tAge\tWeight\tHeight\tBSA\tBMI\tSmoker\tSBP\tDBP\tIMT MAX"
    "\tLVMi\tEF\tVascular event"
)
ROWS = (
    "2012\tM\t71\t79\t174\t1.9\t26.1\tno\t140\t80\t4\t121\t66\tnone",
    "2019\tF\t83\t65\t160\t1.7\t25.4\tyes\t130\t\t2.4\t141\t61\tstroke",
    "2020\tM\t67\t88\t171\t2.0\t30.1\tno\t155\t90\t2.2\t136\t58\t"
    "myocardial infarction",
)


def signal(seconds=25, seed=0):
    """Three leads in mV, (samples, 3)."""
    windows = phantom.days(2, seed)["windows"].reshape(-1, phantom.SAMPLES, 3)
    on = windows[np.ptp(windows, axis=1).min(axis=1) > 0.1]  # no lead is off
    parts = on[: seconds // phantom.SECONDS + 1]
    return np.concatenate(parts)[: seconds * phantom.RATE].astype(float)


def write_record(folder, name, values, rate=phantom.RATE, fmt="16", beats=True):
    """A record, and its beats every 0.8 s."""
    wfdb.wrsamp(
        name, rate, ["mV"] * 3, ["III", "V3", "V5"], values, fmt=[fmt] * 3,
        adc_gain=[200.0] * 3, baseline=[0] * 3, write_dir=str(folder),
    )  # fmt: skip
    if beats:
        samples = np.arange(50, len(values), round(0.8 * rate))
        wfdb.wrann(
            name, "qrs", samples, np.array(["N"] * len(samples)),
            write_dir=str(folder),
        )  # fmt: skip


def write_folder(folder):
    """A table of three patients and their records."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "info.txt").write_text("\n".join([HEADER, *ROWS]) + "\n")
    for place, row in enumerate(ROWS):
        name = row.split("\t")[0].zfill(5)
        write_record(folder, name, signal(seed=10 * place), fmt="212")
