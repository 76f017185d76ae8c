"""What both sets of abstracts with marked names share."""

import shutil

import pytest

from medkeras.data import card
from medkeras.data.preparing import builder_class
from medkeras.text.pubtator import mentions_of
from medkeras.utils.errors import DataError

SETS = ("bc5cdr", "ncbi_disease")


@pytest.fixture(params=SETS)
def name(request):
    return request.param


@pytest.fixture
def builder(name):
    return builder_class(card(name))


def identifiers(part):
    found = set()
    for lines in part["mentions"]:
        found |= {mention.identifier for mention in mentions_of(lines)}
    return found


def test_the_made_up_test_names_things_that_training_never_does(builder):
    splits = builder.read_sample(builder, None)
    assert identifiers(splits["test"]) - identifiers(splits["train"])
    numbers = [set(part["pmid"]) for part in splits.values()]
    assert len(set.union(*numbers)) == 360


def test_the_sets_make_up_other_abstracts_and_kinds():
    both = [builder_class(card(name)) for name in SETS]
    drawn = [each.read_sample(each, None)["train"] for each in both]
    assert not set(drawn[0]["text"]) & set(drawn[1]["text"])
    kinds = [
        {m.kind for lines in part["mentions"] for m in mentions_of(lines)}
        for part in drawn
    ]
    assert kinds[0] == {"Disease", "Chemical"}
    assert not kinds[0] & kinds[1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("|a|", "|x|"), "cut off"),
        (lambda text: text[: text.index("\t") + 4], "cut off"),
        (lambda text: text.replace("\n1\t0", "\n7\t0"), "a line of it"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(
    tmp_path, name, builder, change, message
):
    dummies = card(name).folder / "dummy_data"
    shutil.copytree(dummies, tmp_path, dirs_exist_ok=True)
    files = [tmp_path / file for file in builder.FILES.values()]
    path = next(path for path in files if path.exists())
    path.write_text(change(path.read_text()))
    with pytest.raises(DataError, match=message) as error:
        builder.read_folder(tmp_path)
    assert "\n" not in str(error.value)


def test_a_folder_without_files_says_what_it_holds(builder, tmp_path):
    with pytest.raises(DataError, match="found an empty folder"):
        builder.read_folder(tmp_path)
