"""Texts classified, and claims compared with evidence."""

from medkeras.models.text.classifiers import (
    text_cnn,
    text_lstm,
    text_transformer,
)
from medkeras.models.text.entailment import claim_evidence_network

__all__ = [
    "claim_evidence_network",
    "text_cnn",
    "text_lstm",
    "text_transformer",
]
