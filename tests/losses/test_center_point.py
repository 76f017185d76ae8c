"""The detector's loss against the sums written out."""

import keras
import numpy as np
import pytest

from medkeras.losses.center_point import CenterPointLoss
from medkeras.utils.errors import UsageError


def maps(num_classes=1, batch=3):
    draw = np.random.default_rng(0)
    y_true = draw.uniform(0, 0.9, (batch, 4, 5, num_classes + 3))
    y_true[0, 1, 2, 0] = y_true[0, 3, 3, num_classes - 1] = 1
    y_true[1, 0, 0, 0] = 1  # the third image is empty
    y_pred = draw.uniform(0.05, 0.95, y_true.shape)
    return y_true.astype("f4"), y_pred.astype("f4")


def written_out(y_true, y_pred, num_classes, size_weight, offset_weight):
    total = objects = 0
    for cell in np.ndindex(y_true.shape[:2]):
        for kind in range(num_classes):
            heat, found = y_true[cell][kind], y_pred[cell][kind]
            if heat == 1:
                objects += 1
                total -= (1 - found) ** 2 * np.log(found)
            else:
                total -= (1 - heat) ** 4 * found**2 * np.log(1 - found)
        if 1 in y_true[cell][:num_classes]:
            error = np.abs(y_true[cell] - y_pred[cell])[num_classes:]
            total += size_weight * error[0] + offset_weight * sum(error[1:])
    return total / max(objects, 1)


@pytest.mark.parametrize("num_classes", [1, 3])
def test_equals_the_sums_written_out(num_classes):
    y_true, y_pred = maps(num_classes)
    loss = CenterPointLoss(num_classes, 0.3, 0.7, reduction=None)
    expected = [
        written_out(*pair, num_classes, 0.3, 0.7)
        for pair in zip(y_true, y_pred, strict=True)
    ]
    np.testing.assert_allclose(loss(y_true, y_pred), expected, rtol=1e-5)


@pytest.mark.parametrize("cells", [(7,), (3, 4, 2)], ids=["1-D", "3-D"])
def test_signals_and_volumes_are_summed_over_all_their_cells(cells):
    draw = np.random.default_rng(0)
    channels = 2 + len(cells)  # one heat, one size, offsets
    y_true = draw.uniform(0, 0.9, (3, *cells, channels)).astype("f4")
    y_pred = draw.uniform(0.05, 0.95, y_true.shape).astype("f4")
    y_true[(0, *[1] * len(cells), 0)] = y_true[(0, *[0] * len(cells), 0)] = 1
    y_true[(1, *[1] * len(cells), 0)] = 1
    expected = [
        written_out(
            truth.reshape(1, -1, channels),
            found.reshape(1, -1, channels),
            1,
            0.1,
            1,
        )
        for truth, found in zip(y_true, y_pred, strict=True)
    ]
    loss = CenterPointLoss(reduction=None)
    np.testing.assert_allclose(loss(y_true, y_pred), expected, rtol=1e-5)


def test_a_batch_is_the_mean_of_its_images():
    y_true, y_pred = maps()
    each = np.asarray(CenterPointLoss(reduction=None)(y_true, y_pred))
    assert each.shape == (3,)
    assert float(CenterPointLoss()(y_true, y_pred)) == pytest.approx(
        each.mean(), rel=1e-6
    )


def test_certain_and_wrong_stays_finite():
    y_true, y_pred = maps()
    for value in (0, 1):
        y_pred[..., 0] = value
        assert np.isfinite(float(CenterPointLoss()(y_true, y_pred)))


def test_the_configuration_makes_the_loss_again():
    loss = CenterPointLoss(2, 0.5, 0.25, reduction="sum", name="mine")
    kept = keras.saving.serialize_keras_object(loss)
    assert kept["registered_name"] == "medkeras>CenterPointLoss"
    again = keras.saving.deserialize_keras_object(kept)
    assert again.get_config() == loss.get_config()
    y_true, y_pred = maps(2)
    assert float(again(y_true, y_pred)) == float(loss(y_true, y_pred))


def test_no_classes_are_refused():
    with pytest.raises(UsageError, match="num_classes"):
        CenterPointLoss(0)


def test_maps_of_another_number_of_classes_are_refused():
    y_true, y_pred = maps(2)
    with pytest.raises(UsageError, match="`y_true` must have 4 channels"):
        CenterPointLoss(1)(y_true, y_pred)
