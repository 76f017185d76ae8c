"""Importance by hiding: what decides comes first, what is unread has 0."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from medkeras.models.multimodal import MultimodalClassifier, masked_importance
from medkeras.models.multimodal.networks import encoder_names
from medkeras.utils.errors import UsageError


def people(count, seed):
    """Three of twelve numbers decide, and a corner of the volume shows it."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(count, 12))
    y = (table[:, [2, 5, 9]].sum(axis=1) > 0).astype(int)
    volume = rng.normal(size=(count, 8, 8, 8))
    volume[:, :4, :4, :4] += 0.4 * y[:, None, None, None]
    return {"table": table, "volume": volume}, y


@pytest.fixture(scope="module")
def fitted():
    X, y = people(300, 0)
    model = MultimodalClassifier(
        {"table": (12,), "volume": (8, 8, 8)}, "late", pretrain_epochs=2
    )
    return model.fit(X, y), *people(300, 1)


def test_planted_features_come_first(fitted):
    found = masked_importance(*fitted, "table")
    planted = np.isin(np.arange(12), [2, 5, 9])
    assert roc_auc_score(planted, found) >= 0.95


def test_the_planted_region_comes_first(fitted):
    found = masked_importance(*fitted, "volume")
    assert found.shape == (2, 2, 2)
    assert found.argmax() == 0


def test_a_feature_whose_weights_are_0_has_0_exactly(fitted):
    model, X, y = fitted
    network, weights = model.parts_["table"]
    network.set_weights(weights)
    layer = network.get_layer(encoder_names("table")[0])
    kernel, bias = layer.get_weights()
    kernel[5] = 0
    layer.set_weights([kernel, bias])
    unread = MultimodalClassifier(model.modalities, "late")
    unread.scales_ = model.scales_
    changed = {"table": (network, network.get_weights())}
    unread.parts_ = model.parts_ | changed
    found = masked_importance(unread, X, y, "table")
    assert found[5] == 0 and found[2] > 0


def test_of_late_fusion_only_the_part_that_is_hidden_is_asked_again(
    fitted, monkeypatch
):
    """Answers of the others do not change, nor do the numbers."""
    model, X, y = fitted
    found, asked = masked_importance(*fitted, "table"), []
    answers = model._answers

    def counted(part, rows, has):
        asked.append(next(iter(rows)))
        return answers(part, rows, has)

    monkeypatch.setattr(model, "_answers", counted)
    masked_importance(*fitted, "table")
    assert asked.count("volume") == 1 and asked.count("table") == 13
    whole = roc_auc_score(y, model.predict_proba(X))
    for k in (2, 7):
        table = X["table"].copy()
        table[:, k] = model.scales_.scales["table"][0][k]
        hidden = model.predict_proba(X | {"table": table})
        assert found[k] == whole - roc_auc_score(y, hidden)


def test_what_does_not_fit_is_refused(fitted):
    model, X, y = fitted
    with pytest.raises(UsageError, match="modality"):
        masked_importance(model, X, y, "genes")
    with pytest.raises(UsageError, match="block"):
        masked_importance(model, X, y, "volume", block=3)
    with pytest.raises(UsageError, match="y"):
        masked_importance(model, X, np.ones(300), "table")
