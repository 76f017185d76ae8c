import numpy as np
import pytest

from medkeras.models.covid_deepnet import COVIDDeepNet, fuse_scores
from medkeras.utils.errors import UsageError

rng = np.random.default_rng(0)
SMALL = dict(
    hidden_units=(6, 4), num_filters=(3,), kernel_sizes=(3,), pool_sizes=(2,)
)


def scores(models=2, rows=5, classes=3):
    return rng.dirichlet(np.ones(classes), (models, rows))


def films(rows=30, seed=0):
    """A bright half above or below, and noise."""
    draw = np.random.default_rng(seed)
    y = draw.integers(0, 2, rows)
    x = 0.5 * draw.normal(size=(rows, 8, 8, 1))
    x[np.arange(rows), :4] += 1.5 * (2 * y[:, None, None, None] - 1)
    return x, y


@pytest.mark.parametrize("rule", ["sum", "product"])
def test_weight_1_gives_back_a_model_bit_for_bit(rule):
    s = scores()
    for number, weights in enumerate([(1, 0), (0, 1)]):
        found = fuse_scores(s, weights, rule)
        assert found.tobytes() == s[number].tobytes()
        assert not np.shares_memory(found, s)


def test_sum_and_product_by_hand():
    s, w = scores(3), (0.5, 0.3, 0.2)
    expected = 0.5 * s[0] + 0.3 * s[1] + 0.2 * s[2]
    np.testing.assert_allclose(fuse_scores(s, w), expected)
    product = s[0] ** 0.5 * s[1] ** 0.3 * s[2] ** 0.2
    product /= product.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(fuse_scores(s, w, "product"), product)


@pytest.mark.parametrize("rule", ["sum", "product"])
def test_fused_scores_are_probabilities_and_agreement_stays(rule):
    found = fuse_scores(scores(), (0.3, 0.7), rule)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    same = np.repeat(scores(1), 2, axis=0)
    np.testing.assert_allclose(fuse_scores(same, rule=rule), same[0])


def test_one_sure_model_has_a_veto_in_the_product_only():
    s = [[[1.0, 0.0]], [[0.1, 0.9]]]
    np.testing.assert_allclose(fuse_scores(s, rule="product"), [[1, 0]])
    np.testing.assert_allclose(fuse_scores(s), [[0.55, 0.45]])
    against = [[[1.0, 0.0]], [[0.0, 1.0]]]
    np.testing.assert_allclose(fuse_scores(against, rule="product"), 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((scores(), (0.5, 0.6)), "sum to 1"),
        ((scores(), (1.5, -0.5)), "`weights`"),
        ((scores(), (1.0,)), "`weights`"),
        ((scores(), (0.5, 0.5), "max"), "`rule`"),
        ((2 * scores(), (0.5, 0.5)), "`scores`"),
        ((scores()[0], (0.5, 0.5)), "`scores`"),
    ],
)
def test_what_cannot_be_fused_is_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        fuse_scores(*arguments)


@pytest.fixture(scope="module")
def trained():
    x, y = films(60)
    return COVIDDeepNet((8, 8, 1), **SMALL).fit(x, y, 3, 40)


def test_both_branches_and_the_fusion_learn_an_easy_task(trained):
    x, y = films(60, seed=1)
    for branch in trained.branch_scores(x):
        assert (branch.argmax(axis=1) == y).mean() > 0.8
    fused = trained.predict(x)
    assert (fused.argmax(axis=1) == y).mean() > 0.9
    np.testing.assert_allclose(fused, fuse_scores(trained.branch_scores(x)))


def test_a_second_fit_begins_anew(trained):
    x, y = films(60)
    before = trained.branch_scores(x)
    trained.fit(x, 1 - y, 1, 2)
    trained.fit(x, y, 3, 40)
    np.testing.assert_allclose(trained.branch_scores(x), before, atol=1e-5)


def test_without_pretraining_the_filters_start_elsewhere(trained):
    x, y = films(20)
    with_it = trained.fit(x, y, 3, 1).branch_scores(x)
    without = trained.fit(x, y, 0, 1).branch_scores(x)
    assert np.abs(with_it - without).max() > 1e-4


def test_three_classes_and_fused_weights_are_taken():
    x, _ = films(12)
    net = COVIDDeepNet(
        (8, 8, 1), 3, **SMALL, fusion_weights=(1, 0), rule="product"
    )
    net.fit(x, np.arange(12) % 3, 1, 1)
    found = net.predict(x)
    assert found.shape == (12, 3)
    assert found.tobytes() == net.branch_scores(x)[0].tobytes()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: COVIDDeepNet((8, 8)), "`image_shape`"),
        (lambda: COVIDDeepNet((8, 8, 1), 1), "`num_classes`"),
        (lambda: COVIDDeepNet((8, 8, 1), rule="max"), "`rule`"),
        (lambda: COVIDDeepNet((8, 8, 1), fusion_weights=(1, 1)), "`weights`"),
        (lambda: COVIDDeepNet((8, 8, 1), **SMALL).predict(films()[0]),
         r"call `fit\(x, y\)` first"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(call, message):
    with pytest.raises(UsageError, match=message):
        call()


def test_other_films_and_labels_are_refused(trained):
    x, y = films()
    with pytest.raises(UsageError, match="`x`"):
        trained.fit(x[:, :7], y)
    with pytest.raises(UsageError, match="`y`"):
        trained.fit(x, y + 1)
    with pytest.raises(UsageError, match="`x`"):
        trained.predict(x * np.nan)
