"""A small folder in the official layout, drawn by a program.

python tests/datasets/pahaw_folder.py datasets/pahaw/dummy_data
"""

import sys
import zipfile
from pathlib import Path

import numpy as np

PEOPLE = (("00001", "PD", "61"), ("00007", "H", "66"))
TASKS = (1, 2)


def svc_lines(seed, samples=60):
    """A wide wave: y, x, time in ms, button, azimuth, altitude, pressure."""
    rng = np.random.default_rng(seed)
    step = np.arange(samples)
    x, y = 3000 + 40 * step, 5000 + (300 * np.sin(step / 4)).astype(int)
    pressure = rng.integers(300, 600, samples)
    button = np.where((step > 30) & (step < 40), 0, 1)
    rows = zip(y, x, 1000 + 7 * step, button, pressure * button, strict=True)
    return [f"{a} {b} {t} {d} 1500 600 {p}" for a, b, t, d, p in rows]


def write_svc(path, lines, count=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    count = len(lines) if count is None else count
    path.write_text("\n".join([str(count), *lines]) + "\n")


def svc_path(root, person, task):
    return Path(root) / "PaHaW_public" / person / f"{person}__{task}_1.svc"


def write_csv(root, rows=PEOPLE, header="ID;Sex;Disease;Age"):
    lines = [header, *(f"{who};F;{ill};{age}" for who, ill, age in rows)]
    path = Path(root) / "PaHaW_files" / "corpus_PaHaW.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def write_xlsx(root, rows=PEOPLE, header=("ID", "Sex", "Disease", "Age")):
    """The least that is a spreadsheet: texts shared, numbers plain."""
    texts = sorted({*header, "F", *(row[1] for row in rows)})
    sheet = [[(name, "s") for name in header]]
    sheet += [
        [(str(int(who)), "n"), ("F", "s"), (ill, "s"), (age, "n")]
        for who, ill, age in rows
    ]
    body = ""
    for number, cells in enumerate(sheet, start=1):
        body += "<row>"
        for column, (text, kind) in zip("ABCD", cells, strict=True):
            value = texts.index(text) if kind == "s" else text
            body += f'<c r="{column}{number}" t="{kind}"><v>{value}</v></c>'
        body += "</row>"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    path = Path(root) / "PaHaW_files" / "corpus_PaHaW.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData>'
            "</worksheet>",
        )
        archive.writestr(
            "xl/sharedStrings.xml", f'<sst xmlns="{space}">{shared}</sst>'
        )
    return path


def write_folder(root):
    write_csv(root)
    for number, (person, _, _) in enumerate(PEOPLE):
        for task in TASKS:
            lines = svc_lines(10 * number + task)
            write_svc(svc_path(root, person, task), lines)
    return Path(root)


if __name__ == "__main__":
    write_folder(sys.argv[1])
