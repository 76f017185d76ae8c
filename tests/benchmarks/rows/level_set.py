"""Contours that move over images, without a shape term as the peer has none."""

import numpy as np

TITLE = "level sets of 20 slices"
PEER = "scikit-image's chan_vese, slice by slice"
EQUAL = (
    "200 steps on 20 images of 100 x 100 from the same small square, the same "
    "weight of brightness against length; the mean areas that both end with, "
    "on either side of the discs' own, are equal to 15 %"
)
TOLERANCE = 0.15
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
    # Ours sees the images four times as bright, so its squares are 16 times.
    options = {"mu": 0.1, "lambda1": 16, "lambda2": 16, "tol": 0.0}
    options["max_num_iter"] = STEPS

    def run():
        areas = []
        for image in images:
            mask = chan_vese(image, init_level_set=begin, **options)
            areas.append(float(mask.sum()))
        return [float(np.mean(areas))]

    return run
