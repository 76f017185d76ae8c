"""Seconds for a patient's stack, from images to an ejection fraction."""

import numpy as np

TITLE = "a patient's stack of slices segmented"
EQUAL = (
    "seconds of `UNetSegmenter.segment` on the slices of one phantom heart at "
    "both moments, the localisation and eight turned answers of each slice "
    "included"
)
BUDGET = {"seconds": 2.0}


def ours():
    import time

    from medkeras.data import load
    from medkeras.models.cardiac import Localization, UNetSegmenter

    rows = load("sunnybrook", "sample", quiet=True).arrays("train")
    one = rows["patient"] == rows["patient"][0]
    parts = rows["image"][one], list(rows["contour"][one]), rows["spacing"][one]
    finder = Localization("unet", copies=2, epochs=1).fit(*parts)
    segmenter = UNetSegmenter(finder, copies=2, epochs=1).fit(*parts)
    images, _, spacings = parts
    segmenter.segment(images, spacings)  # traced before it is timed

    def run():
        start = time.perf_counter()
        segmenter.segment(images, spacings)
        return {TITLE: {"seconds": time.perf_counter() - start}}

    print(f"{np.sum(one)} slices")
    return run
