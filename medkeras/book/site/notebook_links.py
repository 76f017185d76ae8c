"""Links by which a reader of a chapter's page opens its notebook."""

from medkeras.book.chapters import Chapter


def notebook_links(chapter: Chapter) -> dict[str, str]:
    """Address by text, as seen from the page; the first one is a file."""
    return {"Download the notebook": f"../notebooks/{chapter.name}.ipynb"}
