"""Text cells cut into blocks that fit on a slide."""

import pytest

from medkeras.book.slides.slide_text import blocks, is_question, opening, weight

CELL = """\
**Budget.** A minute.

## 2. Part
One line
goes on. *Predict:
now?* Then it ends.

$$a = b

c$$

- one
- two

> *Predict: which?* Your guess:"""


def test_blocks_are_paragraphs_lists_equations_and_headings():
    assert blocks(CELL) == [
        "## 2. Part",
        "One line\ngoes on.",
        "*Predict:\nnow?*",
        "Then it ends.",
        "$$a = b\n\nc$$",
        "- one\n- two",
        "> *Predict: which?* Your guess:",
    ]
    asked = [is_question(each) for each in blocks(CELL)]
    assert asked == [False, False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is so. It was so.", "It is so."),
        ("As Hu et al. Said, so. Then.", "As Hu et al. Said, so."),
        ("In $a. B$ it is. So.", "In $a. B$ it is."),
        ("See (Lee. Yu) now. So.", "See (Lee. Yu) now."),
        ("No sentence ends here", "No sentence ends here"),
        ("- a point. It stays.", "- a point. It stays."),
        ("**Bold. So** it is. And.", "**Bold.**"),
    ],
)
def test_the_first_sentence_of_a_long_paragraph_opens_it(text, shown):
    assert opening(text, most=5) == shown
    assert opening(text) == text


def test_as_many_sentences_as_fit():
    assert opening("One. Two. Three. Four.", most=10) == "One. Two."


def test_longer_text_weighs_more():
    assert weight("word " * 60) > weight("word") > 1
    assert weight("$$a$$") > weight("a")
