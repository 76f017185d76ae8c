"""Wrong answers of chapter 3.1.1 that end in a general hint."""

import numpy as np


def uphill(image, phi):
    outside = 0.5 + np.arctan(phi) / np.pi
    inside = 1 - outside
    c1 = (image * outside).sum() / outside.sum()
    c2 = (image * inside).sum() / inside.sum()
    delta = 1 / (np.pi * (1 + phi**2))
    return delta * ((image - c1) ** 2 - (image - c2) ** 2) * 0.5


def one_number(image, phi):
    return float(np.mean(image))


def corners_only(points, shape):
    mask = np.zeros(shape, bool)
    rows, columns = np.round(points).astype(int).T
    mask[np.clip(rows, 0, shape[0] - 1), np.clip(columns, 0, shape[1] - 1)] = 1
    return mask


def transposed(points, shape):
    rows, columns = np.indices(shape)
    inside = np.zeros(shape, bool)
    for (r0, c0), (r1, c1) in zip(points, np.roll(points, -1, 0), strict=True):
        between = (rows < r0) != (rows < r1)
        inside ^= between & (columns < c0 + (rows - r0) * (c1 - c0) / (r1 - r0))
    return inside.T


def volumes_only(areas, spacing, thickness, is_systole):
    return areas[is_systole == 0].sum(), areas[is_systole == 1].sum()


def percent(areas, spacing, thickness, is_systole):
    voxel = spacing[0] * spacing[1] * thickness / 1000
    edv = areas[is_systole == 0].sum() * voxel
    esv = areas[is_systole == 1].sum() * voxel
    return edv, esv, 100 * (edv - esv) / edv


def jaccard(mask, reference):
    return (mask & reference).sum() / (mask | reference).sum()


WRONG = {
    "3.1.1-1": {"values": uphill, "shape": one_number},
    "3.1.1-2": {"values": corners_only, "transposed": transposed},
    "3.1.1-3": {"parts": volumes_only, "values": percent},
    "3.1.1-4": {"values": jaccard},
}
EQUIVALENT = {
    "3.1.1-2": {
        "line 6: minus left out": "the same edges, walked the other way",
        "line 9: Lt to GtE": "a ray to the left crosses as oddly",
        "line 8: 0 to 1": "a level edge lies between no two rows",
    },
}
