"""The rule of the glossary: what is a term, and what is only bold."""

from pathlib import Path

import pytest

from medkeras.book.site.pages import terms as module
from medkeras.book.site.pages.books import books
from medkeras.book.site.pages.terms import NOT_TERMS, explained, terms

BOOK = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def whole_book():
    return books(BOOK, {})


def names(text):
    return [name for name, sentence in explained(text)]


@pytest.mark.parametrize(
    "text",
    [
        "A **stride** is the step of a window.",
        "It learns them by heart (**stride**). It should not.",
        "**stride** (Gers 2000) adds a gate.",
        "The mean error is the **stride**.",
        "In slices, **stride**; elsewhere not.",
        "with a **stride** $\\eta$ of one",
        "**stride**: all that is known.",
        "- **stride** (DE): a member is challenged",
    ],
)
def test_a_term_is_bold_and_explained(text):
    assert names(text) == ["stride"]


@pytest.mark.parametrize(
    "text",
    [
        "**Budget.** Lesson mode takes a minute.",
        "**Who is where?** A model is judged.",
        "It must say **when** to come.",
        "First on the **same people**: those with all.",
        "Each result is **reported as not helping**.",
        "- **scratch**: forgets the source.",
        "- **No diagnosis.** None was tested.",
        "| **stride** | is a row of a table |",
        "## A **stride** is a heading",
        "The **five words are too many**: they are a sentence.",
        "Nothing *is bold* here.",
    ],
)
def test_bold_for_another_reason_is_no_term(text):
    assert names(text) == []


def test_a_sentence_is_whole():
    text = (
        "**Heads.** First $a. B$ (see e.g. Smith et al. 2000. Yes). A **lag** "
        "is the time\nbetween two steps of a walk, and it has no other use at "
        "all. Then more."
    )
    ((name, sentence),) = explained(text)
    assert name == "lag"
    assert sentence == (
        "A lag is the time between two steps of a walk, and it has no other "
        "use at all."
    )


def test_the_head_of_a_paragraph_is_no_part_of_a_sentence():
    text = "**Now deep.** A **lag** is the time between two steps of any walk."
    assert next(explained(text))[1].startswith("A lag is the time")


def test_a_short_sentence_takes_the_next_along():
    text = "So it is a **lag**. It says how far back a network can look. More."
    ((_, sentence),) = explained(text)
    assert sentence.endswith("look.") and sentence.startswith("So it")


def test_a_sentence_ends_before_code():
    text = (
        "A **lag** is the time that lies between any two steps of a walk. "
        "`lag()` has it."
    )
    assert next(explained(text))[1].endswith("steps of a walk.")


def test_what_goes_on_after_an_equation_is_hinted_at():
    text = "and its mean over all the positives is the **area**. No more."
    assert next(explained(text))[1].startswith("... and its mean")


def test_an_equation_after_a_sentence_belongs_to_it():
    text = "The loss is the **cross-entropy**:\n\n$$L = a. B\n+ c,$$\n\n$$d$$\n"
    ((_, sentence),) = explained(text)
    assert sentence == "The loss is the cross-entropy: $L = a. B + c$, $d$"


def test_a_list_after_a_sentence_is_hinted_at():
    text = "The loss is the **cross-entropy**, and it has two parts:\n\n- one"
    assert next(explained(text))[1].endswith("two parts ...")


def test_the_book_explains_each_term_once_where_it_is_first(whole_book):
    found = {term.name: term for term in terms(whole_book)}
    assert len(found) > 200
    first = found["pneumonia"]
    assert first.book.chapter.number == "1"
    assert first.sentence.startswith("In pneumonia, an infection of the lungs")
    assert found["receptive field"].book.chapter.number == "2.1.1"
    assert "Adam" in found and "logistic regression" in found
    folded = [name.casefold().rstrip("s") for name in found]
    assert len(folded) == len(set(folded))


def test_the_exceptions_are_few_and_needed(whole_book, monkeypatch):
    assert len(NOT_TERMS) < 60
    monkeypatch.setattr(module, "NOT_TERMS", frozenset())
    found = {term.name for term in terms(whole_book)}
    known = {module._key(name) for name in found}
    known |= {name.casefold() for name in found}
    assert NOT_TERMS <= known
