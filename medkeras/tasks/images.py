"""Tasks on pictures: skin, chest, brain, heart, drawings."""

import numpy as np

from medkeras.imaging.color_histogram import color_histogram
from medkeras.imaging.contours import polygon_to_mask
from medkeras.tasks import baselines, networks
from medkeras.tasks.examples import Examples
from medkeras.tasks.reading import columns_of, shrunk
from medkeras.tasks.task import Task

SIDE = 32  # pixels: small enough for two cores
MIDDLE = slice(64, 192)  # of the 256 pixels of a heart: where the cavity is


def _few_pixels(images):
    """What the plain model sees: eight by eight fields."""
    return shrunk(images, 8).reshape(len(images), -1)


def _lesions(dataset):
    columns, is_test = columns_of(dataset)
    images = shrunk(columns["image"], SIDE) / 255
    plain = color_histogram(images, bins=4)
    rows = columns["malignant"], columns["lesion"], is_test
    return Examples(images, plain, *rows)


def _films(dataset):
    columns, is_test = columns_of(dataset)
    images = columns["image"].astype("float32") / 255
    plain = _few_pixels(images)
    return Examples(
        images, plain, columns["label"], columns["patient"], is_test
    )


def _covid(dataset):
    columns, is_test = columns_of(dataset)
    images = shrunk(columns["image"], SIDE)[..., None] / 255
    is_covid = (columns["label"] == 2).astype(int)
    rows = is_covid, columns["patient"], is_test
    return Examples(images, _few_pixels(images), *rows)


def _views(dataset):
    """Was the film taken in bed (AP) or standing (PA)? Known ones only."""
    columns, is_test = columns_of(dataset)
    known = np.flatnonzero(np.isin(columns["view"], ["AP", "PA"]))
    images = shrunk(columns["image"], SIDE)[..., None] / 255
    in_bed = (columns["view"] == "AP").astype(int)
    rows = in_bed, columns["patient"], is_test
    return Examples(images, _few_pixels(images), *rows).take(known)


def _brain_slices(dataset):
    columns, is_test = columns_of(dataset)
    images = shrunk(columns["image"], SIDE) / 255
    rows = columns["label"], columns["patient"], is_test
    return Examples(images, _few_pixels(images), *rows)


def _tumours(dataset):
    """Slices and masks; the plain model reads FLAIR, the middle channel."""
    columns, is_test = columns_of(dataset)
    images = shrunk(columns["image"], SIDE) / 255
    masks = shrunk(columns["mask"], SIDE) >= 0.5
    rows = masks, columns["patient"], is_test
    return Examples(images, images[..., 1], *rows)


def _ventricles(dataset):
    """The middle of each heart slice, at half its size, and the cavity.

    Slices whose cavity reaches beyond the middle are left out.
    """
    columns, is_test = columns_of(dataset)
    images = columns["image"][:, MIDDLE, MIDDLE]
    some = images[:, ::4, ::4]
    low, high = np.quantile(some, [0.01, 0.99], axis=(1, 2))[..., None, None]
    images = np.clip((images - low) / np.maximum(high - low, 1e-6), 0, 1)
    images = shrunk(images, 2 * SIDE)
    # a pixel's centre has a whole number, in the small picture as in the large
    corners = (columns["contour"] - MIDDLE.start + 0.5) / 2 - 0.5
    inside = ((corners >= 0) & (corners < 2 * SIDE - 1)).all(axis=(1, 2))
    masks = np.zeros(images.shape, bool)
    for row in np.flatnonzero(inside):
        share = polygon_to_mask(corners[row], images.shape[1:], 4)
        masks[row] = share >= 0.5
    rows = masks, columns["patient"], is_test
    found = Examples(images[..., None], images, *rows)
    return found.take(np.flatnonzero(inside))


def _striata(dataset):
    columns, _ = columns_of(dataset)
    images = columns["image"] / np.float32(max(columns["image"].max(), 1e-6))
    rows = columns["label"], columns["subject"]
    return Examples(images[..., None], _few_pixels(images), *rows)


def _drawings(dataset):
    columns, _ = columns_of(dataset)
    images = shrunk(columns["image"], SIDE) / 255
    rows = columns["label"], columns["person"]
    return Examples(images[..., None], _few_pixels(images), *rows)


TASKS = (
    Task(
        name="skin_lesion", modality="image", purpose="diagnosis",
        sentence="Is a pigmented lesion of the skin malignant, from one "
        "dermatoscopic picture?",
        dataset="ham10000", read=_lesions,
        baseline=baselines.logistic_regression, model=networks.residual,
        metric="AUROC", architecture="CNN", chapter="3.1.4",
    ),
    Task(
        name="pneumonia_film", modality="image", purpose="diagnosis",
        sentence="Does a child's chest film show pneumonia?",
        dataset="pneumonia_xray", read=_films,
        baseline=baselines.logistic_regression, model=networks.lenet,
        metric="AUROC", architecture="CNN", chapter="2.1.1",
    ),
    Task(
        name="covid_film", modality="image", purpose="diagnosis",
        sentence="Is a chest film one of COVID-19, or of another or no "
        "pneumonia?",
        dataset="covid_xray", read=_covid,
        baseline=baselines.logistic_regression, model=networks.residual,
        metric="AUROC", architecture="CNN", chapter="3.1.6",
    ),
    Task(
        name="brain_tumour_slice", modality="image", purpose="diagnosis",
        sentence="Does a slice of a brain show a tumour?",
        dataset="brain_tumour", read=_brain_slices,
        baseline=baselines.logistic_regression,
        model=networks.wavelet_autoencoder,
        metric="AUROC", architecture="autoencoder", chapter="3.1.5",
    ),
    Task(
        name="parkinson_striatum", modality="image", purpose="diagnosis",
        sentence="Does a person have Parkinson's disease, from a slice "
        "through the striatum, a part of the brain?",
        dataset="ppmi", read=_striata,
        baseline=baselines.logistic_regression, model=networks.alexnet,
        metric="AUROC", architecture="CNN", chapter="3.1.3",
    ),
    Task(
        name="parkinson_drawing", modality="image", purpose="diagnosis",
        sentence="Does a person have Parkinson's disease, from a drawn "
        "spiral or wave?",
        dataset="pd_drawings", read=_drawings,
        baseline=baselines.logistic_regression, model=networks.alexnet,
        metric="AUROC", architecture="CNN", chapter="3.1.3",
    ),
    Task(
        name="left_ventricle", modality="image", purpose="diagnosis",
        sentence="Where is the cavity of the left ventricle, from one slice "
        "of a beating heart?",
        dataset="sunnybrook", read=_ventricles,
        baseline=baselines.brightness_threshold, model=networks.unet,
        metric="Dice", architecture="CNN", chapter="3.1.1",
    ),
    Task(
        name="tumour_outline", modality="image", purpose="treatment",
        sentence="Where is the tumour that a surgeon or a beam has to find, "
        "from one slice of a brain?",
        dataset="brain_tumour", read=_tumours,
        baseline=baselines.brightness_threshold, model=networks.unet,
        metric="Dice", architecture="CNN", chapter="3.1.5",
    ),
    Task(
        name="film_view", modality="image", purpose="operations",
        sentence="Was a film taken in bed or standing, where an archive "
        "has lost the note?",
        dataset="covid_xray", read=_views,
        baseline=baselines.logistic_regression, model=networks.lenet,
        metric="AUROC", architecture="CNN", chapter="3.1.6",
    ),
)  # fmt: skip
