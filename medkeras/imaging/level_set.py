"""A contour as the zero of a function, moved downhill in an energy.

The function φ is negative inside of the contour, positive outside. Contours
may merge, split and vanish without a rule for it, and all slices of a stack
move together.
"""

from typing import NamedTuple

import numpy as np
from scipy import ndimage

from medkeras.imaging.level_set_energy import Forces
from medkeras.utils.arrays import finite_numbers
from medkeras.utils.errors import UsageError, one_line
from medkeras.utils.sizes import check_number, check_positive, check_whole

ALPHAS = (1.0, 0.5, 0.25)  # length, regions, shape, as published
CACHED_PIXELS = 50_000  # slices that move together stay in the cache


class Evolution(NamedTuple):
    """Where the contours came to rest.

    Attributes:
        phi: the level sets, (slices, height, width), negative inside.
        energy: the energy of each slice, (looks, slices): at the start,
            after every `look_every` steps and at the end.
        steps: steps that each slice took, (slices,).
        converged: whether its length had ceased to change, (slices,).

    Example:
        >>> from medkeras.imaging.level_set import Evolution
        >>> Evolution(None, None, 40, True).steps
        40

    Chapter: 3.1.1
    """

    phi: np.ndarray
    energy: np.ndarray
    steps: np.ndarray
    converged: np.ndarray


def signed_distance(mask: np.ndarray) -> np.ndarray:
    """Distance of each pixel from the edge of a mask, negative inside.

    The edge runs between the pixels: those beside it are half a pixel away.

    Args:
        mask: (height, width) or (slices, height, width), 0 and 1; each
            slice must have pixels of both kinds.

    Returns:
        The same shape, float32, in pixels.

    Raises:
        UsageError: a slice that is all inside or all outside, values other
            than 0 and 1.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.level_set import signed_distance
        >>> signed_distance(np.array([[0, 1, 1, 0, 0]]))
        array([[ 0.5, -0.5, -0.5,  0.5,  1.5]], dtype=float32)

    Chapter: 3.1.1
    """
    mask = finite_numbers("mask", mask)
    if mask.ndim not in (2, 3) or not np.isin(mask, (0, 1)).all():
        raise UsageError(
            "`mask` must be of 0 and 1, (height, width) or (slices, height, "
            f"width). Received: shape {mask.shape}"
        )
    mask = mask.astype(bool)
    slices = mask.reshape(-1, *mask.shape[-2:])
    if not all(one.any() and not one.all() for one in slices):
        raise UsageError(
            "`mask` must have pixels inside and outside in each slice. "
            "Received: a slice of one kind"
        )
    signed = np.empty(slices.shape, np.float32)
    for one, out in zip(slices, signed, strict=True):
        outside = ndimage.distance_transform_edt(~one)
        inside = ndimage.distance_transform_edt(one)
        out[:] = np.where(one, 0.5 - inside, outside - 0.5)
    return signed.reshape(mask.shape)


def evolve(
    image: np.ndarray,
    phi0: np.ndarray,
    phi_shape: np.ndarray | None = None,
    alphas: tuple[float, float, float] = ALPHAS,
    exact_shape_term: bool = False,
    step: float = 0.5,
    max_steps: int = 200,
    epsilon: float = 1.0,
    tolerance: float = 1e-3,
    look_every: int = 10,
    reinitialize_every: int = 0,
) -> Evolution:
    """Move contours downhill in an energy of length, regions and shape.

        E(φ) = α₁ ∫ δ(φ) |∇φ|
             + α₂ ∫ (I - c₁)² H(φ) + (I - c₂)² (1 - H(φ))
             + α₃ ∫ (φ - φ_shape)²

    with c₁ the mean of the image outside, c₂ inside, H(φ) = 1/2 + arctan(φ /
    ε) / π and δ = H'. The contour follows

        ∂φ/∂t = δ(φ) [α₁ div(∇φ/|∇φ|) + α₂ (I - c₂)² - α₂ (I - c₁)²
                      - 2 α₃ (φ - φ_shape)]

    as Avendi et al. print it. The derivative of the last part of E has no δ:
    `exact_shape_term` leaves it out there, so that shape pulls on all of φ
    and not only near the contour, and walks along the derivative of E as it
    is summed over the pixels. Without `phi_shape`, or with α₃ = 0, it is
    the model of Chan and Vese.

    Args:
        image: intensities, (slices, height, width) or (height, width);
            scale them to [0, 1], since the regions' part grows with their
            square.
        phi0: where to begin, of the same shape, negative inside.
        phi_shape: the shape to stay near, of the same shape; None for none.
        alphas: weights of length, regions and shape, each 0 or more.
        exact_shape_term: whether to follow the derivative of E itself.
        step: size of a step in time.
        max_steps: most steps.
        epsilon: half width of the contour's band, pixels.
        tolerance: a slice rests once its length changes by less than this
            share from one look to the next; 0 to go on to the end.
        look_every: steps from look to look, and of the energy's history.
        reinitialize_every: steps after which φ is made a signed distance
            again; 0 for never.

    Returns:
        The level sets, the history of the energy, the steps of each slice.

    Raises:
        UsageError: shapes that differ, NaN, negative weights, sizes of 0.

    Example:
        >>> import numpy as np
        >>> from medkeras.imaging.level_set import evolve, signed_distance
        >>> image = np.zeros((20, 20))
        >>> image[5:15, 5:15] = 1
        >>> start = np.zeros((20, 20))
        >>> start[8:12, 8:12] = 1
        >>> moved = evolve(image, signed_distance(start), alphas=(0.01, 1, 0))
        >>> int((moved.phi < 0).sum())
        100

    Reference: Chan and Vese 2001, doi:10.1109/83.902291; Avendi et al. 2016,
        doi:10.1016/j.media.2016.01.005.
    Chapter: 3.1.1
    """
    image, phi, shape = _checked(image, phi0, phi_shape)
    alphas = checked_alphas(alphas)
    alphas = alphas if phi_shape is not None else (*alphas[:2], 0.0)
    check_positive("step", step)
    check_positive("epsilon", epsilon)
    check_number("tolerance", tolerance, 0)
    check_whole("max_steps", max_steps)
    check_whole("look_every", look_every)
    check_whole("reinitialize_every", reinitialize_every, 0)
    count = max(1, CACHED_PIXELS // phi[0].size)
    moved = []
    for first in range(0, len(phi), count):
        here = slice(first, first + count)
        forces = Forces(
            image[here], shape[here], alphas, epsilon, exact_shape_term
        )
        rules = step, max_steps, tolerance, look_every, reinitialize_every
        moved.append(_descend(forces, phi[here], *rules))
    joined = _joined(moved)
    if np.ndim(phi0) == 2:
        return Evolution(joined.phi[0], joined.energy[:, 0], *joined[2:])
    return joined


def _descend(
    forces, phi, step, max_steps, tolerance, look_every, reinitialize_every
):
    """Move a few slices until all of them rest, or for `max_steps`."""
    steps, rests = np.zeros(len(phi), int), np.zeros(len(phi), bool)
    looks = [forces.look(phi)]
    for number in range(1, max_steps + 1):
        moving = np.float32(step) * ~rests[:, None, None]
        phi = phi + moving * forces.velocity(phi)
        steps[~rests] = number
        if reinitialize_every and number % reinitialize_every == 0:
            phi = np.where(moving > 0, _as_distances(phi), phi)
        if number % look_every == 0 or number == max_steps:
            looks.append(forces.look(phi))
            rests |= _are_alike(looks[-2].length, looks[-1].length, tolerance)
        if rests.all():
            break
    energy = np.stack([look.energy for look in looks])
    return Evolution(phi, energy, steps, rests)


def _joined(parts):
    """All slices; the energy of one that rests goes on as it was."""
    looks = max(len(part.energy) for part in parts)
    energy = [
        np.pad(part.energy, ((0, looks - len(part.energy)), (0, 0)), "edge")
        for part in parts
    ]
    rest = ("phi", "steps", "converged")
    phi, steps, converged = (
        np.concatenate([getattr(part, name) for part in parts]) for name in rest
    )
    return Evolution(phi, np.concatenate(energy, axis=1), steps, converged)


def _are_alike(before, now, tolerance):
    """Whether a length changed by less than a share."""
    return np.abs(now - before) < tolerance * np.maximum(before, 1e-6)


def _as_distances(phi):
    """The same contours as signed distances; a slice without one stays."""
    fresh = phi.copy()
    inside = phi < 0
    mixed = inside.any(axis=(1, 2)) & ~inside.all(axis=(1, 2))
    if mixed.any():
        fresh[mixed] = signed_distance(inside[mixed])
    return fresh


def checked_alphas(alphas) -> tuple:
    """Weights of length, regions and shape."""
    try:
        weights = tuple(alphas)
    except TypeError:
        weights = ()
    if len(weights) != 3:
        raise UsageError(
            "`alphas` must be three numbers, of length, regions and shape. "
            f"Received: {one_line(repr(alphas))}"
        )
    for weight in weights:
        check_number("alphas", weight, 0)
    return weights


def _checked(image, phi0, phi_shape):
    """As stacks of float32, one slice or more; φ a copy that may move."""
    given = {"image": image, "phi0": phi0}
    given["phi_shape"] = phi0 if phi_shape is None else phi_shape
    stacks = []
    for name, values in given.items():
        stack = finite_numbers(name, values).astype(np.float32)
        if stack.ndim not in (2, 3) or stack.shape != np.shape(image):
            raise UsageError(
                f"`{name}` must be (slices, height, width) or (height, width) "
                f"like the image, {np.shape(image)}. Received: {stack.shape}"
            )
        stacks.append(stack if stack.ndim == 3 else stack[None])
    return stacks
