from medkeras.book.chapters import chapters
from medkeras.book.site.notebook_links import notebook_links


def test_a_chapter_offers_its_own_notebook_first():
    for chapter in chapters():
        links = notebook_links(chapter)
        assert next(iter(links.values())) == (
            f"../notebooks/{chapter.name}.ipynb"
        )
        assert all(links)
