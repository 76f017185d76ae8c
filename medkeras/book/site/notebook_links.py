"""Links by which a reader of a chapter's page opens its notebook."""

from medkeras.book.badges import badge_links
from medkeras.book.chapters import Chapter


def notebook_links(chapter: Chapter) -> dict[str, str]:
    """Address by text, as seen from the page; the first one is a file.

    Those that lead elsewhere are there if the book has an address.
    """
    here = {"Download the notebook": f"../notebooks/{chapter.name}.ipynb"}
    elsewhere = badge_links(chapter)
    elsewhere.pop("Download", None)
    return here | elsewhere
