"""How an estimate shows itself."""

from medkeras.metrics.estimate import Estimate


def test_shows_value_and_interval_to_three_decimals():
    assert str(Estimate(0.76923, 0.74, 0.8, 768)) == "0.769 [0.740, 0.800]"
