import pytest

from medkeras.book.new.naming import LONGEST, require_name, title_of
from medkeras.utils.errors import UsageError


@pytest.mark.parametrize("name", ["a", "skin_cancer", "ecg12", "a" * LONGEST])
def test_names_of_files_and_functions_pass(name):
    require_name(name, "a chapter")
    assert name.isidentifier()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Skin",
        "skin-cancer",
        "skin cancer",
        "3d",
        "_skin",
        "skin_",
        "skin__cancer",
        "häutchen",
        "../skin",
        "skin\n",
        "a" * (LONGEST + 1),
    ],
)
def test_what_is_no_identifier_is_refused_in_a_line(name):
    with pytest.raises(UsageError, match="as in skin_cancer") as caught:
        require_name(name, "a chapter")
    assert str(caught.value).endswith(f"Received: {name!r}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["class", "lambda", "np"])
def test_a_name_that_means_something_is_refused(name):
    with pytest.raises(UsageError, match="a name that is free"):
        require_name(name, "an exercise", reserved=("np",))


def test_a_title_is_made_of_words():
    assert title_of("skin_cancer") == "Skin cancer"
