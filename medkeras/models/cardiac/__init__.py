"""The left ventricle found, outlined and measured, stage by stage."""

from medkeras.models.cardiac.crops import chest_crops, square_crops
from medkeras.models.cardiac.deformable import LVSegmenter
from medkeras.models.cardiac.localization import Localization
from medkeras.models.cardiac.localizer import localizer, pretrain_filters
from medkeras.models.cardiac.segmentation import Segmentation, measure
from medkeras.models.cardiac.shape import (
    pretrain_layers,
    pretrain_mask,
    shape_autoencoder,
)
from medkeras.models.cardiac.unet_segmenter import UNetSegmenter

__all__ = [
    "LVSegmenter",
    "Localization",
    "Segmentation",
    "UNetSegmenter",
    "chest_crops",
    "localizer",
    "measure",
    "pretrain_filters",
    "pretrain_layers",
    "pretrain_mask",
    "shape_autoencoder",
    "square_crops",
]
