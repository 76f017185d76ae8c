from medkeras.book.chapters import chapters
from medkeras.book.site.notebook_links import notebook_links


def test_a_chapter_offers_its_own_notebook_first():
    for chapter in chapters():
        links = notebook_links(chapter)
        assert next(iter(links.values())) == (
            f"../notebooks/{chapter.name}.ipynb"
        )
        assert all(links)


def test_an_address_of_the_book_adds_ways_to_open_it(monkeypatch):
    monkeypatch.setattr(
        "medkeras.book.badges.repository",
        lambda root: "https://github.com/someone/book",
    )
    links = notebook_links(chapters()[0])
    assert list(links) == [
        "Download the notebook", "Open in Colab", "Open in Kaggle",
        "Open in Binder",
    ]  # fmt: skip
