"""Level 2: layers that Keras does not have, written in keras.ops.

Importing this registers all of them for `keras.models.load_model`; for whole
models import `medkeras.models`.
"""

from medkeras.layers import (
    attention,
    both_ways,
    conditional_random_field,
    contractive,
    deepcare,
    fused_batch_normalization,
    gaussian_code,
    input_validation,
    lstm,
    max_over_time,
    positions,
    probabilistic_pooling,
    recency_pooling,
    replicas,
    response_normalization,
    reverse_complement,
    sparsity,
    wavelet,
    wavelet_activation,
    wavelet_bands,
    window_pooling,
    words,
)

__all__ = [
    "attention",
    "both_ways",
    "conditional_random_field",
    "contractive",
    "deepcare",
    "fused_batch_normalization",
    "gaussian_code",
    "input_validation",
    "lstm",
    "max_over_time",
    "positions",
    "probabilistic_pooling",
    "recency_pooling",
    "replicas",
    "response_normalization",
    "reverse_complement",
    "sparsity",
    "wavelet",
    "wavelet_activation",
    "wavelet_bands",
    "window_pooling",
    "words",
]
