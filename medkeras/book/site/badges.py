"""Links by which a reader opens a chapter's notebook."""

import dataclasses

from medkeras.book.chapters import Chapter


@dataclasses.dataclass(frozen=True)
class Badge:
    """What a badge says and where it leads, as seen from the page."""

    text: str
    url: str


def badges(chapter: Chapter) -> list[Badge]:
    """The badges of a chapter's page; the notebook lies beside the page."""
    return [
        Badge("Download the notebook", f"../notebooks/{chapter.name}.ipynb")
    ]
