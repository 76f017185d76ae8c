"""Contours that move over images, without a shape term as the peer has none."""

import numpy as np

TITLE = "level sets of 20 slices"
PEER = "scikit-image's chan_vese, slice by slice"
EQUAL = (
    "200 steps on 20 images of 100 x 100 from the same small square; the mean "
    "area of the cavity that both end with is equal to 5 %"
)
TOLERANCE = 0.05
PROMISE = 5
SLICES, SIZE, STEPS = 20, 100, 200


def data():
    generator = np.random.default_rng(0)
    rows, columns = np.indices((SIZE, SIZE)) - SIZE / 2
    radii = generator.uniform(18, 30, SLICES)[:, None, None]
    discs = np.hypot(rows, columns) < radii
    noise = generator.normal(0, 0.1, discs.shape)
    images = (0.3 + 0.5 * discs + noise).astype("float32")
    start = np.zeros((SIZE, SIZE), bool)
    start[35:65, 35:65] = True
    return images, start


def ours():
    from medkeras.imaging.level_set import evolve, signed_distance

    images, start = data()
    phi = np.repeat(signed_distance(start)[None], SLICES, axis=0)
    options = {"step": 2.0, "max_steps": STEPS, "tolerance": 0.0}

    def run():
        moved = evolve(4 * images, phi, alphas=(0.5, 0.5, 0.0), **options)
        return [float((moved.phi < 0).sum()) / SLICES]

    return run


def peer():
    from skimage.segmentation import chan_vese

    images, start = data()
    begin = np.where(start, 1.0, -1.0)
    options = {"mu": 0.1, "tol": 0.0, "max_num_iter": STEPS}

    def run():
        areas = []
        for image in images:
            mask = chan_vese(image, init_level_set=begin, **options)
            areas.append(float(mask.sum()))
        return [float(np.mean(areas))]

    return run
