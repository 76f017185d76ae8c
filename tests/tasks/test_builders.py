"""Every name that a declaration gives is a builder, and every one is used."""

import inspect

from medkeras.tasks import builders, networks
from medkeras.tasks.predictors import Network

DECLARED = [
    each for each in vars(networks).values() if isinstance(each, Network)
]


def test_names_and_builders_fit():
    names = {each.build for each in DECLARED}
    made = {
        name
        for name, value in vars(builders).items()
        if inspect.isfunction(value)
        if value.__module__ == builders.__name__
        if not name.startswith("_")
    }
    assert names == made
