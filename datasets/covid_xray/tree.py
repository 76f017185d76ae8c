"""The official folders, or any part of them."""

from pathlib import Path

import numpy as np
from medkeras_datasets.covid_xray import cohen, lungs, nih, people
from PIL import Image

from medkeras.data.building import Reading
from medkeras.imaging.image_files import read_image
from medkeras.utils.errors import DataError

SIZE = 64  # pixels; the whole picture is squeezed into a square
LABELS = ("no finding", "other pneumonia", "COVID-19")
SHOWN = 3  # lines on single files; the others are counted
PUBLISHED = 600  # Cohen's table had more X-rays than this from July 2020 on


def read_tree(root: Path) -> Reading:
    """Read every film of which there are a row and a picture.

    Raises:
        DataError: neither table is there, a column is missing, or no film
            could be read.
    """
    root = Path(root)
    notes, films, complete = [], [], False
    if (root / cohen.TABLE).exists():
        films, complete = _cohen(root, notes)
    table = _first(root, nih.TABLE)
    if table is not None:
        films += _nih(table, notes)
    if not films:
        tables = f"{cohen.TABLE} or nih/{nih.TABLE}"
        raise DataError(
            f"{root}: expected {tables} with their pictures in images/; found "
            + ("; ".join(notes) or "neither table")
        )
    persons = [film.pop("person") for film in films]
    images = np.array([film["image"] for film in films])
    names = people.merged(persons, images)
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    splits = {"train": [], "test": []}
    for film, name in zip(films, names, strict=True):
        split = people.split_of(name)
        splits[split].append({**film, "patient": numbers[name]})
    same = len(set(persons)) - len(numbers)
    line = f"{len(films)} films of {len(numbers)} persons"
    if same:
        line += f"; {same} share a film with another and count as one"
    splits = {name: rows for name, rows in splits.items() if rows}
    return Reading(splits, [line, *notes], complete)


def _first(root, name):
    found = sorted(root.rglob(name))
    return found[0] if found else None


def _present(folder) -> dict[str, Path]:
    """Files of a folder by name; {} if there is none."""
    if not folder.is_dir():
        return {}
    return {path.name: path for path in sorted(folder.iterdir())}


def _cohen(root, notes) -> tuple[list[dict], bool]:
    """Films, and whether all of the collection is there."""
    rows, said, count = cohen.read_rows(root / cohen.TABLE)
    notes += said
    pictures = _present(root / "images")
    missing = [row for row in rows if row["filename"] not in pictures]
    if missing:
        notes.append(
            f"{cohen.TABLE}: {len(missing)} rows without their picture, the "
            f"first: {missing[0]['filename']}"
        )
    text = (root / cohen.TABLE).read_text("utf-8", errors="replace")
    stray = [name for name in pictures if name not in text]
    if stray:
        notes.append(
            f"images: {len(stray)} pictures without a row, the first: "
            f"{stray[0]}"
        )
    boxes = _boxes(root, notes)
    masks = _present(root / "masks")
    failed, films = [], []
    for row in rows:
        path = pictures.get(row["filename"])
        if path is not None:
            films += _film(row, path, boxes, masks, failed)
    _summarise(failed, notes)
    return films, count >= PUBLISHED and not missing and not failed


def _nih(table, notes) -> list[dict]:
    # In one folder, or as released, in images_001/images to images_012.
    parts = sorted(table.parent.glob("images_*/images"))
    pictures = {}
    for folder in (table.parent / "images", *parts):
        pictures |= _present(folder)
    rows, said = nih.read_rows(table, set(pictures))
    notes += said
    failed, films = [], []
    for row in rows:
        films += _film(row, pictures[row["filename"]], {}, {}, failed)
    _summarise(failed, notes)
    return films


def _boxes(root, notes):
    path = _first(root / "annotations", lungs.ANNOTATIONS)
    if path is None:
        notes.append("no annotations/annotations.json: no lung boxes")
        return {}
    try:
        return lungs.read_boxes(path)
    except DataError as error:
        notes.append(str(error))
        return {}


def _summarise(failed, notes):
    notes += failed[:SHOWN]
    if len(failed) > SHOWN:
        notes.append(f"... and {len(failed) - SHOWN} more such files")


def _film(row, path, boxes, masks, failed) -> list[dict]:
    """One film, or none, with what was found of its lungs."""
    try:
        picture = read_image(path, "L")
        if min(picture.shape) < SIZE:
            raise DataError(
                f"{path}: expected {SIZE} x {SIZE} pixels or more; found "
                f"{picture.shape[0]} x {picture.shape[1]}"
            )
    except DataError as error:
        failed.append(str(error))
        return []
    facts = {name: row[name] for name in row if name != "filename"}
    edges = np.full((2, 4), np.nan, np.float32)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    try:
        if row["filename"] in boxes:
            edges = lungs.scaled_boxes(path.name, boxes, picture.shape, SIZE)
    except DataError as error:
        failed.append(str(error))
    drawn = masks.get(f"{path.stem}_mask.png")
    try:
        if drawn is not None:
            whole = lungs.read_mask(drawn, picture.shape)
            mask = (_squeezed(255 * whole.astype(np.uint8)) > 127).astype("u1")
    except DataError as error:
        failed.append(str(error))
    facts |= {"boxes": edges, "lung_mask": mask, "has_mask": int(mask.any())}
    aspect = np.float32(picture.shape[1] / picture.shape[0])
    return [{**facts, "image": _squeezed(picture), "aspect": aspect}]


def _squeezed(picture):
    """The whole picture as SIZE x SIZE, each pixel the mean of its part."""
    small = Image.fromarray(picture).resize((SIZE, SIZE), Image.Resampling.BOX)
    return np.asarray(small)
