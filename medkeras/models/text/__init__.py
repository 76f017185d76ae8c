"""Texts classified, words tagged, and claims compared with evidence."""

from medkeras.models.text.classifiers import (
    text_cnn,
    text_lstm,
    text_transformer,
)
from medkeras.models.text.entailment import claim_evidence_network
from medkeras.models.text.tagger import SequenceTagger, bilstm_crf

__all__ = [
    "SequenceTagger",
    "bilstm_crf",
    "claim_evidence_network",
    "text_cnn",
    "text_lstm",
    "text_transformer",
]
