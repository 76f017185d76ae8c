from medkeras.book.chapters import chapters
from medkeras.book.site.badges import badges


def test_a_chapter_offers_its_own_notebook():
    for chapter in chapters():
        urls = [badge.url for badge in badges(chapter)]
        assert f"../notebooks/{chapter.name}.ipynb" in urls
        assert all(badge.text for badge in badges(chapter))
