"""The plain models that a network of a task has to beat."""

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from medkeras.tasks.predictors import BrightnessThreshold, Estimator


def _prepared(last) -> Pipeline:
    """Gaps filled with the median, columns scaled, then a model."""
    fill = SimpleImputer(strategy="median", keep_empty_features=True)
    return make_pipeline(fill, StandardScaler(), last)


def _logistic():
    return _prepared(LogisticRegression(max_iter=2000))


def _ridge():
    return _prepared(Ridge(1.0))


def _trees():
    return HistGradientBoostingClassifier(
        max_iter=50, max_leaf_nodes=8, random_state=0
    )


def _words():
    """Every run of letters and digits is a word, single ones too."""
    weights = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+")
    return make_pipeline(weights, LogisticRegression(C=10, max_iter=2000))


logistic_regression = Estimator("logistic regression", _logistic)
ridge_regression = Estimator("ridge regression", _ridge)
boosted_trees = Estimator("gradient-boosted trees", _trees)
bag_of_words = Estimator("TF-IDF, logistic regression", _words)
brightness_threshold = BrightnessThreshold()
