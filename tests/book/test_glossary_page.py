"""The glossary's page: term, sentence, and the way to its cell."""

from medkeras.book.site.pages import glossary_page


def write(shown, executed=None):
    root, source, own = shown
    own = own if executed is None else executed
    assert glossary_page.write(source, root, own) == ["glossary"]
    return (source / "glossary.md").read_text()


def test_a_term_with_its_sentence_and_place(shown):
    text = write(shown)
    assert (
        "```{glossary}\nstride\n  A stride (Gers 2000) is $x^2$ long." in text
    )
    assert "([9.1](#cell-9-1-tiny-a-term))" in text


def test_links_of_the_chapters_own_folder_become_text(shown):
    assert "x.ipynb" not in write(shown)


def test_chapters_without_a_page_explain_nothing(shown):
    assert "No chapter explains a term yet." in write(shown, {})
