"""Convolutional networks for signals, images and volumes.

The length of `input_shape` chooses the form: (length, channels),
(height, width, channels) or (depth, height, width, channels).
"""

from medkeras.models.cnn.classic import VGG16, alexnet, lenet5, vgg
from medkeras.models.cnn.detector import (
    center_point_detector,
    decode,
    draw_targets,
)
from medkeras.models.cnn.googlenet import inception, inception_module
from medkeras.models.cnn.inception_v3 import inception_v3
from medkeras.models.cnn.receptive_fields import (
    ReceptiveField,
    receptive_field,
)
from medkeras.models.cnn.residual import resnet
from medkeras.models.cnn.small_alexnet import small_alexnet

__all__ = [
    "VGG16",
    "ReceptiveField",
    "alexnet",
    "center_point_detector",
    "decode",
    "draw_targets",
    "inception",
    "inception_module",
    "inception_v3",
    "lenet5",
    "receptive_field",
    "resnet",
    "small_alexnet",
    "vgg",
]
