"""Several kinds of data of one person, put together by networks."""

from medkeras.models.multimodal.classifier import MultimodalClassifier
from medkeras.models.multimodal.importance import masked_importance

__all__ = ["MultimodalClassifier", "masked_importance"]
